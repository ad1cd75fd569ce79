package pack

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/report"
	"comity/internal/cooperation/report/pades"
	"comity/internal/cooperation/report/word"
	"comity/internal/evidence/cms"
	"comity/internal/records/record"
	"comity/internal/verify/shell"
)

// Texts writes what people read of a pack: report.html, report.pdf with a signature of its own, the
// READMEs, and verify.sh.
func Texts(ctx context.Context, p *Pack, to Container) error {
	c, err := p.content()
	if err != nil {
		return err
	}
	w, err := to.Add(report.HTMLFile)
	if err != nil {
		return err
	}
	if err := report.WriteHTML(w, c); err != nil {
		return err
	}
	if err := p.pdf(ctx, c); err != nil {
		return err
	}
	for _, lang := range slices.Compact([]string{word.English, word.Known(c.Language)}) {
		w, err := to.Add(report.ReadmeFile(lang))
		if err != nil {
			return err
		}
		if err := report.WriteReadme(w, c, lang); err != nil {
			return err
		}
	}
	return p.add(shell.File, shell.Script)
}

func (p *Pack) pdf(ctx context.Context, c *report.Content) error {
	var b bytes.Buffer
	if err := report.WritePDF(&b, c); err != nil {
		return err
	}
	key, err := p.Case.Certified(ctx)
	if err != nil {
		return err
	}
	signed, err := pades.Sign(b.Bytes(), pades.Note{At: c.Created, Name: c.From.Authority, Reason: c.Purpose, Location: c.From.Country}, func(r io.Reader) ([]byte, error) {
		all, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		return cms.Sign(ctx, all, cms.Signer{Signer: key.Signer, Chain: key.Chain}, time.Time{}, p.cfg.Stamper) // EN 319 142-1: the time stands in /M, no signing-time
	})
	if err != nil {
		return err
	}
	return p.add(report.PDFFile, signed)
}

// content is what the report tells.
func (p *Pack) content() (*report.Content, error) {
	i := &p.Info
	c := &report.Content{
		Language: word.Of(i.To), Case: i.Case, Title: i.Title, Purpose: i.Purpose, Created: i.Created,
		From: report.Party{Authority: i.From.Authority, Country: i.From.Country, Contact: p.Choice.own}, To: report.Party{Country: i.To},
		Subjects: p.subjects, Timestamp: i.Timestamp, Accuracy: report.Measures(p.cfg.Accuracy),
		Versions: report.Versions{Comity: i.Version, Run: i.Run, Subrun: i.Subrun, Weights: i.Weights, Table: tableVersion(i.Weights)},
	}
	if p.cfg.Subject != "" {
		c.Kind, c.Language, c.To = report.Disclosure, word.Of(i.From.Country), report.Party{Authority: "defence of " + p.cfg.Subject}
	}
	for _, d := range p.Case.Signed() {
		c.Actors = append(c.Actors, report.Actor{Name: d.Actor, Did: d.What, Act: d.Act, Time: d.Time})
	}
	c.Actors = append(c.Actors, report.Actor{Name: p.Case.Actor(), Did: "handed over", Time: i.Created})
	c.Recorded, c.Witnesses = p.Case.Cosigned()
	p.counts(c)
	return c, p.described(c)
}

// counts takes over what was withheld.
func (p *Pack) counts(c *report.Content) {
	for i, x := range p.Withheld.Exhibits {
		w := report.Withheld{Exhibit: x.Number, Ref: x.Ref, Place: i + 1, Leaves: x.Leaves, Shown: x.Shown}
		for rule, n := range x.Withheld {
			w.Rules = append(w.Rules, report.Rule{Name: rule, Count: n})
		}
		slices.SortFunc(w.Rules, func(a, b report.Rule) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
		c.Withheld = append(c.Withheld, w)
	}
	for _, s := range p.Withheld.Subjects {
		c.Missing = append(c.Missing, report.Missing{Subject: s.Subject, Rows: s.Rows, Rule: join(s.Rules), Ask: join(s.Ask)})
	}
}

// description is what the report takes of exhibits/<n>/description.json.
type description struct {
	Source record.Source `json:"source"`
	Basis  struct {
		ID         string   `json:"id"`
		Instrument string   `json:"instrument"`
		Authority  string   `json:"authority"`
		Reference  string   `json:"reference"`
		Date       string   `json:"date"`
		Offence    string   `json:"offence"`
		From       string   `json:"from"`
		To         string   `json:"to"`
		Data       []string `json:"data"`
	} `json:"basis"`
	Obtained time.Time `json:"obtained"`
	Handling []string  `json:"handling"`
}

// described takes over what the exhibits are, and the legal bases that they rest on.
func (p *Pack) described(c *report.Content) error {
	for n, i := range p.Sources {
		text, err := p.Case.Description(i)
		if err != nil {
			return err
		}
		var d description
		if err := json.Unmarshal(text, &d); err != nil {
			return comity.Errorf(comity.Negative, "description of exhibit %d: %w", n+1, err)
		}
		x := report.Exhibit{
			Number: n + 1, Ref: d.Source.Ref, ID: d.Source.Exhibit, Kind: string(d.Source.Kind), Format: d.Source.Format, Provider: d.Source.Provider, Country: d.Source.Country,
			Obtained: d.Obtained, Basis: d.Basis.ID, Handling: d.Handling, Clock: clockOf(&d.Source),
		}
		if t := p.Case.Tree(i); t != nil {
			x.Rule, x.Leaves, x.Root = string(t.Rule), t.Leaves, t.Root
		}
		for _, w := range p.Withheld.Exhibits {
			if w.Number == x.Number {
				x.Shown = w.Shown
			}
		}
		c.Exhibits = append(c.Exhibits, x)
		if !slices.ContainsFunc(c.Bases, func(b report.Basis) bool { return b.ID == d.Basis.ID }) {
			c.Bases = append(c.Bases, report.Basis(d.Basis))
		}
	}
	return nil
}

// clockOf is what the source says of its clock, as one line.
func clockOf(s *record.Source) string {
	b, err := json.Marshal(s.Clock)
	if err != nil {
		return ""
	}
	var m map[string]any
	if json.Unmarshal(b, &m) != nil {
		return ""
	}
	var parts []string
	for _, key := range []string{"zone", "skew", "basis"} {
		if v, ok := m[key].(string); ok && v != "" {
			parts = append(parts, v)
		}
	}
	return join(parts)
}

// subjects yields those whose finding is in the pack, by rank.
func (p *Pack) subjects(each func(*report.Subject) error) error {
	gap := int(p.Case.Manifest().Parameters.SessionGap / run.Micros(comity.Minute))
	for _, k := range p.Choice.In.subjects {
		s := p.Choice.In.items[k].subject
		if !p.Findings(s.ID) {
			continue
		}
		out := report.Subject{Subject: *s, Gap: gap}
		out.Category, out.Minor = p.Case.Person(s.ID)
		for _, w := range p.Withheld.Subjects {
			if w.Subject == s.ID {
				out.Was, out.Band, out.Withheld, out.Ask = w.Was, w.Band, w.Rows, join(w.Ask)
			}
		}
		p.events(&out)
		if err := each(&out); err != nil {
			return err
		}
	}
	return nil
}

// events are what the report shows of a subject's hits.
func (p *Pack) events(s *report.Subject) {
	all := 0
	for range s.Subject.Hits() {
		all++
	}
	for _, id := range p.shelf.events[s.ID] {
		h := p.shelf.hits[id]
		if h == nil {
			continue
		}
		e := report.Hit{Hit: *h, Rows: []report.Row{p.shelf.row(h.Cite)}}
		if h.LastCite != h.Cite {
			e.Rows = append(e.Rows, p.shelf.row(h.LastCite))
		}
		e.MoreRows = max(0, h.Count-int64(len(e.Rows)))
		for i := range h.Candidates[:min(report.ShownRows, len(h.Candidates))] {
			e.Assignments = append(e.Assignments, p.shelf.row(h.Candidates[i].Assignment))
		}
		s.Hits = append(s.Hits, e)
	}
	s.MoreHits = int64(max(0, all-len(s.Hits)))
}

// tableVersion names the table of weights of a digest; "" of one that is not this version's.
func tableVersion(weights comity.Digest) string {
	if weights != attribution.TableDigest() {
		return ""
	}
	return attribution.TableVersion
}
