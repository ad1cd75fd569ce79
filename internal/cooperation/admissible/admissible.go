// Package admissible holds what a case can say of its exhibits against what a court in
// another state will ask: point by point, answered or open.
//
// The points are law's table of admissibility; what answers them are the acts, seals,
// bases and clock statements of the case, and people's notes that name the point. A point
// is answered where the case says what is asked for, not where a court would be content:
// nothing here is legal advice. The package is pure.
package admissible

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/casefile"
	"comity/internal/cooperation/law"
)

// The states of a point.
const (
	Answered = "answered" // the case says what is asked for
	Open     = "open"     // it does not; Do says what to do
)

// Answer is one point about one exhibit.
type Answer struct {
	Ref          string         `json:"ref"`
	Exhibit      string         `json:"exhibit"`
	SupersededBy string         `json:"superseded_by,omitempty"`
	In           string         `json:"in"`
	Point        string         `json:"point"`
	Question     string         `json:"question"`
	Law          string         `json:"law"` // asked, or unknown: nobody has looked up what is asked there
	Status       string         `json:"status"`
	By           []Fact         `json:"by"`           // what the case says towards it; of an open point what does not settle it
	Do           string         `json:"do,omitempty"` // of an open point
	LegalBasis   string         `json:"legal_basis"`
	Source       string         `json:"source"`
	Confidence   law.Confidence `json:"confidence"`
	Own          string         `json:"own,omitempty"` // the node's file that the question is from
	Italian      law.Italian    `json:"-"`             // question, and what to do
}

// Fact is something that the case says.
type Fact struct {
	Kind string `json:"kind"`           // basis, instrument, handling, seal, act, receipt, clock, run, note, manifest
	Item string `json:"item,omitempty"` // a basis, a key of the table of instruments, a digest, an act's number, a reference
	Text string `json:"text"`

	Italian string `json:"-"` // Text, where the words are comity's own; "": they are the case's
}

// Of answers the points that a court in a state asks, as of a day, exhibit by exhibit in
// their order, in the order of law.Points.
func Of(l *law.Law, in string, on law.Date, exhibits []casefile.Custody) []Answer {
	out := []Answer{}
	points := l.Points(in, on)
	for _, x := range exhibits {
		d := desk{law: l, on: on, exhibit: x}
		for _, p := range points {
			out = append(out, d.answer(in, p))
		}
	}
	return out
}

// desk answers for one exhibit.
type desk struct {
	law     *law.Law
	on      law.Date
	exhibit casefile.Custody
}

func (d *desk) answer(in string, p law.Row) Answer {
	a := Answer{
		Ref: d.exhibit.Ref, Exhibit: d.exhibit.Exhibit.String(), SupersededBy: d.exhibit.SupersededBy, In: in, Point: p.Point(), Question: p.Text,
		Law: p.Value, Status: Open, By: []Fact{}, LegalBasis: p.LegalBasis, Source: p.Source, Confidence: p.Confidence, Own: p.Own, Italian: p.Italian,
	}
	settled := p.Settles && len(p.Facts) > 0
	for _, name := range p.Facts {
		facts, ok := d.fact(name)
		a.By, settled = append(a.By, facts...), settled && ok
	}
	if notes := d.notes(a.Point); len(notes) > 0 {
		a.By, settled = append(a.By, notes...), true
	}
	if settled {
		a.Status = Answered
	} else {
		a.Do = p.Do
	}
	return a
}

// notes are people's remarks on the exhibit that begin with the point's name and a colon.
func (d *desk) notes(point string) (out []Fact) {
	for _, n := range d.exhibit.Remarks {
		name, text, ok := strings.Cut(n.Text, ":")
		if ok && strings.EqualFold(strings.TrimSpace(name), point) && strings.TrimSpace(text) != "" {
			out = append(out, Fact{Kind: "note", Item: number(n.Act), Text: fmt.Sprintf("%s, %s: %s", n.Actor, day(n.Time), strings.TrimSpace(text))})
		}
	}
	return out
}

// number is an act's, as its file is named.
func number(act int64) string { return fmt.Sprintf("%06d", act) }

// day is the UTC day of t.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
