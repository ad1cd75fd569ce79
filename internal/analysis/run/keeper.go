package run

import (
	"strings"

	"comity/internal/records/record"
)

// keepers says by source what its provider is called among all: two of one name in different
// states are two, and their customers may bear the same numbers. Whose state nobody states is
// taken for a third, where there are two.
func keepers(exhibits []Exhibit) []string {
	states := map[string]map[string]bool{}
	for i := range exhibits {
		s := &exhibits[i].Source
		if s.Country == "" || s.Kind != record.Assignments && s.Kind != record.Answers {
			continue
		}
		if states[s.Provider] == nil {
			states[s.Provider] = map[string]bool{}
		}
		states[s.Provider][s.Country] = true
	}
	out := make([]string, len(exhibits))
	for i := range exhibits {
		s := &exhibits[i].Source
		out[i] = s.Provider
		if len(states[s.Provider]) > 1 {
			out[i] += "\x00" + s.Country
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
