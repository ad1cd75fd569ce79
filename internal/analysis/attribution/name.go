package attribution

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"comity/internal/comity"
)

// likeness of two names of persons.
type likeness uint8

const (
	unlike likeness = iota
	untold          // in scripts that cannot be compared: it says nothing
	family          // one part in common that is not everybody's: perhaps one family
	same            // all parts of the shorter in the longer, two at least
)

// nameID numbers a name in a Case.
type nameID int32

// noName is the empty name.
const noName nameID = 0

// name is a person's name as stated, and its parts once they are needed.
type name struct {
	text   string
	script script
	parts  []string // in Latin letters where the script is Greek or Cyrillic
	sounds []string // of the parts
	usual  []bool   // by part: many names have it, as they have Anna
}

// intern numbers a name; the same text has one number. A card number that stands
// in a name's place is shown by its ends.
func (c *Case) intern(text string) nameID {
	id, ok := c.byName[text]
	if !ok {
		id = nameID(len(c.names))
		c.names = append(c.names, name{text: comity.MaskText(text)})
		c.byName[text] = id
	}
	return id
}

// partNames takes the names apart that are not yet.
func (c *Case) partNames(workers int) {
	fresh := c.names[c.parted:]
	each(workers, len(fresh), func(_, i int) { fresh[i].part() })
	c.parted = len(c.names)
}

// part takes the name apart.
func (n *name) part() {
	n.script, n.parts = scriptOf(n.text), nameParts(n.text)
	n.sounds = make([]string, len(n.parts))
	for i, p := range n.parts {
		n.sounds[i] = sound(p)
	}
}

// nameKey is the same for names of the same parts, in whatever order.
func (c *Case) nameKey(n nameID) string {
	parts := slices.Clone(c.names[n].parts)
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// countHomonyms counts the connections by whose name they are held in.
func (c *Case) countHomonyms() {
	c.homonyms = map[string]int{}
	for i := range c.subscribers {
		if p := c.subscribers[i].person; p != noName {
			c.homonyms[c.nameKey(p)]++
		}
	}
}

// indexNames lists the names that have several parts.
func (c *Case) indexNames() {
	c.bearers = map[string][]nameID{}
	for i := range c.names {
		if len(c.names[i].parts) > 1 {
			key := c.nameKey(nameID(i))
			c.bearers[key] = append(c.bearers[key], nameID(i))
		}
	}
}

// usual is how many names to one make a part of a name usual: then that two share
// it ties nobody to anybody, and does not make them strangers either. Where there are few names, nothing is.
const usual = 100

// markUsual finds the usual parts.
func (c *Case) markUsual() {
	counts := map[string]int{}
	for i := range c.names {
		for _, p := range c.names[i].parts {
			counts[p]++
		}
	}
	for i := range c.names {
		n := &c.names[i]
		n.usual = make([]bool, len(n.parts))
		for j, p := range n.parts {
			n.usual[j] = len(c.names) >= 2*usual && counts[p]*usual > len(c.names)
		}
	}
}

// bestLikeness is the greatest likeness between any two names of the lists.
func (c *Case) bestLikeness(as []nameID, bs ...nameID) likeness {
	best := unlike
	for _, a := range as {
		for _, b := range bs {
			if best = max(best, likenessOf(&c.names[a], &c.names[b])); best == same {
				return same
			}
		}
	}
	return best
}

// likenessOf is compare, but for names that have nothing in common but a
// usual part.
func likenessOf(a, b *name) likeness {
	like := compare(a, b)
	if like != family {
		return like
	}
	pa, pb, alike := comparable(a, b)
	for i, p := range pa {
		for _, q := range pb {
			if alike(p, q) && (i >= len(a.usual) || !a.usual[i]) {
				return family
			}
		}
	}
	return unlike
}

// compare compares two names whatever they are written in: by their letters in one
// script, else by their sounds, where there is a way from the one into the other.
func compare(a, b *name) likeness {
	if a.script != b.script && max(a.script, b.script) >= beyond {
		return untold
	}
	pa, pb, alike := comparable(a, b)
	return compareParts(pa, pb, alike)
}

// comparable gives what two names are compared by.
func comparable(a, b *name) (pa, pb []string, alike func(p, q string) bool) {
	if a.script == b.script {
		return a.parts, b.parts, samePart
	}
	return a.sounds, b.sounds, sameSound
}

// shareUsual reports whether one of the names shares a part with the person's.
// Of names that are unlike, that is a usual one.
func (c *Case) shareUsual(names []nameID, person nameID) bool {
	return slices.ContainsFunc(names, func(n nameID) bool {
		return compare(&c.names[n], &c.names[person]) >= family
	})
}

// compareParts compares names by their parts, whatever their order and, in
// parts of five letters or more, one slip of the pen before the last letter:
// that one tells Mario from Maria.
func compareParts(pa, pb []string, alike func(p, q string) bool) likeness {
	if len(pa) > len(pb) || len(pa) == len(pb) && slices.Compare(pa, pb) > 0 {
		pa, pb = pb, pa // one order, so that the result is symmetric
	}
	var room [16]bool
	taken := append(room[:0], make([]bool, len(pb))...)
	common := 0
	for _, p := range pa {
		for i, q := range pb {
			if !taken[i] && alike(p, q) {
				taken[i] = true
				common++
				break
			}
		}
	}
	switch {
	case common >= 2 && common == len(pa):
		return same
	case common >= 1:
		return family
	}
	return unlike
}

// nameParts are the words of two letters or more, in lower case, without
// marks, and in Latin letters where there is one way into them: case, punctuation and what a keyboard lacks do not tell names apart.
func nameParts(s string) []string {
	parts := strings.FieldsFunc(plain(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
	return slices.DeleteFunc(parts, func(p string) bool { return len(p) < 2 })
}

// plain is s in lower case, its letters without marks, and without what stands for
// them where a keyboard lacks them: Müller, Mueller and Muller are one.
func plain(s string) string {
	s = strings.ToLower(s)
	if strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		s = romanised.Replace(strings.Map(unmarked, norm.NFKD.String(strings.ReplaceAll(s, "ß", "ss"))))
	}
	if !strings.ContainsAny(s, "ao") && !strings.Contains(s, "ue") {
		return s
	}
	for _, two := range [...]string{"ae", "oe", "ue", "aa"} {
		s = strings.ReplaceAll(s, two, two[:1])
	}
	return s
}

// unmarked drops marks, and gives letters that have none their plain one.
func unmarked(r rune) rune {
	switch {
	case unicode.Is(unicode.Mn, r):
		return -1
	case r == 'ø' || r == 'œ':
		return 'o'
	case r == 'æ':
		return 'a'
	case r == 'ł':
		return 'l'
	case r == 'đ':
		return 'd'
	case r == 'ı':
		return 'i'
	}
	return r
}

func samePart(a, b string) bool {
	if a == b {
		return true
	}
	if min(len(a), len(b)) < 5 || max(len(a)-len(b), len(b)-len(a)) > utf8.UTFMax {
		return false // spares the work below: no single slip does that
	}
	ra, rb := []rune(a), []rune(b)
	return len(ra) >= 5 && len(rb) >= 5 && oneSlip(ra, rb)
}

// oneSlip reports whether one letter changed, left out, put in, or two
// neighbours swapped, makes a into b (restricted Damerau distance 1), other than
// at the end.
func oneSlip(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i < len(a)-1 && (slices.Equal(a[i+1:], b[i+1:]) ||
			a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]))
	case 1:
		return i < len(a) && slices.Equal(a[i:], b[i+1:])
	}
	return false
}
