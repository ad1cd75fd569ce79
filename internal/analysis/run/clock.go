package run

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Clocks is what clocks.json holds: what is stated of each source's clock, which
// readings the evidence keeps, and what was measured between sources.
type Clocks struct {
	Sources []SourceClock `json:"sources"`
	Offsets []Offset      `json:"offsets"`
}

// SourceClock is one source's clock.
type SourceClock struct {
	Exhibit   string          `json:"exhibit"` // reference
	Digest    comity.Digest   `json:"digest"`
	Statement clock.Statement `json:"statement"`
	Readings  []Reading       `json:"readings"`
	Turned    int64           `json:"turned,omitempty"` // rows that a kept reading makes impossible, and the declared one does not: read all the same
}

// Reading is a reading of a clock, and why it is kept or not.
type Reading struct {
	Kind    clock.Kind `json:"kind"`
	Kept    bool       `json:"kept"`
	Reason  string     `json:"reason"`
	Seconds Seconds6   `json:"seconds"` // how far the clock is ahead of UTC beyond its statement; of a drift, what it gains a day
	Zone    string     `json:"zone,omitempty"`
	Pairs   int        `json:"pairs"`

	Margin Seconds6       `json:"margin,omitzero"` // of an error that was measured: how far beside it the true one may be, either way
	Until  comity.Instant `json:"until,omitzero"`  // of a drift: what the clock showed when it was last known to be wrong, before it was set right
	Right  comity.Instant `json:"right,omitzero"`  // … and when it was first known to be right: in between it may be either
}

// Offset is a measured difference between two sources' clocks: B shows so much
// more than A when the same thing happens.
type Offset struct {
	A       string   `json:"a"`
	B       string   `json:"b"`
	Seconds Seconds6 `json:"seconds"`
	Low     Seconds6 `json:"low"`
	High    Seconds6 `json:"high"`
	Pairs   int      `json:"pairs"`
}

// Seconds6 is a length of time that JSON shows as seconds with a fraction. It is
// an integer, because it reaches a digest.
type Seconds6 comity.Instant

// MarshalJSON implements json.Marshaler.
func (s Seconds6) MarshalJSON() ([]byte, error) {
	sign := ""
	if s < 0 {
		sign, s = "-", -s
	}
	return fmt.Appendf(nil, "%s%d.%06d", sign, s/1e6, s%1e6), nil
}

// UnmarshalJSON implements json.Unmarshaler for what MarshalJSON gives.
func (s *Seconds6) UnmarshalJSON(b []byte) error {
	d, err := time.ParseDuration(string(b) + "s")
	*s = Seconds6(d.Microseconds())
	return err
}

// underReadings measures the clocks by what was read. Where that keeps a reading
// other than the declared one, the exhibits are read again, by those kept.
func (c *computation) underReadings(ctx context.Context) (*computation, error) {
	verdicts, offsets := c.measure()
	other := false
	in := c.in
	in.Exhibits = append([]Exhibit(nil), c.exhibits...)
	for n := range in.Exhibits {
		src := &in.Exhibits[n].Source
		src.Clock = src.Clock.Keep(verdicts[n].Kept())
		other = other || src.Clock.Kept != nil
	}
	c.timing = nil
	next := c
	if other {
		if err := c.abandon(); err != nil {
			return nil, err
		}
		var err error
		if next, err = newComputation(in); err != nil {
			return nil, err
		}
		if err = next.read(ctx); err != nil {
			return nil, err
		}
	}
	next.describeClocks(verdicts, offsets)
	return next, nil
}

// abandon closes the files of a computation that is begun anew.
func (c *computation) abandon() error {
	for _, f := range []*file{c.findings, c.duplicates, c.clocksFile, c.rejects} {
		if _, err := f.close(c.result); err != nil {
			return err
		}
	}
	return nil
}

// measure compares the clocks. The verdicts are by source.
func (c *computation) measure() ([]offset.Verdict, []offset.Offset) {
	clocks := c.oneClock()
	c.exchange()
	to := &offset.Case{Clocks: make([]offset.Clock, len(clocks))}
	for k, sources := range clocks {
		var marks [offset.Sorts][]offset.Mark
		for _, n := range sources {
			for sort, list := range c.timing.marks[n] {
				marks[sort] = append(marks[sort], list...)
			}
		}
		for sort, list := range marks {
			if len(list) > 0 {
				to.Series = append(to.Series, offset.Series{Source: k, Sort: sort, Marks: list})
			}
		}
		for _, n := range sources {
			c.claims(to, n)
		}
	}
	c.claimShared(to)
	for k, sources := range clocks {
		to.Clocks[k] = c.clock(sources)
	}
	verdicts, offsets := to.Solve()
	for i, o := range offsets {
		offsets[i].A, offsets[i].B = clocks[o.A][0], clocks[o.B][0]
	}
	bySource := make([]offset.Verdict, len(c.exhibits))
	for n, k := range c.timing.clocks {
		bySource[n] = verdicts[k]
	}
	c.copied(bySource)
	c.doubtTurning(bySource)
	return bySource, offsets
}

// copied gives a source whose rows had come from another one before, so that nothing
// of its own is compared, that one's readings: the same digits in another file were
// made by the same clock.
func (c *computation) copied(verdicts []offset.Verdict) {
	for n := range verdicts {
		from := c.timing.original(n)
		if from < 0 || verdicts[n].Readings[0].Why != offset.Unmeasured || len(verdicts[n].Readings) > 1 {
			continue
		}
		if a, b := &c.exhibits[n].Source, &c.exhibits[from].Source; a.Kind != b.Kind || a.Clock.Zone != b.Clock.Zone {
			continue
		}
		verdicts[n] = verdicts[from]
	}
}

// clock is what is known of the clock of some sources before anything is measured.
func (c *computation) clock(sources []int) offset.Clock {
	src := &c.exhibits[sources[0]].Source
	k := offset.Clock{Allowed: c.skews[sources[0]], Placed: c.timing.ahead(sources)}
	if !src.Kind.Timed() {
		return k
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil { // told before, where the exhibit was opened
		return k
	}
	declared, v := &readings[0], &clock.Survey{}
	lo, hi := comity.Latest, comity.Earliest
	for _, n := range sources {
		v.Merge(&c.timing.surveys[n])
		first, last := c.timing.extent(n)
		lo, hi = min(lo, first), max(hi, last)
	}
	switch { // assignments make no marks
	case lo <= hi:
	case v.Count > 0:
		lo, hi = v.First, v.Last
	default:
		lo, hi = c.timing.window()
	}
	k.Half, k.Swap, k.Exchanged = v.LostHalf(), v.LostOrder(), v.Exchanged()
	if v.Dates() > 0 || k.Exchanged || v.Count > 0 && src.Kind == record.Answers { // questions are copied to the second: as ISO writes them, too
		k.Rewrite = append(k.Rewrite, offset.Rewrite{Adjustment: exchanged, Of: declared.Rewrite(exchanged)})
	}
	if src.Kind != record.Access || v.Count > 0 || civil(src) { // a line that states its offset has no zone to get wrong
		k.Summer = declared.Summer(lo, hi)
	}
	k.InSummer = func(t comity.Instant) bool { return declared.Summer(t, t) != 0 }
	k.Elsewhere = func(ahead comity.Instant) bool { return declared.Elsewhere(ahead, lo, hi) }
	if stated := v.Count == 0 && labelled(src); v.Count > 0 || civil(src) || stated {
		likely := c.likely(sources[0])
		from, to := lo, hi
		if first, last := c.timing.window(); lo < last && first < hi {
			from, to = max(lo, first), min(hi, last) // an assignment may be older than all that it is asked for
		}
		for _, a := range declared.OtherZones(from, to, likely...) {
			a.Digits = stated
			k.Rewrite = append(k.Rewrite, offset.Rewrite{Adjustment: a, Of: declared.Rewrite(a), Likely: slices.Contains(likely, a.Zone)})
		}
	}
	return k
}

// likely are zones that stamps of a source may be in, whatever was stated of it: those
// stated of what else came from there, and those of its country.
func (c *computation) likely(n int) (zones []string) {
	src := &c.exhibits[n].Source
	for i := range c.exhibits {
		if o := &c.exhibits[i].Source; src.Provider != "" && c.keepers[i] == c.keepers[n] && o.Clock.Zone != src.Clock.Zone && o.Clock.Zone != "unknown" {
			zones = append(zones, o.Clock.Zone)
		}
	}
	slices.Sort(zones)
	return append(slices.Compact(zones), clock.ZonesOf(src.Country)...)
}

// exchanged is the reading by which day and month have changed places.
var exchanged = clock.Adjustment{Kind: clock.DayMonth, Swap: true}

// exchange prepares the comparison of visits with assignments whose days and
// months may be exchanged.
func (c *computation) exchange() {
	c.timing.swaps = map[int]func(comity.Instant) comity.Instant{}
	for n := range c.exhibits {
		src := &c.exhibits[n].Source
		if v := &c.timing.surveys[n]; src.Kind != record.Assignments || v.Dates() == 0 && !v.Exchanged() {
			continue
		}
		if readings, err := clock.Readings(src.Clock); err == nil {
			c.timing.swaps[n] = readings[0].Rewrite(exchanged)
		}
	}
}

// labelled reports whether stamps of a source that state their zone may be wrong in that: those
// of a machine that is said to have one offset all the year, which may stand behind the time of
// its place, and those that a provider's systems wrote by the time of theirs. So may a table's: who
// makes seconds since 1970 of a local time takes its digits for UTC.
func labelled(src *record.Source) bool {
	switch src.Format {
	case "nginx_json", "isc", "csv", "xlsx", "mysqldump":
		return clock.OneOffset(src.Clock.Zone)
	case "radius", "juniper":
		return true
	}
	return false
}

// civil reports whether stamps of a log follow a civil time and state no offset.
func civil(src *record.Source) bool {
	return src.Format == "iis" || src.Format == "syslog" || src.Format == "asa"
}

// window is when the marks of all sources are from.
func (t *timing) window() (lo, hi comity.Instant) {
	lo, hi = comity.Latest, comity.Earliest
	for n := range t.marks {
		first, last := t.extent(n)
		lo, hi = min(lo, first), max(hi, last)
	}
	return lo, hi
}

// extent is when the marks of a source are from.
func (t *timing) extent(n int) (lo, hi comity.Instant) {
	lo, hi = comity.Latest, comity.Earliest
	for _, marks := range t.marks[n] {
		for _, m := range marks {
			lo, hi = min(lo, m.At), max(hi, m.At)
		}
	}
	return lo, hi
}

var whys = [...]string{
	offset.Unmeasured: "nothing to compare it with", offset.Agrees: "agrees with the other sources",
	offset.Off: "the other sources say otherwise", offset.Measured: "measured against the other sources",
	offset.NoHour: "no hour above twelve, and no pairs that decide", offset.NoDay: "no day above twelve, and no pairs that decide",
	offset.BothHalves:  "pairs agree in either half of the day",
	offset.OneOfTwo:    "two sources differ, and nothing says which of them is wrong",
	offset.SomeWeeks:   "differs from the measured one at some times only, and nothing made then decides",
	offset.TwoStamps:   "a second clock's stamps in the same lines say this, and so do events",
	offset.Turning:     "the other reading would end assignments before they begin, and this one does not",
	offset.TooFew:      "too few pairs with other sources for an error to show",
	offset.CopiesAgree: "nothing agrees but what was asked about its own records, which repeats their times",
	offset.DelaysAgree: "agrees with the other sources; an error within what people take from one to the other does not show",
	offset.EventsAgree: "events lie in assignments as they stand; an error that moves none of them does not show",
	offset.Picked:      "one of many gains that were tried explains as many events by chance",
	offset.Written:     "the written dates themselves: days above twelve stand in other months than the rest",
}

func (c *computation) describeClocks(verdicts []offset.Verdict, offsets []offset.Offset) {
	for n, v := range verdicts {
		src := &c.exhibits[n].Source
		if !src.Kind.Timed() {
			continue
		}
		s := SourceClock{Exhibit: src.Ref, Digest: src.Exhibit, Statement: src.Clock, Turned: c.turned[n]}
		for _, r := range v.Readings {
			s.Readings = append(s.Readings, Reading{r.Kind, r.Kept, whys[r.Why], Seconds6(r.Seconds), r.Zone, r.Pairs, Seconds6(r.Margin), r.Until, r.Right})
		}
		c.readings = append(c.readings, s)
	}
	for _, o := range offsets {
		c.offsets = append(c.offsets, Offset{
			c.exhibits[o.A].Source.Ref, c.exhibits[o.B].Source.Ref, Seconds6(o.Centre), Seconds6(o.Low), Seconds6(o.High), o.Pairs,
		})
	}
}

func (c *computation) writeClocks() (comity.Digest, error) {
	out := Clocks{Sources: c.readings, Offsets: c.offsets}
	if out.Sources == nil {
		out.Sources = []SourceClock{}
	}
	if out.Offsets == nil {
		out.Offsets = []Offset{}
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return comity.Digest{}, err
	}
	c.clocksFile.write(append(comity.QuietJSON(b), '\n'))
	return c.clocksFile.close(c.result)
}
