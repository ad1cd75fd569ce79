package falcon

import (
	"sort"

	"comity/internal/simulate/truth"
)

// truePeople are the persons of the case as the truth lists them.
func (w *world) truePeople() []truth.Person {
	var list []truth.Person
	for i := range w.people {
		p := &w.people[i]
		if p.role == "" {
			continue
		}
		t := truth.Person{Person: w.personID(int32(i)), Country: w.countries[p.country].code, Role: p.role,
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

// nexus says which state each account, card, e-mail address and site concerns.
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
	for i := range w.people {
		p := &w.people[i]
		if p.role != truth.Subscriber && p.role != truth.Fraudster {
			continue
		}
		for _, a := range p.accounts {
			add("account", w.accountName(&w.accounts[a]), w.countries[p.country].code)
		}
		for _, e := range p.emails {
			add("email", e, w.countries[p.country].code)
		}
	}
	for i := range w.cards {
		if c := &w.cards[i]; c.used {
			add("card", c.ends(), w.countries[w.banks[c.bank].country].code)
		}
	}
	for i := range w.sites {
		add("domain", w.sites[i].domain, w.servers[w.sites[i].server].cc)
	}
	return list
}
