package attribution

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"comity/internal/analysis/parallel"
	"comity/internal/comity"
)

// Subject is a lead. Arguments are in the order in which they were weighed. What
// can be listed from the case when it is asked for (Selectors, Countries, texts,
// hits) is not kept: there may be as many subjects as accounts.
type Subject struct {
	ID          string
	Band        comity.Band
	Score       comity.Weight
	Subscribers []int32 // the claimed one first; then others used, by number of uses
	For         []Argument
	Against     []Argument
	Rivals      [rivals]Rival
	Missing     Tests // which tests of the top band fail
	Company     Company
	profile     *profile
	disputed    []Node // see Case.Disputed
	crowd       *crowd // on the claimed connection
}

// Argument is one weight and what it rests on.
type Argument struct {
	Weight  comity.Weight
	Uses    []int32 // see Case.Hit; the caller must not change them
	figures [2]int32
	row     rowID
}

// Subjects makes the leads, ranked: by band, then score, then id. Each is
// weighed for itself, by up to so many workers; the result is the same for any
// number.
func (c *Case) Subjects(workers int) []*Subject {
	c.partNames(workers)
	c.markUsual()
	c.countHomonyms()
	c.indexNames()
	profiles := c.profiles(workers)
	crowds := c.countCrowds(workers, profiles)
	c.crowds = crowds
	weighers := make([]*weigher, parallel.Workers(workers, len(profiles)))
	nobody := &crowd{}
	for i := range weighers {
		fresh := func() *weighing { return &weighing{c: c, nobody: nobody} }
		weighers[i] = &weigher{crowds: crowds, best: fresh(), next: fresh(), alone: [...]*weighing{fresh(), fresh()}, again: profiler{c: c}}
	}
	out := make([]Subject, len(profiles))
	each(workers, len(out), func(worker, i int) { weighers[worker].subject(&out[i], &profiles[i]) })
	c.countCompany(out)
	return ranked(out)
}

func (c *Case) profiles(workers int) []profile {
	k := c.clusters()
	out := make([]profile, k.size())
	profilers := make([]profiler, parallel.Workers(workers, len(out)))
	each(workers, len(out), func(worker, i int) {
		m := &profilers[worker]
		m.c, m.k = c, k
		out[i] = m.profile(int32(i))
	})
	return out
}

func ranked(subjects []Subject) []*Subject {
	type key struct {
		band  int
		score comity.Weight
		id    uint64 // its first bytes: they nearly always decide, and lie at hand
		*Subject
	}
	keys := make([]key, len(subjects))
	for i := range subjects {
		s := &subjects[i]
		keys[i] = key{s.Band.Rank(), s.Score, binary.BigEndian.Uint64([]byte(s.ID)), s}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if c := cmp.Or(a.band-b.band, cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	out := make([]*Subject, len(keys))
	for i, k := range keys {
		out[i] = k.Subject
	}
	return out
}

// each is parallel.EachBy for work that cannot fail.
func each(workers, n int, work func(worker, i int)) {
	err := parallel.EachBy(workers, n, func(worker, i int) error { work(worker, i); return nil })
	if err != nil {
		panic("internal error: work without an error failed: " + err.Error())
	}
}

// SubscriberAt returns what is known about a subscriber number.
func (c *Case) SubscriberAt(i int32) Subscriber { return c.subscribers[i] }

// weigher makes subjects. One for each goroutine: it has scratch of its own, and
// the memory that the subjects' lists stay in.
type weigher struct {
	crowds      []crowd
	best, next  *weighing
	alone       [2]*weighing // the same for the sure uses alone, see stands
	again       profiler     // makes what these weigh
	sure, found []int32      // uses: see stands
	subscribers []int32
	nodes       []Node
	text        []byte

	keepArguments slab[Argument]
	keepNumbers   slab[int32]
	keepNodes     slab[Node]
}

// weigh weighs the claim for each connection of the profile, and returns the best and
// one more weighing to use again.
func (m *weigher) weigh(p *profile, best, next *weighing) (first, free *weighing) {
	best.argue(p, nil, m.crowds)
	for i := range p.tallies {
		next.argue(p, &p.tallies[i], m.crowds)
		if best.tally == nil || next.better(best) {
			best, next = next, best
		}
	}
	return best, next
}

// stands reports whether the claim would be in the top band if the uses by which a known
// line was found again were not there: they take a doubt away, and give no reason. What
// is left has to be of two days, for one wrong look-up finds its line again as well; or
// the claim is in the top band with the doubt too.
func (m *weigher) stands(w *weighing) bool {
	m.sure, m.found = m.sure[:0], m.found[:0]
	for _, i := range w.p.uses {
		if w.c.uses[i].known {
			m.found = append(m.found, i)
		} else {
			m.sure = append(m.sure, i)
		}
	}
	if len(m.found) == 0 {
		return true
	}
	p := w.p.bare()
	p.uses = m.sure
	m.again.collectUses(&p)
	p.travel, p.twice = w.c.travels(&p), w.c.atOnce(&p)
	if best := m.top(&p, w.tally.sub); best == nil || best.tally.daysApart(w.c) {
		return best != nil
	}
	p.uses = w.p.uses
	p.reopen(w.c, m.found)
	return m.top(&p, w.tally.sub) != nil
}

// top weighs the claim for the profile: nil where it is not in the top band, or for
// another connection.
func (m *weigher) top(p *profile, sub int32) *weighing {
	best, next := m.weigh(p, m.alone[0], m.alone[1])
	m.alone = [...]*weighing{best, next}
	if best.tally == nil || best.tally.sub != sub {
		return nil
	}
	rivals := best.weighRivals()
	if band, _ := best.band(rivals[:]); band != comity.Corroborated {
		return nil
	}
	return best
}

// subject makes the subject of the best claim, with its rivals.
func (m *weigher) subject(s *Subject, p *profile) {
	m.best, m.next = m.weigh(p, m.best, m.next)
	w := m.best
	w.listUses(&m.keepNumbers)
	m.subscribers = w.subscribers(m.subscribers[:0])
	*s = Subject{
		ID: m.id(w.c, p), Score: w.score, Subscribers: m.keepNumbers.keep(m.subscribers), profile: p,
		For: m.keepArguments.keep(w.pro), Against: m.keepArguments.keep(w.con), Rivals: w.weighRivals(), crowd: w.crowd,
	}
	s.Band, s.Missing = w.band(s.Rivals[:])
	if s.Band == comity.Corroborated && !m.stands(w) {
		s.Band, s.Missing = comity.Supported, oneReading
	}
	m.nodes = w.appendDoubtful(append(m.nodes[:0], p.contested...), &s.Rivals[stolenCard])
	slices.Sort(m.nodes)
	s.disputed = m.keepNodes.keep(m.nodes)
}

// id names a subject by the first of its accounts, so that it keeps its name
// when evidence is added that ties more to it. Where there is none, the first of
// the selectors that stand in an account's place has to do: these are in one subject
// alone, and a card or address tied to them may be in several.
func (m *weigher) id(c *Case, p *profile) string {
	first := &c.nodes[p.principals[0]].selector
	for _, n := range p.principals[1:] {
		if s := &c.nodes[n].selector; before(s, first) {
			first = s
		}
	}
	m.text = append(append(m.text[:0], first.Type...), 0)
	m.text = append(append(append(m.text, first.Value...), 0), first.Cite...)
	d := comity.DigestOf(m.text)
	id := append(make([]byte, 0, 17), 's')
	return string(hex.AppendEncode(id, d[:8])[:16])
}

// before prefers accounts to anything else.
func before(a, b *comity.Selector) bool {
	if x, y := a.Type == comity.SelectorAccount, b.Type == comity.SelectorAccount; x != y {
		return x
	}
	return a.Compare(*b) < 0
}

// Selectors adds the selectors of s to a list, in their order: without those
// that are not shown to be the subject's own, see Disputed.
func (c *Case) Selectors(to []comity.Selector, s *Subject) []comity.Selector {
	from := len(to)
	for _, list := range [...][]Node{s.profile.principals, s.profile.emails, s.profile.cards} {
		for _, n := range list {
			if _, is := slices.BinarySearch(s.disputed, n); !is {
				to = append(to, c.nodes[n].selector)
			}
		}
	}
	to = c.appendHolders(to, s, false)
	slices.SortFunc(to[from:], comity.Selector.Compare)
	return to[:from+len(slices.Compact(to[from:]))]
}

// appendHolders adds the holders of the subject's cards: of those that are
// disputed, or of the others. Whose card is disputed may be the victim.
func (c *Case) appendHolders(to []comity.Selector, s *Subject, disputed bool) []comity.Selector {
	for _, n := range s.profile.cards {
		holder := c.nodes[n].holder
		if _, is := slices.BinarySearch(s.disputed, n); is == disputed && holder != noName {
			to = append(to, comity.Selector{Type: comity.SelectorHolder, Value: c.names[holder].text})
		}
	}
	return to
}

// Disputed adds the selectors that records state with the accounts of s and
// that are not shown to be its own: an e-mail address or card under accounts of
// other people as well, and a card in another name, with its holder.
func (c *Case) Disputed(to []comity.Selector, s *Subject) []comity.Selector {
	if len(s.disputed) == 0 {
		return to
	}
	from, own := len(to), c.appendHolders(nil, s, false)
	slices.SortFunc(own, comity.Selector.Compare)
	for _, n := range s.disputed {
		to = append(to, c.nodes[n].selector)
	}
	for _, h := range c.appendHolders(nil, s, true) {
		if _, is := slices.BinarySearchFunc(own, h, comity.Selector.Compare); !is {
			to = append(to, h)
		}
	}
	slices.SortFunc(to[from:], comity.Selector.Compare)
	return to[:from+len(slices.Compact(to[from:]))]
}

// Countries adds the countries of s to a list: the claimed connection's first,
// then where records place the person.
func (c *Case) Countries(to []string, s *Subject) []string {
	claimed := ""
	if len(s.Subscribers) > 0 {
		claimed = c.subscribers[s.Subscribers[0]].Country
	}
	if claimed != "" {
		to = append(to, claimed)
	}
	if cc := s.profile.country; cc != "" && cc != claimed {
		to = append(to, cc)
	}
	return to
}
