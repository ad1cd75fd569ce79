package attribution

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"

	"comity/internal/analysis/crosscheck"
)

// Alternative is one of the subscribers that a use may be of: one of many behind a
// shared address, or one of few at the edge of an assignment.
type Alternative struct {
	Subscriber int32
	Assignment int32
}

// maxKept is how many alternatives a case keeps in all, lists that are alike
// counted once. Uses beyond it stay open.
const maxKept = 1 << 26

// sets numbers the lists of alternatives, and keeps equal ones once.
type sets struct {
	lists   map[string][]Alternative
	numbers map[string]int32 // by the subscribers alone
	kept    int
	key     []byte
}

// keep returns the list to keep, and the number of its set of subscribers; nil
// where there is no room.
func (s *sets) keep(list []Alternative) ([]Alternative, int32) {
	s.key = s.key[:0]
	for _, a := range list {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(a.Subscriber))
	}
	number, ok := s.numbers[string(s.key)]
	if !ok {
		number = int32(len(s.numbers))
		s.numbers[string(s.key)] = number
	}
	for _, a := range list {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(a.Assignment))
	}
	if same, ok := s.lists[string(s.key)]; ok {
		return same, number
	}
	if s.kept += len(list); s.kept > maxKept {
		return nil, 0
	}
	s.lists[string(s.key)] = list
	return list, number
}

// A subscriber is common to the uses of one person's accounts when nobody else
// fits. It may be of nearly all of the occasions (one in commonMiss may be another
// line's), three at least; everybody else is ruled out on two of these at least;
// and chance does not explain it: see eliminated. People have several lines: two
// fifths of the occasions do, from four on, and what is left is looked at again.
const (
	commonOccasions = 3
	commonMargin    = 2
	commonMiss      = 5
	commonPart      = 4
	commonLines     = 3
	commonChance    = 12 // that it is chance must be less probable than one in two to this power
	commonKnown     = 20 // from how many occasions of others it is known how often a line is there
)

// Resolve looks, for the accounts that are one person's, for the one subscriber
// who may be of uses that name several: behind a shared address there are others
// every time, and only who was there each time stays. Such uses are from then on
// this subscriber's; named is called with the assignment of each. To be called
// once, after the last Use.
func (c *Case) Resolve(workers int, named func(assignment int32)) {
	if len(c.sets.lists) == 0 {
		return
	}
	c.partNames(workers)
	c.markUsual()
	k := c.clusters()
	e := &elimination{c: c, own: map[int32]int32{}}
	e.survey(k)
	for i := range int32(k.size()) {
		e.resolve(k.uses.at(i), named)
	}
}

// elimination finds common subscribers; its lists are scratch that is used again.
type elimination struct {
	c         *Case
	there     []int32          // by subscriber: occasions of all clusters that it may be of
	all       map[string]int32 // by provider: occasions of all clusters
	own       map[int32]int32  // the same as there, of the cluster at hand
	ownAll    map[string]int32
	uses      []int32 // that name several
	occasions []int32 // of them, one for each different set of subscribers
	seen      []int32 // subscribers, once for each occasion that they may be of
}

// survey counts how often every line is there, whoever is looked at: a line that
// is listed with every address, as a carrier's own is, rules nobody in.
func (e *elimination) survey(k *clustering) {
	e.there, e.all = make([]int32, len(e.c.subscribers)), map[string]int32{}
	for i := range int32(k.size()) {
		e.begin(k.uses.at(i))
		for sub, n := range e.own {
			e.there[sub] += n
		}
		for provider, n := range e.ownAll {
			e.all[provider] += n
		}
	}
}

// begin takes the uses of a cluster that name several, and counts them.
func (e *elimination) begin(uses []int32) {
	e.uses, e.ownAll = e.uses[:0], map[string]int32{}
	clear(e.own)
	for _, i := range uses {
		if u := &e.c.uses[i]; len(u.Alternatives) > 0 && u.Subscriber < 0 {
			e.uses = append(e.uses, i)
		}
	}
	e.collect()
	for _, i := range e.occasions {
		list := e.c.uses[i].Alternatives
		for _, a := range list {
			e.own[a.Subscriber]++
		}
		e.ownAll[e.c.subscribers[list[0].Subscriber].Provider]++
	}
}

func (e *elimination) resolve(uses []int32, named func(int32)) {
	e.begin(uses)
	for range commonLines {
		if len(e.uses) < commonOccasions || !e.settle(named) {
			return
		}
		e.collect()
	}
}

// settle gives uses to a common subscriber, if there is one, and keeps the rest.
func (e *elimination) settle(named func(int32)) bool {
	who, ok := e.common()
	if !ok {
		return false
	}
	rest := e.uses[:0]
	for _, i := range e.uses {
		u := &e.c.uses[i]
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
func (e *elimination) collect() {
	e.occasions = append(e.occasions[:0], e.uses...)
	set := func(i int32) int32 { return e.c.uses[i].set }
	slices.SortFunc(e.occasions, func(a, b int32) int { return cmp.Or(cmp.Compare(set(a), set(b)), cmp.Compare(a, b)) })
	e.occasions = slices.CompactFunc(e.occasions, func(a, b int32) bool { return set(a) == set(b) })
}

// common is the subscriber whom the occasions leave, if they leave one.
func (e *elimination) common() (who int32, ok bool) {
	who, most, _, people := e.count(func(*Use) bool { return true })
	if most < commonOccasions {
		return who, false
	}
	_, _, second, _ := e.count(func(u *Use) bool { return find(u.Alternatives, who) != nil })
	all := len(e.occasions)
	enough := commonMiss*(all-most) <= all || most >= commonPart && 5*most >= 2*all
	return who, enough && most-second >= commonMargin && e.eliminated(who, most, all, people)
}

// eliminated reports whether chance does not explain that a line may be of so many
// of the occasions. A stranger's is there each time with the share q that it has in
// the occasions of others; that one of so many people's lines is there for most of
// all occasions has, by Chernoff's bound, at most the probability
//
//	people × (all q / most)^most × (all (1 - q) / (all - most))^(all - most)
//
// Where there are few others to tell q by, it is how often the lines of these
// occasions come up.
func (e *elimination) eliminated(who int32, most, all, people int) bool {
	provider := e.c.subscribers[who].Provider
	there, of := int64(e.there[who]-e.own[who])+1, int64(e.all[provider]-e.ownAll[provider])+2
	if of < commonKnown {
		there, of = int64(len(e.seen)), int64(people)*int64(all)
	}
	if there*int64(all) >= of*int64(most) {
		return false // no more often than others are
	}
	bound := log2(uint64(people)) + 1 + power(most, int64(all)*there, int64(most)*of)
	if rest := all - most; rest > 0 {
		bound += power(rest, int64(all)*(of-there), int64(rest)*of)
	}
	return bound < -commonChance*256
}

// power is the logarithm of (a/b)^n to the base of 2 in 256ths, rounded up.
func power(n int, a, b int64) int64 { return int64(n) * (log2(uint64(a)) + 1 - log2(uint64(b))) }

// log2 is the logarithm of n to the base of 2 in 256ths, rounded down; n is at
// least 1. In whole numbers, for a run must not depend on a machine's fractions.
func log2(n uint64) int64 {
	whole := bits.Len64(n) - 1
	x, out := n<<(63-whole), int64(whole) // x is n scaled to [1, 2), as 63 binary places
	for range 8 {
		hi, _ := bits.Mul64(x, x) // in [1, 4), as 62 places
		out <<= 1
		if hi>>63 == 1 {
			out++
			x = hi
		} else {
			x = hi << 1
		}
	}
	return out
}

// count says who may be of most of the occasions that are meant, of how many, of
// how many the next one may be, and how many people are meant in all.
func (e *elimination) count(meant func(*Use) bool) (who int32, most, second, people int) {
	e.seen = e.seen[:0]
	for _, i := range e.occasions {
		if u := &e.c.uses[i]; meant(u) {
			for _, p := range u.Alternatives {
				e.seen = append(e.seen, p.Subscriber)
			}
		}
	}
	slices.Sort(e.seen)
	for i := 0; i < len(e.seen); people++ {
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
	return who, most, second, people
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
