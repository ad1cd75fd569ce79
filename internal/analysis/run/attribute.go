package run

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/extent"
	"comity/internal/analysis/parallel"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// atOnce is how many subjects are turned into lines at a time: enough for all
// goroutines, few enough that memory does not grow with the subjects' texts.
const atOnce = 1024

// attribute makes the subjects and writes them behind the hits.
func (c *computation) attribute(ctx context.Context) error {
	c.graph.Resolve(c.in.Workers, func(a int32) { c.name(binding{a, c.assignments[a].subscriber}) })
	if err := c.readPeople(ctx); err != nil {
		return err
	}
	c.graph.ResolveNamed(c.in.Workers)
	leads := c.graph.Subjects(c.in.Workers)
	for _, s := range leads {
		c.counts.Bands[string(s.Band)]++
	}
	c.counts.Subjects = int64(len(leads))
	c.numberSites()
	c.keepFirst(leads)
	return c.writeSubjects(ctx, leads)
}

// writeSubjects writes the lines of the subjects, ranked from 1. While one part is
// hashed and written, the next is made.
func (c *computation) writeSubjects(ctx context.Context, leads []*attribution.Subject) error {
	encoders := make([]subjectEncoder, parallel.Workers(c.in.Workers, atOnce))
	var parts [2][atOnce][]byte
	var writing sync.WaitGroup
	defer writing.Wait()
	for done := 0; done < len(leads); done += atOnce {
		if err := ctx.Err(); err != nil {
			return err
		}
		part, lines := leads[done:min(done+atOnce, len(leads))], &parts[done/atOnce%2]
		err := parallel.EachBy(c.in.Workers, len(part), func(worker, i int) error {
			e := &encoders[worker]
			e.c, e.meter.Gap = c, sessionGap
			lines[i] = e.line(lines[i][:0], part[i], done+i+1)
			return nil
		})
		if err != nil {
			return err
		}
		writing.Wait()
		writing.Go(func() {
			for i := range part {
				c.findings.write(lines[i])
			}
		})
	}
	writing.Wait()
	return c.findings.err
}

// keepFirst keeps as many of the first subjects for the result as were asked for.
func (c *computation) keepFirst(leads []*attribution.Subject) {
	n := len(leads)
	if c.in.Subjects >= 0 {
		n = min(n, c.in.Subjects)
	}
	c.result.Subjects = make([]Subject, n)
	m := extent.Meter{Gap: sessionGap}
	for i := range c.result.Subjects {
		c.result.Subjects[i] = c.subject(leads[i], i+1)
		c.result.Subjects[i].Extent = c.extent(&m, leads[i]).Clone()
	}
}

// Probability is how probable the claim of a subject is, as often as such claims were
// right in simulated worlds. For people to read; nothing is computed from it.
func Probability(s *Subject) float64 {
	claim := attribution.Claim{
		Score: s.Score, Named: len(s.Subscribers) > 0, Used: !slices.Contains(s.Missing, useBeyondPayment), Disputed: len(s.Disputed) > 0, Company: s.Company,
	}
	claim.Count(s.Selectors)
	for _, said := range slices.Concat(s.Against, s.For) {
		claim.Say(said.Text)
	}
	return float64(claim.PerMille()) / 1000
}

// useBeyondPayment is the letter of the test that nothing was seen of but payment or sign-up.
const useBeyondPayment = "c"

// readPeople reads again, from the sealed bytes, the rows that say who holds
// the connections that hits resolve to: keeping everybody's name in memory
// would be dear, and those who are not concerned are better not looked at.
func (c *computation) readPeople(ctx context.Context) error {
	bySource := make([][]person, len(c.exhibits))
	for _, p := range c.people {
		if c.named[p.row.Source] {
			bySource[p.row.Source] = append(bySource[p.row.Source], p)
		}
	}
	for n, people := range bySource {
		if len(people) == 0 {
			continue
		}
		if err := c.readPeopleOf(ctx, n, people, c.tellPerson); err != nil {
			return err
		}
	}
	if err := c.readOtherRows(ctx); err != nil {
		return err
	}
	for _, p := range c.people {
		c.graph.Person(p.sub, "", c.exhibits[p.row.Source].Source.Country)
	}
	return nil
}

// person is a subscriber and a row that names it.
type person struct {
	sub int32
	row *crosscheck.Row
}

// tellPerson tells the attribution who a subscriber is.
func (c *computation) tellPerson(p person, who *record.Person) {
	c.graph.Person(p.sub, who.Name, who.Country)
}

// readPeopleOf reads the rows of one exhibit again, and calls tell with whom each names.
func (c *computation) readPeopleOf(ctx context.Context, n int, people []person, tell func(p person, who *record.Person)) error {
	o, err := c.open(ctx, n, 1)
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
			// What a record holds is a view into the parser's memory.
			tell(people[i], &record.Person{Name: strings.Clone(a.Person.Name), Country: or(strings.Clone(a.Person.Country), country)})
		}}
		o.Rows[0].Block(append(bytes.Clone(data), '\n'), max(1, people[i].row.Offset), sink)
		return nil
	})
}

// writeCards writes the tokens under which this case knows the cards that the
// findings name by citation; with the type of a selector where the number stands
// in another's place. Local to the case: the digest does not cover it.
func (c *computation) writeCards() error {
	f, err := c.create(CardsFile)
	if err != nil {
		return err
	}
	for _, card := range c.cards {
		b, err := json.Marshal(struct {
			Cite  comity.Citation     `json:"cite"`
			Token string              `json:"token"`
			Type  comity.SelectorType `json:"type,omitempty"`
		}{card.cite, hex.EncodeToString(card.token[:]), card.typ})
		if err != nil {
			return err
		}
		f.write(append(comity.QuietJSON(b), '\n'))
	}
	_, err = f.close(c.result)
	return err
}
