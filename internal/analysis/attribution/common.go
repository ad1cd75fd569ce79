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

// A subscriber is common to an account's uses when nobody else fits: it may be
// of nearly all of them (one in commonMiss may be another line's), on three
// occasions at least, and everybody else is ruled out on two of these at least.
const (
	commonOccasions = 3
	commonMargin    = 2
	commonMiss      = 5
)

// Resolve looks, account by account, for the one subscriber who may be of uses
// that name several: behind a shared address there are others every time, and
// only who was there each time stays. Such uses are from then on this
// subscriber's; named is called with the assignment of each. To be called once,
// after the last Use.
func (c *Case) Resolve(named func(assignment int32)) {
	byNode := gather(len(c.nodes), func(put func(int32, int32)) {
		for i := range c.uses {
			if u := &c.uses[i]; u.Node != None && len(u.Alternatives) > 0 {
				put(int32(u.Node), int32(i))
			}
		}
	})
	var e elimination
	for n := range c.nodes {
		if uses := byNode.at(int32(n)); len(uses) >= commonOccasions {
			e.resolve(c, uses, named)
		}
	}
}

// elimination finds common subscribers; it is scratch that is used again.
type elimination struct {
	occasions []int32 // uses, one for each different set of subscribers
	seen      []int32 // subscribers, once for each occasion that they may be of
}

func (e *elimination) resolve(c *Case, uses []int32, named func(int32)) {
	e.collect(c, uses)
	who, ok := e.common()
	if !ok {
		return
	}
	for _, i := range uses {
		u := &c.uses[i]
		if p := find(u.Alternatives, who); p != nil {
			u.Subscriber, u.Assignment = who, p.Assignment
			named(p.Assignment)
		}
	}
}

// collect lists the occasions. Uses that the same people may be of are one: they
// rule nobody out.
func (e *elimination) collect(c *Case, uses []int32) {
	e.occasions, e.seen = e.occasions[:0], e.seen[:0]
	for _, i := range uses {
		if slices.ContainsFunc(e.occasions, func(o int32) bool { return sameAlternatives(c.uses[o].Alternatives, c.uses[i].Alternatives) }) {
			continue
		}
		e.occasions = append(e.occasions, i)
		for _, p := range c.uses[i].Alternatives {
			e.seen = append(e.seen, p.Subscriber)
		}
	}
	slices.Sort(e.seen)
}

// common is the subscriber whom the occasions leave, if they leave one.
func (e *elimination) common() (who int32, ok bool) {
	best, second := 0, 0
	for i := 0; i < len(e.seen); {
		n := i
		for n < len(e.seen) && e.seen[n] == e.seen[i] {
			n++
		}
		switch count := n - i; {
		case count > best:
			who, best, second = e.seen[i], count, best
		case count > second:
			second = count
		}
		i = n
	}
	return who, best >= commonOccasions && best-second >= commonMargin && commonMiss*(len(e.occasions)-best) <= len(e.occasions)
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
