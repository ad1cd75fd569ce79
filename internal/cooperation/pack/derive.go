package pack

import (
	"context"
	"fmt"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/records/record"
)

// Derivation is findings/derivation.json: from the recipient's items and the
// claims on its subjects to the leaves that they rest on.
type Derivation struct {
	Items  []nexus.Nexus `json:"items"` // those of the recipient that are told, with the reasons
	Claims []Claim       `json:"claims"`
	Hits   []Rests       `json:"hits"`

	Eliminated []Elimination `json:"eliminated,omitempty"` // subject by subject, in the order of their findings
	Named      []Named       `json:"named,omitempty"`      // so, too
}

// Claim is one weight: <subject>/for/<n>, <subject>/against/<n>, or
// <subject>/rival/<kind>/<n>; n from 1.
type Claim struct {
	ID     string        `json:"id"`
	Weight comity.Weight `json:"weight"`
	Text   string        `json:"text"`
	Hits   []string      `json:"hits"`
}

// Rests is what a hit rests on.
type Rests struct {
	Hit         string `json:"hit"`
	Event       []Leaf `json:"event"`       // its first and last line
	Assignments []Leaf `json:"assignments"` // that it may lie in
}

// Elimination is a hit of several subscribers that is taken for a subject's one, and the
// assignment by which the others are excluded.
type Elimination struct {
	Subject    string `json:"subject"`
	Hit        string `json:"hit"`
	Assignment Leaf   `json:"assignment"`
}

// Named is a row that says who holds one of a subject's connections, where none that a hit
// rests on does.
type Named struct {
	Subject string `json:"subject"`
	Row     Leaf   `json:"row"`
}

// Leaf is a cited row in the pack.
type Leaf struct {
	Cite    comity.Citation `json:"cite"`
	Exhibit int             `json:"exhibit,omitempty"` // 0: the row is withheld
	Leaf    *int64          `json:"leaf,omitempty"`    // the first that it takes up
}

// leafOf notes in which leaf of the n-th exhibit cited rows begin.
func (in *Interest) leafOf(src record.Source, n int) func(offset, leaf int64) {
	at := place{exhibit: src.Exhibit, inner: src.Inner()}
	return func(offset, leaf int64) {
		at.offset = offset
		if c := in.places[at]; c != nil {
			c.number, c.leaf = n, leaf
		}
	}
}

func (in *Interest) leaf(c comity.Citation) Leaf {
	out := Leaf{Cite: c}
	if at := in.places[placeOf(c)]; at != nil && at.number > 0 {
		leaf := at.leaf
		out.Exhibit, out.Leaf = at.number, &leaf
	}
	return out
}

// derivation writes what leads from claims to leaves.
func (p *Pack) derivation(ctx context.Context) error {
	in := p.Choice.In
	d := Derivation{Items: []nexus.Nexus{}, Claims: []Claim{}, Hits: []Rests{}}
	for _, it := range p.Choice.Sent(p.Findings) {
		if n := in.items[in.number[it]].nexus; n != nil {
			d.Items = append(d.Items, *n)
		}
	}
	for _, k := range in.subjects {
		s := in.items[k].subject
		if !p.Findings(s.ID) {
			continue
		}
		d.Claims = claims(d.Claims, s)
		for _, e := range s.Eliminated {
			d.Eliminated = append(d.Eliminated, Elimination{s.ID, e.Hit, in.leaf(e.Assignment)})
		}
		for _, n := range s.Named {
			d.Named = append(d.Named, Named{s.ID, in.leaf(n.Row)})
		}
	}
	err := p.Case.Findings(ctx, func(f run.Finding, _ comity.Instant) error {
		if h := f.Hit; h != nil && p.wanted[h.ID] {
			d.Hits = append(d.Hits, in.rests(h))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.json(DerivationFile, d)
}

func claims(out []Claim, s *run.Subject) []Claim {
	add := func(side string, args []run.Argument) {
		for i, a := range args {
			out = append(out, Claim{fmt.Sprintf("%s/%s/%d", s.ID, side, i+1), a.Weight, a.Text, a.Hits})
		}
	}
	add("for", s.For)
	add("against", s.Against)
	for i := range s.Rivals {
		add("rival/"+s.Rivals[i].Kind, s.Rivals[i].Rows)
	}
	return out
}

func (in *Interest) rests(h *run.Hit) Rests {
	r := Rests{Hit: h.ID, Event: []Leaf{in.leaf(h.Cite)}, Assignments: []Leaf{}}
	if h.LastCite != h.Cite {
		r.Event = append(r.Event, in.leaf(h.LastCite))
	}
	for i := range h.Candidates {
		r.Assignments = append(r.Assignments, in.leaf(h.Candidates[i].Assignment))
	}
	return r
}

func join(list []string) string { return strings.Join(list, "; ") }
