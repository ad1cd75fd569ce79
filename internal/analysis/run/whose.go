package run

import (
	"cmp"
	"context"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// A provider's logs call a customer by a number alone, and its answers say whose the number
// is. Who holds a connection is read from other rows of the provider about the same
// subscriber, where those that hits rest on do not say.

// nameless is a subscriber of whom no row that a hit rests on says who it is.
type nameless struct {
	from, to comity.Instant // those rows
	state    string         // of the provider, by them; "" where none says
	others   []sighting     // other rows that may
	name     string         // as they state it
	country  string
	row      *crosscheck.Row // the first that does
	several  bool            // they state several
}

// whose are the rows that say who subscribers are.
type whose map[int32]*crosscheck.Row

// sighting is a row with the instants from which and until which it possibly holds.
type sighting struct {
	row      *crosscheck.Row
	from, to comity.Instant
}

// readOtherRows reads who nameless subscribers are from other rows that name them.
func (c *computation) readOtherRows(ctx context.Context) error {
	all := c.nameless()
	if len(all) == 0 {
		return nil
	}
	c.findOtherRows(all)
	bySource := make([][]person, len(c.exhibits))
	for sub, n := range all {
		for _, s := range n.others {
			if c.speaksOf(n, &s) {
				bySource[s.row.Source] = append(bySource[s.row.Source], person{sub, s.row})
			}
		}
	}
	for n, people := range bySource {
		if len(people) == 0 {
			continue
		}
		slices.SortFunc(people, func(a, b person) int {
			return cmp.Or(cmp.Compare(a.row.Offset, b.row.Offset), cmp.Compare(a.sub, b.sub))
		})
		people = slices.CompactFunc(people, func(a, b person) bool { return a.sub == b.sub && a.row.Offset == b.row.Offset })
		if err := c.readPeopleOf(ctx, n, people, func(p person, who *record.Person) { all[p.sub].hear(p.row, who) }); err != nil {
			return err
		}
	}
	for _, sub := range slices.Sorted(maps.Keys(all)) {
		if n := all[sub]; n.name != "" && !n.several {
			c.graph.Person(sub, n.name, n.country)
			c.whose[sub] = n.row
		}
	}
	return nil
}

// speaksOf reports whether another row is about the same subscriber: of a provider of the same
// country, for two may be called alike; and of the time, where what it is called by passes on.
func (c *computation) speaksOf(n *nameless, s *sighting) bool {
	if state := c.exhibits[s.row.Source].Source.Country; state != "" && n.state != "" && state != n.state {
		return false
	}
	return !passedOn(c.index.Subscriber(s.row)) || s.from <= n.to+lend && s.to >= n.from-lend
}

// nameless are the subscribers of whom no row that a hit rests on says who they are, of
// providers that say it of some: to go through all rows for the others would be for nothing.
func (c *computation) nameless() map[int32]*nameless {
	all, telling := map[int32]*nameless{}, map[string]bool{}
	for i := range c.exhibits {
		if c.named[i] {
			telling[c.keepers[i]] = true
		}
	}
	if len(telling) == 0 {
		return nil
	}
	for _, p := range c.people {
		if !telling[c.index.Provider(p.row)] || c.graph.Named(p.sub) {
			continue
		}
		if all[p.sub] == nil {
			all[p.sub] = &nameless{from: comity.Latest, to: comity.Earliest}
		}
		all[p.sub].state = or(all[p.sub].state, c.exhibits[p.row.Source].Source.Country)
	}
	return all
}

// findOtherRows finds the rows that name them, in exhibits that state names.
func (c *computation) findOtherRows(all map[int32]*nameless) {
	called, rests := map[string]map[string]int32{}, map[*crosscheck.Row]bool{}
	for _, p := range c.people {
		if all[p.sub] == nil {
			continue
		}
		provider := c.index.Provider(p.row)
		if called[provider] == nil {
			called[provider] = map[string]int32{}
		}
		called[provider][string(c.index.Subscriber(p.row))] = p.sub
		rests[p.row] = true
	}
	bySource := make([]map[string]int32, len(c.exhibits))
	for i := range bySource {
		bySource[i] = called[c.keepers[i]]
	}
	c.index.Each(func(r *crosscheck.Row, from, to comity.Instant) {
		of := bySource[r.Source]
		if of == nil || !c.named[r.Source] && !rests[r] {
			return
		}
		sub, is := of[string(c.index.Subscriber(r))]
		if !is {
			return
		}
		n := all[sub]
		if rests[r] {
			n.from, n.to = min(n.from, from), max(n.to, to)
		}
		if c.named[r.Source] {
			n.others = append(n.others, sighting{r, from, to})
		}
	})
}

// hear takes in who a row says it is, and cites the first of them. A subscriber of two names is nobody's.
func (n *nameless) hear(row *crosscheck.Row, who *record.Person) {
	switch {
	case who.Name == "":
	case n.name == "":
		n.name, n.country, n.row = who.Name, who.Country, row
	case !attribution.OneName(n.name, who.Name):
		n.several = true
	}
}

// passedOn reports whether what a subscriber is called by passes from customer to customer, as
// equipment, addresses and networks inside a provider's, and numbers of telephones written as
// such do: it is the same one's for a time.
func passedOn(name []byte) bool {
	s := strings.TrimSpace(string(name))
	_, addr := netip.ParseAddr(s)
	_, port := netip.ParseAddrPort(s)
	_, network := netip.ParsePrefix(s)
	return addr == nil || port == nil || network == nil || strings.HasPrefix(s, "+") || hardware(name) != ""
}

// namedBy lists the rows that say who holds the subject's connections, where none that a hit
// rests on does.
func (c *computation) namedBy(s *attribution.Subject) (out []Named) {
	for _, sub := range s.Subscribers {
		if r := c.whose[sub]; r != nil {
			out = append(out, Named{c.subscriber(sub), c.cite(int(r.Source), record.Place{Offset: r.Offset, Length: r.Length})})
		}
	}
	return out
}

// appendNamed appends what encoding/json would make of them.
func (e *subjectEncoder) appendNamed(b []byte, s *attribution.Subject) []byte {
	e.whose = e.whose[:0]
	for _, sub := range s.Subscribers {
		if e.c.whose[sub] != nil {
			e.whose = append(e.whose, sub)
		}
	}
	if len(e.whose) == 0 {
		return b
	}
	return appendList(append(b, `,"named":`...), e.whose, func(b []byte, sub *int32) []byte {
		r := e.c.whose[*sub]
		return append(e.c.appendCite(append(e.c.appendSubscriber(b, *sub), `,"row":`...), int(r.Source), r.Offset, r.Length), '}')
	})
}
