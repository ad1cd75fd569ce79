package offset

import (
	"slices"

	"comity/internal/records/clock"
)

// tie are two sources that differ, of which no mark says which is wrong.
type tie struct {
	ends   [2]int
	by     [2]Reading // what either is off by if it is the one that is wrong
	others [2][]edge  // on which either differs from somebody else as well, by two errors
	claims map[ends][]Claim
}

// ties are those of sources that differ from one other alone by one error. Hours and minutes beside them are two
// errors rather than one: they are shared out once one of the two is known.
func (s *solver) ties() (all []tie) {
	for i := range s.edges {
		e := &s.edges[i]
		if !e.open || e.x < 0 || s.wrong[e.a].is || s.wrong[e.b].is {
			continue
		}
		t := tie{ends: [2]int{e.a, e.b}, claims: map[ends][]Claim{}}
		sole := true
		for k, n := range t.ends {
			t.by[k] = s.shifted(n, Reading{Kept: true, Why: Measured, Pairs: e.pairs}, e.ahead(n, s.shift), e.width()/2, e.gain(n))
			for _, o := range s.of(n) {
				if o.open && o != e {
					t.others[k] = append(t.others[k], *o)
					sole = sole && s.strange(n, o.ahead(n, s.shift))
				}
			}
			sole = sole && !s.strange(n, e.ahead(n, s.shift))
		}
		if sole {
			for _, k := range s.keys() {
				if k.event == e.a || k.event == e.b {
					t.claims[k] = s.claims[k]
				}
			}
			all = append(all, t)
		}
	}
	return all
}

// breakTies asks events in assignments which of two is wrong, when the providers are judged: whoever acted in
// either was somebody's at that time, and nobody copied the times of leases from records. Where they say surely that one
// reads better by what the other says, or that it does not, and nothing else of the other, it is settled.
func (s *solver) breakTies(all []tie, out []Verdict) {
	for i := range all {
		t := &all[i]
		for k, list := range t.claims {
			s.bringBack(k, list, out)
		}
		a, b := s.leasesSay(t.ends[0], &t.by[0]), s.leasesSay(t.ends[1], &t.by[1])
		switch {
		case a >= 0 && b <= 0 && a != b:
			s.settleTie(t, 0, out)
		case b >= 0 && a <= 0 && a != b:
			s.settleTie(t, 1, out)
		}
	}
}

// leasesSay asks events in assignments about the two readings of source n: above zero, the other
// one is surely better; below, the declared one.
func (s *solver) leasesSay(n int, other *Reading) int {
	declared := clock.Adjustment{Kind: clock.Declared}
	switch {
	case s.heldBy(n, &other.Adjustment, &declared).surely():
		return 1
	case s.heldBy(n, &declared, &other.Adjustment).surely():
		return -1
	}
	return 0
}

// settleTie takes the other reading of one end of a tie, and the declared one of the other end. Whoever else differs
// from the former is off by what is left; who differs from the latter stays in doubt, and it with them.
func (s *solver) settleTie(t *tie, wrong int, out []Verdict) {
	right := 1 - wrong
	if len(t.others[right]) > 0 {
		return
	}
	n := t.ends[wrong]
	s.isOff(n, &t.by[wrong], out)
	s.isRight(t.ends[right], t.by[right].Pairs, out)
	shift := slices.Clone(s.shift)
	shift[n] = t.by[wrong].Ahead
	for i := range t.others[wrong] {
		e := &t.others[wrong][i]
		m := e.a + e.b - n
		if x := e.ahead(m, shift); abs(x) <= s.clocks[m].Allowed+sharp {
			s.isRight(m, e.pairs, out)
		} else {
			r := s.shifted(m, Reading{Kept: true, Why: Measured, Pairs: e.pairs}, x, e.width()/2, e.gain(m))
			s.isOff(m, &r, out)
		}
	}
}

func (s *solver) isOff(n int, r *Reading, out []Verdict) {
	declared := out[n].Readings[0]
	declared.Kept, declared.Why = false, Off
	out[n] = Verdict{[]Reading{declared, *r}}
}

func (s *solver) isRight(n, pairs int, out []Verdict) {
	declared := out[n].Readings[0]
	declared.Kept, declared.Why, declared.Pairs = true, Agrees, pairs
	out[n] = Verdict{[]Reading{declared}}
}
