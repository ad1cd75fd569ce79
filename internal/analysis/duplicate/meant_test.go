package duplicate_test

import (
	"testing"

	"comity/internal/analysis/duplicate"
	"comity/internal/comity"
)

// Where one of two clocks is known to be wrong, or read in several ways, stamps that look alike may mean
// two moments, and one moment may look twofold. With a number of the payment's own it is one; without it
// nobody can tell, and both count.
func TestRowsOfClocks(t *testing.T) {
	const (
		ten  = 1_073_296_800 * comity.Second // 2004-01-05 10:00
		hour = comity.Hour
		sec  = comity.Second
	)
	var (
		right   = &duplicate.Clock{}
		loose   = &duplicate.Clock{Skew: 2 * sec}
		ahead   = &duplicate.Clock{Wrong: true}
		about   = &duplicate.Clock{Wrong: true, Skew: 30 * sec}
		another = &duplicate.Clock{Wrong: true}
	)
	type stamp struct {
		clock *duplicate.Clock
		shown comity.Instant
		width comity.Instant
		meant []comity.Instant
	}
	at := func(c *duplicate.Clock, shown comity.Instant, meant ...comity.Instant) stamp {
		return stamp{c, shown, 0, meant}
	}
	exact := func(c *duplicate.Clock, t comity.Instant) stamp { return at(c, t, t) }
	coarse := func(c *duplicate.Clock, shown, meant comity.Instant) stamp {
		const wide = 59 * sec
		return stamp{c, shown + wide/2, wide, []comity.Instant{meant + wide/2}}
	}
	for _, c := range []struct {
		what            string
		stamps          []stamp
		numbered, plain string // + new, = again, ? possible
	}{
		{"both right", []stamp{exact(right, ten), exact(right, ten)}, "+=", "+="},
		{"right, an hour apart", []stamp{exact(right, ten), exact(right, ten+hour)}, "++", "++"},
		{"one an hour ahead, one moment", []stamp{exact(right, ten), at(ahead, ten+hour, ten)}, "+=", "+?"},
		{"the one ahead first", []stamp{at(ahead, ten+hour, ten), exact(right, ten)}, "+=", "+?"},
		{"one stamp, an hour apart", []stamp{exact(right, ten), at(ahead, ten, ten-hour)}, "+=", "+?"},
		{"neither", []stamp{exact(right, ten), at(ahead, ten+2*hour, ten+hour)}, "++", "++"},
		{"one's stamp is the other's moment", []stamp{at(another, ten, ten-hour), at(ahead, ten+hour, ten)}, "++", "++"},
		{"one clock, however wrong", []stamp{at(ahead, ten, ten-hour), at(ahead, ten, ten-hour)}, "+=", "+="},
		{"one clock, two moments", []stamp{at(ahead, ten, ten-hour), at(ahead, ten+hour, ten)}, "++", "++"},
		{"two wrong clocks, one moment", []stamp{at(ahead, ten+hour, ten), at(another, ten+2*hour, ten)}, "+=", "+?"},
		{"two readings, the second is it", []stamp{exact(right, ten-hour), at(another, ten, ten, ten-hour)}, "+=", "+?"},
		{"two readings first", []stamp{at(another, ten, ten, ten-hour), exact(right, ten-hour)}, "+=", "+?"},
		{"two readings, the first is it", []stamp{exact(right, ten), at(another, ten, ten, ten-hour)}, "+=", "+="},
		{"known to half a minute", []stamp{exact(right, ten+25*sec), at(about, ten+hour, ten)}, "+=", "+?"},
		{"known better than that", []stamp{exact(right, ten+36*sec), at(about, ten+hour+sec, ten+sec)}, "++", "++"},
		{"in the minute before", []stamp{at(about, ten+hour, ten), exact(right, ten-25*sec)}, "+=", "+?"},
		{"both unsure", []stamp{exact(loose, ten-32*sec), at(about, ten+hour, ten)}, "+=", "+?"},
		{"seconds cut off", []stamp{exact(right, ten+9*sec), at(ahead, ten+hour, ten)}, "+?", "+?"},
		{"without seconds, across minutes", []stamp{exact(right, ten+70*sec), coarse(ahead, ten+hour, ten+20*sec)}, "+=", "+?"},
		{"third delivery", []stamp{exact(right, ten), at(ahead, ten+hour, ten), at(ahead, ten+hour, ten)}, "+==", "+?="},
	} {
		for numbered, want := range map[bool]string{true: c.numbered, false: c.plain} {
			var rows duplicate.Rows
			got := ""
			for n, s := range c.stamps {
				k := rows.Key()
				k.At(s.shown, s.width)
				k.By(s.clock, numbered)
				for _, m := range s.meant {
					k.Means(m)
				}
				_, v := rows.Judge(duplicate.Origin{Source: n})
				got += string("+=?"[v])
			}
			if got != want {
				t.Errorf("%s, numbered %v: %s, want %s", c.what, numbered, got, want)
			}
		}
	}
}

// A row that came before is told again without memory.
func TestRowsSeenAllocateNothing(t *testing.T) {
	var rows duplicate.Rows
	right, ahead := &duplicate.Clock{}, &duplicate.Clock{Wrong: true}
	n := 0
	deliver := func(c *duplicate.Clock, shown comity.Instant) {
		k := rows.Key()
		k.Text("t1")
		k.At(shown, 0)
		k.By(c, true)
		k.Means(comity.Hour)
		k.Maybe("rose")
		k.Own("DE02120300000000202051")
		n++
		if _, v := rows.Judge(duplicate.Origin{Source: n}); v != duplicate.Again && n > 1 {
			t.Error("not told")
		}
	}
	deliver(ahead, 2*comity.Hour)
	if n := testing.AllocsPerRun(100, func() { deliver(right, comity.Hour) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
