package intake

import (
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/table"
)

// askValues maps the words of closed columns to ours, or asks.
func (l *lexicon) askValues(f *File, m *mapping) {
	for _, key := range []string{"type", "result", "reported"} {
		c, ok := m.taken[key]
		if !ok || key == "reported" && !c.col.share(cFlag) {
			continue
		}
		for _, v := range sortedKeys(c.col.distinct) {
			word := strings.Join(tokenise(v), "")
			ours, known := l.means[key][word]
			if known && ours == word || key == "reported" && table.ReportedWord(v) {
				continue
			}
			if f.Values == nil {
				f.Values = map[string]map[string]string{}
			}
			if f.Values[key] == nil {
				f.Values[key] = map[string]string{}
			}
			if !known {
				ours = ask
				f.ask("values."+key, fmt.Sprintf("%s says %s: which of our words is that?", quoted(c.col.name), quoted(v))+l.nobodys(key, word), ourWords(l.means[key])...)
			}
			if len(f.Values[key]) < 40 {
				f.Values[key][v] = ours
			}
		}
	}
}

func ourWords(m map[string]string) []string {
	var out []string
	for _, w := range m {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}
