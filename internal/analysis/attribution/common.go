package attribution

import (
	"cmp"
	"slices"

	"comity/internal/analysis/crosscheck"
)

// Alternative is one of the subscribers that a use may be of: one of many behind a
// shared address, or one of few at the edge of an assignment.
type Alternative struct {
	Subscriber int32
	Assignment int32
}

// A subscriber is common to the uses of one person's accounts when nobody else
// fits: it may be of nearly all of them (one in commonMiss may be another
// line's), on three occasions at least, and everybody else is ruled out on two of
// these at least. People have several lines: two fifths of the occasions do, from
// four occasions on, and what is left is looked at again.
const (
	commonOccasions = 3
	commonMargin    = 2
	commonMiss      = 5
	commonPart      = 4
	commonLines     = 3
)

// Resolve looks, for the accounts that are one person's, for the one subscriber
// who may be of uses that name several: behind a shared address there are others
// every time, and only who was there each time stays. Such uses are from then on
// this subscriber's; named is called with the assignment of each. To be called
// once, after the last Use.
func (c *Case) Resolve(workers int, named func(assignment int32)) {
	if !slices.ContainsFunc(c.uses, func(u Use) bool { return len(u.Alternatives) > 0 }) {
		return
	}
	c.partNames(workers)
	k := c.clusters()
	var e elimination
	for i := range int32(k.size()) {
		e.resolve(c, k.uses.at(i), named)
	}
}

// elimination finds common subscribers; it is scratch that is used again.
type elimination struct {
	uses      []int32 // that name several
	occasions []int32 // of them, one for each different set of subscribers
	seen      []int32 // subscribers, once for each occasion that they may be of
}

func (e *elimination) resolve(c *Case, uses []int32, named func(int32)) {
	e.uses = e.uses[:0]
	for _, i := range uses {
		if len(c.uses[i].Alternatives) > 0 {
			e.uses = append(e.uses, i)
		}
	}
	for range commonLines {
		if len(e.uses) < commonOccasions || !e.settle(c, named) {
			return
		}
	}
}

// settle gives uses to a common subscriber, if there is one, and keeps the rest.
func (e *elimination) settle(c *Case, named func(int32)) bool {
	e.collect(c)
	who, ok := e.common(c)
	if !ok {
		return false
	}
	rest := e.uses[:0]
	for _, i := range e.uses {
		u := &c.uses[i]
		p := find(u.Alternatives, who)
		if p == nil {
			rest = append(rest, i)
			continue
		}
		u.Subscriber, u.Assignment = who, p.Assignment
		named(p.Assignment)
	}
	e.uses = rest
	return true
}

// collect lists the occasions. Uses that the same people may be of are one: they
// rule nobody out.
func (e *elimination) collect(c *Case) {
	e.occasions = e.occasions[:0]
	for _, i := range e.uses {
		if !slices.ContainsFunc(e.occasions, func(o int32) bool { return sameAlternatives(c.uses[o].Alternatives, c.uses[i].Alternatives) }) {
			e.occasions = append(e.occasions, i)
		}
	}
}

// common is the subscriber whom the occasions leave, if they leave one.
func (e *elimination) common(c *Case) (who int32, ok bool) {
	who, most, _ := e.count(c, func(*Use) bool { return true })
	_, _, second := e.count(c, func(u *Use) bool { return find(u.Alternatives, who) != nil })
	all := len(e.occasions)
	enough := most >= commonOccasions && commonMiss*(all-most) <= all || most >= commonPart && 5*most >= 2*all
	return who, enough && most-second >= commonMargin
}

// count says who may be of most of the occasions that are meant, of how many, and
// of how many the next one may be.
func (e *elimination) count(c *Case, meant func(*Use) bool) (who int32, most, second int) {
	e.seen = e.seen[:0]
	for _, i := range e.occasions {
		if u := &c.uses[i]; meant(u) {
			for _, p := range u.Alternatives {
				e.seen = append(e.seen, p.Subscriber)
			}
		}
	}
	slices.Sort(e.seen)
	for i := 0; i < len(e.seen); {
		n := i
		for n < len(e.seen) && e.seen[n] == e.seen[i] {
			n++
		}
		switch count := n - i; {
		case count > most:
			who, most, second = e.seen[i], count, most
		case count > second:
			second = count
		}
		i = n
	}
	return who, most, second
}

func sameAlternatives(a, b []Alternative) bool {
	return slices.EqualFunc(a, b, func(a, b Alternative) bool { return a.Subscriber == b.Subscriber })
}

// find is the subscriber's entry in a list that is ascending by subscriber.
func find(list []Alternative, who int32) *Alternative {
	i, ok := slices.BinarySearchFunc(list, who, func(p Alternative, who int32) int { return cmp.Compare(p.Subscriber, who) })
	if !ok {
		return nil
	}
	return &list[i]
}

// open reports whether a use names nobody though an assignment covers it.
func (u *Use) open(a crosscheck.Answer) bool { return u.Answer == a && u.Subscriber < 0 }
