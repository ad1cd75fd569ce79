package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"encoding/json"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/verify/history"
)

// packDerivation is what is read of findings/derivation.json.
type packDerivation struct {
	Claims []packClaim `json:"claims"`
	Hits   []packRests `json:"hits"`
}

type packClaim struct {
	ID     string        `json:"id"`
	Weight comity.Weight `json:"weight"`
	Text   string        `json:"text"`
	Hits   []string      `json:"hits"`
}

type packRests struct {
	Hit         string     `json:"hit"`
	Event       []packLeaf `json:"event"`
	Assignments []packLeaf `json:"assignments"`
}

type packLeaf struct {
	Cite    comity.Citation `json:"cite"`
	Exhibit int             `json:"exhibit"` // 0: the row is withheld
	Leaf    *int64          `json:"leaf"`
}

func (r *packRests) leaves() []packLeaf { return slices.Concat(r.Event, r.Assignments) }

// derivation notes which leaves findings rest on, before rows are read.
func (p *Packed) derivation(context.Context) error {
	var d packDerivation
	if err := p.json("findings/derivation.json", &d); err != nil {
		return err
	}
	for i := range d.Hits {
		for _, l := range d.Hits[i].leaves() {
			if err := p.rest(&l, d.Hits[i].Hit); err != nil {
				return err
			}
		}
	}
	return nil
}

// rest notes that a hit rests on a row.
func (p *Packed) rest(l *packLeaf, hit string) error {
	if l.Exhibit == 0 {
		return nil
	}
	if l.Leaf == nil {
		return comity.Errorf(comity.Negative, "hit %.60q rests on a row without a leaf", hit)
	}
	at := p.cited[l.Exhibit]
	if at == nil {
		at = map[int64][]comity.Citation{}
		p.cited[l.Exhibit] = at
	}
	if !slices.Contains(at[*l.Leaf], l.Cite) {
		at[*l.Leaf] = append(at[*l.Leaf], l.Cite)
	}
	return nil
}

// findings compares findings with their derivation, and that with the rows that are
// shown: what a finding cites is in the pack, or is said to be withheld with whom to ask.
func (p *Packed) findings(ctx context.Context) error {
	var d packDerivation
	if err := p.json("findings/derivation.json", &d); err != nil {
		return nil // told already
	}
	f := &packFindings{p: p, rests: map[string]*packRests{}, claims: map[string]packClaim{}, hits: map[string]bool{}}
	for i := range d.Hits {
		f.rests[d.Hits[i].Hit] = &d.Hits[i]
	}
	for _, c := range d.Claims {
		f.claims[c.ID] = c
	}
	for _, n := range slices.Sorted(maps.Keys(p.cited)) {
		if left := p.cited[n]; len(left) > 0 {
			leaf := slices.Min(slices.Collect(maps.Keys(left)))
			return comity.Errorf(comity.Negative, "a finding rests on leaf %d of exhibit %03d, which is not shown there", leaf, n)
		}
	}
	if err := f.read(ctx); err != nil {
		return err
	}
	if len(f.claims) > 0 || len(f.rests) != len(f.hits) {
		return comity.Errorf(comity.Negative, "the derivation has claims or hits that no finding in the pack makes")
	}
	p.Row(true, "findings", "%d subjects and %d hits: each row that they cite is in the pack, or is said to be withheld, with whom to ask", f.subjects, len(f.hits))
	p.Unproven("findings", p.sender(), "that these lines are those of run %s, whole and unaltered, stands on the sender's word; act of checking: %s", p.info.Run.Short(), p.checked())
	return nil
}

// checked names the act that recorded the run.
func (p *Packed) checked() string {
	for _, a := range p.kind(history.Checking) {
		var b history.CheckBody
		if a.Decode(&b) == nil && b.Run == p.info.Run {
			return fmt.Sprintf("%06d", a.Seq)
		}
	}
	return "-"
}

type packFindings struct {
	p        *Packed
	rests    map[string]*packRests
	claims   map[string]packClaim
	hits     map[string]bool // in findings.jsonl
	subjects int
}

func (f *packFindings) read(ctx context.Context) error {
	file, err := f.p.cfg.Files.File("findings/findings.jsonl")
	if err != nil {
		return comity.Errorf(comity.Negative, "findings/findings.jsonl is missing: %w", err)
	}
	err = eachLine(ctx, file, func(line []byte) error {
		var x run.Finding
		switch {
		case json.Unmarshal(line, &x) != nil:
			return comity.Errorf(comity.Negative, "a line of the findings cannot be read")
		case x.Hit != nil:
			return f.hit(x.Hit)
		case x.Subject != nil:
			return f.subject(x.Subject)
		}
		return nil
	})
	return errors.Join(err, file.Close())
}

func (f *packFindings) hit(h *run.Hit) error {
	r := f.rests[h.ID]
	if r == nil {
		return comity.Errorf(comity.Negative, "hit %.60q: the derivation does not say what it rests on", h.ID)
	}
	f.hits[h.ID] = true
	want := []comity.Citation{h.Cite}
	if h.LastCite != h.Cite {
		want = append(want, h.LastCite)
	}
	for i := range h.Candidates {
		want = append(want, h.Candidates[i].Assignment)
	}
	if !slices.EqualFunc(want, r.leaves(), func(c comity.Citation, l packLeaf) bool { return c == l.Cite }) {
		return comity.Errorf(comity.Negative, "hit %.60q cites other rows than its derivation", h.ID)
	}
	return nil
}

// subject wants each hit that the subject's weights and rivals rest on in the pack, and
// where rows behind them are withheld a notice that says so: what speaks for a person is
// not left out silently.
func (f *packFindings) subject(s *run.Subject) error {
	f.subjects++
	missing, said := map[comity.Citation]bool{}, map[comity.Citation]bool{}
	for id := range s.Hits() {
		if !f.hits[id] {
			return comity.Errorf(comity.Negative, "subject %.60q rests on hit %.60q, which is not in the pack", s.ID, id)
		}
		for _, l := range f.rests[id].leaves() {
			switch {
			case l.Exhibit == 0:
				missing[l.Cite] = true
			case f.p.onWord[l.Exhibit][*l.Leaf]:
				said[l.Cite] = true
			}
		}
	}
	if err := f.claim(s); err != nil {
		return err
	}
	var told int64
	for _, n := range f.p.withheld.Subjects {
		if n.Subject == s.ID && len(n.Ask) > 0 {
			told = n.Rows
		}
	}
	if told < int64(len(missing)) {
		return comity.Errorf(comity.Negative, "subject %.60q: %d rows that bear on it are withheld, and the notice speaks of %d: evidence is withheld silently", s.ID, len(missing), told)
	}
	if len(said) > 0 {
		f.p.Unproven("evidence on "+s.ID, f.p.sender(), "%d rows that this subject rests on are stated, not shown", len(said))
	}
	return nil
}

// claim compares each weight of the subject with the derivation.
func (f *packFindings) claim(s *run.Subject) error {
	sides := map[string][]run.Argument{"for": s.For, "against": s.Against}
	for i := range s.Rivals {
		sides["rival/"+s.Rivals[i].Kind] = s.Rivals[i].Rows
	}
	for _, side := range slices.Sorted(maps.Keys(sides)) {
		for i, a := range sides[side] {
			id := fmt.Sprintf("%s/%s/%d", s.ID, side, i+1)
			c, ok := f.claims[id]
			if !ok || c.Weight != a.Weight || c.Text != a.Text || !slices.Equal(c.Hits, a.Hits) {
				return comity.Errorf(comity.Negative, "claim %.80q is another in the derivation, or is missing there", id)
			}
			delete(f.claims, id)
		}
	}
	return nil
}
