package board

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"comity/internal/analysis/board/archive"
)

// cites is how many places a selector shows.
const cites = 5

// selectorKey is a selector by type and folded value.
type selectorKey struct{ kind, value string }

// use is one place where a name used a selector.
type use struct {
	name int32
	at   archive.Capture
}

// selectors lists for each name the addresses and numbers that it used: in its profile, its signature and its own words.
func selectors(a *archive.Archive) [][]Selector {
	used := map[selectorKey][]use{}
	mail := regexp.MustCompile(`[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}`)
	add := func(kind, value string, n int32, at archive.Capture) {
		if value = strings.ToLower(strings.TrimSpace(value)); value != "" && n != archive.None {
			k := selectorKey{kind, value}
			used[k] = append(used[k], use{n, at})
		}
	}
	for i := range a.Profiles {
		p := &a.Profiles[i]
		add("email", p.Email, p.Name, p.Capture)
		for _, c := range p.Contacts {
			kind, value, found := strings.Cut(c, ":")
			if !found {
				kind, value = "contact", c
			}
			add(strings.ToLower(strings.TrimSpace(kind)), value, p.Name, p.Capture)
		}
		for _, m := range mail.FindAllString(p.Signature, -1) {
			add("email", m, p.Name, p.Capture)
		}
	}
	for i := range a.Messages {
		m := &a.Messages[i]
		add("email", m.Email, m.Author, m.Captures[0])
		for _, text := range []string{m.Text, m.Signed} {
			if strings.IndexByte(text, '@') < 0 {
				continue
			}
			for _, s := range mail.FindAllString(text, -1) {
				add("email", s, m.Author, m.Captures[0])
			}
		}
	}
	return spread(a, used)
}

// spread sorts the uses by name.
func spread(a *archive.Archive, used map[selectorKey][]use) [][]Selector {
	out := make([][]Selector, len(a.Names))
	keys := slices.SortedFunc(maps.Keys(used), func(x, y selectorKey) int {
		return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.value, y.value))
	})
	for _, k := range keys {
		places := map[int32][]archive.Capture{}
		for _, u := range used[k] {
			places[u.name] = append(places[u.name], u.at)
		}
		names := slices.Sorted(maps.Keys(places))
		for _, n := range names {
			s := Selector{Type: k.kind, Value: k.value}
			for _, o := range names {
				if o != n {
					s.Also = append(s.Also, a.Names[o].Shown)
				}
			}
			for _, at := range places[n][:min(len(places[n]), cites)] {
				s.Cite = append(s.Cite, a.Citation(at))
			}
			out[n] = append(out[n], s)
		}
	}
	return out
}
