package lease_test

import (
	"testing"

	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// Ends of two blocks of ports, both the same client's, are two ends.
func TestEndAloneOfTwoBlocks(t *testing.T) {
	n := 0
	b := open(t)
	b.Begin(record.Sink{Assignment: func(a *record.Assignment) { n++ }})
	b.RememberEnds()
	for i, from := range []uint16{1024, 2048, 3072} {
		s := claim(int64(i), 1, "a", 10, 10)
		s.PortFrom, s.PortTo = from, from+127
		if why := b.EndAlone(s, at(10), at(10), false); why != "" {
			t.Errorf("block %d: %q", from, why)
		}
	}
	if n != 3 {
		t.Error(n)
	}
}

// One port given again within the minute, its beginning known by how long it was: another holding.
func TestEndAloneAgain(t *testing.T) {
	b := open(t)
	b.Begin(record.Sink{Assignment: func(a *record.Assignment) {}})
	b.RememberEnds()
	b.EndAlone(claim(1, 1, "a", 10, 10), at(10), at(9), true)
	end, from := lease.Shift(at(10), 40e6), lease.Shift(at(10), 20e6)
	if why := b.EndAlone(claim(2, 1, "a", 10, 10), end, from, true); why != "" {
		t.Error(why)
	}
}
