package pack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/excerpt"
	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/evidence/cms"
	"comity/internal/records/record"
)

// Container takes the files of a pack, one after the other: what is written to
// one ends where the next begins. container.Writer is one.
type Container interface {
	Add(name string) (io.Writer, error)
}

// Config of a pack.
type Config struct {
	To       string // the state; "": to the defence of Subject
	Subject  string
	Now      time.Time
	Workers  int
	Accuracy string // on what data accuracy was measured, in words; of a disclosure
	// Stamper vouches for the time of the signatures; nil: nobody (B-B). Authority says who that is.
	Stamper   cms.Stamper
	Authority string
	// Texts writes what people read of the pack, when all else is in it; nil: nothing.
	Texts    func(ctx context.Context, p *Pack, to Container) error
	Progress func(stage string, done, total int64)
}

// Pack is one being put together: what its report may tell.
type Pack struct {
	Case     *casefile.Handover
	Choice   *Choice
	Info     Info
	Withheld Withheld
	Sources  []int                // of Case.Exhibits, in the order of exhibits/<n>, n from 1
	Findings func(id string) bool // whether the finding of a subject is in the pack

	cfg      Config
	to       Container
	wanted   map[string]bool                // hits that go along
	cites    map[record.Stream]bool         // that findings which go along cite
	denied   map[string]casefile.Permission // subjects whose finding may not go
	builders []*excerpt.Builder
	spools   []*casefile.Spool
	shelf    shelf
}

// Make chooses what the recipient is given and writes it into a container.
func Make(ctx context.Context, h *casefile.Handover, to Container, cfg Config) (made casefile.Made, err error) {
	in := Subject(cfg.Subject)
	if err := disclosable(cfg.Subject, h.Manifest().Weights); err != nil {
		return made, err
	}
	if cfg.Subject == "" {
		r, err := nexus.Read(ctx, h)
		if err != nil {
			return made, err
		}
		in = For(cfg.To, r)
		if len(in.items) == 0 {
			return made, comity.Errorf(comity.Negative, "nothing of this case concerns %.2s", cfg.To).WithHint("`comity nexus CASE` lists what concerns whom")
		}
	}
	if err := in.Evidence(ctx, h); err != nil {
		return made, err
	}
	if cfg.Subject != "" && len(in.subjects) == 0 {
		return made, comity.Errorf(comity.Negative, "the latest run has no subject %.40q", cfg.Subject).WithHint("`comity show CASE subjects` lists them")
	}
	choice, err := Choose(ctx, h, in, h.Authority()+" ("+h.Country()+")")
	if err != nil {
		return made, err
	}
	made, err = Assemble(ctx, h, choice, to, cfg)
	return made, errors.Join(err, choice.Close())
}

// disclosable wants a run that is disclosed on a subject to have been weighed by this version's
// table: the defence gets the table along, and another version's is not at hand.
func disclosable(subject string, weights comity.Digest) error {
	if subject == "" || tableVersion(weights) != "" {
		return nil
	}
	return comity.Errorf(comity.Negative, "the latest run was weighed by another version's table of weights").
		WithHint("run `comity check` anew, or disclose with the version that made the run")
}

// Assemble writes the files of a pack into a container, in the order of
// docs/formats/pack.md, and says what was put in.
func Assemble(ctx context.Context, h *casefile.Handover, ch *Choice, to Container, cfg Config) (made casefile.Made, err error) {
	p := &Pack{Case: h, Choice: ch, cfg: cfg, to: to, wanted: map[string]bool{}, cites: map[record.Stream]bool{}, denied: map[string]casefile.Permission{}}
	p.Findings = func(id string) bool { _, no := p.denied[id]; return !no }
	defer func() {
		for _, s := range p.spools {
			err = errors.Join(err, s.Close())
		}
	}()
	for _, step := range []func(context.Context) error{
		p.permit, p.choose, p.exhibits, p.findings, p.derivation, p.subrun, p.custody, p.tables, p.withheld, p.info, p.texts,
	} {
		if err := step(ctx); err != nil {
			return made, err
		}
	}
	return p.made(), nil
}

// permit settles which findings may go along, and which exhibits they cite.
func (p *Pack) permit(ctx context.Context) error {
	subjects := map[string]bool{}
	for _, k := range p.Choice.In.subjects {
		s := p.Choice.In.items[k].subject
		may, err := p.Case.MayTell(ctx, s.ID)
		if err != nil {
			return err
		}
		if !may.Allowed {
			p.denied[s.ID] = may
			continue
		}
		subjects[s.ID] = true
		for id := range s.Hits() {
			p.wanted[id] = true
		}
		for i := range s.Eliminated {
			p.wanted[s.Eliminated[i].Hit] = true
			p.cite(s.Eliminated[i].Assignment)
		}
		for i := range s.Named {
			p.cite(s.Named[i].Row)
		}
	}
	err := p.Case.Findings(ctx, func(f run.Finding, _ comity.Instant) error {
		if f.Hit == nil || !p.wanted[f.Hit.ID] {
			return nil
		}
		p.cite(f.Hit.Cite)
		p.cite(f.Hit.LastCite)
		for i := range f.Hit.Candidates {
			p.cite(f.Hit.Candidates[i].Assignment)
		}
		return nil
	})
	p.Sources = p.Choice.Numbers(p.cites)
	return err
}

func (p *Pack) cite(c comity.Citation) { p.cites[record.StreamOf(c)] = true }

// exhibits writes description and rows of each, and keeps what is shown for the run over it.
func (p *Pack) exhibits(ctx context.Context) error {
	numbers := map[int]int{}
	for n, i := range p.Sources {
		numbers[i] = n + 1
	}
	absent := p.Case.Absent()
	for i := range p.Case.Exhibits() {
		absent = p.gone(absent, i)
		if err := p.exhibit(ctx, i, numbers[i]); err != nil {
			return err
		}
		p.progress("pack", int64(i+1), int64(len(p.Case.Exhibits())))
	}
	p.gone(absent, len(p.Case.Exhibits()))
	p.Choice.broken()
	return nil
}

func (p *Pack) progress(stage string, done, total int64) {
	if p.cfg.Progress != nil {
		p.cfg.Progress(stage, done, total)
	}
}

// gone counts the exhibits that were sealed before the i-th that the run read, and that it did not read.
func (p *Pack) gone(list []casefile.Absent, i int) []casefile.Absent {
	for len(list) > 0 && list[0].After <= i {
		p.Withheld.Exhibits = append(p.Withheld.Exhibits, WithheldExhibit{Ref: p.refOf(list[0].Ref, 0), Withheld: map[string]int64{list[0].Why: list[0].Leaves},
			Leaves: list[0].Leaves, Rule: list[0].Rule})
		list = list[1:]
	}
	return list
}

// exhibit writes the i-th exhibit as the n-th of the pack; n 0: it is counted only.
func (p *Pack) exhibit(ctx context.Context, i, n int) error {
	src := p.Case.Exhibits()[i].Source
	tree := p.Case.Tree(i)
	if tree == nil {
		p.Withheld.Exhibits = append(p.Withheld.Exhibits, WithheldExhibit{Ref: p.refOf(src.Ref, 0), Withheld: map[string]int64{}})
		return nil
	}
	s := p.Choice.Shower(i, tree.Rule, p.Case)
	rows, err := io.Discard, error(nil)
	if n > 0 {
		if rows, err = p.open(i, n, s); err != nil {
			return err
		}
	}
	if err := p.Case.Prune(ctx, i, rows, s.Show); err != nil {
		return err
	}
	if s.Err != nil {
		return s.Err
	}
	x := WithheldExhibit{Number: n, Ref: p.refOf(src.Ref, n), Rule: string(tree.Rule), Shown: s.Shown, Withheld: s.Withheld, Leaves: s.Shown}
	for _, k := range s.Withheld {
		x.Leaves += k
	}
	if n > 0 { // of others their place in the list is enough
		x.Exhibit, x.Description = src.Exhibit, p.Case.HeldBack(i)
	}
	p.Withheld.Exhibits = append(p.Withheld.Exhibits, x)
	return nil
}

// refOf is the reference by which withheld.json names an exhibit, the n-th of the pack. To another state nothing tells
// which others there are; the defence is given the index of all.
func (p *Pack) refOf(ref string, n int) string {
	if n == 0 && p.cfg.Subject == "" {
		return ""
	}
	return ref
}

// open begins the files of the n-th exhibit and its excerpt.
func (p *Pack) open(i, n int, s *Shower) (io.Writer, error) {
	text, err := p.Case.Description(i)
	if err != nil {
		return nil, err
	}
	if err := p.add(excerpt.Folder(n)+"/"+excerpt.Description, text); err != nil {
		return nil, err
	}
	spool, err := p.Case.NewSpool()
	if err != nil {
		return nil, err
	}
	p.spools = append(p.spools, spool)
	b := excerpt.NewBuilder(p.Case.Exhibits()[i].Source, spool)
	s.On = b.Add
	s.Leaf = p.Choice.In.leafOf(p.Case.Exhibits()[i].Source, n)
	p.shelf.watch(s, p.Case.Exhibits()[i].Source, n)
	p.builders = append(p.builders, b)
	return p.to.Add(excerpt.Folder(n) + "/" + excerpt.Rows)
}

func (p *Pack) add(name string, text []byte) error {
	w, err := p.to.Add(name)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func (p *Pack) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return p.add(name, append(comity.QuietJSON(b), '\n'))
}

// findings writes the lines of the run's findings that go along, as they are.
func (p *Pack) findings(ctx context.Context) error {
	w, err := p.to.Add(FindingsFile)
	if err != nil {
		return err
	}
	return p.Case.Lines(ctx, func(line []byte, f run.Finding) error {
		if f.Hit != nil && !p.wanted[f.Hit.ID] || f.Subject != nil && !p.told(f.Subject.ID) {
			return nil
		}
		_, err := w.Write(append(line, '\n'))
		return err
	})
}

// told reports whether the finding of a subject is in the pack.
func (p *Pack) told(id string) bool {
	_, mine := p.Choice.In.number[Item{"subject", id}]
	return mine && p.Findings(id)
}

// subrun computes the run over what is shown, and writes its files in their order.
func (p *Pack) subrun(ctx context.Context) error {
	files := map[string]*casefile.Spool{}
	res, err := excerpt.Run(ctx, p.builders, excerpt.Config{Workers: p.cfg.Workers, Create: func(name string) (io.WriteCloser, error) {
		s, err := p.Case.NewSpool()
		if err != nil {
			return nil, err
		}
		p.spools, files[name] = append(p.spools, s), s
		return open{s}, nil
	}})
	if err != nil {
		return comity.Wrapf("the run over the pack's rows: %w", err)
	}
	p.Info.Subrun = res.Run
	for _, name := range []string{run.ManifestFile, run.FindingsFile, run.RejectsFile, run.DuplicatesFile, run.ClocksFile} {
		w, err := p.to.Add(SubrunDir + "/" + name)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, io.NewSectionReader(files[name], 0, files[name].Size())); err != nil {
			return err
		}
	}
	return nil
}

// open is a spool that stays open when the engine closes it.
type open struct{ io.Writer }

func (open) Close() error { return nil }

func (p *Pack) custody(ctx context.Context) error {
	files, err := p.Case.History(ctx, p.Sources)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := p.add(CustodyDir+"/"+f.Name, f.Text); err != nil {
			return err
		}
	}
	return nil
}

// tables writes what the defence needs to weigh anew: the weights themselves, and
// on what data accuracy was measured.
func (p *Pack) tables(context.Context) error {
	if p.cfg.Subject == "" {
		return nil
	}
	if err := p.add(WeightsFile, attribution.TableText()); err != nil {
		return err
	}
	return p.add(AccuracyFile, []byte(p.cfg.Accuracy))
}

// withheld writes how much was withheld and why.
func (p *Pack) withheld(context.Context) error {
	p.Withheld.Subjects = []WithheldSubject{}
	for _, k := range p.Choice.In.subjects {
		if w, is := p.missing(&p.Choice.In.items[k]); is {
			p.Withheld.Subjects = append(p.Withheld.Subjects, w)
		}
	}
	return p.json(WithheldFile, p.Withheld)
}

// missing says what is withheld of the evidence on a subject.
func (p *Pack) missing(it *item) (w WithheldSubject, is bool) {
	denied, no := p.denied[it.subject.ID]
	if it.barred == 0 && !no {
		return w, false
	}
	w = WithheldSubject{Subject: it.subject.ID, Rows: it.barred, Rules: it.rulesOf(), Finding: !no, Was: it.subject.Band, Band: comity.Unresolved}
	for _, rule := range w.Rules {
		w.Ask = append(w.Ask, p.Choice.askOf(rule)...)
	}
	if no {
		w.Was = ""
		w.Rules, w.Ask = append(w.Rules, handlingRule(denied.Rule)), append(w.Ask, denied.Contributors...)
		if len(w.Ask) == 0 {
			w.Ask = []string{p.Choice.own}
		}
	}
	w.Rules, w.Ask = distinct(w.Rules), distinct(w.Ask)
	w.Text = fmt.Sprintf("evidence withheld: %d rows, ask %s", w.Rows, join(w.Ask))
	return w, true
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func (p *Pack) info(context.Context) error {
	m := p.Case.Manifest()
	p.Info.Format, p.Info.Kind, p.Info.Case, p.Info.Title = Format, "pack", p.Case.Case(), p.Case.Title()
	if p.cfg.Subject != "" {
		p.Info.Kind = "disclose"
	}
	p.Info.From, p.Info.To, p.Info.Subject = Party{p.Case.Authority(), p.Case.Country()}, p.cfg.To, p.cfg.Subject
	p.Info.Purpose, p.Info.Created, p.Info.Actors, p.Info.Recipients = p.Case.Purpose(), p.cfg.Now.UTC(), p.Case.Actors(), p.Case.Recipients()
	p.Info.Run, p.Info.Version, p.Info.Weights = p.Case.Run(), m.Version, m.Weights
	p.Info.Level, p.Info.Timestamp = cms.BB, p.cfg.Authority
	if p.cfg.Stamper != nil {
		p.Info.Level = cms.BT
	}
	return p.json(InfoFile, p.Info)
}

func (p *Pack) texts(ctx context.Context) error {
	if p.cfg.Texts == nil {
		return nil
	}
	return p.cfg.Texts(ctx, p, p.to)
}

func (p *Pack) made() casefile.Made {
	m := casefile.Made{Subrun: p.Info.Subrun, Exhibits: len(p.Sources), Subjects: int64(len(p.Withheld.Subjects)), Level: p.Info.Level, Authority: p.Info.Timestamp}
	for _, i := range p.Sources {
		m.Held = append(m.Held, p.Case.Exhibit(i))
	}
	for _, x := range p.Withheld.Exhibits {
		m.Shown, m.Withheld = m.Shown+x.Shown, m.Withheld+x.Leaves-x.Shown
	}
	for _, s := range p.Withheld.Subjects {
		m.Ask = append(m.Ask, s.Ask...)
	}
	m.Ask = distinct(m.Ask)
	for _, it := range p.Choice.Sent(p.Findings) {
		m.Items = append(m.Items, casefile.HandedItem{Kind: string(it.Kind), Item: it.Item})
	}
	return m
}
