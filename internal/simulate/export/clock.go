package export

import (
	"sync"
	"time"
)

// Faults of a clock, as the truth names them.
const (
	WrongZone = "zone"      // the stamps are in another zone than the manifest says
	WrongDST  = "dst"       // summer time is left out, or added twice
	HalfDay   = "am-pm"     // twelve hours, and nothing that says which half of the day
	Swapped   = "day-month" // day and month changed places wherever both can be a month
	Skew      = "skew"      // always the same too fast or too slow
	Drift     = "drift"     // more wrong every day
)

// Clock is a source's own clock, and what the manifest says of it. Every stamp
// that a source writes passes through At, which is where a faulty clock lies.
type Clock struct {
	Loc   *time.Location // the zone that the manifest states
	Fault *Fault         // nil: the clock is right, and in that zone
}

// Fault is how a clock, or the statement about it, is wrong.
type Fault struct {
	Kind    string
	Seconds int64          // what the truth says; Skew: too fast by; Drift: gains a day; WrongDST: one hour less or more in summer
	Zone    *time.Location // WrongZone: what the digits are in; nil: every instant is Seconds too late, digits and offset agree
	Since   int64          // Drift: when the clock was right
	Until   int64          // Drift: when it is set right, and stays so; 0: never

	mu      sync.Mutex
	written map[int64]int64 // HalfDay: true times by digits, for reading back; -1 where two times have the same
}

// shown is the instant that the clock takes t for.
func (c Clock) shown(t int64) int64 {
	switch f := c.Fault; {
	case f == nil:
		return t
	case f.Kind == Skew, f.Kind == WrongZone && f.Zone == nil:
		return t + f.Seconds
	case f.Kind == Drift && (f.Until == 0 || t < f.Until):
		return t + (t-f.Since)*f.Seconds/86400
	}
	return t
}

// relabels reports whether the fault is in the digits rather than in the clock:
// then At has the digits in UTC, whatever zone is stated.
func (f *Fault) relabels() bool {
	return f != nil && f.Kind != Skew && f.Kind != Drift && (f.Kind != WrongZone || f.Zone != nil)
}

// Digits reports whether At has its digits in UTC, whatever zone is stated.
func (c Clock) Digits() bool { return c.Fault.relabels() }

// At is what the clock shows at the true time t, in seconds since 1970.
func (c Clock) At(t int64) time.Time {
	at := time.Unix(c.shown(t), 0)
	if !c.Fault.relabels() {
		return at.In(c.Loc)
	}
	local := at.In(c.Loc)
	switch c.Fault.Kind {
	case WrongZone:
		return digits(at.In(c.Fault.Zone))
	case WrongDST:
		if local.IsDST() {
			return digits(local).Add(time.Duration(c.Fault.Seconds) * time.Second)
		}
	case HalfDay:
		h := digits(local)
		return h.Add(time.Duration((h.Hour()+11)%12+1-h.Hour()) * time.Hour)
	case Swapped:
		return swap(digits(local))
	}
	return digits(local)
}

// digits are the date and time of day of at, as if they were in UTC.
func digits(at time.Time) time.Time {
	y, m, d := at.Date()
	h, mi, s := at.Clock()
	return time.Date(y, m, d, h, mi, s, 0, time.UTC)
}

// swap exchanges day and month where that makes a date.
func swap(at time.Time) time.Time {
	if at.Day() > 12 {
		return at
	}
	h, m, s := at.Clock()
	return time.Date(at.Year(), time.Month(at.Day()), int(at.Month()), h, m, s, 0, time.UTC)
}

// Read is the instant that somebody finds who believes the manifest.
func (c Clock) Read(t int64) int64 {
	at := c.At(t)
	if !c.Fault.relabels() {
		return at.Unix()
	}
	h, m, s := at.Clock()
	return time.Date(at.Year(), at.Month(), at.Day(), h, m, s, 0, c.Loc).Unix()
}

// note keeps the true time of digits that tell only half of it.
func (c Clock) note(t int64) {
	f := c.Fault
	if f == nil || f.Kind != HalfDay {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.written == nil {
		f.written = map[int64]int64{}
	}
	at := c.At(t).Unix()
	if old, taken := f.written[at]; taken && old != t {
		t = -1
	}
	f.written[at] = t
}

// True turns around what At does: given what was shown, with its digits in UTC
// where the fault is in the digits, it finds the true time. It fails where two
// times show the same.
func (c Clock) True(at time.Time) (int64, bool) {
	w := at.Unix()
	switch f := c.Fault; {
	case f == nil:
		return w, true
	case f.Kind == HalfDay:
		f.mu.Lock()
		defer f.mu.Unlock()
		t, known := f.written[w]
		return t, known && t >= 0
	case f.relabels():
		return c.unlabel(at)
	case f.Kind == Drift:
		return c.undrift(w)
	}
	return w - c.Fault.Seconds, true
}

// unlabel tries every offset that the zone has about then.
func (c Clock) unlabel(at time.Time) (found int64, ok bool) {
	loc, base := c.Loc, at
	switch c.Fault.Kind {
	case WrongZone:
		loc = c.Fault.Zone
	case Swapped:
		base = swap(at)
	}
	tried := map[int64]bool{}
	for _, near := range []int{-1, 1} {
		_, offset := base.AddDate(0, 0, near).In(loc).Zone()
		for _, more := range []int64{-3600, 0, 3600} {
			t := base.Unix() - int64(offset) - more
			if tried[t] || c.At(t).Unix() != at.Unix() {
				continue
			}
			if tried[t] = true; ok {
				return 0, false
			}
			found, ok = t, true
		}
	}
	return found, ok
}

// undrift closes in on the time; when the clock was set back, some stamps
// occur twice.
func (c Clock) undrift(w int64) (found int64, ok bool) {
	t := w
	for range 4 {
		t += w - c.running(t)
	}
	late := c.Fault.Until > 0 && w >= c.Fault.Until // as shown after it was set right
	for _, try := range []int64{t - 1, t, t + 1} {
		if c.shown(try) == w && (c.Fault.Until == 0 || try < c.Fault.Until) {
			found, ok = try, true
		}
	}
	switch {
	case late && ok:
		return 0, false
	case late:
		return w, true
	}
	return found, ok
}

// running is shown as if the clock were never set right.
func (c Clock) running(t int64) int64 { return t + (t-c.Fault.Since)*c.Fault.Seconds/86400 }
