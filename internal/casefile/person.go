package casefile

import (
	"context"
	"slices"
	"strings"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// The categories of people (Directive (EU) 2016/680, article 6). Nobody has one
// by computation: a person says so, in a signed act.
const (
	Suspect = "suspect"
	Victim  = "victim"
	Witness = "witness"
	Contact = "contact"
	Unknown = "unknown" // until somebody says otherwise; also of whether somebody is a minor
)

// Categories are those of people, in the order of the directive.
func Categories() []string { return []string{Suspect, Victim, Witness, Contact, Unknown} }

// Minors are what can be said of whether a person is a minor.
func Minors() []string { return []string{"yes", "no", Unknown} }

// Person is what people have said of whom a subject stands for.
type Person struct {
	Category string `json:"category"`       // suspect, victim, witness, contact, unknown
	Minor    string `json:"minor"`          // yes, no, unknown
	Perhaps  bool   `json:"possibly_minor"` // not known to be of age: to be treated as a minor
}

// PersonRow is one act that said so.
type PersonRow struct {
	Item     string        `json:"item"` // a subject
	Act      int64         `json:"act"`
	Time     time.Time     `json:"time"`
	Actor    string        `json:"actor"`
	Category string        `json:"category"`
	Minor    string        `json:"minor"`
	Run      comity.Digest `json:"run"` // the latest that had the subject
	Text     string        `json:"text"`
}

// SubjectRow is a subject of the latest run and whom people take it for.
type SubjectRow struct {
	run.Subject
	Person Person `json:"person"`
}

// nobody is a person of whom nothing was said.
func nobody() Person { return Person{Category: Unknown, Minor: Unknown, Perhaps: true} }

func (r PersonRow) person() Person {
	return Person{Category: r.Category, Minor: r.Minor, Perhaps: r.Minor != "no"}
}

// Person records which category the person behind a subject has, and whether
// that is a minor: yes, no, unknown, or "" for what was said last. The subject
// is one of the latest run that has it. No weight and no band changes.
func (c *Case) Person(ctx context.Context, subject, category, minor, reason string) error {
	if err := c.authorise(policy.Decide); err != nil {
		return err
	}
	if !slices.Contains(Categories(), category) {
		return comity.Errorf(comity.Usage, "category %.40q is not one of %s", category, strings.Join(Categories(), ", "))
	}
	if minor != "" && !slices.Contains(Minors(), minor) {
		return comity.Errorf(comity.Usage, "minor %.40q is not yes, no or unknown", minor)
	}
	if strings.TrimSpace(reason) == "" {
		return comity.Errorf(comity.Usage, "a category needs a reason").WithHint("give --reason")
	}
	if err := comity.MayKeep("the reason", reason); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		lead := outcomeBody{Item: subject}
		if err := c.stood(ctx, &lead); err != nil {
			return err
		}
		if minor == "" {
			minor = c.state.person(subject).Minor
		}
		return c.append(ctx, actPerson, personBody{Item: subject, Category: category, Minor: minor, Reason: reason, Run: lead.Run})
	})
}

// addPerson keeps the history of who subjects stand for.
func (s *state) addPerson(a act.Act) error {
	var b personBody
	if err := a.Decode(&b); err != nil {
		return err
	}
	if !slices.Contains(Categories(), b.Category) || !slices.Contains(Minors(), b.Minor) {
		return comity.Errorf(comity.Negative, "category or minor is none")
	}
	s.persons = append(s.persons, PersonRow{
		Item: b.Item, Act: a.Seq, Time: a.Time.Time(), Actor: a.Actor, Category: b.Category, Minor: b.Minor, Run: b.Run, Text: b.Reason,
	})
	return nil
}

// person is what was said last of a subject.
func (s *state) person(item string) Person {
	for _, r := range slices.Backward(s.persons) {
		if r.Item == item {
			return r.person()
		}
	}
	return nobody()
}

// history is all that was said of a subject, oldest first; "": of all.
func (s *state) history(item string) []PersonRow {
	out := []PersonRow{}
	for _, r := range s.persons {
		if item == "" || r.Item == item {
			out = append(out, r)
		}
	}
	return out
}

// Persons lists what was said of whom subjects stand for, oldest first. The
// look is logged.
func (c *Case) Persons(ctx context.Context) ([]PersonRow, error) {
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	if err := c.look("persons", ""); err != nil {
		return nil, err
	}
	return c.state.history(""), nil
}

// SubjectRows is Subjects, each with the person it is taken for.
func (c *Case) SubjectRows(ctx context.Context, each func(SubjectRow) error) error {
	return c.Subjects(ctx, func(s run.Subject) error {
		return each(SubjectRow{Subject: s, Person: c.state.person(s.ID)})
	})
}
