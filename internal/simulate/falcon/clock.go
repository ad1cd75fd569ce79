package falcon

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// A source with a clock of its own. Its files share the clock, and what is
// wrong with it.
const (
	sourceServer    = "server "   // and its number
	sourceProvider  = "provider " // and its number
	sourceProcessor = "processor"
	sourceMembers   = "members"  // the company's list
	sourceList      = "members " // a site's own, and its number
	sourceJournal   = "journal"
)

// stamps is how a source writes times: that decides what can go wrong.
type stamps uint8

const (
	instants stamps = iota // with an offset in each
	exported               // since 1970, made of a civil time by whoever exported
	civil                  // year first, in the zone that the manifest states
	dayFirst               // civil, the day before the month or the month before the day
)

// odds are how often each fault befalls a source that it can befall. Summer
// time begins or ends in few windows, and goes wrong often there.
type odds struct{ zone, dst, half, swap, skew, drift int }

var (
	machineOdds = odds{zone: 1, skew: 5, drift: 4}
	tableOdds   = odds{zone: 4, dst: 8, half: 4, swap: 3, skew: 2, drift: 1}
	answerOdds  = odds{zone: 4, dst: 8, half: 4, swap: 3}
)

// clock is the clock of a source, which is right in every world with clean clocks.
func (w *world) clock(source, zone string) export.Clock {
	c := clockIn(zone)
	c.Fault = w.faults[source]
	return c
}

// suspect is a source whose clock can be wrong.
type suspect struct {
	source   string
	loc      *time.Location // as the manifest states
	how      stamps
	weights  []int // of truth.Faults
	permille int
}

// createClocks decides whose clocks are wrong, and how. What no source came
// to have by chance, one that can have it gets: every kind of fault that the
// sources allow is in every faulty world.
func (w *world) createClocks() {
	w.faults = map[string]*export.Fault{}
	if !w.spec.Faulty {
		return
	}
	list := w.suspects()
	has := map[string]bool{}
	for i := range list {
		s := w.stream("clock " + list[i].source)
		if s.Chance(list[i].permille) {
			kind := s.Weighted(list[i].weights)
			w.wrong(&s, &list[i], kind)
			has[truth.Faults[kind]] = true
		}
	}
	s := w.stream("clocks")
	s.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for kind, name := range truth.Faults {
		for i := range list {
			if !has[name] && list[i].weights[kind] > 0 && w.faults[list[i].source] == nil {
				w.wrong(&s, &list[i], kind)
				has[name] = true
			}
		}
	}
}

// suspects lists the sources and what can go wrong with each.
func (w *world) suspects() (list []suspect) {
	add := func(source, zone string, how stamps, o odds, permille int) {
		s := suspect{source: source, loc: clockIn(zone).Loc, how: how, permille: permille}
		if how < civil {
			o.dst, o.half = 0, 0
		}
		if how == exported {
			o.drift = 0
		}
		if how != dayFirst {
			o.swap = 0
		}
		if !w.turns(s.loc) {
			o.dst = 0
		}
		s.weights = []int{o.zone, o.dst, o.half, o.swap, o.skew, o.drift}
		list = append(list, s)
	}
	for i := range w.servers {
		v := &w.servers[i]
		switch {
		case v.cutTo > 0:
		case v.format == export.IIS: // writes UTC, or what somebody made of it
			add(sourceServer+strconv.Itoa(i), v.zone, civil, odds{zone: 3, skew: 3, drift: 2}, w.p.faulty)
		default:
			add(sourceServer+strconv.Itoa(i), v.zone, instants, machineOdds, w.p.faulty)
		}
	}
	for i := range w.providers {
		if p := &w.providers[i]; !p.silent {
			zone, how, o := w.stated(p)
			add(sourceProvider+strconv.Itoa(i), zone, how, o, w.p.faulty)
		}
	}
	add(sourceProcessor, "America/New_York", dayFirst, tableOdds, w.p.faulty)
	add(sourceMembers, "UTC", dayFirst, odds{zone: 4, half: 2, swap: 1, skew: 1}, w.p.faulty)
	add(sourceJournal, "UTC", civil, odds{zone: 3, half: 1, skew: 3}, w.p.faulty/2)
	for i := range w.sites {
		switch {
		case !w.sites[i].members:
		case w.dumped(i):
			add(sourceList+strconv.Itoa(i), "UTC", exported, odds{zone: 3, skew: 1}, w.p.faulty)
		default:
			add(sourceList+strconv.Itoa(i), w.servers[w.sites[i].server].zone, dayFirst, odds{zone: 4, dst: 4, half: 2, swap: 2, skew: 1}, w.p.faulty)
		}
	}
	return list
}

// stated is how a provider's file has its times.
func (w *world) stated(p *provider) (zone string, how stamps, o odds) {
	zone = w.countries[p.country].zone
	switch p.format {
	case "radius", "kea", "isc", "juniper":
		return "UTC", instants, odds{zone: 4, skew: 3, drift: 1} // what the machine took for UTC
	case "asa":
		return zone, civil, odds{zone: 2, dst: 6, skew: 2, drift: 1}
	}
	st := w.styleOf(p)
	if st.utc {
		zone = "UTC"
	}
	o = tableOdds
	if o.drift = 0; p.format == "answers" {
		o = answerOdds // what was asked about stands there as it was asked
	}
	switch st.format {
	case export.Epoch:
		return zone, exported, o
	case "":
		return zone, civil, o
	case "02.01.2006 15:04:05", "02/01/2006 15:04:05":
		return zone, dayFirst, o
	}
	return zone, instants, o
}

// styleOf is how a provider's tables look.
func (w *world) styleOf(p *provider) *style {
	s := w.stream("style", p.id)
	return &styles[(p.id+s.N(2))%len(styles)]
}

// wrong makes a source's clock wrong, in the way that kind numbers.
func (w *world) wrong(s *draw.Stream, c *suspect, kind int) {
	f := &export.Fault{Kind: truth.Faults[kind]}
	switch f.Kind {
	case export.WrongZone:
		w.misread(s, f, c.loc, c.how)
	case export.WrongDST:
		f.Seconds = draw.Pick(s, []int64{-3600, -3600, 3600})
	case export.HalfDay:
		f.Seconds = day / 2
	case export.Skew:
		f.Seconds = w.tooFast(s, c.source)
	case export.Drift:
		f.Seconds, f.Since = int64(s.Between(2, 25))*(1-2*int64(s.N(2))), w.start
		if s.Chance(w.p.ntpSteps) && strings.HasPrefix(c.source, sourceServer) {
			f.Until = w.start + int64(s.Between(w.spec.Days/3, w.spec.Days*3/4))*day + int64(s.N(int(day)))
		}
	}
	w.faults[c.source] = f
}

// turns reports whether summer time begins or ends inside the window, well
// away from its ends: else a missing hour would be one of a zone.
func (w *world) turns(loc *time.Location) bool {
	margin := int64(w.spec.Days) * day / 5
	_, a := timeIn(loc, w.start+margin)
	_, b := timeIn(loc, w.end-margin)
	return a != b
}

// tooFast is by how many seconds a clock is wrong for good. Address servers
// are left alone for years; others are off by less.
func (w *world) tooFast(s *draw.Stream, source string) int64 {
	most := []int{90, 300, 900}[s.N(3)]
	if strings.HasPrefix(source, sourceProvider) {
		most = 1500
	}
	return int64(s.Between(most/5, most)) * (1 - 2*int64(s.N(2)))
}

// misread makes the digits those of another zone than the manifest says. Where
// each stamp has its offset it is the machine that took local time for UTC.
func (w *world) misread(s *draw.Stream, f *export.Fault, loc *time.Location, how stamps) {
	middle := (w.start + w.end) / 2
	_, stated := timeIn(loc, middle)
	name := "UTC"
	if r := s.N(100); r >= 45 || stated == 0 {
		name = draw.Pick(s, []string{"America/New_York", "Europe/Berlin", "Europe/London", "Europe/Helsinki", "Europe/Moscow", "America/Chicago", "America/Los_Angeles"})
		if r >= 75 {
			name = draw.Pick(s, []string{"Asia/Kolkata", "America/St_Johns", "Asia/Tehran", "Australia/Adelaide"})
		}
	}
	zone := clockIn(name).Loc
	_, actual := timeIn(zone, middle)
	if actual == stated {
		zone = clockIn("Asia/Kolkata").Loc
		_, actual = timeIn(zone, middle)
	}
	f.Seconds = int64(actual - stated)
	if how != instants {
		f.Zone = zone
	}
}

// faultTruth lists every exhibit whose stamps are wrong.
func (w *world) faultTruth() []truth.Clock {
	var list []truth.Clock
	for _, e := range w.exhibits {
		f := e.Clock.Fault
		if f == nil {
			continue
		}
		n := w.evidence[e]
		t := truth.Clock{Path: e.Where(), Fault: f.Kind, Seconds: f.Seconds, Pairs: n.pairs, Moved: n.moved}
		if f.Zone != nil {
			t.Zone, t.Also = f.Zone.String(), w.otherwise(e.Clock)
		}
		if f.Until > 0 {
			t.Until = time.Unix(f.Until, 0).UTC().Format(time.RFC3339)
		}
		list = append(list, t)
	}
	return list
}

// otherwise lists what else the stamps are off by, where one of the two zones
// changes its clocks inside the window and the other does not.
func (w *world) otherwise(c export.Clock) (list []int64) {
	for at := w.start; at < w.end; at += day {
		if off := c.Read(at) - at; off != c.Fault.Seconds && !slices.Contains(list, off) {
			list = append(list, off)
		}
	}
	return list
}
