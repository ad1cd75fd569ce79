package attribution

import (
	"slices"

	"comity/internal/analysis/chance"
)

// Where too few occasions leave one subscriber, the name stated with the accounts
// may: of those who were behind the addresses each time, one bears it, or is of
// that family.

// A subscriber of the name has to be behind the addresses on two occasions, and
// that may not be chance by itself: a thief types a victim's name, and the victim
// may be the provider's customer as well.
const (
	knownOccasions = 2
	knownChance    = 3  // that it is there so often must be less probable than one in two to this power
	knownBoth      = 8  // and that with the name, by anybody behind the addresses
	knownOne       = 10 // where nobody else was there each time: that the one of the name was
)

// naming says whether a name decided whose a use is.
type naming uint8

const (
	unnamed   naming = iota
	nameAlone        // others might as well have been there each time, or only the family has the name
	nameAlso
)

// ResolveNamed is Resolve for uses between whose subscribers a name decides. To be
// called once, after Resolve, and after Person for those that Resolve named.
func (c *Case) ResolveNamed(workers int) {
	c.eliminate(workers, func(e *elimination, k *clustering) {
		r := register{}
		for i := range int32(k.size()) {
			if e.isNamed(k, i) {
				e.begin(k.uses.at(i))
				e.eachFit(func(sub int32, _ int) { r.add(c, sub) })
			}
		}
		for i := range int32(k.size()) {
			if e.isNamed(k, i) {
				e.resolve(k.uses.at(i), func() (int32, bool) { return e.bearer(r) }, func(u *Use) { u.byName = e.sure })
			}
		}
	})
}

// isNamed collects the names stated with the accounts of cluster i that were used,
// and reports whether there are any. Who pays, and what was only paid for, says
// nothing: a thief types the name on the card.
func (e *elimination) isNamed(k *clustering, i int32) bool {
	e.names, e.nodes = e.names[:0], e.nodes[:0]
	for _, u := range k.uses.at(i) {
		if use := &e.c.uses[u]; use.isSession() && len(use.Alternatives) > 0 {
			e.nodes = append(e.nodes, use.Node)
		}
	}
	for _, n := range ascending(e.nodes) {
		e.names = append(e.names, e.c.nodes[n].names...)
	}
	e.names = ascending(e.names)
	return len(e.names) > 0
}

// eachFit calls do for those who may be of nearly all occasions, more often than
// chance would have it, with how many.
func (e *elimination) eachFit(do func(sub int32, n int)) {
	if len(e.occasions) < knownOccasions {
		return
	}
	_, _, _, people := e.count(always)
	e.each(always, func(sub int32, n int) {
		all := e.occasionsOf(sub)
		if n >= knownOccasions && enoughOf(n, all) && e.chance(sub, n, all, people) < -knownChance*chance.One {
			do(sub, n)
		}
	})
}

// assignmentOf is an assignment of the occasions that names sub.
func (e *elimination) assignmentOf(sub int32) int32 {
	for _, o := range e.occasions {
		if p := find(o, sub); p != nil {
			return p.Assignment
		}
	}
	return -1
}

// fitting is somebody who fits the occasions and bears a name stated with the
// accounts, or a part of it.
type fitting struct {
	sub  int32
	n    int   // occasions
	name int64 // how probable it is to bear the name by chance, as a logarithm in 256ths
}

// bearer is the one of those who fit that bears the accounts' name, or is of that
// family. Somebody of the name is behind the addresses by chance as often as its
// parts are given out; together with the chance of being there so often that has to
// be small. Nobody else whose name says as much may fit the same occasions, and
// nobody at all more of them.
func (e *elimination) bearer(r register) (who int32, ok bool) {
	best, list := fitting{sub: -1}, []fitting(nil)
	_, most, _, people := e.count(always)
	presence := func(f fitting) int64 {
		return e.chance(f.sub, f.n, e.occasionsOf(f.sub), people) + chance.Log2(uint64(people)) + 1
	}
	e.eachFit(func(sub int32, n int) {
		if bits, is := r.chance(e, sub); is {
			list = append(list, fitting{sub, n, bits})
		}
	})
	for _, f := range list {
		if best.sub < 0 || presence(f)+f.name < presence(best)+best.name {
			best = f
		}
	}
	if best.sub < 0 || best.n+commonMargin <= most || presence(best)+best.name >= -knownBoth*chance.One {
		return best.sub, false
	}
	e.sure = nameAlone
	full := e.c.bestLikeness(e.names, e.c.subscribers[best.sub].person) == same
	times := e.leases(best.sub)
	byItself := times >= commonOccasions && e.eliminated(best.sub, times, e.occasionsOf(best.sub)-(best.n-times), people)
	if full && (byItself || e.onlyOne(best, people)) {
		e.sure = nameAlso
	}
	return best.sub, !e.hasTwin(list, best)
}

// hasTwin reports whether somebody else of the list whose name says as much, or
// nearly, may be of nearly all the occasions of best.
func (e *elimination) hasTwin(list []fitting, best fitting) (has bool) {
	mine := func(o []Alternative) bool { return find(o, best.sub) != nil }
	e.each(mine, func(sub int32, n int) {
		if sub == best.sub || n+commonMargin <= best.n {
			return
		}
		i := slices.IndexFunc(list, func(f fitting) bool { return f.sub == sub })
		has = has || i >= 0 && list[i].name <= best.name+knownChance*chance.One
	})
	return has
}

// register counts, by provider, the parts of the names of those who fit somebody's
// occasions.
type register map[string]*registered

type registered struct {
	names int64
	parts map[string]int64
	in    map[int32]bool
}

func (r register) add(c *Case, sub int32) {
	s := &c.subscribers[sub]
	if s.person == noName {
		return
	}
	of := r[s.Keeper]
	if of == nil {
		of = &registered{parts: map[string]int64{}, in: map[int32]bool{}}
		r[s.Keeper] = of
	}
	if of.in[sub] {
		return
	}
	of.in[sub] = true
	of.names++
	for _, part := range c.names[s.person].parts {
		of.parts[part]++
	}
}

// chance is the logarithm, in 256ths, of the share of a provider's names that have in
// common with the accounts' what the subscriber's has, if parts were given out at
// random; false where it has nothing in common that tells people apart.
func (r register) chance(e *elimination, sub int32) (bits int64, is bool) {
	s := &e.c.subscribers[sub]
	if s.person == noName || e.c.bestLikeness(e.names, s.person) < family {
		return 0, false
	}
	of := r[s.Keeper]
	if of == nil {
		return 0, false // nobody's name was read
	}
	for _, part := range e.c.names[s.person].parts {
		if e.hasPart(part) {
			bits += min(0, chance.Log2(uint64(max(1, of.parts[part])))+1-chance.Log2(uint64(of.names)))
		}
	}
	return bits, true
}

// hasPart reports whether a name stated with the accounts has the part.
func (e *elimination) hasPart(part string) bool {
	for _, n := range e.names {
		for _, p := range e.c.names[n].parts {
			if samePart(p, part) {
				return true
			}
		}
	}
	return false
}
