package twins

import (
	"time"

	"comity/internal/simulate/export"
)

// fault is one line of truth/clocks.jsonl: a file whose stamps, read as its manifest
// says, are not the true instants.
type fault struct {
	Path    string  `json:"path"`
	Fault   string  `json:"fault"`
	Seconds int64   `json:"seconds"` // read less true, at the middle of the capture; drift: gained a day
	Zone    string  `json:"zone,omitempty"`
	Also    []int64 `json:"also,omitempty"` // zone: what else it is where summer time differs
}

// disturb makes some captures' clocks, or what is said of them, wrong; one at least.
func (w *world) disturb() {
	s := w.stream("clocks")
	var able []*shot
	for _, c := range w.captures {
		if c.format != "phpbb" && c.board.main && c.copyOf == "" {
			able = append(able, c)
		}
	}
	for i, c := range able {
		if !s.Chance(450) && (i < len(able)-1 || w.faulty()) {
			continue
		}
		f := &export.Fault{Kind: export.Skew, Seconds: int64(s.Between(60, 1500)) * int64(1-2*s.N(2))}
		switch k := s.N(4); {
		case k == 0 && c.stated:
			f.Kind, f.Seconds = export.WrongZone, int64(s.Between(1, 6))*3600*int64(1-2*s.N(2))
		case k == 0:
			f.Kind, f.Zone = export.WrongZone, zone([]string{"UTC", "Europe/Moscow", "Asia/Kolkata", "Atlantic/Azores"}[s.N(4)])
		case k == 1 && !c.stated && summer(c.clock.Loc, c.from, c.to):
			f.Kind, f.Seconds = export.WrongDST, -3600
		case k == 2:
			f.Kind, f.Seconds, f.Since = export.Drift, int64(s.Between(2, 20)), c.from
		}
		c.clock.Fault = f
	}
	for _, c := range w.captures { // a second copy has the first one's clock
		for _, o := range w.captures {
			if c.copyOf == o.path {
				c.clock.Fault = o.clock.Fault
			}
		}
	}
}

func (w *world) faulty() bool {
	for _, c := range w.captures {
		if c.clock.Fault != nil {
			return true
		}
	}
	return false
}

// faultTruth lists the files with wrong clocks.
func (w *world) faultTruth() []fault {
	list := []fault{}
	for _, c := range w.captures {
		f := c.clock.Fault
		if f == nil {
			continue
		}
		middle := c.from + (c.to-c.from)/2
		t := fault{Fault: f.Kind, Seconds: c.clock.Read(middle) - middle}
		switch f.Kind {
		case export.Drift, export.WrongDST:
			t.Seconds = f.Seconds
		case export.WrongZone:
			t = c.zoneTruth(t)
		}
		for _, path := range c.files {
			t.Path = path
			list = append(list, t)
		}
	}
	return list
}

func (c *shot) zoneTruth(t fault) fault {
	if c.clock.Fault.Zone != nil {
		t.Zone = c.clock.Fault.Zone.String()
	}
	for at := c.from; at < c.to; at += 10 * day {
		if o := c.clock.Read(at) - at; o != t.Seconds && (len(t.Also) == 0 || t.Also[0] != o) {
			t.Also = append(t.Also[:0], o)
		}
	}
	return t
}

// summer reports whether the clocks of a zone change in the window.
func summer(zone *time.Location, from, to int64) bool {
	_, a := time.Unix(from, 0).In(zone).Zone()
	for t := from; t < to; t += 7 * day {
		if _, b := time.Unix(t, 0).In(zone).Zone(); a != b {
			return true
		}
	}
	return false
}
