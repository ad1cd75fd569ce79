package attribution

import (
	"slices"
	"strings"
	"unicode"

	"comity/internal/comity"
)

// likeness of two names of persons. What can be compared says more than what cannot:
// of several likenesses the greatest counts.
type likeness uint8

const (
	untold     likeness = iota // it says nothing: scripts that cannot be compared, letters lost
	usualPart                  // a usual part in common alone, and nothing that differs
	usualOther                 // a usual part in common alone: one family, or chance
	unlike
	family // one part in common that is not everybody's: perhaps one family
	same   // all parts of the shorter in the longer, two at least
)

// usual reports whether the names have a usual part in common, and no other.
func (l likeness) usual() bool { return l == usualPart || l == usualOther }

// differs reports whether the names are two people's, by all that can be told.
func (l likeness) differs() bool { return l == usualOther || l == unlike }

// agrees reports whether the names may be one person's, written by different hands.
func (l likeness) agrees() bool { return l == usualPart || l >= family }

// nameID numbers a name in a Case.
type nameID int32

// noName is the empty name.
const noName nameID = 0

// name is a person's name as stated, and its parts once they are needed.
type name struct {
	text     string
	script   script
	parts    []string // in Latin letters where the script is Greek or Cyrillic
	initials []string // words of one letter
	short    []string // parts that end in a dot: Krzys. of Krzysztof
	lost     bool     // there are words of which hardly any letter is left, or that name nobody
	spelt    []string // the parts by the letters between which people choose, as y and i
	sounds   []string // of the parts
	usual    []bool   // by part: many names have it, as they have Anna, or it is a given name
	rare     []string // by part that is usual: first letters of other words of the name that few have beside it
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
	n.script = scriptOf(n.text)
	words := nameWords(n.text)
	if namesNobody(n.text) {
		words, n.lost = nil, true
	}
	for _, w := range words {
		if len(w) == 1 && w[0] != lostLetter {
			n.initials = append(n.initials, w)
		}
	}
	parts, lost := partsOf(words)
	n.parts, n.lost = parts, n.lost || lost
	n.short = shortened(n.text, parts)
	n.spelt, n.sounds = make([]string, len(n.parts)), make([]string, len(n.parts))
	for i, p := range n.parts {
		n.spelt[i] = spell(p)
		n.sounds[i] = sound(folded.Replace(p))
	}
}

// OneName reports whether two writings are of the same words, in whatever order: lists write
// the family's name first, or last. A number in a firm's name is a word.
func OneName(a, b string) bool {
	words := func(s string) []string {
		list := strings.FieldsFunc(plain(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		slices.Sort(list)
		return list
	}
	as := words(a)
	return a == b || len(as) > 0 && slices.Equal(as, words(b))
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

// indexNames lists the names that have several parts, those alike in all that is compared once.
func (c *Case) indexNames() {
	c.bearers = map[string][]nameID{}
	for i := range c.names {
		if len(c.names[i].parts) > 1 {
			key := c.nameKey(nameID(i))
			if list := c.bearers[key]; !slices.ContainsFunc(list, func(n nameID) bool { return c.names[n].compares(&c.names[i]) }) {
				c.bearers[key] = append(list, nameID(i))
			}
		}
	}
}

// says reports whether there is a letter in the name, or the mark of one that is lost:
// a dash names nobody.
func (c *Case) says(n nameID) bool {
	nm := &c.names[n]
	return nm.lost || len(nm.parts)+len(nm.initials) > 0
}

// bestLikeness is the greatest likeness between any two names of the lists: a name
// that cannot be compared does not hide one that can.
func (c *Case) bestLikeness(as []nameID, bs ...nameID) likeness {
	best := untold
	for _, a := range as {
		for _, b := range bs {
			if best = max(best, likenessOf(&c.names[a], &c.names[b])); best == same {
				return same
			}
		}
	}
	return best
}

// likenessOf compares two names whatever they are written in: by their letters in one
// script, else by their sounds, where there is a way from the one into the other.
// Where there is none, or letters are lost, two words at least have to be readable
// before they are called unlike.
func likenessOf(a, b *name) likeness {
	a, b = legible(a, b)
	if len(a.parts) == 0 || len(b.parts) == 0 {
		return untold
	}
	pa, pb, alike := comparable(a, b)
	switch like := compareParts(pa, pb, alike); {
	case like != same && a.script == b.script && compareParts(a.spelt, b.spelt, equal) == same:
		return same // Nikolay and Nikolai: from another script, or between languages
	case like == family:
		return familyOf(a, b)
	case like == unlike && (a.lost && len(pa) < 2 || b.lost && len(pb) < 2):
		return untold
	default:
		return like
	}
}

func equal(p, q string) bool { return p == q }

// legible is what can be compared of two names.
func legible(a, b *name) (*name, *name) {
	if a.script != b.script && max(a.script, b.script) >= beyond {
		return a.readable(), b.readable()
	}
	return a, b
}

// readable is what can be read of a name by who reads Latin letters.
func (n *name) readable() *name {
	if n.script < beyond {
		return n
	}
	out := &name{text: n.text, initials: n.initials, lost: n.lost}
	for i, p := range n.parts {
		if scriptOf(p) != latin {
			out.lost = true
			continue
		}
		out.parts = append(out.parts, p)
		out.spelt = append(out.spelt, n.spelt[i])
		out.sounds = append(out.sounds, n.sounds[i])
		out.usual = append(out.usual, n.isUsual(i))
	}
	return out
}

// comparable gives what two names are compared by.
func comparable(a, b *name) (pa, pb []string, alike func(p, q string) bool) {
	if a.script == b.script {
		return a.parts, b.parts, samePart
	}
	return a.sounds, b.sounds, sameSound
}
