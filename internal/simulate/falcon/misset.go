package falcon

import (
	"strings"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// misset makes the clock of some exhibits wrong, or the letter about it. One
// source in six or so: most administrators keep their clocks.
func (w *world) misset(e *export.Exhibit, s *draw.Stream) {
	kinds := w.possible(e)
	if len(kinds) == 0 || !s.Chance(w.p.misset) {
		return
	}
	c := &e.Clock
	c.Fault = kinds[s.N(len(kinds))]
	switch c.Fault {
	case "zone":
		c.Said, c.Loc = c.Loc, w.otherZone(c.Loc, s)
	case "dst":
		_, off := time.Unix(w.end, 0).In(c.Loc).Zone()
		c.Said, c.Loc = c.Loc, time.FixedZone("standard", min(off, standard(c.Loc, w.end)))
	case "am-pm":
		c.Half = true
	case "day-month":
		c.Swap = true
	case "skew":
		if c.Ahead = int64(10 + s.N(600)); s.N(2) == 0 {
			c.Ahead = -c.Ahead
		}
	case "drift":
		if c.PerDay = int64(3 + s.N(30)); s.N(2) == 0 {
			c.PerDay = -c.PerDay
		}
		c.Since = w.start
	}
}

// possible lists what can be wrong with the clock of an exhibit: a server that
// writes its offset into each line cannot be in a wrong zone unnoticed.
func (w *world) possible(e *export.Exhibit) []string {
	switch {
	case e.Kind == "access" && e.Format == export.IIS:
		return []string{"skew", "drift", "zone"}
	case e.Kind == "access":
		return []string{"skew", "drift"}
	case e.Kind != "payments" && e.Kind != "members" && e.Kind != "assignments" || e.Transcribes != "":
		return nil
	case e.Format == "mysqldump" || e.TimeFormat == export.Epoch:
		return []string{"skew", "drift"}
	case e.Format != "csv" && e.Format != "xlsx":
		return nil
	}
	out := []string{"skew", "drift", "zone"}
	if standard(e.Clock.Loc, w.start) != standard(e.Clock.Loc, w.end) || summer(e.Clock.Loc, w.start+(w.end-w.start)/2) {
		out = append(out, "dst")
	}
	if e.Format == "csv" && strings.Contains(e.TimeFormat, "15") {
		out = append(out, "am-pm")
	}
	if e.Format == "csv" && (strings.HasPrefix(e.TimeFormat, "01/02") || strings.HasPrefix(e.TimeFormat, "02/01")) {
		out = append(out, "day-month")
	}
	return out
}

// standard is the offset of a zone in winter, in seconds.
func standard(loc *time.Location, t int64) int {
	_, a := time.Unix(t, 0).In(loc).Zone()
	_, b := time.Unix(t+182*day, 0).In(loc).Zone()
	return min(a, b)
}

func summer(loc *time.Location, t int64) bool {
	_, off := time.Unix(t, 0).In(loc).Zone()
	return off != standard(loc, t)
}

// otherZone is a zone whose clocks stand otherwise: that of headquarters, of the
// machine's maker, or none at all.
func (w *world) otherZone(loc *time.Location, s *draw.Stream) *time.Location {
	names := []string{"UTC", "America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Berlin", "Europe/Helsinki", "Asia/Kolkata", "Asia/Tokyo"}
	mid := w.start + (w.end-w.start)/2
	_, here := time.Unix(mid, 0).In(loc).Zone()
	for i, at := 0, s.N(len(names)); i < len(names); i++ {
		other := clockIn(names[(at+i)%len(names)]).Loc
		if _, there := time.Unix(mid, 0).In(other).Zone(); there != here {
			return other
		}
	}
	return loc
}

// faults are the clocks that are wrong.
func (w *world) faults() (out []export.ClockFault) {
	for _, e := range w.exhibits {
		if e.Clock.Fault != "" {
			out = append(out, e.Fault(w.start+(w.end-w.start)/2))
		}
	}
	return out
}
