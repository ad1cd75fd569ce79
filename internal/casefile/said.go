package casefile

import (
	"context"
	"errors"
	"slices"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/casefile/catalogue"
	"comity/internal/casefile/handling"
	"comity/internal/comity"
)

// codesOf reads the codes that somebody puts on what they say, as acts hold them.
func codesOf(given []string) ([]string, error) {
	codes, err := handling.Parse(given)
	if err != nil || codes.IsZero() {
		return nil, err
	}
	return codes.List(), comity.MayKeep("the handling code", codes.String())
}

// saidUnder collects the verdicts and notes that carry codes.
func (c *Case) saidUnder(g *gate) error {
	rows, err := c.said(func(DecisionRow) bool { return true })
	if err != nil {
		return err
	}
	for i := range rows {
		if len(rows[i].Handling) == 0 {
			continue
		}
		codes, err := handling.Parse(rows[i].Handling)
		g.said = append(g.said, contributed{codes: codes, read: err == nil, said: &rows[i]})
	}
	return nil
}

// contributedBy are the exhibits named, and what was said under a code of the item, of
// something that it rests on, or of these exhibits and their rows.
func (c *Case) contributedBy(item string, exhibits []comity.Digest) (out []contributed) {
	exhibits = slices.Clone(exhibits)
	slices.SortFunc(exhibits, func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
	exhibits = slices.Compact(exhibits)
	for _, d := range exhibits {
		out = append(append(out, c.gate.exhibits[d]...), c.formerly(item, d)...)
	}
	if len(out) == 0 {
		return nil
	}
	for _, x := range c.gate.said {
		if c.concerns(x.said.Item, item, exhibits) {
			out = append(out, x)
		}
	}
	return out
}

// concerns reports whether what was said of something is carried by an item that
// rests on exhibits.
func (c *Case) concerns(of, item string, exhibits []comity.Digest) bool {
	if of == item || strings.HasPrefix(of, item+"/") { // the item, or an argument of it
		return true
	}
	if c.gate.graph != nil && slices.Contains(c.gate.graph.Hits(item), of) {
		return true
	}
	if v, ok := c.state.byRef(of); ok {
		return slices.Contains(exhibits, v.body.Exhibit)
	}
	if d, err := comity.ParseDigest(of); err == nil {
		return slices.Contains(exhibits, d)
	}
	cite, err := comity.ParseCitation(of)
	return err == nil && slices.Contains(exhibits, cite.Exhibit)
}

// codesOfSubject is what a subject of a run carries, or one of its arguments; hits are
// those that are known of those behind it.
func (c *Case) codesOfSubject(ctx context.Context, body checkBody, item string, s *run.Subject, hits []run.Hit) ([]string, error) {
	hits, err := c.addHits(ctx, body, s, hits)
	if err != nil {
		return nil, err
	}
	return c.codesOver(item, s, hits)
}

// addHits reads the hits behind a subject that are not among the known ones, and adds them.
func (c *Case) addHits(ctx context.Context, body checkBody, s *run.Subject, hits []run.Hit) ([]run.Hit, error) {
	known := map[string]bool{}
	for i := range hits {
		known[hits[i].ID] = true
	}
	err := c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		for id := range s.Hits() {
			if known[id] {
				continue
			}
			known[id] = true
			f, err := c.finding(ctx, cat, body, kindHit, id)
			if err != nil {
				return err
			}
			hits = append(hits, *f.Hit)
		}
		return nil
	})
	return hits, err
}

// codesOver is Handling of an item whose findings are at hand: that reads all of a run.
func (c *Case) codesOver(item string, s *run.Subject, hits []run.Hit) ([]string, error) {
	under, err := c.underOf(item, s, hits)
	if err != nil || len(under) == 0 {
		return []string{}, err
	}
	return joined(under).List(), nil
}

// underOf is under of an item whose findings are at hand.
func (c *Case) underOf(item string, s *run.Subject, hits []run.Hit) ([]contributed, error) {
	exhibits, err := c.restables()
	if err != nil {
		return nil, err
	}
	g := &gate{graph: derivation.New(exhibits), exhibits: map[comity.Digest][]contributed{}}
	for i := range hits {
		g.graph.Add(run.Finding{Hit: &hits[i]})
	}
	if s != nil {
		g.graph.Add(run.Finding{Subject: s})
	}
	if err := errors.Join(c.contributions(g), c.saidUnder(g)); err != nil {
		return nil, err
	}
	before := c.gate
	defer func() { c.gate = before }()
	c.gate = g
	return c.contributedBy(item, c.rests(item)), nil
}
