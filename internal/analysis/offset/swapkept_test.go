package offset_test

import (
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// Days and months of a list changed places, and by the dates that can't have its clock is off by minutes or hours against all
// firewalls. Whatever becomes of that, its days and months are not read as they were written, and where it is
// several that it says this of it is none of these that is wrong.
func TestWhatChangedPlacesStaysExchanged(t *testing.T) {
	of := exchanged(t)
	for _, by := range []comity.Instant{-500 * comity.Second, 4*comity.Hour + 30*comity.Minute, 2 * comity.Hour} {
		for _, firewalls := range []int{1, 2, 4} {
			for _, written := range []bool{true, false} {
				x := astray(of, firewalls, by)
				x.Clocks[0].Exchanged = written
				verdicts, _ := x.Solve()
				if got := names(verdicts[0]); got != "day-month 0;" {
					t.Errorf("%d s, %d firewalls: %s", by/comity.Second, firewalls, got)
				}
				for n := 1; n <= firewalls && firewalls > 1; n++ {
					if got := names(verdicts[n]); got != "declared 0;" {
						t.Errorf("%d s, firewall %d of %d: %s", by/comity.Second, n, firewalls, got)
					}
				}
			}
		}
	}
}

// astray is a list, source 0, of which days and months changed places and all firewalls differ by so much, with a
// log that shows some moments of it: all of days that can be months.
func astray(of func(comity.Instant) comity.Instant, firewalls int, by comity.Instant) *offset.Case {
	x := &offset.Case{Clocks: make([]offset.Clock, firewalls+2)}
	r := rand.New(rand.NewPCG(47, 2))
	for n := 1; n <= firewalls; n++ {
		for i := range uint64(60) {
			from := start + comity.Instant(r.IntN(90*86400))*comity.Second
			at := of(from + comity.Instant(5+r.IntN(20))*comity.Second)
			x.Claim(0, n, offset.Claim{
				Account: i / 4, Subscriber: i, Assignment: i, Shared: true,
				At: at, Low: from + by - at, High: from + by + 40*comity.Second - at,
			})
		}
	}
	list, log := offset.Series{Source: 0, Sort: offset.LogIn}, offset.Series{Source: firewalls + 1, Sort: offset.Session}
	for i := range uint64(80) {
		at := start + comity.Instant(r.IntN(90*86400))*comity.Second
		if of(at) != at {
			list.Marks = append(list.Marks, offset.Mark{Key: i, At: of(at)})
			log.Marks = append(log.Marks, offset.Mark{Key: i, At: at})
		}
	}
	x.Series = append(x.Series, list, log)
	x.Clocks[0].Rewrite = []offset.Rewrite{{Adjustment: exchange, Of: of}}
	return x
}
