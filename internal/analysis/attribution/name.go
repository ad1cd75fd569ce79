package attribution

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

// likeness of two names of persons.
type likeness uint8

const (
	unlike likeness = iota
	untold          // it says nothing: scripts that cannot be compared, letters lost, a usual part in common alone
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
	lost   bool     // there are words of which hardly any letter is left
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
	n.script = scriptOf(n.text)
	n.parts, n.lost = nameParts(n.text)
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

// likenessOf is compare, but for names that have but a usual part in common:
// that neither ties nor tells apart.
func likenessOf(a, b *name) likeness {
	like := compare(a, b)
	if like != family {
		return like
	}
	pa, pb, alike := comparable(a, b)
	for i, p := range pa {
		for _, q := range pb {
			if (alike(p, q) || kin(p, q)) && (i >= len(a.usual) || !a.usual[i]) {
				return family
			}
		}
	}
	return untold
}

// compare compares two names whatever they are written in: by their letters in one
// script, else by their sounds, where there is a way from the one into the other.
func compare(a, b *name) likeness {
	if len(a.parts) == 0 || len(b.parts) == 0 || a.script != b.script && max(a.script, b.script) >= beyond {
		return untold
	}
	pa, pb, alike := comparable(a, b)
	like := compareParts(pa, pb, alike)
	if like == unlike && (a.lost || b.lost) {
		return untold
	}
	return like
}

// comparable gives what two names are compared by.
func comparable(a, b *name) (pa, pb []string, alike func(p, q string) bool) {
	if a.script == b.script {
		return a.parts, b.parts, samePart
	}
	return a.sounds, b.sounds, sameSound
}

// shareUsual reports whether one of the names shares a part with the person's.
// Of names of which that says nothing, it is a usual one.
func (c *Case) shareUsual(names []nameID, person nameID) bool {
	return slices.ContainsFunc(names, func(n nameID) bool {
		return compare(&c.names[n], &c.names[person]) >= family
	})
}
