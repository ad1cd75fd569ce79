package intake

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

// instead finds which columns a table has as each other kind that is asked about: the same
// address is ip of an assignment and asked_ip of an answer, and who answers the question of the
// kind has to rename what the draft says of the first.
func (l *lexicon) instead(f *File, best *mapping, cols []*column) {
	for _, q := range f.question("kind") {
		for _, kind := range q.Choices {
			if kind == best.kind || !slices.Contains(tableKinds, kind) {
				continue
			}
			named := map[string][]string{}
			m := l.mapAs(kind, cols)
			for key, c := range m.taken {
				if (c.points >= sure || m.need(key)) && c.named && c.col.filled > 0 && !c.col.alone() && !f.wonders(c.col) {
					named[key] = c.col.names()
				}
			}
			if len(named) > 0 {
				f.others = append(f.others, kindColumns{kind, named, m.unnamed(named)})
			}
		}
	}
}

// tellable are needed keys that values tell.
var tellable = map[string]bool{"time": true, "start": true, "asked_time": true, "ip": true, "asked_ip": true, "card": true}

// unnamed are the keys that the kind needs and the comment names no column for, with those that may be.
func (m *mapping) unnamed(named map[string][]string) string {
	var out []string
	for _, any := range needs[m.kind] {
		if slices.ContainsFunc(any, func(k string) bool { return named[k] != nil }) {
			continue
		}
		text, may := any[0], []string(nil)
		if tellable[any[0]] {
			may = m.fitting(any[0], named)
		}
		if len(may) > 0 && len(may) < 6 {
			text += " [" + strings.Join(short(may), " | ") + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// wonders reports whether a question is about the column, as any key, or its name stands twice.
func (f *File) wonders(c *column) bool {
	return f.twice(c) != "" || slices.ContainsFunc(f.Questions, func(q Question) bool {
		return strings.HasPrefix(q.Key, "columns.") && slices.Contains(q.Choices, joinNames(c.names()))
	})
}

// kindColumns are the columns of a table as one kind.
type kindColumns struct {
	kind  string
	named map[string][]string
	open  string // keys that it needs besides
}

// inline writes columns as a value of the manifest.
func inline(columns map[string][]string) string {
	var parts []string
	for _, key := range sortedKeys(columns) {
		if names := columns[key]; len(names) == 1 {
			parts = append(parts, key+" = "+toml(names[0]))
		} else {
			parts = append(parts, key+" = "+list(names))
		}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// others says which columns to write where the kind is another one.
func (d *draft) others(f *File) {
	for _, o := range f.others {
		if text := inline(o.named); len(text) < longest-100 && !comity.HoldsCard([]byte(text)) {
			if d.note("if it is %s: columns = %s", o.kind, text); o.open != "" && !comity.HoldsCard([]byte(o.open)) {
				d.note("and what it needs besides: %s", o.open)
			}
		}
	}
}
