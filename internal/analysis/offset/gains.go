package offset

import (
	"slices"

	"comity/internal/records/clock"
)

// rightGains puts the marks right of sources that gain, where one reading says by how much,
// and measures them anew: against a clock that gains nobody else's error is one distance. What
// the reading may be off by is granted to them. out takes their verdicts.
func (s *solver) rightGains(out []Verdict) (any bool) {
	righted := make([]bool, len(s.clocks))
	for n := range out {
		if !s.wrong[n].drift {
			continue
		}
		v := s.judge(n)
		if kept := v.Kept(); len(kept) == 1 && kept[0].PerDay != 0 {
			out[n], righted[n], any = v, true, true
		}
	}
	if !any {
		return false
	}
	for n := range out { // when all are judged: their order must not say who is judged by whom
		if righted[n] {
			s.right(n, &out[n].Kept()[0])
		}
	}
	s.edges = slices.DeleteFunc(s.edges, func(e edge) bool { return righted[e.a] || righted[e.b] })
	from := len(s.edges)
	s.measureOf(righted)
	s.level(from)
	for i := range s.edges[from:] {
		e := &s.edges[from+i]
		e.mute = e.mute || e.perDay != 0 // what is left of a gain may be the reading's
	}
	if s.asWritten {
		s.setCopiesAside(from)
	}
	s.sharpen()
	return true
}

// right puts the marks of source n right by a reading.
func (s *solver) right(n int, a *clock.Adjustment) {
	for i := range s.series {
		if s.series[i].Source != n {
			continue
		}
		s.series[i].Marks = slices.DeleteFunc(slices.Clone(s.series[i].Marks), func(m Mark) bool { return a.Unsure(m.At) })
		for k, m := range s.series[i].Marks {
			s.series[i].Marks[k].At -= a.Error(m.At)
		}
		s.series[i].Arrange()
	}
	s.wrong[n].drift, s.shift[n] = false, 0
	s.clocks[n].Allowed += a.Margin
}
