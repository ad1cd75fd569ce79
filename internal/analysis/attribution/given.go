package attribution

import (
	"strings"
	"unicode"
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

// ownGiven are the parts that a name itself shows to be given, whatever other names show:
// who is called BERNARD Martin is of no family by Martin, though others are.
func (c *Case) ownGiven(n nameID) map[string]bool {
	g, f, ok := marked(c.names[n].text)
	if !ok || c.surelyFirm(n) {
		return nil
	}
	given, family := map[string]int{}, map[string]int{}
	count(given, g)
	count(family, f)
	out := map[string]bool{}
	for p := range given {
		out[p] = family[p] == 0
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
// before its one comma, or the words in capitals where the others are not. Initials (J.P.) and
// numbers of generations (II) show nothing.
func marked(name string) (given, family string, ok bool) {
	if strings.Count(name, ",") == 1 {
		family, given, _ = strings.Cut(name, ",")
		return given, family, letters(given) && letters(family)
	}
	var gs, fs []string
	for _, w := range strings.Fields(name) {
		switch {
		case !spelt(w):
		case strings.ToUpper(w) == w && strings.ToLower(w) != w:
			fs = append(fs, w)
		default:
			gs = append(gs, w)
		}
	}
	return strings.Join(gs, " "), strings.Join(fs, " "), len(gs) > 0 && len(fs) > 0
}

// spelt reports whether a word is one: two letters stand together, and they are no number.
func spelt(word string) bool {
	run, most := 0, 0
	for _, r := range word {
		if run++; !unicode.IsLetter(r) && !unicode.IsMark(r) {
			run = 0
		}
		most = max(most, run)
	}
	switch strings.Trim(word, ".,()") {
	case "II", "III", "IV":
		return false
	}
	return most > 1
}

func letters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
