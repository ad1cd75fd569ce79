package nexus

import (
	"cmp"
	"maps"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// Result is every item with the states that it concerns, sorted by kind, item and
// state. An item without any has one line without a state. The collector is spent.
func (c *Collector) Result() []Nexus {
	for u, s := range c.uses {
		c.allotted(c.item(Address, u.addr.String(), s.sight), u, s, "")
	}
	for name, uses := range c.account {
		for u, s := range uses {
			c.allotted(c.item(Account, name, s.sight), u, s, "used from "+u.addr.String()+", ")
		}
	}
	names := c.nameCards()
	for token, k := range c.cards {
		c.items[Item{Card, names[token]}] = merged(c.items[Item{Card, names[token]}], &k.found)
	}
	for _, l := range c.leads {
		c.lead(l, names)
	}
	var out []Nexus
	for it, f := range c.items {
		out = append(out, f.list(it, c.digests(f.from))...)
	}
	return finish(out)
}

func merged(a, b *found) *found {
	if a == nil {
		return b
	}
	a.see(sight{b.since, b.from})
	inherit(a, b, "", 0)
	return a
}

// nameCards names each card by its ends, and where several share them by the
// citation of its first row as well.
func (c *Collector) nameCards() map[[16]byte]string {
	shared := map[string]int{}
	for _, k := range c.cards {
		shared[k.ends]++
	}
	out := map[[16]byte]string{}
	for token, k := range c.cards {
		out[token] = k.ends
		if shared[k.ends] > 1 {
			out[token] += " " + k.first.String()
		}
	}
	return out
}

// lead gives a subject what its selectors and subscribers concern.
func (c *Collector) lead(l lead, cards map[[16]byte]string) {
	at := sight{since: l.since} // what a subject rests on beside is the run's to say
	f := c.item(Subject, l.subject.ID, at)
	for _, s := range l.subject.Selectors {
		switch s.Type {
		case comity.SelectorAccount:
			inherit(f, c.items[Item{Account, s.Value}], "account "+s.Value+": ", l.since)
		case comity.SelectorCard:
			value := cmp.Or(cards[c.cited[s.Cite]], s.Value)
			inherit(f, c.items[Item{Card, value}], "card "+s.Value+": ", l.since)
		case comity.SelectorIP:
			inherit(f, c.items[Item{Address, s.Value}], "address "+s.Value+": ", l.since)
		case comity.SelectorEmail:
			c.topLevel(f, s.Value, at)
		case comity.SelectorPhone:
			code, states := phoneStates(c.dial, s.Value)
			addAll(f, states, rulePhone, "phone number that begins with "+code, at)
		}
	}
	for _, s := range l.subject.Subscribers {
		for _, country := range c.countriesOf(&s) {
			inherit(f, c.lines[subscriber{s.Provider, country, s.Subscriber}], "", l.since)
		}
	}
}

// countriesOf are those of the exhibits that may be about a claimed connection. A run says which
// where providers are called alike; if it does not, nobody stated it, or the run is of before and
// took them for one.
func (c *Collector) countriesOf(s *run.Subscriber) []string {
	all := slices.Sorted(maps.Keys(c.alike[s.Provider]))
	if s.Country != "" || len(all) > 2 && all[0] == "" {
		return []string{s.Country}
	}
	return all
}

// inherit adds the facts of b to a, none older than since.
func inherit(a, b *found, prefix string, since comity.Instant) {
	if b == nil {
		return
	}
	for state, facts := range b.states {
		for k, at := range facts {
			a.add(state, k.rule, prefix+k.text, sight{max(at, since), b.from})
		}
	}
}

// list is an item's lines. What gives no state stands in a line of its own.
func (f *found) list(it Item, from []comity.Digest) []Nexus {
	var out []Nexus
	for _, state := range slices.Sorted(maps.Keys(f.states)) {
		n := Nexus{Item: it.Value, Kind: it.Kind, State: state, Since: comity.Latest, From: from}
		for k, since := range f.states[state] {
			r := ruleOf(k.rule)
			if state == "" { // what gives no state weighs nothing
				r.Weight = 0
			}
			n.Reasons = append(n.Reasons, Reason{r.Kind, r.Weight, k.text})
			n.Since = min(n.Since, since)
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		out = []Nexus{{Item: it.Value, Kind: it.Kind, Since: f.since, From: from, Reasons: []Reason{}}}
	}
	return out
}
