package casefile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"comity/internal/analysis/run"
	"comity/internal/casefile/manifest"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// Seal puts the exhibits of a manifest into the case. Everything is validated
// first: a manifest that is wrong anywhere stores nothing. What is sealed
// already, under the same reference with the same bytes and description, is
// reported as done, so that a command that was killed is completed by
// repeating it.
func (c *Case) Seal(ctx context.Context, manifestPath string) (rep SealReport, err error) {
	if err := c.authorise(policy.Seal); err != nil {
		return rep, err
	}
	data, err := os.ReadFile(manifestPath)
	if err != nil {
		return rep, comity.Errorf(comity.Input, "manifest: %w", err).
			WithHint("draft one: comity intake DIR --out DIR/evidence.toml")
	}
	m, err := manifest.Parse(filepath.Base(manifestPath), data)
	if err != nil {
		return rep, err
	}
	if err := m.Authorise(); err != nil {
		return rep, err
	}
	root, err := os.OpenRoot(filepath.Dir(manifestPath))
	if err != nil {
		return rep, comity.Errorf(comity.Input, "manifest's folder: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	err = c.write(ctx, func(ctx context.Context) error {
		s := sealing{c: c, m: m, root: root}
		rep, err = s.run(ctx)
		return err
	})
	return rep, err
}

// sealing is one run of Seal. It lives for one call.
type sealing struct {
	c    *Case
	m    *manifest.Manifest
	root *os.Root
	plan []planned
}

// planned is one exhibit that has passed validation.
type planned struct {
	exhibit *manifest.Exhibit
	desc    description // Object and Source.Exhibit as far as known
	prior   *sealed     // set where nothing is to be done
	unread  *run.NoneRead
	damage  *run.Reject
}

func (s *sealing) run(ctx context.Context) (SealReport, error) {
	rep := SealReport{Exhibits: []SealedExhibit{}}
	for i := range s.m.Exhibits {
		p, err := s.validate(ctx, i)
		if err != nil {
			return rep, err
		}
		s.plan = append(s.plan, p)
		s.c.node.cfg.Progress("validate", int64(i+1), int64(len(s.m.Exhibits)))
	}
	for i := range s.plan {
		p := &s.plan[i]
		if p.prior == nil {
			if err := s.store(ctx, p); err != nil {
				return rep, comity.Wrapf("seal exhibit %s: %w", p.exhibit.Ref, err)
			}
		}
		rep.Exhibits = append(rep.Exhibits, p.report())
		s.c.node.cfg.Progress("seal", int64(i+1), int64(len(s.plan)))
	}
	rep.Notices = s.notices()
	return rep, nil
}

func (p *planned) report() SealedExhibit {
	d := &p.desc
	return SealedExhibit{
		Ref: d.Source.Ref, ID: d.Source.Exhibit, Bytes: d.Bytes,
		Kind: d.Source.Kind, Format: d.Source.Format, Rows: d.Rows,
	}
}

// validate reads the exhibit through without storing anything.
func (s *sealing) validate(ctx context.Context, i int) (p planned, err error) {
	e := &s.m.Exhibits[i]
	p.exhibit = e
	if err := s.checkSupersedes(i); err != nil {
		return p, err
	}
	if err := s.checkTranscribes(i); err != nil {
		return p, err
	}
	f, err := openPlain(s.root, e.Path)
	if err != nil {
		return p, s.about(i, "path", err)
	}
	defer func() { err = errors.Join(err, f.file.Close()) }()
	basis, _ := s.m.Basis(e.Basis)
	p.desc = description{
		Bytes: f.seen.Size(), Source: s.m.Source(i), Basis: basis, Obtained: e.ObtainedAt(), Handling: e.Handling,
		Path: e.Path, Request: e.Request, Supersedes: e.Supersedes, Notes: e.Notes,
	}
	x := f.exhibit()
	x.Source = p.desc.Source
	found, err := run.Describe(ctx, x)
	if err != nil {
		return p, s.about(i, "", err)
	}
	p.desc.Source.Format, p.desc.Source.Packing, p.desc.Rows = found.Format, found.Packing, found.Rows
	p.desc.Source.Sheet, p.unread, p.damage = found.Sheet, found.Unread, found.Damage
	p.desc.decode(found.Encoding)
	if err := f.unchanged(); err != nil {
		return p, s.about(i, "path", err)
	}
	if prior, ok := s.c.state.byRef(e.Ref); ok {
		return p, s.compare(ctx, i, &p, prior, f)
	}
	return p, s.checkTwins(ctx, i, &p, f)
}

// about names file, line and reference of the exhibit that an error is about.
func (s *sealing) about(i int, key string, err error) error {
	return comity.Errorf(comity.KindOf(err), "%s: %w", s.m.Where(i, key), err)
}

// checkSupersedes wants the superseded reference sealed earlier, here or in the case.
func (s *sealing) checkSupersedes(i int) error {
	ref := s.m.Exhibits[i].Supersedes
	if ref == "" {
		return nil
	}
	if by := s.c.state.supersededBy(ref); by != "" && by != s.m.Exhibits[i].Ref {
		return s.about(i, "supersedes", comity.Errorf(comity.Refused, "%q is superseded by %q already", ref, by).
			WithHint("name the one that is in force: supersedes = %q", by))
	}
	if _, ok := s.c.state.byRef(ref); ok {
		return nil
	}
	for _, e := range s.m.Exhibits[:i] {
		if e.Ref == ref {
			return nil
		}
	}
	return s.about(i, "supersedes", comity.Errorf(comity.Input, "nothing is sealed under %q", ref).
		WithHint("name a reference of `comity show CASE exhibits`, or of an exhibit further up"))
}

// checkTranscribes wants the document that a table was keyed in from sealed,
// here or in the case.
func (s *sealing) checkTranscribes(i int) error {
	ref := s.m.Exhibits[i].Transcribes
	if ref == "" {
		return nil
	}
	kind, ok := record.Kind(""), false
	if was, found := s.c.state.byRef(ref); found {
		d, err := s.c.describe(was)
		if err != nil {
			return err
		}
		kind, ok = d.Source.Kind, true
	}
	for _, e := range s.m.Exhibits {
		if e.Ref == ref {
			kind, ok = e.Kind, true
		}
	}
	switch {
	case !ok:
		return s.about(i, "transcribes", comity.Errorf(comity.Input, "nothing is sealed under %q", ref).
			WithHint("seal the document too: an [[exhibit]] of kind = \"document\""))
	case kind != record.Document:
		return s.about(i, "transcribes", comity.Errorf(comity.Input, "%q is of kind %q, and only documents are keyed in", ref, kind).
			WithHint("name the exhibit of kind = \"document\""))
	}
	return nil
}

// compare decides about a reference that is sealed already.
func (s *sealing) compare(ctx context.Context, i int, p *planned, prior sealed, f *plain) error {
	refused := func(what string) error {
		return s.about(i, "ref", comity.Errorf(comity.Refused,
			"refused by rule one-reference-one-seal: it is sealed already, with %s", what).
			WithHint("give it a reference of its own and write supersedes = %q", p.exhibit.Ref))
	}
	was, err := s.c.describe(prior)
	if err != nil {
		return err
	}
	if was.Bytes != f.seen.Size() {
		return refused("other bytes")
	}
	id, err := f.hash(ctx)
	if err != nil {
		return s.about(i, "path", err)
	}
	if id != prior.body.Exhibit {
		return refused("other bytes")
	}
	p.desc.Object, p.desc.Source.Exhibit, p.desc.Tree, p.desc.Private = was.Object, id, was.Tree, was.Private
	if own, before := p.desc.private(), was.private(); was.Private != nil && !own.Same(&before) {
		return refused("another description")
	}
	b, err := p.desc.bytes(prior.body.Outward())
	if err != nil {
		return err
	}
	if comity.DigestOf(b) != prior.body.Digest {
		return refused("another description")
	}
	p.prior = &prior
	return nil
}

// decode notes how the text is to be decoded: as stated, or as it says itself.
func (d *description) decode(found charset.Choice) {
	if found.Basis == charset.BOM && found.Name != charset.UTF8 {
		d.Source.Encoding = found.Name
	}
	if d.Source.Encoding != "" {
		d.EncodingBasis = found.Basis
	}
}

// bytes is the content of the description's file, which names the exhibit as acts do, and leaves out
// what is private where that is committed to.
func (d description) bytes(name comity.Digest) ([]byte, error) {
	d.Source.Exhibit = name
	if d.Private != nil {
		d.leave(history.Private{})
	}
	if d.Handling == nil {
		d.Handling = []string{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return nil, comity.Errorf(comity.Fault, "write a description: %w", err)
	}
	return comity.QuietJSON(b.Bytes()), nil
}
