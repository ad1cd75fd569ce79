package attribution

import (
	"cmp"
	"encoding/binary"
	"slices"

	"comity/internal/analysis/chance"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
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

// sets keeps equal lists of alternatives once.
type sets struct {
	lists map[string][]Alternative
	kept  int
	key   []byte
}

// keep returns the list to keep; nil where there is no room.
func (s *sets) keep(list []Alternative) []Alternative {
	s.key = s.key[:0]
	for _, a := range list {
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(a.Subscriber))
		s.key = binary.LittleEndian.AppendUint32(s.key, uint32(a.Assignment))
	}
	if same, ok := s.lists[string(s.key)]; ok {
		return same
	}
	if s.kept += len(list); s.kept > maxKept {
		return nil
	}
	s.lists[string(s.key)] = list
	return list
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
	commonAgain     = 6  // and where the accounts were surely used from the line as well
	commonKnown     = 20 // from how many occasions of others it is known how often a line is there
)

// Resolve looks, for the accounts that are one person's, for the one subscriber
// who may be of uses that name several: behind a shared address there are others
// every time, and only who was there each time stays. Such uses are from then on
// this subscriber's; named is called with the assignment of each, and with one of
// each of the few between whom only a name may decide: see ResolveNamed. To be
// called once, after the last Use.
func (c *Case) Resolve(workers int, named func(assignment int32)) {
	c.eliminate(workers, func(e *elimination, k *clustering) {
		for i := range int32(k.size()) {
			e.resolve(k.uses.at(i), e.common, func(u *Use) { named(u.Assignment) })
			e.recognize(k.uses.at(i), func(u *Use) { u.known = true })
			if e.isNamed(k, i) {
				e.eachFit(func(sub int32, _ int) { named(e.assignmentOf(sub)) })
			}
		}
	})
}

func (c *Case) eliminate(workers int, do func(*elimination, *clustering)) {
	if len(c.sets.lists) == 0 {
		return
	}
	c.partNames(workers)
	c.markUsual()
	k := c.clusters()
	e := &elimination{c: c, own: make([]int32, len(c.subscribers)), ownAll: map[string]int32{}, listed: map[string]int64{}, ownListed: map[string]int64{}, of: map[string]int{}}
	e.survey(k)
	do(e, k)
}

// elimination finds common subscribers; its lists are scratch that is used again.
type elimination struct {
	c         *Case
	there     []int32          // by subscriber: occasions of all clusters that it may be of
	all       map[string]int32 // by provider: occasions of all clusters
	own       []int32          // the same as there, of the cluster at hand
	touched   []int32          // who is in it
	lines     []int32          // that the accounts were surely used from
	ownAll    map[string]int32
	listed    map[string]int64 // by provider: how many people the lists of all have together
	ownListed map[string]int64
	names     []nameID        // stated with the accounts of the cluster at hand
	nodes     []Node          // scratch
	sure      naming          // how surely a name decided last
	uses      []int32         // that name several
	occasions [][]Alternative // who may be of each
	last      [][]Alternative // the last list of each, whole
	leasesOf  []int32         // assignments, see leases
	begins    []comity.Instant
	asked     []bool         // whether one of its uses was answered by who was asked about it
	of        map[string]int // by provider: how many of them met its addresses
	keep      []Alternative  // memory of the occasions
	seen      []int32        // subscribers, once for each occasion that they may be of
}

// survey counts how often every line is there, whoever is looked at: a line that
// is listed with every address, as a carrier's own is, rules nobody in.
func (e *elimination) survey(k *clustering) {
	e.there, e.all = make([]int32, len(e.c.subscribers)), map[string]int32{}
	for i := range int32(k.size()) {
		e.begin(k.uses.at(i))
		for _, sub := range e.touched {
			e.there[sub] += e.own[sub]
		}
		for provider, n := range e.ownAll {
			e.all[provider] += n
			e.listed[provider] += e.ownListed[provider]
		}
	}
}

// begin takes the uses of a cluster that name several, and counts them.
func (e *elimination) begin(uses []int32) {
	e.uses, e.occasions = e.uses[:0], e.occasions[:0]
	for _, sub := range e.touched {
		e.own[sub] = 0
	}
	e.touched = e.touched[:0]
	clear(e.ownAll)
	clear(e.ownListed)
	for _, i := range uses {
		if u := &e.c.uses[i]; len(u.Alternatives) > 0 && u.Subscriber < 0 {
			e.uses = append(e.uses, i)
		}
	}
	if len(e.uses) == 0 {
		return
	}
	e.collect()
	for _, list := range e.occasions {
		for _, a := range list {
			if e.own[a.Subscriber]++; e.own[a.Subscriber] == 1 {
				e.touched = append(e.touched, a.Subscriber)
			}
		}
		provider := e.c.subscribers[list[0].Subscriber].Keeper
		e.ownAll[provider]++
		e.ownListed[provider] += int64(len(list))
	}
}

// resolve gives uses to the subscribers that find finds, one after another; settled
// is called with each such use.
func (e *elimination) resolve(uses []int32, find func() (int32, bool), settled func(*Use)) {
	e.begin(uses)
	for range commonLines {
		who, ok := find()
		if !ok {
			return
		}
		e.settle(func(*Use) (int32, bool) { return who, true }, settled)
	}
}

// recognize gives what is still open to lines from which the accounts were used for
// sure as well, where they are among those whom it may be more often than chance has it.
// What may be of several such lines stays open, as what is different people's by different
// readings does, and everything where more lines than a person has are meant.
func (e *elimination) recognize(uses []int32, settled func(*Use)) {
	if len(e.uses) == 0 {
		return
	}
	e.lines = e.lines[:0]
	for _, i := range uses {
		if u := &e.c.uses[i]; u.Answer == crosscheck.Unique {
			e.lines = append(e.lines, u.Subscriber)
		}
	}
	slices.Sort(e.lines)
	e.lines = slices.Compact(e.lines)
	found := e.found()
	if len(found) == 0 || len(found) > commonLines {
		return
	}
	e.settle(func(u *Use) (int32, bool) {
		who, only := e.onlyLine(u.Alternatives)
		return who, only && !u.Changed && slices.Contains(found, who)
	}, settled)
}

// found are those of the sure lines that may be of more of the occasions than chance
// explains, ascending.
func (e *elimination) found() (list []int32) {
	if len(e.lines) == 0 {
		return nil
	}
	_, _, _, people := e.count(always)
	several := chance.Log2(uint64(len(e.lines))) + 1
	e.each(always, func(sub int32, n int) {
		if _, sure := slices.BinarySearch(e.lines, sub); sure && e.chance(sub, n, e.occasionsOf(sub), people)+several < -commonAgain*chance.One {
			list = append(list, sub)
		}
	})
	return list
}

// onlyLine is the one of the sure lines that is in the list, if no other is.
func (e *elimination) onlyLine(list []Alternative) (who int32, only bool) {
	for _, a := range list {
		if _, sure := slices.BinarySearch(e.lines, a.Subscriber); sure {
			if only {
				return 0, false
			}
			who, only = a.Subscriber, true
		}
	}
	return who, only
}

// settle gives uses to those whose they are, where these may be meant, and keeps the rest.
func (e *elimination) settle(whose func(*Use) (int32, bool), settled func(*Use)) {
	rest := e.uses[:0]
	for _, i := range e.uses {
		u := &e.c.uses[i]
		who, ok := whose(u)
		p := find(u.Alternatives, who)
		if !ok || p == nil {
			rest = append(rest, i)
			continue
		}
		u.Subscriber, u.Assignment = who, p.Assignment
		settled(u)
	}
	e.uses = rest
	e.collect()
}

// lastOccasions is how many occasions a use may still belong to: people have
// several devices.
const lastOccasions = 4

// collect lists the occasions. Uses behind an address at which most people stayed
// meanwhile, or that most of the same people came back to, are one: who was there for one of them was there for the next, so that
// they tell no more than who was there all the time.
func (e *elimination) collect() {
	slices.SortFunc(e.uses, func(a, b int32) int {
		return cmp.Or(cmp.Compare(e.c.uses[a].First, e.c.uses[b].First), cmp.Compare(a, b))
	})
	e.occasions, e.last, e.keep = e.occasions[:0], e.last[:0], e.keep[:0]
	e.begins, e.asked = e.begins[:0], e.asked[:0]
	clear(e.of)
	for _, i := range e.uses {
		u := &e.c.uses[i]
		list := u.Alternatives
		if at := e.continues(list); at >= 0 {
			e.asked[at] = e.asked[at] || u.Asked
		} else {
			from := len(e.keep)
			e.keep = append(e.keep, list...)
			e.occasions = append(e.occasions, e.keep[from:len(e.keep):len(e.keep)])
			e.last = append(e.last, list)
			e.begins, e.asked = append(e.begins, u.First), append(e.asked, u.Asked)
			e.of[e.c.subscribers[list[0].Subscriber].Keeper]++
		}
	}
}

// continues says of which of the last occasions a list is, which is from then on who
// is in both; -1 where it is of none.
func (e *elimination) continues(list []Alternative) (occasion int) {
	for i := len(e.occasions) - 1; i >= max(0, len(e.occasions)-lastOccasions); i-- {
		o := e.occasions[i]
		if last := e.last[i]; len(last) == len(list) && &last[0] == &list[0] {
			return i // equal lists are kept once
		}
		people, assignments := common(nil, o, list)
		stayed := 2*assignments >= min(len(o), len(list))
		cameBack := people > 1 && 2*people > max(len(e.last[i]), len(list)) // one by one they tell something new
		if people == 0 || !stayed && !cameBack {
			continue
		}
		both := o[:0]
		common(&both, o, list)
		e.occasions[i], e.last[i] = both, list
		return i
	}
	return -1
}

// common counts the people and the assignments that are in both lists, and adds the
// people to another.
func common(to *[]Alternative, a, b []Alternative) (people, assignments int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Subscriber < b[j].Subscriber:
			i++
		case a[i].Subscriber > b[j].Subscriber:
			j++
		default:
			people++
			if a[i].Assignment == b[j].Assignment {
				assignments++
			}
			if to != nil {
				*to = append(*to, a[i])
			}
			i++
			j++
		}
	}
	return people, assignments
}

// common is the subscriber whom the occasions leave, if they leave one.
func (e *elimination) common() (who int32, ok bool) {
	who, most, _, people := e.count(always)
	if most < commonOccasions {
		return who, false
	}
	all := e.occasionsOf(who)
	times := e.leases(who)
	if times < commonOccasions || !enoughOf(most, all) || !e.eliminated(who, times, all-(most-times), people) {
		return who, false
	}
	_, _, second, _ := e.count(func(o []Alternative) bool { return find(o, who) != nil })
	return who, most-second >= commonMargin
}

// leases is by how many assignments the line may be of the occasions: one of months puts
// its holder there each time at once.
func (e *elimination) leases(sub int32) int {
	seen := e.leasesOf[:0]
	for _, o := range e.occasions {
		if p := find(o, sub); p != nil {
			seen = append(seen, p.Assignment)
		}
	}
	e.leasesOf = seen
	return len(ascending(seen))
}

// occasionsOf is how many occasions met addresses of the subscriber's provider.
func (e *elimination) occasionsOf(sub int32) int { return e.of[e.c.subscribers[sub].Keeper] }

// enoughOf reports whether so many of all occasions may be one line's.
func enoughOf(most, all int) bool {
	return commonMiss*(all-most) <= all || most >= commonPart && 5*most >= 2*all
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
	return e.chance(who, most, all, people)+chance.Log2(uint64(people))+1 < -commonChance*chance.One
}

// chance bounds the logarithm, in 256ths, of the probability that a stranger's line
// is there on most of all occasions; 0 where it is there no more often than others.
// How often strangers are there is what the occasions of others say of this line, or
// what these occasions say of everybody else, whichever is more: who is behind an
// address once may belong to it.
func (e *elimination) chance(who int32, most, all, people int) int64 {
	provider := e.c.subscribers[who].Keeper
	all = max(all, most) // at the edge between two providers' lists
	there, of := int64(e.there[who]-e.own[who])+1, int64(e.all[provider]-e.ownAll[provider])+2
	again, more := int64(len(e.seen)-most-(people-1)), int64(people-1)*int64(all-1)
	if of < commonKnown || more > 0 && again*of > there*more {
		there, of = max(again, 1), max(more, 1)
	}
	bound, _ := chance.Common(1, most, all, there, of)
	return bound
}

// count says who may be of most of the occasions that are meant, of how many, of
// how many the next one may be, and how many people are meant in all.
func (e *elimination) count(meant func([]Alternative) bool) (who int32, most, second, people int) {
	e.each(meant, func(sub int32, n int) {
		people++
		switch {
		case n > most:
			who, most, second = sub, n, most
		case n > second:
			second = n
		}
	})
	return who, most, second, people
}

// each calls do for everybody who may be of an occasion that is meant, ascending,
// with how many of them.
func (e *elimination) each(meant func([]Alternative) bool, do func(sub int32, n int)) {
	e.seen = e.seen[:0]
	for _, o := range e.occasions {
		if meant(o) {
			for _, p := range o {
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
		do(e.seen[i], n-i)
		i = n
	}
}

func always([]Alternative) bool { return true }

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
