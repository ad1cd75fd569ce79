package export

import "time"

// Clock is a source's own clock. Every stamp that a source writes passes through
// At, which is where a faulty clock lies.
type Clock struct {
	Loc    *time.Location // the zone in which the source writes civil time
	Said   *time.Location // the zone that the letter with it states; nil: Loc
	Ahead  int64          // seconds that it shows too much
	PerDay int64          // seconds that it gains a day
	Since  int64          // true time at which it was ahead by Ahead
	Half   bool           // the export writes hours of a twelve-hour dial, without AM and PM
	Swap   bool           // whoever exported exchanged day and month where both are possible
	Fault  string         // the contract's word for what is wrong; "" where nothing is
}

// At is what the clock shows at the true time t, in seconds since 1970.
func (c Clock) At(t int64) time.Time { return time.Unix(t+c.error(t), 0).In(c.Loc) }

func (c Clock) error(t int64) int64 { return c.Ahead + (t-c.Since)*c.PerDay/86400 }

// True is the true time at which the clock showed the instant shown.
func (c Clock) True(shown int64) int64 {
	t := shown - c.error(shown)
	return shown - c.error(t)
}

// Stated is the zone that the manifest states.
func (c Clock) Stated() *time.Location {
	if c.Said != nil {
		return c.Said
	}
	return c.Loc
}

// ClockFault is a line of the truth about clocks. Seconds is by how much the
// source's stamps, read as stated, are ahead of true time: at the middle of the
// window; of a drift, how much that grows a day; of a lost half of the day, half
// a day; of days and months exchanged, 0.
type ClockFault struct {
	Path    string `json:"path"`
	Fault   string `json:"fault"`
	Seconds int64  `json:"seconds"`
}

// Fault is what is wrong with the exhibit's clock; mid is the middle of the window.
func (e *Exhibit) Fault(mid int64) ClockFault {
	f := ClockFault{Path: e.Where(), Fault: e.Clock.Fault, Seconds: e.Clock.Ahead}
	switch f.Fault {
	case "zone", "dst":
		_, wrote := time.Unix(mid, 0).In(e.Clock.Loc).Zone()
		_, said := time.Unix(mid, 0).In(e.Clock.Stated()).Zone()
		f.Seconds = int64(wrote - said)
	case "drift":
		f.Seconds = e.Clock.PerDay
	case "am-pm":
		f.Seconds = 12 * 3600
	}
	return f
}
