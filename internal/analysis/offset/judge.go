package offset

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// judge says which readings of source n the evidence keeps.
func (s *solver) judge(n int) Verdict {
	c := &s.clocks[n]
	declared := Reading{Adjustment: clock.Adjustment{Kind: clock.Declared}, Kept: true}
	here := s.points(n, nil, false)
	f, measured := fit(here)
	if c.Swap {
		if v, ok := s.exchanged(n, declared, f.pairs); ok {
			return v
		}
	}
	if c.Half {
		return s.halves(n, declared, here, f.pairs)
	}
	if e := s.open(n); e != nil && !s.wrong[n].is {
		f := fitted{perDay: e.perDay, origin: e.origin}
		if e.b == n {
			f.perDay = -f.perDay
		}
		declared.Why = OneOfTwo
		return Verdict{[]Reading{declared, s.shifted(n, Reading{Kept: true, Why: OneOfTwo, Pairs: e.pairs}, e.ahead(n, s.shift), e.width()/2, f)}}
	}
	if !s.wrong[n].is {
		if measured || len(s.of(n)) > 0 {
			declared.Why, declared.Pairs = Agrees, s.pairsOf(n)
		}
		return Verdict{[]Reading{declared}}
	}
	declared.Kept, declared.Why = false, Off
	found := s.measured(n, f, measured)
	return Verdict{[]Reading{declared, found}}
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
	for i := range s.series {
		if s.series[i].Source != n {
			continue
		}
		for j := range s.series {
			x, y := &s.series[i], &s.series[j]
			if y.Source == n || !related(x.Sort, y.Sort) || s.wrong[y.Source].drift || !coarse && !s.known[x.Sort][y.Sort] {
				continue
			}
			d := s.delay(x.Sort, y.Sort) + s.shift[y.Source]
			for _, p := range pairs(x.Marks, y.Marks, rewrite) {
				out = append(out, point{p.at, p.later - d})
			}
		}
	}
	return out
}

// measured is the reading that the other sources give a clock that is wrong.
func (s *solver) measured(n int, f fitted, ok bool) Reading {
	r := Reading{Kept: true, Why: Measured}
	if !ok {
		if f, ok = fit(s.points(n, nil, true)); !ok {
			return s.claimed(n, r)
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
		r.Adjustment, r.Pairs, r.Seconds = w.Adjustment, count, f.origin-w.Of(f.origin)
		return r
	}
	if e := s.sharpest(n); e != nil && e.perDay == 0 && f.perDay == 0 {
		return s.shifted(n, r, e.ahead(n, s.shift), e.width()/2, f)
	}
	return s.shifted(n, r, -f.centre, (f.high-f.low)/2, f)
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
// source n best.
func (s *solver) sharpest(n int) (best *edge) {
	for _, e := range s.of(n) {
		other := e.a + e.b - n
		if e.open || s.wrong[other].drift || e.x >= 0 && !e.sharp && !s.known[s.series[e.x].Sort][s.series[e.y].Sort] {
			continue
		}
		if best == nil || e.width() < best.width() || e.width() == best.width() && e.pairs > best.pairs {
			best = e
		}
	}
	return best
}

func (e *edge) width() comity.Instant { return e.high - e.low }

// claimed is measured for assignments: from the events that lie in them.
func (s *solver) claimed(n int, r Reading) Reading {
	var all []Claim
	for k, list := range s.claims {
		if k.provider == n && !s.wrong[k.event].drift {
			for _, c := range list {
				c.Low, c.High = c.Low+s.shift[k.event], c.High+s.shift[k.event] // the event's own error
				all = append(all, c)
			}
		}
	}
	w, ok := cover(all)
	if !ok {
		return s.shifted(n, r, s.shift[n], 0, fitted{})
	}
	r.Pairs = w.count
	return s.shifted(n, r, w.mid(), (w.high-w.low)/2, fitted{})
}

// quarter is what zones differ by: a quarter of an hour, or several.
const quarter = 15 * comity.Minute

// shifted names a clock that is ahead by so much.
func (s *solver) shifted(n int, r Reading, ahead, margin comity.Instant, f fitted) Reading {
	c := &s.clocks[n]
	r.Ahead, r.Margin, r.Seconds = ahead, margin, ahead
	switch steps := (abs(ahead) + quarter/2) / quarter; {
	case f.perDay != 0:
		r.Kind, r.PerDay, r.Origin, r.Seconds = clock.Drift, f.perDay, f.origin, f.perDay
	case steps > 0 && abs(abs(ahead)-steps*quarter) <= min(margin, quarter/4)+45*comity.Second:
		r.Kind = clock.Zone
		if r.Seconds = steps * quarter; ahead < 0 {
			r.Seconds = -r.Seconds
		}
		if r.Ahead, r.Margin = r.Seconds, 0; c.Summer != 0 && abs(r.Seconds) == c.Summer {
			r.Kind = clock.DST
		}
	default:
		r.Kind = clock.Skew
	}
	return r
}

// exchanged tells whether day and month are exchanged.
func (s *solver) exchanged(n int, declared Reading, here int) (Verdict, bool) {
	swap := Reading{Adjustment: clock.Adjustment{Kind: clock.DayMonth, Swap: true}}
	for _, w := range s.clocks[n].Rewrite {
		if !w.Swap {
			continue
		}
		f, ok := fit(s.points(n, w.Of, true))
		if ok && f.pairs > 2*here+fewest {
			declared.Kept, declared.Why, swap.Kept, swap.Why, swap.Pairs = false, Off, true, Measured, f.pairs
			return Verdict{[]Reading{declared, swap}}, true
		}
	}
	if here >= fewest {
		return Verdict{}, false // the declared order has its pairs
	}
	declared.Why, swap.Kept, swap.Why = NoDay, true, NoDay
	return Verdict{[]Reading{declared, swap}}, true
}

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
