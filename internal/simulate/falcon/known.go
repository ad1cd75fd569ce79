package falcon

import (
	"cmp"
	"sort"

	"comity/internal/simulate/truth"
)

// truePeople are all persons of the world: who only shops has no part in the case, and the line
// they pay from is theirs all the same. A truth that kept quiet of them would make every claim
// of who they are a wrong one.
func (w *world) truePeople() []truth.Person {
	var list []truth.Person
	for i := range w.people {
		p := &w.people[i]
		t := truth.Person{Person: w.personID(int32(i)), Country: w.countries[p.country].code, Role: cmp.Or(p.role, truth.Bystander),
			Accounts: []string{}, Emails: append([]string{}, p.emails...), Cards: []string{}, Subscribers: []truth.Connection{}, Rivals: p.rivalsOf()}
		for _, a := range p.accounts {
			t.Accounts = append(t.Accounts, w.accountName(&w.accounts[a]))
		}
		for _, c := range p.cards {
			t.Cards = append(t.Cards, w.cards[c].ends())
		}
		for _, l := range p.own {
			t.Subscribers = append(t.Subscribers, truth.Connection{Provider: w.providers[w.lines[l].provider].name, Subscriber: w.lines[l].number})
		}
		sort.Strings(t.Accounts)
		sort.Strings(t.Emails)
		sort.Strings(t.Cards)
		list = append(list, t)
	}
	return list
}

// fewPlanted is how many lines must show a nexus for it to count as planted: one
// line alone may be damaged.
const fewPlanted = 3

// nexus says which states items concern, as far as the files show it: addresses and
// accounts by who held the addresses that the logs show, cards by their bank, and,
// where the world has a network, domains, companies and servers.
func (w *world) nexus() []truth.Nexus {
	seen := map[truth.Nexus]bool{}
	var list []truth.Nexus
	add := func(kind, value, state string) {
		n := truth.Nexus{Item: truth.Item{Type: kind, Value: value}, State: state}
		if !seen[n] {
			seen[n] = true
			list = append(list, n)
		}
	}
	for n, lines := range w.planted {
		if lines >= fewPlanted {
			add(n.Item.Type, n.Item.Value, n.State)
		}
	}
	for i := range w.cards {
		if c := &w.cards[i]; c.used {
			add("card", c.ends(), w.countries[w.banks[c.bank].country].code)
		}
	}
	if w.spec.All {
		w.networkNexus(add)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Less(list[j]) })
	return list
}

func (w *world) networkNexus(add func(kind, value, state string)) {
	for i, r := range w.relations() {
		switch {
		case i == 0:
			add("company", r.left, r.country) // the biller, where the register of entities seats it
		case r.kind == "directs":
			add("company", r.right, r.country)
		}
		if r.rightKind == "domain" {
			add("domain", r.right, r.country)
		}
	}
	for i := range w.sites {
		add("company", w.owner(i), w.servers[w.sites[i].server].cc)
	}
	for i := range w.servers {
		_, managed := w.manager(i)
		add("server", w.servers[i].host, w.servers[i].cc)
		add("server", w.servers[i].host, managed)
	}
}
