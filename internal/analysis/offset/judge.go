package offset

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// judge says which readings of source n the evidence keeps.
func (s *solver) judge(n int) Verdict {
	c := &s.clocks[n]
	declared := Reading{Adjustment: clock.Adjustment{Kind: clock.Declared}, Kept: true}
	here := s.points(n, nil, false)
	f, measured := fit(here)
	if c.swaps() || c.Exchanged {
		if v, ok := s.exchanged(n, declared, f.pairs); ok {
			return v
		}
	}
	if c.Half {
		return s.halves(n, declared, here, f.pairs)
	}
	if e := s.open(n); e != nil && !s.wrong[n].is {
		declared.Why = OneOfTwo
		return Verdict{[]Reading{declared, s.shifted(n, Reading{Kept: true, Why: OneOfTwo, Pairs: e.pairs}, e.ahead(n, s.shift), e.width()/2, e.gain(n))}}
	}
	if !s.wrong[n].is && len(s.of(n)) == 0 {
		if r, ok := s.byAll(n, f, measured); ok {
			declared.Kept, declared.Why = false, Off
			return Verdict{append([]Reading{declared}, s.contest(n, r, s.byMarks(n))...)}
		}
	}
	if !s.wrong[n].is {
		if r, ok := s.sometimes(n, declared, s.rivals(n, &declared), s.byMarks(n), vote.outvotes); ok {
			declared.Kept, declared.Why = false, Off
			return Verdict{[]Reading{declared, r}}
		}
		if measured || len(s.of(n)) > 0 {
			declared.Why, declared.Pairs = s.howAgrees(n), s.pairsOf(n)
		}
		return Verdict{[]Reading{declared}}
	}
	declared.Kept, declared.Why = false, Off
	found := s.measured(n, f, measured)
	if found.Kind == clock.Skew && abs(found.Ahead) <= s.granted(n, &f) { // all pairs together say that it is right
		s.wrong[n], s.shift[n] = blamed{}, 0
		declared.Kept, declared.Why, declared.Pairs = true, Agrees, found.Pairs
		return Verdict{[]Reading{declared}}
	}
	return Verdict{append([]Reading{declared}, s.contest(n, found, s.byMarks(n))...)}
}

func (s *solver) pairsOf(n int) (pairs int) {
	for _, e := range s.of(n) {
		pairs += e.pairs
	}
	return pairs
}

// points are the pairs of source n with sources whose clocks are settled, the
// usual delays and their own errors taken off.
func (s *solver) points(n int, rewrite func(comity.Instant) comity.Instant, coarse bool) (out []point) {
	for _, m := range s.facing(n, rewrite, coarse) {
		out = append(out, m.points...)
	}
	return out
}

// met are points with one other source.
type met struct {
	source int
	points []point
}

// facing are the points of source n, by the other source.
func (s *solver) facing(n int, rewrite func(comity.Instant) comity.Instant, coarse bool) (out []met) {
	for i := range s.series {
		if s.series[i].Source != n {
			continue
		}
		for j := range s.series {
			x, y := &s.series[i], &s.series[j]
			if y.Source == n || !related(x.Sort, y.Sort) || s.wrong[y.Source].drift && s.read[y.Source] == nil || !coarse && !s.known[x.Sort][y.Sort] {
				continue
			}
			if x.Sort == Seen && (s.miscopied[n] || s.asWritten) || y.Sort == Seen && s.miscopied[y.Source] && !s.asWritten {
				continue // its stamps again, in what was asked about them
			}
			d := s.delay(x.Sort, y.Sort)
			list := pairs(x.Marks, y.Marks, rewrite)
			for k, p := range list {
				if list[k].later -= d; y.Sort != Seen || !s.asWritten {
					list[k].later -= s.errorAt(y.Source, p.at+p.later)
				}
			}
			if len(list) > 0 {
				out = append(out, met{y.Source, list})
			}
		}
	}
	return out
}

// measured is the reading that the other sources give a clock that is wrong.
func (s *solver) measured(n int, f fitted, ok bool) Reading {
	r := Reading{Kept: true, Why: Measured}
	if !ok {
		if e := s.sharpest(n); e != nil { // of no use to the pairs of all together, whose delays differ
			r.Pairs = e.pairs
			return s.shifted(n, r, s.told(e, n), e.width()/2, e.gain(n))
		}
		if f, ok = fit(s.points(n, nil, true)); !ok {
			return s.byHeap(n, r)
		}
	}
	r.Pairs = f.pairs
	best, count := -1, f.pairs
	for i, w := range s.clocks[n].Rewrite {
		if g, ok := fit(s.points(n, w.Of, false)); ok && abs(g.centre) <= pile/2 && g.pairs > count+count/8+2 {
			best, count = i, g.pairs
		}
	}
	if best >= 0 {
		w := &s.clocks[n].Rewrite[best]
		r.Adjustment, r.Pairs, r.Seconds = w.Adjustment, count, s.secondsOf(n, w, f.origin)
		return r
	}
	if e := s.sharpest(n); e != nil && (e.perDay != 0 || f.perDay == 0) {
		if e.perDay != 0 {
			r.Pairs = e.pairs
		}
		return s.shifted(n, r, s.told(e, n), e.width()/2, e.gain(n))
	}
	return s.shifted(n, r, -f.centre, (f.high-f.low)/2, f)
}

// byHeap is the error by which source n was blamed, where nothing measures it: by pairs of sorts of which
// nobody knows how long people take. Of hours it is not known to the minute.
func (s *solver) byHeap(n int, r Reading) Reading {
	if margin := quarter / 4; abs(s.shift[n]) >= comity.Hour {
		return s.shifted(n, r, s.shift[n], margin, fitted{})
	}
	return s.shifted(n, r, s.shift[n], 0, fitted{})
}

// open is the edge of source n that is off while nobody can say whose fault it is.
func (s *solver) open(n int) *edge {
	for _, e := range s.of(n) {
		if e.open {
			return e
		}
	}
	return nil
}

// sharpest is the edge to a source whose clock is settled that knows the shift of
// source n best: of a clock that gains, the one of most pairs that say so. Of several
// that know it as well, one in another zone, which may have been an hour nearer at that
// time, is asked last.
func (s *solver) sharpest(n int) (best *edge) {
	drift, last := s.wrong[n].drift, false
	for _, e := range s.of(n) {
		other := e.a + e.b - n
		if e.open || s.wrong[other].drift || drift != (e.perDay != 0) || e.x >= 0 && !e.sharp && !s.known[s.series[e.x].Sort][s.series[e.y].Sort] {
			continue
		}
		switch zone := s.otherZone(other, s.shift, s.allowed(e)); {
		case best == nil:
			best, last = e, zone
		case drift && e.pairs > best.pairs:
			best, last = e, zone
		case drift:
		case e.width() < best.width(), e.width() == best.width() && (last && !zone || zone == last && e.pairs > best.pairs):
			best, last = e, zone
		}
	}
	return best
}

// gain is how the clock of n, one end of e, gains, by what it showed itself.
func (e *edge) gain(n int) fitted {
	f := fitted{perDay: e.perDay, origin: e.origin, loose: e.loose, until: e.until, right: e.right, exact: e.sharp}
	if e.x < 0 {
		f.core = (e.most - e.least) / 2
	}
	if e.b == n {
		f.perDay = -f.perDay
		if e.perDay != 0 {
			f.origin += e.shift
		}
		if e.until != 0 {
			f.until += e.shift - gained(e.until, e.perDay, e.origin)
		}
		if e.right != 0 {
			f.right += e.after
		}
	}
	return f
}

func (e *edge) width() comity.Instant { return e.high - e.low }

// renamed names the zone instead of the error or drift that a reading is, where events
// lie in assignments as well: where more do by far, one of the two zones has summer time
// and the other not; else as many but a few are enough, for a clock that is wrong by
// about an hour or several is in another zone.
func (s *solver) renamed(n int, r Reading, e *edge) Reading {
	count := s.holding(n, s.putRight(n, &r.Adjustment))
	most := count - 2 - count/1000
	if r.Kind != clock.Drift {
		most = count + fewest/2
	}
	best := s.zoneOf(n, most)
	if best < 0 && r.Kind == clock.Skew && abs(r.Ahead) > 3*quarter && r.Margin > quarter && s.clocks[n].zone(r.Ahead, r.Margin) == 0 {
		best = s.zoneOf(n, count-1) // hours that are no zone's: a zone in which as many events lie, with summer time, is the simpler story
	}
	if best < 0 && r.Kind != clock.Drift && (e.hours() > 1 || r.Kind == clock.Skew && e.b == n && s.clocks[n].manyHours(e)) {
		return s.anyHour(n, r, e, count-2-count/1000)
	}
	switch zone := s.clocks[n].wholeZone(r.Ahead, e.low, e.high); {
	case best >= 0:
		r = s.rewritten(n, r, best)
	case r.Kind == clock.Skew && e.b == n && zone != 0:
		r.Kind, r.Ahead, r.Margin, r.Seconds = clock.Zone, zone, 0, zone
	}
	return r
}

// putRight takes off how far the clock of source n, read by a, was ahead.
func (s *solver) putRight(n int, a *clock.Adjustment) func(comity.Instant) comity.Instant {
	return func(t comity.Instant) comity.Instant { return t - s.errorOf(n, a, t) }
}

// middle is the time of the middle one of the events that tell of the clock of source n.
func (s *solver) middle(n int) comity.Instant {
	var times []comity.Instant
	for k, list := range s.claims {
		if k.event == n || k.provider == n {
			for i := range list {
				times = append(times, list[i].At)
			}
		}
	}
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// holding counts the events of source n that lie in assignments, or those that lie in its
// assignments, where its times are read otherwise.
func (s *solver) holding(n int, of func(comity.Instant) comity.Instant) (count int) {
	for _, u := range s.usesRead(n, of) {
		if u.holdsAt(0) {
			count++
		}
	}
	return count
}

// usesRead are the uses of what source n claims or is claimed of, whose times are read
// otherwise. Each is of the source at the other end.
func (s *solver) usesRead(n int, of func(comity.Instant) comity.Instant) []use {
	var all []Claim
	for _, k := range s.keys() {
		if k.event != n && k.provider != n {
			continue
		}
		for _, c := range s.claims[k] {
			switch {
			case c.Swapped:
				continue
			case k.provider == n:
				c.Low, c.High, c.Event = of(c.At+c.Low)-c.At, of(c.At+c.Long+c.High)-c.At-c.Long, k.event
			default:
				by := c.At - of(c.At)
				c.Low, c.High, c.Event = c.Low+by, c.High+by, k.provider
			}
			all = append(all, c)
		}
	}
	return usesOf(all)
}

// quarter is what zones differ by: a quarter of an hour, or several.
const quarter = 15 * comity.Minute

// shifted names a clock that is ahead by so much.
func (s *solver) shifted(n int, r Reading, ahead, margin comity.Instant, f fitted) Reading {
	c, core := &s.clocks[n], margin
	if f.core > 0 {
		core = f.core
	}
	r.Ahead, r.Margin, r.Seconds = ahead, margin, ahead
	near := min(core, quarter/4) + 45*comity.Second
	if f.exact { // people's delays are not in it
		near = core + 2*sharp + c.Allowed
	}
	if core > quarter/2 {
		near = core
	}
	if f.core == 0 && !f.exact && r.Pairs < many { // so few tell hours, and no minutes
		near = max(near, quarter/4+45*comity.Second)
	}
	zone := c.zone(ahead, near)
	if zone == 0 && !f.exact && f.core == 0 {
		zone, margin = c.hourAmongDelays(ahead, margin)
	}
	switch {
	case f.perDay != 0:
		r.Kind, r.PerDay, r.Origin, r.Until, r.Seconds = clock.Drift, f.perDay, f.origin, f.until, f.perDay
		r.Margin += f.loose
		if f.right != 0 {
			r.Right = max(f.right, f.until-r.Error(f.until)) // not before it was last wrong
		}
	case zone != 0:
		r.Kind, r.Ahead, r.Seconds = clock.Zone, zone, zone
		if r.Margin = 0; abs(ahead-zone) > near {
			r.Margin = margin
		}
		if c.Summer != 0 && zone == -c.Summer && s.inSummer(n, f.origin) { // nobody sets a clock forward twice
			r.Kind = clock.DST
		}
	default:
		r.Kind = clock.Skew
	}
	return r
}

// inSummer reports whether the declared zone of source n had summer time in force at a time, which
// is that of the middle one of the pairs or, where there are none (0), of the events: an hour in
// winter is none that was left out.
func (s *solver) inSummer(n int, t comity.Instant) bool {
	if t == 0 {
		t = s.middle(n)
	}
	for _, w := range s.clocks[n].Rewrite {
		if w.Kind == clock.DST {
			return w.Of(t) != t
		}
	}
	return s.clocks[n].InSummer == nil || s.clocks[n].InSummer(t)
}

// zoneIn is what two zones may differ by and lies within margin of ahead: whole
// hours rather than halves, and these rather than quarters, which few zones have; 0
// where nothing does.
func zoneIn(ahead, margin comity.Instant) comity.Instant {
	return (&Clock{}).zone(ahead, margin)
}

// zone is zoneIn of the zones that there are: none is a quarter of an hour from most.
func (c *Clock) zone(ahead, margin comity.Instant) comity.Instant {
	for _, unit := range [...]comity.Instant{comity.Hour, 2 * quarter, quarter} {
		steps := (abs(ahead) + unit/2) / unit
		if off := abs(abs(ahead) - steps*unit); steps == 0 || off > margin || unit == quarter && margin > quarter/8 {
			continue
		}
		zone := steps * unit
		if ahead < 0 {
			zone = -zone
		}
		if c.elsewhere(zone) {
			return zone
		}
	}
	return 0
}

func (c *Clock) elsewhere(zone comity.Instant) bool { return c.Elsewhere == nil || c.Elsewhere(zone) }

// exchanged tells whether day and month are exchanged. Where the day can't be a month
// they stand as declared, so that these pairs agree all the same: the others decide.
func (s *solver) exchanged(n int, declared Reading, here int) (Verdict, bool) {
	swap := Reading{Adjustment: clock.Adjustment{Kind: clock.DayMonth, Swap: true}}
	if s.clocks[n].Exchanged {
		declared.Kept, declared.Why, swap.Kept, swap.Why = false, Written, true, Written
		return Verdict{[]Reading{declared, swap}}, true
	}
	for _, w := range s.clocks[n].Rewrite {
		if !w.Swap {
			continue
		}
		h, stated := pileOf(s.points(n, turned(w.Of, w.Of), true)), pileOf(s.points(n, turned(w.Of, nil), true))
		if h.stands() && more(h.count, stated.count) {
			declared.Kept, declared.Why, swap.Kept, swap.Why, swap.Pairs = false, Off, true, Measured, h.count
			return Verdict{[]Reading{declared, swap}}, true
		}
	}
	if !s.clocks[n].Swap || here >= fewest {
		return Verdict{}, false // the declared order has its pairs
	}
	declared.Why, swap.Kept, swap.Why = NoDay, true, NoDay
	return Verdict{[]Reading{declared, swap}}, true
}

// turned reads, by read or as they stand, the times that another reading changes, and puts the
// others where nobody did anything: the dates that can't be read otherwise agree with both.
func turned(of, read func(comity.Instant) comity.Instant) func(comity.Instant) comity.Instant {
	return func(t comity.Instant) comity.Instant {
		switch {
		case of(t) == t:
			return comity.Latest - Reach
		case read != nil:
			return read(t)
		}
		return t
	}
}

func pileOf(points []point) heap { return highest(differences(points, 0, 0), pile) }

// more reports whether one reading has so many more pairs than another that chance
// does not explain it.
func more(one, other int) bool { return one > other+other/4+fewest }

// halves tells whether the half of the day is lost: pairs then lie half a day
// off as often as where they belong.
func (s *solver) halves(n int, declared Reading, points []point, here int) Verdict {
	other := Reading{Adjustment: clock.Adjustment{Kind: clock.AMPM, Half: true}}
	d := differences(points, 0, 0)
	at := within(d, -pile/2, pile/2)
	early, late := within(d, -12*comity.Hour-pile/2, -12*comity.Hour+pile/2), within(d, 12*comity.Hour-pile/2, 12*comity.Hour+pile/2)
	beside := (within(d, -6*comity.Hour, -5*comity.Hour) + within(d, 5*comity.Hour, 6*comity.Hour)) / 24
	off := early + late - 2*beside
	declared.Pairs, other.Pairs = at, off
	switch {
	case off >= fewest && off*8 > at:
		declared.Why, other.Kept, other.Why = BothHalves, true, BothHalves
	case here >= fewest*3 && off*20 < at:
		declared.Why, other.Why = Agrees, Off
	default:
		declared.Why, other.Kept, other.Why = NoHour, true, NoHour
	}
	return Verdict{[]Reading{declared, other}}
}
