package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// vote is what was made at times at which two readings of a clock differ says of them.
type vote struct {
	won, lost int // speak for the first only, and for the second only
	failed    int // speak not for the second
	apart     comity.Instant
	sources   int // that say more for the first, less those that say more for the second
	trusted   int // of the former, those with which a third one agrees at these times
}

// outvotes reports whether other sources than one alone say more for the first reading.
func (v vote) outvotes() bool { return v.sources >= 2 || v.sources > 0 && v.trusted > 0 }

// surely reports whether the first reading is right rather than the second, by more than
// chance. What fails under one may hold under another by chance.
func (v vote) surely() bool {
	chance := 100*v.lost + 100*v.failed*int(min(v.apart, Reach)/comity.Second)/int(Reach/comity.Second)
	net := v.won - v.lost
	return net >= 3 && 100*net*net > 20*chance
}

// election asks what speaks for one reading of a source's clock, and what for another.
type election func(a, b *clock.Adjustment) vote

// contest lets the zones that agree with a reading at some times of the source's, and not
// at others, stand against it. Only what was made where two differ votes. What remains is
// the best one first, and then those that nothing decides against though the source is
// likely to be in such a zone: an hour in autumn that nobody measured is not known.
func (s *solver) contest(n int, r Reading, ask election) []Reading {
	if r.Kind == clock.Drift || r.Swap || r.Half {
		return []Reading{r}
	}
	best, list := r, s.rivals(n, &r)
	for _, w := range list {
		if a := w.Adjustment; ask(&a, &best.Adjustment).surely() {
			best = s.inZone(n, r, w)
		}
	}
	out := []Reading{best}
	for _, w := range list {
		if a := w.Adjustment; w.Likely && a.Zone != best.Zone && !ask(&best.Adjustment, &a).surely() {
			other := s.inZone(n, r, w)
			other.Why = SomeWeeks
			out = append(out, other)
		}
	}
	if best.Zone != r.Zone && !ask(&best.Adjustment, &r.Adjustment).surely() {
		r.Why = SomeWeeks
		out = append(out, r)
	}
	return out
}

// sometimes is the zone that is right at some times, rather than the declared one of source
// n, which is right at others: no one error explains that.
func (s *solver) sometimes(n int, declared Reading, among []*Rewrite, ask election, enough func(vote) bool) (Reading, bool) {
	best, found := declared, false
	for _, w := range among {
		a := w.Adjustment
		if v := ask(&a, &best.Adjustment); v.surely() && (found || v.won-v.lost >= fewest && enough(v)) {
			best, found = s.inZone(n, declared, w), true
			best.Pairs = v.won
		}
	}
	best.Kept, best.Why = true, Measured
	return best, found
}

// inZone is r as the reading in another zone.
func (s *solver) inZone(n int, r Reading, w *Rewrite) Reading {
	days := s.times(n)
	t := days[len(days)/2]
	r.Adjustment, r.Seconds = w.Adjustment, s.secondsOf(n, w, t)
	return r
}

// rivals are the zones that agree with a reading at some of the times, or lie on either side
// of it: what was measured of a clock that was an hour nearer at one time may be a mixture.
func (s *solver) rivals(n int, r *Reading) (out []*Rewrite) {
	times := s.times(n)
	for i := range s.clocks[n].Rewrite {
		w := &s.clocks[n].Rewrite[i]
		if w.Zone == "" || w.Zone == r.Zone {
			continue
		}
		low, high := Reach, -Reach
		for _, t := range times {
			by := t - w.Of(t) - s.errorOf(n, &r.Adjustment, t)
			low, high = min(low, by), max(high, by)
		}
		if near := max(pile/2, r.Margin); low <= near && high >= -near {
			out = append(out, w)
		}
	}
	return out
}

// times are the days on which something was made that source n can be measured by.
func (s *solver) times(n int) (out []comity.Instant) {
	days := map[comity.Instant]bool{}
	for i := range s.series {
		if s.series[i].Source == n {
			for _, m := range s.series[i].Marks {
				days[m.At/comity.Day] = true
			}
		}
	}
	for k, list := range s.claims {
		if k.event == n || k.provider == n {
			for i := range list {
				days[list[i].At/comity.Day] = true
			}
		}
	}
	for d := range days {
		out = append(out, d*comity.Day+comity.Day/2)
	}
	slices.Sort(out)
	return out
}

// apart reports whether readings of the clock of source n differ when it shows t, or the one leaves
// two errors open then.
func (s *solver) apart(n int, kept []clock.Adjustment, t comity.Instant) bool {
	first := &kept[0]
	if first.Unsure(t) {
		return true
	}
	for i := range kept[1:] {
		if a := &kept[1+i]; a.Half != first.Half || a.Swap != first.Swap || s.errorOf(n, a, t) != s.errorOf(n, first, t) {
			return true
		}
	}
	return false
}

// byMarks asks the pairs of source n with sources whose clocks are settled.
func (s *solver) byMarks(n int) election {
	list := s.facing(n, nil, false)
	slices.SortStableFunc(list, func(a, b met) int { return cmp.Compare(a.source, b.source) })
	return func(a, b *clock.Adjustment) (v vote) {
		for from := 0; from < len(list); {
			one, source := vote{}, list[from].source
			for ; from < len(list) && list[from].source == source; from++ {
				for _, p := range list[from].points {
					one.point(p, s.errorOf(n, a, p.at), s.errorOf(n, b, p.at))
				}
			}
			before := v.sources
			if v.add(one); v.sources > before && s.trusted(source, n, a, b) {
				v.trusted++
			}
		}
		return v
	}
}

// trusted reports whether a source agrees with a third one when two readings of the clock of
// source n differ.
func (s *solver) trusted(source, n int, a, b *clock.Adjustment) bool {
	for _, m := range s.facing(source, nil, false) {
		agree, differ := 0, 0
		for _, p := range m.points {
			own := p.later + s.errorAt(source, p.at)
			switch apart := abs(s.errorOf(n, a, p.at) - s.errorOf(n, b, p.at)); {
			case m.source == n || apart <= pile:
			case abs(own) <= pile/2:
				agree++
			case abs(abs(own)-apart) <= pile/2:
				differ++
			}
		}
		if agree >= fewest && more(agree, differ) {
			return true
		}
	}
	return false
}

// point lets a pair vote: a is how far the clock was ahead by the one reading, b by the other.
func (v *vote) point(p point, a, b comity.Instant) {
	if abs(a-b) <= pile {
		return
	}
	v.apart = max(v.apart, abs(a-b))
	if abs(p.later+a) <= pile/2 {
		v.won++
	}
	if abs(p.later+b) <= pile/2 {
		v.lost++
	}
}

func (v *vote) add(o vote) {
	v.won, v.lost, v.apart = v.won+o.won, v.lost+o.lost, max(v.apart, o.apart)
	switch {
	case more(o.won, o.lost):
		v.sources++
	case more(o.lost, o.won):
		v.sources--
	}
}

// byClaims asks the events that claim assignments of source n. What lies in one assignment
// counts once.
func (s *solver) byClaims(n int) election {
	var last clock.Adjustment
	var seen []use
	return func(a, b *clock.Adjustment) (v vote) {
		if seen == nil || last != *b {
			last, seen = *b, s.usesRead(n, s.putRight(n, b))
		}
		won, lost := map[int]map[uint64]bool{}, map[int]map[uint64]bool{} // by source of the events
		for i, u := range s.usesRead(n, s.putRight(n, a)) {
			apart := abs(s.errorOf(n, a, u.at) - s.errorOf(n, b, u.at))
			if apart <= pile {
				continue
			}
			v.apart = max(v.apart, apart)
			one, other := u.holdsAt(0), seen[i].holdsAt(0)
			switch {
			case one && !other:
				note(won, &u)
			case other && !one:
				note(lost, &seen[i])
			}
			if !other {
				v.failed++
			}
		}
		for source := range s.clocks {
			v.add(vote{won: len(won[source]), lost: len(lost[source])})
		}
		return v
	}
}

func note(in map[int]map[uint64]bool, u *use) {
	if in[u.event] == nil {
		in[u.event] = map[uint64]bool{}
	}
	in[u.event][u.where] = true
}
