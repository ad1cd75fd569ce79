package pack

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/report"
	"comity/internal/cooperation/report/pades"
	"comity/internal/cooperation/report/shell"
	"comity/internal/cooperation/report/word"
	"comity/internal/evidence/cms"
)

// mostText is the number of bytes of a row that the report repeats.
const mostText = 4 << 10

// texts writes what people read of the pack, and the second verifier.
func (p *Pack) texts(ctx context.Context) error {
	c, err := p.content(ctx)
	if err != nil {
		return err
	}
	w, err := p.to.Add(report.HTMLFile)
	if err != nil {
		return err
	}
	if err := report.WriteHTML(w, c); err != nil {
		return err
	}
	var pdf bytes.Buffer // of Detailed subjects at most
	if err := report.WritePDF(&pdf, c); err != nil {
		return err
	}
	signed, err := p.sign(ctx, pdf.Bytes())
	if err != nil {
		return err
	}
	if err := p.add(report.PDFFile, signed); err != nil {
		return err
	}
	return p.add(shell.File, shell.Script)
}

// sign puts the sender's signature into the PDF.
func (p *Pack) sign(ctx context.Context, pdf []byte) ([]byte, error) {
	key, err := p.Case.Certified(ctx)
	if err != nil {
		return nil, err
	}
	note := pades.Note{At: p.Info.Created, Name: p.Info.From.Authority, Location: p.Info.From.Country}
	return pades.Sign(pdf, note, func(r io.Reader) ([]byte, error) {
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return cms.Sign(ctx, b, cms.Signer{Signer: key.Signer, Chain: key.Chain}, p.Info.Created, nil)
	})
}

// content is everything that the report says.
func (p *Pack) content(ctx context.Context) (*report.Content, error) {
	i := p.Info
	c := &report.Content{
		Case: i.Case, Title: i.Title, Purpose: i.Purpose, Created: i.Created, Language: word.Of(i.To),
		From: report.Party{Authority: i.From.Authority, Country: i.From.Country, Contact: i.From.Authority}, To: report.Party{Country: i.To},
		Versions: report.Versions{Comity: i.Version, Run: i.Run, Subrun: i.Subrun, Weights: i.Weights, Table: attribution.TableVersion},
		Subjects: p.subjects(ctx),
	}
	if p.cfg.Subject != "" {
		c.Kind, c.Language = report.Disclosure, word.Of(i.From.Country)
	}
	for n, who := range i.Actors {
		c.Actors = append(c.Actors, report.Actor{Name: who, Did: [2]string{"proposed", "approved"}[min(n, 1)], Time: i.Created})
	}
	if err := p.sources(c); err != nil {
		return nil, err
	}
	for _, x := range p.Withheld.Exhibits {
		w := report.Withheld{Exhibit: x.Number, Ref: x.Ref, Leaves: x.Leaves, Shown: x.Shown}
		for _, rule := range slices.Sorted(maps.Keys(x.Withheld)) {
			w.Rules = append(w.Rules, report.Rule{Name: rule, Count: x.Withheld[rule]})
		}
		c.Withheld = append(c.Withheld, w)
	}
	for _, s := range p.Withheld.Subjects {
		c.Missing = append(c.Missing, report.Missing{Subject: s.Subject, Rows: s.Rows, Rule: strings.Join(s.Rules, ", "), Ask: join(s.Ask)})
	}
	return c, nil
}

// sources describes the exhibits of the pack and their bases.
func (p *Pack) sources(c *report.Content) error {
	bases := map[string]bool{}
	for n, i := range p.Sources {
		d, err := p.Case.Sealed(i)
		if err != nil {
			return err
		}
		x := report.Exhibit{
			Number: n + 1, Ref: d.Source.Ref, ID: d.Source.Exhibit, Kind: string(d.Source.Kind), Format: d.Source.Format, Provider: d.Source.Provider,
			Country: d.Source.Country, Obtained: d.Obtained, Basis: d.Basis.ID, Handling: d.Handling, Clock: clockOf(d.Source.Clock.Zone, d.Source.Clock.Skew, d.Source.Clock.Basis),
			Act: d.Act,
		}
		if t := d.Tree; t != nil {
			x.Rule, x.Leaves, x.Root = string(t.Rule), t.Leaves, t.Root
		}
		for _, w := range p.Withheld.Exhibits {
			if w.Number == n+1 {
				x.Shown = w.Shown
			}
		}
		c.Exhibits = append(c.Exhibits, x)
		if b := d.Basis; !bases[b.ID] {
			bases[b.ID] = true
			basis := report.Basis{ID: b.ID, Instrument: b.Instrument, Authority: b.Authority, Reference: b.Reference, Date: b.Date.String(), Offence: b.Offence, From: b.From.String(), To: b.To.String()}
			for _, k := range b.Data {
				basis.Data = append(basis.Data, string(k))
			}
			c.Bases = append(c.Bases, basis)
		}
	}
	return nil
}

func clockOf(zone, skew, basis string) string {
	var parts []string
	for _, s := range []string{zone, skew, basis} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// subjects goes through the findings in the pack, by rank, each with the first of
// its hits.
func (p *Pack) subjects(ctx context.Context) report.Walk {
	return func(each func(*report.Subject) error) error {
		hits, err := p.firstHits(ctx)
		if err != nil {
			return err
		}
		for _, k := range p.Choice.In.subjects {
			it := &p.Choice.In.items[k]
			if !p.Findings(it.subject.ID) {
				continue
			}
			s := p.subjectOf(it, hits)
			if err := each(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// idsOf are the hits of a subject, each once, in the order of its arguments.
func idsOf(s *run.Subject) (out []string) {
	seen := map[string]bool{}
	for id := range s.Hits() {
		if !seen[id] {
			seen[id], out = true, append(out, id)
		}
	}
	return out
}

// firstHits are those that the report repeats, by id.
func (p *Pack) firstHits(ctx context.Context) (map[string]*run.Hit, error) {
	out := map[string]*run.Hit{}
	for _, k := range p.Choice.In.subjects {
		ids := idsOf(p.Choice.In.items[k].subject)
		for _, id := range ids[:min(len(ids), report.ShownHits)] {
			out[id] = nil
		}
	}
	return out, p.Case.Findings(ctx, func(f run.Finding, _ comity.Instant) error {
		if f.Hit == nil {
			return nil
		}
		if _, want := out[f.Hit.ID]; want && p.wanted[f.Hit.ID] {
			out[f.Hit.ID] = f.Hit
		}
		return nil
	})
}

func (p *Pack) subjectOf(it *item, hits map[string]*run.Hit) *report.Subject {
	s := &report.Subject{Subject: *it.subject, Gap: int(p.Case.Manifest().Parameters.SessionGap / run.Micros(comity.Minute)), Withheld: it.barred}
	s.Category, s.Minor = p.Case.Person(it.subject.ID)
	if w, is := p.missing(it); is {
		s.Band, s.Ask = w.Band, join(w.Ask)
	}
	ids := idsOf(it.subject)
	for _, id := range ids[:min(len(ids), report.ShownHits)] {
		if h := hits[id]; h != nil {
			s.Hits = append(s.Hits, p.hitOf(h))
		}
	}
	slices.SortStableFunc(s.Hits, func(a, b report.Hit) int { return cmp.Compare(a.First, b.First) })
	s.MoreHits = int64(len(ids) - len(s.Hits))
	return s
}

func (p *Pack) hitOf(h *run.Hit) report.Hit {
	out := report.Hit{Hit: *h, Rows: []report.Row{p.rowOf(h.Cite)}}
	if h.LastCite != h.Cite {
		out.Rows = append(out.Rows, p.rowOf(h.LastCite))
	}
	out.MoreRows = max(0, h.Count-int64(len(out.Rows)))
	for i := range h.Candidates[:min(len(h.Candidates), report.ShownRows)] {
		out.Assignments = append(out.Assignments, p.rowOf(h.Candidates[i].Assignment))
	}
	return out
}

// rowOf is a cited row as it is shown.
func (p *Pack) rowOf(c comity.Citation) report.Row {
	r := report.Row{Cite: c}
	at := p.Choice.In.places[placeOf(c)]
	if at == nil || at.number == 0 {
		return r
	}
	r.Exhibit, r.Leaf, r.Leaves = at.number, at.leaf, 1
	b := make([]byte, min(mostText, max(at.size, 1)))
	n, _ := p.builders[at.number-1].ReadAt(b, at.at)
	r.Text = bytes.TrimRight(b[:n], "\r\n")
	r.Leaves, r.Masked = max(at.leaves, 1), at.masked
	r.Stated = at.masked > 0
	return r
}

// rowKeeper notes where in the excerpt cited rows lie, and what they take up.
type rowKeeper struct {
	in    *Interest
	at    place
	n     int
	size  func() int64 // of the excerpt so far
	now   *cited       // the row being shown
	until int64        // where it ends in the exhibit
}

// leaf is told of each leaf that is shown or stated, before it is in the excerpt.
func (k *rowKeeper) leaf(offset, leaf int64, stated bool) {
	if k == nil {
		return
	}
	k.at.offset = offset
	if c := k.in.places[k.at]; c != nil {
		c.number, c.leaf, c.at = k.n, leaf, k.size()
		k.now, k.until = c, offset+max(c.length, 1)
	} else if offset >= k.until {
		k.now = nil
	}
	if k.now == nil {
		return
	}
	k.now.leaves++
	if stated {
		k.now.masked++
	}
}

// added is told once the leaf is in the excerpt.
func (k *rowKeeper) added() {
	if k != nil && k.now != nil {
		k.now.size = k.size() - k.now.at
	}
}
