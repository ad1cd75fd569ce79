package nexus

import (
	"context"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// Case is what is asked of a case; casefile.Survey is one.
type Case interface {
	Exhibits() []casefile.Surveyed
	Records(ctx context.Context, i int, each func(*run.Row)) error
	Findings(ctx context.Context, each func(f run.Finding, since comity.Instant) error) error
}

// Of is Read without the names of the cards.
func Of(ctx context.Context, c Case) (list []Nexus, allotments int, err error) {
	r, err := Read(ctx, c)
	return r.List, r.Allotments, err
}

// Reading is what a whole case says of states.
type Reading struct {
	List       []Nexus
	Allotments int                 // how many exhibits hold allotments: where none does, addresses have no such reason
	Cards      map[[16]byte]string // by token: the item that is the card
}

// Read reads a whole case: the files of allotments first, then the findings, whose
// names for cards the records are to bear, then every record.
func Read(ctx context.Context, c Case) (r Reading, err error) {
	history, files := &History{}, []comity.Digest{}
	for i, x := range c.Exhibits() {
		if x.Source.Kind != record.Allotments {
			continue
		}
		r.Allotments++
		files = append(files, x.Source.Exhibit)
		if err := c.Records(ctx, i, func(r *run.Row) { history.Add(r.Allotment, x.Since) }); err != nil {
			return r, err
		}
	}
	k := New(history)
	for _, id := range files {
		k.files = k.files.with(k.number(id))
	}
	if err := k.exhibits(c); err != nil {
		return r, err
	}
	if err := c.Findings(ctx, k.finding); err != nil {
		return r, err
	}
	for i, x := range c.Exhibits() {
		if x.Source.Kind == record.Allotments {
			continue
		}
		o, err := NewOrigin(&x.Source, x.Since)
		if err != nil {
			return r, err
		}
		if err := c.Records(ctx, i, func(r *run.Row) { k.Record(o, r) }); err != nil {
			return r, err
		}
	}
	r.Cards, r.List = k.nameCards(), k.Result()
	return r, nil
}

func (c *Collector) exhibits(from Case) error {
	for _, x := range from.Exhibits() {
		o, err := NewOrigin(&x.Source, x.Since)
		if err != nil {
			return err
		}
		c.Exhibit(o)
	}
	return nil
}

func (c *Collector) finding(f run.Finding, since comity.Instant) error {
	switch {
	case f.Hit != nil:
		c.Hit(f.Hit, since)
	case f.Subject != nil:
		c.Cards(f.Subject)
		c.Subject(f.Subject, since)
	}
	return nil
}
