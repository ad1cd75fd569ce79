package intake

import (
	"fmt"
	"slices"
	"strings"
)

// askEvents asks about rows that are beginnings and ends each: what a server of access or of
// leases writes when it happens. Read as assignments an end would begin one.
func (l *lexicon) askEvents(f *File, m *mapping, cols []*column) {
	if m.kind == "access" && !f.offers("assignments") || m.kind != "access" && m.kind != "assignments" && m.kind != "answers" || m.taken["end"].points > 0 || m.taken["duration"].points >= sure {
		return
	}
	if text := l.eventText(cols); text != "" {
		f.drop("kind")
		f.ask("kind", text, "document", "access", "assignments")
	}
}

// eventText says which column tells beginnings from ends; "" where none does.
func (l *lexicon) eventText(cols []*column) string {
	for _, c := range cols {
		if begin, end := l.events(c); begin != "" && end != "" {
			return fmt.Sprintf("%s says %s and %s: beginning and end stand in rows of their own, and each would be read as a beginning. Ask for a table with both in one row, or make one in a copy, and seal both; this file is then a document. Where somebody logs in to a site: access", quoted(c.name), quoted(begin), quoted(end))
		}
	}
	return ""
}

// offers reports whether the question about the kind names one.
func (f *File) offers(kind string) bool {
	return slices.ContainsFunc(f.question("kind"), func(q Question) bool { return slices.Contains(q.Choices, kind) })
}

// events are words of a column that say of a row that something began, and that it ended; ""
// where there are none.
func (l *lexicon) events(c *column) (begin, end string) {
	if c.joined != nil || c.full || len(c.distinct) < 2 || len(c.distinct) > 20 || c.filled < 4 {
		return "", ""
	}
	words := l.means["event"]
	if name := strings.Join(tokenise(c.name), ""); strings.HasSuffix(name, "statustype") || strings.HasSuffix(name, "natevent") {
		words = map[string]string{"1": "begin", "2": "end"} // RFC 2866, 5.1; RFC 8158
		for w, m := range l.means["event"] {
			words[w] = m
		}
	}
	for _, v := range sortedKeys(c.distinct) {
		tokens := tokenise(v)
		means := words[strings.Join(tokens, "")]
		for i := 0; i < len(tokens) && len(tokens) < 4 && means == ""; i++ {
			means = words[tokens[i]]
		}
		switch {
		case means == "begin" && begin == "":
			begin = v
		case means == "end" && end == "":
			end = v
		}
	}
	return begin, end
}
