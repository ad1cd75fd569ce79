package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// leastGiven is how many names have to show a part as a given name before it is one, and
// mostlyGiven how many of them to one that shows it as a family's: Robert is both.
const (
	leastGiven  = 3
	mostlyGiven = 10
)

// givenNames are the parts that names of the case show to be given ones, by their own
// marks. Two who share one are of no one family by that: ROBERT Philippe and BERNARD
// Philippe. Where a list marks nothing, nothing is known.
func (c *Case) givenNames() map[string]bool {
	given, family := map[string]int{}, map[string]int{}
	for i := range c.names {
		text := c.names[i].text
		g, f, ok := marked(text)
		if !ok || c.surelyFirm(nameID(i)) {
			continue
		}
		count(given, g)
		count(family, f)
	}
	out := map[string]bool{}
	for p, n := range given {
		if n >= leastGiven && n >= mostlyGiven*family[p] {
			out[p] = true
		}
	}
	return out
}

// count counts the parts of a name, each once.
func count(parts map[string]int, name string) {
	list, _ := nameParts(name)
	seen := map[string]bool{}
	for _, p := range list {
		if !seen[p] {
			seen[p] = true
			parts[p]++
		}
	}
}

// marked cuts a name in two where it shows which of it is the family's: what stands
// before its one comma, or the words in capitals where the others are not. Words of one letter show nothing.
func marked(name string) (given, family string, ok bool) {
	if strings.Count(name, ",") == 1 {
		family, given, _ = strings.Cut(name, ",")
		return given, family, letters(given) && letters(family)
	}
	var gs, fs []string
	for _, w := range strings.Fields(name) {
		switch {
		case utf8.RuneCountInString(strings.TrimFunc(w, isNoLetter)) < 2:
		case strings.ToUpper(w) == w && strings.ToLower(w) != w:
			fs = append(fs, w)
		default:
			gs = append(gs, w)
		}
	}
	return strings.Join(gs, " "), strings.Join(fs, " "), len(gs) > 0 && len(fs) > 0
}

func letters(s string) bool  { return strings.ContainsFunc(s, unicode.IsLetter) }
func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }
