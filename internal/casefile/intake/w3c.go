package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format"
)

// askFields asks which address of a log in the W3C's form is the visitor's, where a field
// holds one that another server passed on, and whether addresses were cut short.
func (f *File) askFields(head []byte) {
	if f.Format != format.IIS || len(f.Columns) > 0 {
		return
	}
	var names []string
	own, n := -1, 0
	others := map[string]int{}
	var short cutting
	for line := range bytes.Lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if rest, ok := strings.CutPrefix(text, "#Fields:"); ok {
			names = strings.Fields(rest)
			own = slices.Index(names, "c-ip")
			continue
		}
		cells := strings.Fields(text)
		if own < 0 || len(cells) != len(names) || strings.HasPrefix(text, "#") {
			continue
		}
		n++
		if a, ok := comity.ParseAddr(cells[own]); ok {
			short.add(a)
		}
		for i, name := range names {
			if forwards(name) && passedOn(strings.ReplaceAll(cells[i], "+", ""), cells[own]) {
				others[name]++
			}
		}
	}
	var choices []string
	for _, name := range sortedKeys(others) {
		if others[name]*2 > n {
			choices = append(choices, name)
		}
	}
	switch {
	case choices != nil:
		f.Columns = map[string][]string{"ip": {ask}}
		f.ask("columns.ip", fmt.Sprintf("%q and %q differ: the former may be of a server in front, the latter can be written by the visitor; which is the visitor's?", "c-ip", choices[0]), append([]string{"c-ip"}, choices...)...)
	case short.all():
		f.Columns = map[string][]string{"ip": {ask}}
		f.ask("columns.ip", short.text(), "c-ip")
	}
}
