package archive

import (
	"cmp"
	"slices"

	"comity/internal/analysis/board/message"
	"comity/internal/comity"
)

// members brings in what is said of names and what they did.
func (x *builder) members() {
	for i := range x.profiles {
		p := &x.profiles[i]
		if !x.keeps(p.exhibit, p.Board) {
			continue
		}
		out := Profile{Capture: Capture{x.at[p.exhibit], p.Place}, Name: x.name(cmp.Or(p.Name, "#"+p.ID)), Profile: p.Profile}
		x.out.Profiles = append(x.out.Profiles, out)
	}
	slices.SortStableFunc(x.out.Profiles, func(a, b Profile) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Exhibit, b.Exhibit), cmp.Compare(a.Capture.Place.Offset, b.Capture.Place.Offset))
	})
	for i := range x.out.Profiles {
		if n := x.out.Profiles[i].Name; n != None {
			x.out.Names[n].Profile = append(x.out.Names[n].Profile, int32(i))
		}
	}
	x.deedsOnce()
}

// sameDeed is how far two contributors' stamps of one deed may lie apart.
const sameDeed = 2 * comity.Minute

// deedsOnce lists deeds, those that several contributors tell of once.
func (x *builder) deedsOnce() {
	type said struct {
		Deed
		exhibit int32
		words   string
	}
	var all []said
	for i := range x.deeds {
		d := &x.deeds[i]
		if !x.keeps(d.exhibit, d.Board) {
			continue
		}
		s := said{Deed: Deed{Kind: d.Kind, At: comity.Latest, Actor: x.name(d.Actor), Target: x.name(d.Target), Text: d.Text, Forum: d.Forum,
			Captures: []Capture{{x.at[d.exhibit], d.Place}}}, exhibit: d.exhibit, words: message.Speaker(d.Text)}
		if d.Time.Lo != comity.Latest {
			s.At = d.Time.Lo
			if n, known := x.streams[x.key(d.exhibit, d.Board)]; known {
				s.At = x.merged.Correct(n, s.At)
			}
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b said) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Target, b.Target), cmp.Compare(a.words, b.words), cmp.Compare(a.At, b.At))
	})
	for i := range all {
		d := &all[i]
		if n := len(x.out.Deeds); i > 0 && d.told(&all[i-1].Deed, all[i-1].words == d.words) && !x.has(n-1, d.exhibit) {
			x.out.Deeds[n-1].Captures = append(x.out.Deeds[n-1].Captures, d.Captures...)
			continue
		}
		x.out.Deeds = append(x.out.Deeds, d.Deed)
	}
	slices.SortStableFunc(x.out.Deeds, func(a, b Deed) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Captures[0].Exhibit, b.Captures[0].Exhibit), cmp.Compare(a.Captures[0].Place.Offset, b.Captures[0].Place.Offset))
	})
}

// told reports whether d and o are one deed in two contributors' words.
func (d *Deed) told(o *Deed, words bool) bool {
	return words && d.Kind == o.Kind && d.Actor == o.Actor && d.Target == o.Target && d.At-o.At <= sameDeed
}

// has reports whether the n-th deed has a capture of the exhibit.
func (x *builder) has(n int, exhibit int32) bool {
	return slices.ContainsFunc(x.out.Deeds[n].Captures, func(c Capture) bool { return c.Exhibit == x.at[exhibit] })
}
