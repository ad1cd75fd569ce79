package casefile

import (
	"fmt"
	"path"
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/records/record"
)

// grounding leads from one claim of a run to the bytes, seals and acts behind
// it. It lives for one call.
type grounding struct {
	c     *Case
	g     *derivation.Ground
	claim *derivation.Node
	m     run.Manifest
	body  checkBody
}

// grounds is the graph from a claim of the run to all that it rests on.
func (c *Case) grounds(body checkBody, v *ClaimView, s *run.Subject) (*derivation.Grounds, error) {
	m, err := c.manifest(body)
	if err != nil {
		return nil, err
	}
	weight := v.Argument.Weight
	claim := &derivation.Node{ID: derivation.NodeID(derivation.Claim, v.ID), Kind: derivation.Claim, Text: v.Argument.Text, Weight: &weight}
	b := &grounding{c: c, g: derivation.NewGround(claim), claim: claim, m: m, body: body}
	row := b.weighed(v.Argument)
	given := map[string]comity.Citation{}
	for _, e := range v.Eliminated {
		given[e.Hit] = e.Assignment
	}
	for i := range v.Hits {
		if err := b.hit(&v.Hits[i], given); err != nil {
			return nil, err
		}
	}
	if !derivation.OfHits(row, len(v.Hits)) {
		others := derivation.OfOthers(s, row, func(yield func(string) bool) {
			for i := range v.Hits {
				if !yield(v.Hits[i].Account) {
					return
				}
			}
		})
		if err := b.stated(s, others); err != nil {
			return nil, err
		}
	}
	b.recorded()
	return b.g.Grounds()
}

// weighed leads to the row of the weights, whose name it returns, and their
// table. Of a table that is not this version's only the digest is known.
func (b *grounding) weighed(a run.Argument) (row string) {
	table := &derivation.Node{ID: derivation.NodeID(derivation.Table, "weights"), Kind: derivation.Table, Text: "weights", Digest: &b.m.Weights}
	b.g.Add(table)
	r, ok := attribution.Find(a.Text, a.Weight)
	if !ok || b.m.Weights != attribution.TableDigest() {
		b.claim.Rest(derivation.Link{To: table.ID})
		return ""
	}
	n := &derivation.Node{ID: derivation.NodeID(derivation.Weight, r.Name), Kind: derivation.Weight, Text: r.Reason, Weight: &r.Weight}
	b.g.Add(n)
	n.Rest(derivation.Link{To: table.ID})
	b.claim.Rest(derivation.Link{To: n.ID})
	return r.Name
}

// recorded leads to the act that recorded the run, and to what the run was given.
func (b *grounding) recorded() {
	clocks := &derivation.Node{ID: derivation.NodeID(derivation.Table, "clocks"), Kind: derivation.Table, Text: "clocks", Digest: &b.m.Clocks, File: runPath(b.body.Run, run.ClocksFile)}
	gap := int64(b.m.Parameters.SessionGap)
	session := &derivation.Node{ID: derivation.NodeID(derivation.Parameter, "session_gap_us"), Kind: derivation.Parameter, Text: "session_gap_us", Value: &gap}
	for _, n := range []*derivation.Node{clocks, session} {
		b.g.Add(n)
		b.claim.Rest(derivation.Link{To: n.ID})
	}
	for i := len(b.c.state.checks) - 1; i >= 0; i-- {
		if k := b.c.state.checks[i]; k.body.Run == b.body.Run {
			n := b.act(k.act)
			n.Run = &b.body.Run
			b.claim.Rest(derivation.Link{To: n.ID})
			return
		}
	}
}

// act is the node of an act.
func (b *grounding) act(a act.Act) *derivation.Node {
	digest, at := a.Digest, a.Time
	n, _ := b.g.Add(&derivation.Node{
		ID: derivation.NodeID(derivation.Act, fmt.Sprintf("%06d", a.Seq)), Kind: derivation.Act, Text: a.Kind,
		Act: a.Seq, Time: &at, Digest: &digest, File: path.Join(act.Dir, a.File()),
	})
	return n
}

// hit leads from a hit to its event and to the assignments it may lie in.
func (b *grounding) hit(h *run.Hit, given map[string]comity.Citation) error {
	n, _ := b.g.Add(&derivation.Node{ID: derivation.NodeID(derivation.Hit, h.ID), Kind: derivation.Hit, Text: hitRow(h).Text, Count: h.Count, More: h.More})
	b.claim.Rest(derivation.Link{To: n.ID})
	event, err := b.event(h)
	if err != nil {
		return err
	}
	n.Rest(derivation.Link{To: event.ID, As: derivation.Event})
	for i := range h.Candidates {
		row, err := b.row(h.Candidates[i].Assignment)
		if err != nil {
			return err
		}
		n.Rest(derivation.Link{To: row.ID, As: derivation.Assigned})
	}
	if cite, ok := given[h.ID]; ok {
		row, err := b.row(cite)
		if err != nil {
			return err
		}
		n.Rest(derivation.Link{To: row.ID, As: derivation.Eliminated})
	}
	if h.More == 0 {
		return nil
	}
	return b.may(n, func(e derivation.Exhibit) bool { return e.Kind == record.Assignments || e.Kind == record.Answers })
}

// event is the record that a hit is: one row, or the lines from its first to its last.
func (b *grounding) event(h *run.Hit) (*derivation.Node, error) {
	if h.Cite == h.LastCite {
		return b.row(h.Cite)
	}
	n, fresh := b.g.Add(&derivation.Node{ID: derivation.NodeID(derivation.Record, h.Cite.String()+" … "+h.LastCite.String()), Kind: derivation.Record})
	if !fresh {
		return n, nil
	}
	links := []derivation.Link{{As: derivation.First}, {As: derivation.Last}}
	cites := []comity.Citation{h.Cite, h.LastCite}
	if end := h.Cite.Offset + h.Cite.Length; h.Count > 2 && h.Cite.Length >= 0 && h.LastCite.Offset > end {
		among := h.Cite
		among.Offset, among.Length = end, h.LastCite.Offset-end
		links, cites = append(links, derivation.Link{As: derivation.Between, Count: h.Count - 2}), append(cites, among)
	}
	for i, cite := range cites {
		c, err := b.cite(cite)
		if err != nil {
			return nil, err
		}
		links[i].To = c.ID
		n.Rest(links[i])
	}
	return n, nil
}

// row is the record of one row.
func (b *grounding) row(cite comity.Citation) (*derivation.Node, error) {
	n, fresh := b.g.Add(&derivation.Node{ID: derivation.NodeID(derivation.Record, cite.String()), Kind: derivation.Record})
	if !fresh {
		return n, nil
	}
	c, err := b.cite(cite)
	if err != nil {
		return nil, err
	}
	n.Rest(derivation.Link{To: c.ID})
	return n, nil
}

// cite leads from bytes to the exhibit that they are of.
func (b *grounding) cite(cite comity.Citation) (*derivation.Node, error) {
	n, fresh := b.g.Add(&derivation.Node{ID: derivation.NodeID(derivation.Cite, cite.String()), Kind: derivation.Cite, Cite: &cite})
	if !fresh {
		return n, nil
	}
	v, d, err := b.read(cite)
	if err != nil {
		return nil, err
	}
	n.Rest(derivation.Link{To: b.exhibit(v, d).ID})
	return n, nil
}

// read is the seal under which the run read the cited bytes. The same bytes may
// be sealed under others, which the run did not go by.
func (b *grounding) read(cite comity.Citation) (v sealed, d description, err error) {
	for i := range b.m.Sources {
		if src := &b.m.Sources[i]; src.Exhibit == cite.Exhibit && src.Inner() == innerOf(cite) {
			if v, ok := b.c.state.byRef(src.Ref); ok {
				d, err = b.c.describe(v)
				return v, d, err
			}
		}
	}
	return b.c.byCitation(cite)
}

// exhibit leads from an exhibit to its seals and to the acts that sealed it.
func (b *grounding) exhibit(v sealed, d description) *derivation.Node {
	id := v.body.Exhibit
	n, _ := b.g.Add(&derivation.Node{ID: derivation.NodeID(derivation.Sealed, id.String()), Kind: derivation.Sealed, Ref: v.body.Ref, Bytes: d.Bytes, Digest: &id})
	digest := v.body.Digest
	s, fresh := b.g.Add(&derivation.Node{ID: derivation.NodeID(derivation.Seal, v.body.Ref), Kind: derivation.Seal, Ref: v.body.Ref, File: v.body.Seal, Digest: &digest})
	n.Rest(derivation.Link{To: s.ID})
	if t := v.body.Tree; fresh && t != nil {
		leaves, root := t.Leaves, t.Root
		s.Rule, s.Version, s.Leaves, s.Root = string(t.Rule), t.Version, &leaves, &root
	}
	s.Rest(derivation.Link{To: b.act(v.act).ID})
	return n
}

// stated leads to what a claim that is about more than hits may rest on: the rows that state the
// subject's selectors, cited ones first, and who holds or used a connection; and where it counts other
// people's accounts, whose these are.
func (b *grounding) stated(s *run.Subject, others bool) error {
	all := s.Stated()
	for i := range s.Named {
		row, err := b.row(s.Named[i].Row)
		if err != nil {
			return err
		}
		b.claim.Rest(derivation.Link{To: row.ID, As: derivation.Named, May: true})
	}
	for _, sel := range all {
		cite, err := comity.ParseCitation(sel.Cite)
		if err != nil {
			continue // most selectors cite nothing
		}
		row, err := b.row(cite)
		if err != nil {
			return err
		}
		b.claim.Rest(derivation.Link{To: row.ID, As: derivation.Stated, May: true})
	}
	return b.may(b.claim, func(e derivation.Exhibit) bool {
		switch e.Kind {
		case record.Assignments, record.Answers, record.Access:
			return true
		}
		return others && e.Names() || slices.ContainsFunc(all, e.Shapes)
	})
}

// may leads to those exhibits that the run read of which want is true.
func (b *grounding) may(n *derivation.Node, want func(derivation.Exhibit) bool) error {
	for i := range b.m.Sources {
		src := &b.m.Sources[i]
		if !want(restable(src.Exhibit, src.Kind, src.Site)) {
			continue
		}
		v, ok := b.c.state.byRef(src.Ref)
		if !ok {
			return comity.Errorf(comity.Negative, "run %s read %q, which is not sealed here", b.body.Run.Short(), src.Ref).WithHint("%s", verifyHint)
		}
		d, err := b.c.describe(v)
		if err != nil {
			return err
		}
		n.Rest(derivation.Link{To: b.exhibit(v, d).ID, May: true})
	}
	return nil
}
