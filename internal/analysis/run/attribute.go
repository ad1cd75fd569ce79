package run

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/parallel"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// attribute makes the subjects and writes them behind the hits.
func (c *computation) attribute(ctx context.Context) error {
	if err := c.readPeople(ctx); err != nil {
		return err
	}
	leads := c.graph.Subjects(c.in.Workers)
	lines := make([][]byte, len(leads))
	c.result.Subjects = make([]Subject, len(leads))
	err := parallel.Each(c.in.Workers, len(leads), func(i int) error {
		out := c.subject(&leads[i])
		out.Rank = i + 1
		var err error
		lines[i], err = json.Marshal(Finding{Subject: &out})
		out.Probability = Probability(out.Score)
		c.result.Subjects[i] = out
		return err
	})
	if err != nil {
		return err
	}
	for i, line := range lines {
		c.findings.write(append(line, '\n'))
		c.counts.Bands[string(leads[i].Band)]++
	}
	c.counts.Subjects = int64(len(leads))
	return c.findings.err
}

// Probability is what a score in milli-bans says as a probability: for people
// to read; nothing is computed from it.
func Probability(score comity.Weight) float64 {
	odds := math.Pow(10, float64(score)/1000)
	return odds / (1 + odds)
}

func (c *computation) subject(s *attribution.Subject) Subject {
	out := Subject{
		ID: s.ID, Band: s.Band, Missing: s.Missing, Score: s.Score, Countries: s.Countries, Selectors: s.Selectors,
		For: c.arguments(s.For), Against: c.arguments(s.Against), Subscribers: []Subscriber{}, Rivals: []Rival{},
	}
	if out.Countries == nil {
		out.Countries = []string{}
	}
	for _, i := range s.Subscribers {
		sub := c.graph.SubscriberAt(i)
		out.Subscribers = append(out.Subscribers, Subscriber{sub.Provider, sub.Name})
	}
	for _, r := range s.Rivals {
		out.Rivals = append(out.Rivals, Rival(r))
	}
	return out
}

func (c *computation) arguments(args []attribution.Argument) []Argument {
	out := make([]Argument, len(args))
	for i, a := range args {
		hits := make([]string, len(a.Hits))
		for j, h := range a.Hits {
			id := c.appendHitID(nil, h)
			hits[j] = string(id[1 : len(id)-1])
		}
		out[i] = Argument{a.Weight, a.Text, hits}
	}
	return out
}

// readPeople reads again, from the sealed bytes, the rows that say who holds
// the connections that hits resolve to: keeping everybody's name in memory
// would be dear, and those who are not concerned are better not looked at.
func (c *computation) readPeople(ctx context.Context) error {
	bySource := make([][]person, len(c.exhibits))
	for sub, r := range c.people {
		if c.named[r.Source] {
			bySource[r.Source] = append(bySource[r.Source], person{sub, r})
		} else {
			c.graph.Person(sub, "", c.exhibits[r.Source].Source.Country)
		}
	}
	for n, people := range bySource {
		if len(people) == 0 {
			continue
		}
		slices.SortFunc(people, func(a, b person) int {
			return int(a.sub) - int(b.sub)
		})
		if err := c.readPeopleOf(ctx, n, people); err != nil {
			return err
		}
	}
	return nil
}

type person struct {
	sub int32
	row *crosscheck.Row
}

func (c *computation) readPeopleOf(ctx context.Context, n int, people []person) error {
	parsers, _, err := c.tableReader(ctx, n, 1)
	if err != nil {
		return err
	}
	places := make([]record.Place, len(people))
	for i, p := range people {
		places[i] = record.Place{Offset: p.row.Offset, Length: p.row.Length}
	}
	country := c.exhibits[n].Source.Country
	return Excerpt(ctx, c.exhibits[n], places, func(i int, data []byte) error {
		sink := record.Sink{Assignment: func(a *record.Assignment) {
			// The names are views into the parser's memory; the case keeps its own.
			c.graph.Person(people[i].sub, string([]byte(a.Person.Name)), or(a.Person.Country, country))
		}}
		parsers[0].Block(append(bytes.Clone(data), '\n'), max(1, people[i].row.Offset), sink)
		return nil
	})
}

// writeCards writes the tokens under which this case knows the cards that the
// findings name by citation. Local to the case: the digest does not cover it.
func (c *computation) writeCards() error {
	f, err := c.create(CardsFile)
	if err != nil {
		return err
	}
	for _, card := range c.cards {
		b, err := json.Marshal(struct {
			Cite  comity.Citation `json:"cite"`
			Token string          `json:"token"`
		}{card.cite, hex.EncodeToString(card.token[:])})
		if err != nil {
			return err
		}
		f.write(append(b, '\n'))
	}
	_, err = f.close(c.result)
	return err
}
