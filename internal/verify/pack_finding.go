package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

const derivationFile = "findings/derivation.json"

// packDerivation is what is read of findings/derivation.json.
type packDerivation struct {
	Claims []packClaim `json:"claims"`
	Hits   []packRests `json:"hits"`

	Eliminated []packEliminated `json:"eliminated"`
	Named      []packNamed      `json:"named"`
}

// packEliminated is a hit of several subscribers that is taken for the subject's one, and the
// assignment that excludes the others.
type packEliminated struct {
	Subject    string   `json:"subject"`
	Hit        string   `json:"hit"`
	Assignment packLeaf `json:"assignment"`
}

// packNamed is a row that says who holds one of the subject's connections.
type packNamed struct {
	Subject string   `json:"subject"`
	Row     packLeaf `json:"row"`
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
	if err := p.json(derivationFile, &d); err != nil {
		return err
	}
	seen := map[rested]struct{}{} // not compared with all others: a sender may let all rest on one leaf
	for i := range d.Hits {
		for _, l := range d.Hits[i].leaves() {
			if err := p.rest(&l, d.Hits[i].Hit, seen); err != nil {
				return err
			}
		}
	}
	for i := range d.Eliminated {
		if err := p.rest(&d.Eliminated[i].Assignment, d.Eliminated[i].Hit, seen); err != nil {
			return err
		}
	}
	for i := range d.Named {
		if err := p.rest(&d.Named[i].Row, d.Named[i].Subject, seen); err != nil {
			return err
		}
	}
	return nil
}

// rested is a row that something rests on.
type rested struct {
	exhibit int
	leaf    int64
	cite    comity.Citation
}

// rest notes that a hit or subject rests on a row.
func (p *Packed) rest(l *packLeaf, item string, seen map[rested]struct{}) error {
	if l.Exhibit == 0 {
		return nil
	}
	if l.Leaf == nil {
		return comity.Errorf(comity.Negative, "%.60q rests on a row without a leaf", item)
	}
	at := p.cited[l.Exhibit]
	if at == nil {
		at = map[int64][]comity.Citation{}
		p.cited[l.Exhibit] = at
	}
	once := rested{l.Exhibit, *l.Leaf, l.Cite}
	if _, is := seen[once]; !is {
		seen[once] = struct{}{}
		at[*l.Leaf] = append(at[*l.Leaf], l.Cite)
	}
	return nil
}

// findings compares findings with their derivation, and that with the rows that are
// shown: what a finding cites is in the pack, or is said to be withheld with whom to ask.
func (p *Packed) findings(ctx context.Context) error {
	var d packDerivation
	if err := p.json(derivationFile, &d); err != nil {
		return nil // told already
	}
	f := &packFindings{p: p, rests: map[string]*packRests{}, claims: map[string]packClaim{}, hits: map[string]bool{}, lost: map[string]int64{}, visits: map[int]map[packVisitor]*packTrack{}, told: map[string]int64{}, excluded: map[string][]packEliminated{}, named: map[string][]packNamed{}}
	for i := range d.Hits {
		f.rests[d.Hits[i].Hit] = &d.Hits[i]
	}
	for _, c := range d.Claims {
		f.claims[c.ID] = c
	}
	for _, n := range f.p.withheld.Subjects {
		if len(n.Ask) > 0 {
			f.told[n.Subject] = n.Rows
		}
	}
	for _, e := range d.Eliminated {
		f.excluded[e.Subject] = append(f.excluded[e.Subject], e)
	}
	for _, n := range d.Named {
		f.named[n.Subject] = append(f.named[n.Subject], n)
	}
	for _, n := range slices.Sorted(maps.Keys(p.cited)) {
		if left := p.cited[n]; len(left) > 0 {
			leaf := slices.Min(slices.Collect(maps.Keys(left)))
			return comity.Errorf(comity.Negative, "a finding rests on leaf %d of exhibit %03d, which is not shown there", leaf, n)
		}
	}
	if err := f.all(ctx); err != nil {
		return err
	}
	if len(f.claims) > 0 || len(f.rests) != len(f.hits) || len(f.excluded)+len(f.named) > 0 {
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
		if a.Decode(&b) == nil && b.Outward() == p.info.Run {
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
	told     map[string]int64 // subject → rows that withheld.json says are withheld of its evidence, with whom to ask

	visits   map[int]map[packVisitor]*packTrack // hits of several lines, by exhibit
	lost     map[string]int64                   // hit → lines of it that are not shown
	excluded map[string][]packEliminated        // by subject
	named    map[string][]packNamed             // by subject
}

// all reads hits, counts their lines, and reads what rests on them.
func (f *packFindings) all(ctx context.Context) error {
	err := f.read(ctx, func(x *run.Finding) error {
		if x.Hit == nil {
			return nil
		}
		return f.hit(x.Hit)
	})
	if err == nil {
		err = f.lines(ctx)
	}
	if err != nil {
		return err
	}
	return f.read(ctx, func(x *run.Finding) error {
		if x.Subject == nil {
			return nil
		}
		return f.subject(x.Subject)
	})
}

func (f *packFindings) read(ctx context.Context, each func(*run.Finding) error) error {
	file, err := f.p.cfg.Files.File("findings/findings.jsonl")
	if err != nil {
		return comity.Errorf(comity.Negative, "findings/findings.jsonl is missing: %w", err)
	}
	err = eachLine(ctx, file, func(line []byte) error {
		var x run.Finding
		if sign.Read(line, &x) != nil {
			return comity.Errorf(comity.Negative, "a line of the findings cannot be read")
		}
		return each(&x)
	})
	return errors.Join(err, file.Close())
}

func (f *packFindings) hit(h *run.Hit) error {
	r := f.rests[h.ID]
	if r == nil {
		return comity.Errorf(comity.Negative, "hit %.60q: the derivation does not say what it rests on", h.ID)
	}
	if f.hits[h.ID] {
		return comity.Errorf(comity.Negative, "hit %.60q stands twice in the findings", h.ID)
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
	f.visit(h, r)
	return nil
}

// subject wants each hit that the subject's weights, rivals and eliminations rest on in the
// pack, with the rows that say who holds its connections, and where rows behind them are withheld a notice that says so: what speaks for a
// person is not left out silently.
func (f *packFindings) subject(s *run.Subject) error {
	f.subjects++
	b := bearing{f: f, missing: map[comity.Citation]bool{}, said: map[comity.Citation]bool{}, seen: map[string]bool{}}
	for id := range s.Hits() {
		if err := b.hit(s.ID, id); err != nil {
			return err
		}
	}
	if err := b.eliminated(s); err != nil {
		return err
	}
	if err := b.named(s); err != nil {
		return err
	}
	if err := f.claim(s); err != nil {
		return err
	}
	told := f.told[s.ID]
	if rows := int64(len(b.missing)) + b.between; told < rows {
		return comity.Errorf(comity.Negative, "subject %.60q: %d rows that bear on it are withheld, and the notice speaks of %d: evidence is withheld silently", s.ID, rows, told)
	}
	if len(b.said) > 0 {
		f.p.Unproven("evidence on "+s.ID, f.p.sender(), "%d rows that this subject rests on are stated, not shown", len(b.said))
	}
	return nil
}

// bearing gathers what bears on one subject and is not shown.
type bearing struct {
	f       *packFindings
	missing map[comity.Citation]bool // cited rows that are withheld
	said    map[comity.Citation]bool // and such that are stated whole
	between int64                    // lines of hits that are withheld and cited by nothing
	seen    map[string]bool
}

func (b *bearing) hit(subject, id string) error {
	if !b.f.hits[id] {
		return comity.Errorf(comity.Negative, "subject %.60q rests on hit %.60q, which is not in the pack", subject, id)
	}
	if b.seen[id] {
		return nil
	}
	b.seen[id] = true
	r := b.f.rests[id]
	for _, l := range r.leaves() {
		b.row(&l)
	}
	ends := int64(0)
	for i := range r.Event {
		if r.Event[i].Exhibit == 0 {
			ends++
		}
	}
	b.between += max(0, b.f.lost[id]-ends)
	return nil
}

func (b *bearing) row(l *packLeaf) {
	switch {
	case l.Exhibit == 0:
		b.missing[l.Cite] = true
	case b.f.p.onWord[l.Exhibit][*l.Leaf]:
		b.said[l.Cite] = true
	}
}

// eliminated wants what excludes others than the subject in the pack as well.
func (b *bearing) eliminated(s *run.Subject) error {
	list := b.f.excluded[s.ID]
	delete(b.f.excluded, s.ID)
	if !slices.EqualFunc(s.Eliminated, list, func(e run.Elimination, d packEliminated) bool {
		return e.Hit == d.Hit && e.Assignment == d.Assignment.Cite
	}) {
		return comity.Errorf(comity.Negative, "subject %.60q excludes others by other rows than its derivation says", s.ID)
	}
	for i := range list {
		if err := b.hit(s.ID, list[i].Hit); err != nil {
			return err
		}
		b.row(&list[i].Assignment)
	}
	return nil
}

// named wants the rows that say who holds the subject's connections in the pack as well.
func (b *bearing) named(s *run.Subject) error {
	list := b.f.named[s.ID]
	delete(b.f.named, s.ID)
	if !slices.EqualFunc(s.Named, list, func(n run.Named, d packNamed) bool { return n.Row == d.Row.Cite }) {
		return comity.Errorf(comity.Negative, "subject %.60q is told who holds a connection by other rows than its derivation says", s.ID)
	}
	for i := range list {
		b.row(&list[i].Row)
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
