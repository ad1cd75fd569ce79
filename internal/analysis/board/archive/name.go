package archive

import (
	"cmp"
	"maps"
	"slices"

	"comity/internal/analysis/board/message"
)

// spelled counts how a name is written.
type spelled struct {
	index int32
	forms map[string]int
	ids   map[string]bool
}

// names lists everybody who posts, has a profile, or does or suffers something.
func (x *builder) names() {
	x.spellings = map[string]*spelled{}
	for c := range x.merging {
		x.spell(x.merging[c].Author, x.texts.all[x.post(x.kept[c]).authorID])
	}
	for i := range x.profiles {
		if p := &x.profiles[i]; x.keeps(p.exhibit, p.Board) {
			x.spell(cmp.Or(p.Name, "#"+p.ID), p.ID)
		}
	}
	for i := range x.deeds {
		if d := &x.deeds[i]; x.keeps(d.exhibit, d.Board) {
			x.spell(d.Actor, "")
			x.spell(d.Target, "")
		}
	}
	keys := slices.Sorted(maps.Keys(x.spellings))
	for i, key := range keys {
		s := x.spellings[key]
		s.index = int32(i)
		x.out.Names = append(x.out.Names, s.name(key))
	}
}

func (x *builder) spell(name, id string) {
	if name == "" {
		return
	}
	key := message.Speaker(name)
	s := x.spellings[key]
	if s == nil {
		s = &spelled{forms: map[string]int{}, ids: map[string]bool{}}
		x.spellings[key] = s
	}
	s.forms[name]++
	if id != "" {
		s.ids[id] = true
	}
}

// name shows the spelling that most captures have.
func (s *spelled) name(key string) Name {
	forms := slices.SortedFunc(maps.Keys(s.forms), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.forms[b], s.forms[a]), cmp.Compare(a, b))
	})
	n := Name{Key: key, Shown: forms[0], IDs: slices.Sorted(maps.Keys(s.ids))}
	if len(forms) > 1 {
		n.Also = slices.Sorted(slices.Values(forms[1:]))
	}
	return n
}

// name is the number of a name; None where nobody is called so.
func (x *builder) name(name string) int32 {
	if s := x.spellings[message.Speaker(name)]; s != nil && name != "" {
		return s.index
	}
	return None
}

func find(names []Name, key string) int32 {
	i, found := slices.BinarySearchFunc(names, key, func(n Name, key string) int { return cmp.Compare(n.Key, key) })
	if !found {
		return None
	}
	return int32(i)
}
