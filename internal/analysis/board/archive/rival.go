package archive

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Rival is another way to read a clock that one or several exhibits share: a reading that was kept beside the first, or the
// other end of what a clock that says little leaves open.
type Rival struct {
	Exhibits []string // their references, sorted
	Reading  int      // from 1

	of map[int32]bool // exhibits of the builder
}

// vague is how far apart the ends of a stamp's span lie from which on they are two readings: an hour that comes twice in
// autumn is none.
const vague = comity.Hour

// others are the instants at which a post may lie as well, by its clock's other readings.
func others(p *record.Post) (out []comity.Instant) {
	for _, s := range p.Others {
		out = append(out, s.Lo)
	}
	if p.Time.Lo != comity.Latest && p.Time.Hi-p.Time.Lo > vague {
		out = append(out, p.Time.Hi)
	}
	return out
}

// Rivals are the other readings of the clocks of what was given, each clock's by itself, in order of their exhibits.
func (b *Builder) Rivals() (out []Rival) {
	most := map[int32]int{} // by exhibit
	for n, at := range b.rivals {
		e := b.post(n).exhibit
		most[e] = max(most[e], len(at))
	}
	clocks := map[string]*Rival{}
	for e := range b.exhibits {
		n := most[int32(e)]
		if n == 0 {
			continue
		}
		src := &b.exhibits[e]
		r := clocks[stream(src, "")]
		if r == nil {
			r = &Rival{of: map[int32]bool{}}
			clocks[stream(src, "")] = r
		}
		r.Reading = max(r.Reading, n)
		r.of[int32(e)] = true
		if !slices.Contains(r.Exhibits, src.Ref) {
			r.Exhibits = append(r.Exhibits, src.Ref)
		}
	}
	for _, r := range clocks {
		slices.Sort(r.Exhibits)
		for k := range r.Reading {
			out = append(out, Rival{Exhibits: r.Exhibits, Reading: k + 1, of: r.of})
		}
	}
	slices.SortFunc(out, func(x, y Rival) int {
		return cmp.Or(slices.Compare(x.Exhibits, y.Exhibits), cmp.Compare(x.Reading, y.Reading), cmp.Compare(x.first(), y.first()))
	})
	return out
}

// first is the first exhibit of the builder that is of the clock.
func (r *Rival) first() (e int32) {
	for !r.of[e] {
		e++
	}
	return e
}

// when is where the n-th post lies by the readings that the archive follows.
func (x *builder) when(n int32) comity.Instant {
	p := x.post(n)
	if r := x.of.Rival; r != nil && r.of[p.exhibit] {
		if at := x.rivals[n]; len(at) > 0 {
			return at[min(r.Reading, len(at))-1]
		}
	}
	return p.at
}
