package run

import (
	"strconv"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/extent"
	"comity/internal/comity"
)

// subject is a lead as the result carries it, but for its extent.
func (c *computation) subject(s *attribution.Subject, rank int) Subject {
	out := Subject{
		ID: s.ID, Rank: rank, Band: s.Band, Missing: s.Missing.Letters(), Score: s.Score,
		Countries: c.graph.Countries([]string{}, s), Selectors: c.graph.Selectors([]comity.Selector{}, s), Disputed: c.graph.Disputed(nil, s),
		For: c.arguments(s.For), Against: c.arguments(s.Against), Subscribers: []Subscriber{}, Rivals: []Rival{}, Company: s.Company,
	}
	for _, i := range s.Subscribers {
		out.Subscribers = append(out.Subscribers, c.subscriber(i))
	}
	for i := range s.Rivals {
		r := &s.Rivals[i]
		rival := Rival{Kind: r.Kind.String(), Weight: r.Weight, Verdict: r.Verdict.String(), Text: string(r.AppendText(nil)), Ask: r.Ask()}
		if rows := c.graph.Reasons(nil, s, r); len(rows) > 0 {
			rival.Rows = c.arguments(rows)
		}
		out.Rivals = append(out.Rivals, rival)
	}
	out.Eliminated = c.eliminated(s)
	out.Named = c.namedBy(s)
	out.Probability = Probability(&out)
	return out
}

func (c *computation) arguments(args []attribution.Argument) []Argument {
	out := make([]Argument, len(args))
	for i := range args {
		a := &args[i]
		hits := make([]string, len(a.Uses))
		for j, u := range a.Uses {
			hits[j] = c.hitID(u)
		}
		out[i] = Argument{a.Weight, string(a.AppendText(nil)), hits}
	}
	return out
}

func (c *computation) hitID(use int32) string {
	id := c.appendHitID(nil, c.graph.Hit(use))
	return string(id[1 : len(id)-1])
}

// subjectEncoder appends the lines of findings.jsonl that encoding/json would
// make of Findings with these Subjects. Written by hand because there may be as
// many subjects as accounts; a test holds it to encoding/json. One for each
// goroutine: it has scratch of its own. Words and texts of our own are plain
// ASCII that JSON need not escape.
type subjectEncoder struct {
	c         *computation
	countries []string
	selectors []comity.Selector
	rows      []attribution.Argument
	meter     extent.Meter

	eliminated []int32 // uses met so far, see computation.eliminated
	whose      []int32 // subscribers, see computation.namedBy
}

func (e *subjectEncoder) line(b []byte, s *attribution.Subject, rank int) []byte {
	e.eliminated = e.c.addEliminated(e.eliminated[:0], e.c.graph.Uses(s))
	b = appendWord(append(b, `{"subject":{"id":`...), s.ID)
	b = strconv.AppendInt(append(b, `,"rank":`...), int64(rank), 10)
	b = appendWord(append(b, `,"band":`...), string(s.Band))
	b = appendStrings(append(b, `,"missing":`...), s.Missing.Letters())
	b = strconv.AppendInt(append(b, `,"score":`...), int64(s.Score), 10)
	e.countries = e.c.graph.Countries(e.countries[:0], s)
	b = appendStrings(append(b, `,"countries":`...), e.countries)
	e.selectors = e.c.graph.Selectors(e.selectors[:0], s)
	b = appendSelectors(append(b, `,"selectors":`...), e.selectors)
	if e.selectors = e.c.graph.Disputed(e.selectors[:0], s); len(e.selectors) > 0 {
		b = appendSelectors(append(b, `,"disputed":`...), e.selectors)
	}
	b = e.appendSubscribers(append(b, `,"subscribers":`...), s)
	b = appendCompany(b, s.Company)
	b = e.appendArguments(append(b, `,"for":`...), s.For)
	b = e.appendArguments(append(b, `,"against":`...), s.Against)
	b = e.appendRivals(append(b, `,"rivals":`...), s)
	b = e.appendEliminated(b)
	b = e.appendNamed(b, s)
	b = e.appendExtent(append(b, `,"extent":`...), s)
	return append(b, "}}\n"...)
}

func appendSelectors(b []byte, list []comity.Selector) []byte {
	return appendList(b, list, func(b []byte, s *comity.Selector) []byte {
		b = appendWord(append(b, `{"type":`...), string(s.Type))
		b = appendString(append(b, `,"value":`...), s.Value)
		if s.Cite != "" {
			b = appendString(append(b, `,"cite":`...), s.Cite)
		}
		return append(b, '}')
	})
}

func (e *subjectEncoder) appendSubscribers(b []byte, s *attribution.Subject) []byte {
	return appendList(b, s.Subscribers, func(b []byte, i *int32) []byte {
		return append(e.c.appendSubscriber(b, *i), '}')
	})
}

// appendCompany appends the member, unless there is nothing to say.
func appendCompany(b []byte, company Company) []byte {
	if company == (Company{}) {
		return b
	}
	b = append(b, `,"company":{`...)
	before := len(b)
	for _, m := range [...]struct {
		name string
		n    int32
	}{{`"guests":`, company.Guests}, {`"payers":`, company.Payers}, {`"days":`, company.Days}, {`"begun":`, company.Begun}, {`"held":`, company.Held}, {`"like":`, company.Like}} {
		if m.n == 0 {
			continue
		}
		if len(b) > before {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, m.name...), int64(m.n), 10)
	}
	for _, m := range [...]struct {
		member string
		is     bool
	}{{`"firm":true`, company.Firm}, {`"nameless":true`, company.Nameless}} {
		if !m.is {
			continue
		}
		if len(b) > before {
			b = append(b, ',')
		}
		b = append(b, m.member...)
	}
	return append(b, '}')
}

func (e *subjectEncoder) appendArguments(b []byte, args []attribution.Argument) []byte {
	return appendList(b, args, func(b []byte, a *attribution.Argument) []byte {
		e.eliminated = e.c.addEliminated(e.eliminated, a.Uses)
		b = strconv.AppendInt(append(b, `{"weight":`...), int64(a.Weight), 10)
		b = a.AppendText(append(b, `,"text":"`...))
		b = appendList(append(b, `","hits":`...), a.Uses, func(b []byte, u *int32) []byte {
			return e.c.appendHitID(b, e.c.graph.Hit(*u))
		})
		return append(b, '}')
	})
}

func (e *subjectEncoder) appendRivals(b []byte, s *attribution.Subject) []byte {
	return appendList(b, s.Rivals[:], func(b []byte, r *attribution.Rival) []byte {
		b = appendWord(append(b, `{"kind":`...), r.Kind.String())
		b = strconv.AppendInt(append(b, `,"weight":`...), int64(r.Weight), 10)
		b = appendWord(append(b, `,"verdict":`...), r.Verdict.String())
		b = append(r.AppendText(append(b, `,"text":"`...)), '"')
		if ask := r.Ask(); ask != "" {
			b = appendWord(append(b, `,"ask":`...), ask)
		}
		if e.rows = e.c.graph.Reasons(e.rows[:0], s, r); len(e.rows) > 0 {
			b = e.appendArguments(append(b, `,"rows":`...), e.rows)
		}
		return append(b, '}')
	})
}

// appendWord appends a word of our own as a JSON string.
func appendWord(b []byte, word string) []byte { return append(append(append(b, '"'), word...), '"') }

func appendStrings(b []byte, list []string) []byte {
	return appendList(b, list, func(b []byte, s *string) []byte { return appendString(b, *s) })
}

// appendList appends a JSON array.
func appendList[T any](b []byte, list []T, element func([]byte, *T) []byte) []byte {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = element(b, &list[i])
	}
	return append(b, ']')
}
