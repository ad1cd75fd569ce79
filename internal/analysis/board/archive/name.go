package archive

import (
	"cmp"
	"maps"
	"slices"
	"strings"

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
	lost := x.reunite()
	for _, key := range slices.Sorted(maps.Keys(x.spellings)) {
		if lost[key] {
			continue
		}
		s := x.spellings[key]
		s.index = int32(len(x.out.Names))
		x.out.Names = append(x.out.Names, s.name(key))
	}
}

// reunite gives spellings that lost letters to the one name that they can be of. Where they can be of several, they stay
// a name of their own: who it was is not for a machine to say. So does a spelling that shows no mark of a lost letter:
// who is called moss need not be ☆moss☆. The keys given away are returned.
func (x *builder) reunite() map[string]bool {
	blots := map[string][]string{} // what is left without question marks → spellings with marks of lost letters
	for key, s := range x.spellings {
		if s.blotted() {
			rest := strings.ReplaceAll(key, "?", "")
			blots[rest] = append(blots[rest], key)
		}
	}
	of := map[string][]string{}
	for key := range x.spellings {
		rest, ok := message.Lost(key)
		if !ok {
			continue
		}
		for _, blot := range blots[rest] {
			if blot != key {
				of[blot] = append(of[blot], key)
			}
		}
	}
	lost := map[string]bool{}
	for rest, keys := range of {
		if len(keys) > 1 {
			continue
		}
		s, gone := x.spellings[keys[0]], x.spellings[rest]
		for form, n := range gone.forms {
			s.forms[form] += n
		}
		maps.Copy(s.ids, gone.ids)
		x.spellings[rest], lost[rest] = s, true
	}
	return lost
}

// blotted reports whether some form shows that a letter was lost.
func (s *spelled) blotted() bool {
	for form := range s.forms {
		if strings.ContainsAny(form, "?\ufffd") {
			return true
		}
	}
	return false
}

func (x *builder) spell(name, id string) {
	if name == "" {
		return
	}
	key := message.Name(name)
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

// name shows the spelling that most captures have, of those that lost no letter.
func (s *spelled) name(key string) Name {
	lost := func(form string) int {
		if message.Name(form) == key {
			return 0
		}
		return 1
	}
	forms := slices.SortedFunc(maps.Keys(s.forms), func(a, b string) int {
		return cmp.Or(cmp.Compare(lost(a), lost(b)), cmp.Compare(s.forms[b], s.forms[a]), cmp.Compare(a, b))
	})
	n := Name{Key: key, Shown: forms[0], IDs: slices.Sorted(maps.Keys(s.ids))}
	if len(forms) > 1 {
		n.Also = slices.Sorted(slices.Values(forms[1:]))
	}
	return n
}

// name is the number of a name; None where nobody is called so.
func (x *builder) name(name string) int32 {
	if s := x.spellings[message.Name(name)]; s != nil && name != "" {
		return s.index
	}
	return None
}

func find(names []Name, key string) int32 {
	i, found := slices.BinarySearchFunc(names, key, func(n Name, key string) int { return cmp.Compare(n.Key, key) })
	if found {
		return int32(i)
	}
	for i := range names { // a spelling that lost letters
		if slices.ContainsFunc(names[i].Also, func(s string) bool { return message.Name(s) == key }) {
			return int32(i)
		}
	}
	return None
}
