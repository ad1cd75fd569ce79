package clock_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"comity/internal/records/clock"
)

// What is remembered of the stamps before changes nothing.
func TestDatesSayWhatParseSays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	of := func(s ...string) string { return s[rnd.IntN(len(s))] }
	var d clock.Dates
	read := 0
	for range 50_000 {
		layout := of("", "", "", "2006-01-02 15:04:05", "2006-02-01 15:04:05", "02.01.2006 15:04:05", "2006/01/02T15:04:05", "dmy", "epoch", "15:04:05 2006-01-02")
		s := of("2004-03-02", "2004-03-02", "2004-02-03", "2004-02-30", "02.03.2004", "2004/03/02", "1970-01-01", strings.Repeat("\x00", 10), " 2004-3-02") +
			of(" ", " ", "T", ".") + of("14:05:09", "23:59:59", "24:00:00", "14:05:0x") + of("", "", "Z", "+01:00", " ", ".25")
		want, ok := clock.Parse(s, layout)
		got, gotOK := d.Parse(s, layout)
		if ok != gotOK || ok && got != want {
			t.Fatalf("%q as %q: %v %v, not %v %v", s, layout, got, gotOK, want, ok)
		}
		if ok {
			read++
		}
	}
	if read < 1000 {
		t.Error("only", read)
	}
}
