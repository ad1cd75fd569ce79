package run

import (
	"slices"
	"strings"

	"comity/internal/records/record"
)

// keepers says by source what its provider is called among all: two of one name in different
// states are two, and their customers may bear the same numbers. Whose state nobody states is
// taken for a third, where there are two.
func keepers(exhibits []Exhibit) []string {
	sources := make([]*record.Source, len(exhibits))
	for i := range exhibits {
		sources[i] = &exhibits[i].Source
	}
	states := statesOf(sources)
	out := make([]string, len(exhibits))
	for i, s := range sources {
		out[i] = s.Provider
		if len(states[s.Provider]) > 1 {
			out[i] += "\x00" + s.Country
		}
	}
	return out
}

// statesOf are the states, in order, in which exhibits about customers place the providers of each name.
func statesOf(sources []*record.Source) map[string][]string {
	states := map[string][]string{}
	for _, s := range sources {
		if s.Country == "" || !numbersCustomers(s.Kind) {
			continue
		}
		if at, ok := slices.BinarySearch(states[s.Provider], s.Country); !ok {
			states[s.Provider] = slices.Insert(states[s.Provider], at, s.Country)
		}
	}
	return states
}

func numbersCustomers(k record.Kind) bool { return k == record.Assignments || k == record.Answers }

// Unplaced are the exhibits that name no state while those about customers place providers of
// the same name in two or more: those states by reference. They are taken for a third
// provider's.
func Unplaced(sources []*record.Source) map[string][]string {
	states, out := statesOf(sources), map[string][]string{}
	for _, s := range sources {
		if s.Country == "" && len(states[s.Provider]) > 1 {
			out[s.Ref] = states[s.Provider]
		}
	}
	return out
}

// countryOf is the country that tells a provider from others of the name, "" where there are none
// or nobody states it.
func countryOf(provider, keeper string) string {
	_, country, _ := strings.Cut(strings.TrimPrefix(keeper, provider), "\x00")
	return country
}

// subscriber is a connection as findings carry it.
func (c *computation) subscriber(i int32) Subscriber {
	sub := c.graph.SubscriberAt(i)
	return Subscriber{sub.Provider, countryOf(sub.Provider, sub.Keeper), sub.Name}
}

// appendSubscriber appends what encoding/json would make of it, but for the closing brace.
func (c *computation) appendSubscriber(b []byte, i int32) []byte {
	sub := c.graph.SubscriberAt(i)
	b = appendString(append(b, `{"provider":`...), sub.Provider)
	if country := countryOf(sub.Provider, sub.Keeper); country != "" {
		b = appendString(append(b, `,"country":`...), country)
	}
	return appendString(append(b, `,"subscriber":`...), sub.Name)
}
