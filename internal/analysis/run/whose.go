package run

import (
	"cmp"
	"context"
	"maps"
	"net/netip"
	"slices"

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
	others   []sighting     // other rows that may
	name     string         // as they state it
	country  string
	several  bool // they state several
}

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
			if !passedOn(c.index.Subscriber(s.row)) || s.from <= n.to+lend && s.to >= n.from-lend {
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
		if err := c.readPeopleOf(ctx, n, people, func(sub int32, who *record.Person) { all[sub].hear(who) }); err != nil {
			return err
		}
	}
	for _, sub := range slices.Sorted(maps.Keys(all)) {
		if n := all[sub]; n.name != "" && !n.several {
			c.graph.Person(sub, n.name, n.country)
		}
	}
	return nil
}

// nameless are the subscribers of whom no row that a hit rests on says who they are.
func (c *computation) nameless() map[int32]*nameless {
	all := map[int32]*nameless{}
	for _, p := range c.people {
		if !c.graph.Named(p.sub) {
			all[p.sub] = &nameless{from: comity.Latest, to: comity.Earliest}
		}
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
		bySource[i] = called[c.exhibits[i].Source.Provider]
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

// hear takes in who a row says it is. A subscriber of two names is nobody's.
func (n *nameless) hear(who *record.Person) {
	switch {
	case who.Name == "":
	case n.name == "":
		n.name, n.country = who.Name, who.Country
	case n.name != who.Name:
		n.several = true
	}
}

// passedOn reports whether what a subscriber is called by passes from customer to customer,
// as equipment and addresses inside a provider's network do: it is the same one's for a time.
func passedOn(name []byte) bool {
	_, err := netip.ParseAddr(string(name))
	return err == nil || hardware(name) != ""
}
