package offset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// unvouched is askedAbout of a server whose member table is not at hand, so that the biller alone
// differs from it; and the visits of both servers in the leases of one more provider.
func unvouched(seed uint64, f fault, biller fault) *offset.Case {
	c := askedAbout(seed, nil, server, server2)
	c.Series = slices.DeleteFunc(c.Series, func(s offset.Series) bool { return s.Source == members })
	for i := range c.Series {
		s := &c.Series[i]
		s.Marks = slices.Clone(s.Marks)
		for k, m := range s.Marks {
			switch {
			case s.Source == server, s.Sort == offset.Question && m.Key/1000 == 1+server:
				s.Marks[k].At += f(m.At)
			case s.Source == 0:
				s.Marks[k].At += biller(m.At)
			}
		}
	}
	c.Clocks = append(c.Clocks, offset.Clock{})
	r := rand.New(rand.NewPCG(seed, 53))
	for account := range uint64(120) {
		begin := comity.Instant(r.IntN(86400)) * comity.Second
		for i := range 14 {
			at := start + comity.Instant(r.IntN(80*86400))*comity.Second
			from, shown, log := begin+(at-begin)/comity.Day*comity.Day, at, server+i%2
			if log == server {
				shown += f(at)
			}
			c.Claim(log, sources, offset.Claim{
				Account: account, Subscriber: account, Assignment: uint64(from) + account,
				At: shown, Low: from - shown, High: from + comity.Day - shown,
			})
		}
	}
	return c
}

// A log of which nothing says that its clock is right but what was copied from it, and the biller
// alone that it is wrong, is judged by events in leases: by them it is what the biller
// says, or it is right after all.
func TestLeasesTellWhereOnlyCopiesVouch(t *testing.T) {
	for _, c := range []struct {
		name   string
		server fault
		biller fault
		want   string
		days   comity.Instant // seconds of error or gain
	}{
		{"all right", right, right, "decla", 0},
		{"a server is ahead", ahead(1500 * comity.Second), right, "skew ", 1500},
		{"a server is behind by hours", ahead(-4 * comity.Hour), right, "zone ", -4 * 3600},
		{"a server loses", gaining(day(-45 * comity.Second)), right, "drift", -45},
		{"the biller is ahead", right, ahead(1500 * comity.Second), "decla", 0},
	} {
		for seed := range uint64(3) {
			verdicts, _ := unvouched(seed, c.server, c.biller).Solve()
			v := verdicts[server]
			r := v.Readings[len(v.Readings)-1]
			if got, want := r.Seconds, c.days*comity.Second; names(v)[:5] != c.want || max(got-want, want-got) > 60*comity.Second {
				t.Errorf("%s, seed %d: %+v", c.name, seed, v.Readings)
			}
			if v := verdicts[server2]; len(v.Readings) != 1 {
				t.Errorf("%s, seed %d: the other server: %+v", c.name, seed, v.Readings)
			}
			if v := verdicts[sources]; len(v.Readings) != 1 {
				t.Errorf("%s, seed %d: the leases: %+v", c.name, seed, v.Readings)
			}
		}
	}
}
