package casefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/vault"
	"comity/internal/records/format"
	"comity/internal/records/unpack"
	"comity/internal/verify/history"
)

// treeName is where the segments of the tree of a description lie. They are
// derived from the exhibit: with them a proof reads one segment and not all of it.
func treeName(sealName string) string { return history.TreeName(sealName) }

// tree makes the row tree of an exhibit that lies in the vault, and puts its segments beside the
// description that will be sealName.
func (s *sealing) tree(ctx context.Context, p *planned, sealName string) error {
	o, err := s.c.openTree(ctx, p.desc)
	if err != nil {
		return err
	}
	t, err := o.build(ctx)
	if err = errors.Join(err, o.Close()); err != nil {
		return err
	}
	p.desc.Tree = &t
	return s.c.place(treeName(sealName), t.SegmentText())
}

// treed is an exhibit opened for its row tree: the stream that its citations
// count in, and how it is cut.
type treed struct {
	*vault.Reader
	desc  description
	cfg   seal.Config
	sheet bool // the tree is over the text of a workbook's sheet
}

// openTree opens the exhibit of a description. How its leaves are cut is what the
// description says of its tree; where it has none yet, what its format asks for.
func (c *Case) openTree(ctx context.Context, d description) (*treed, error) {
	key, err := c.keys.Get(d.Source.Exhibit)
	if err != nil {
		return nil, fmt.Errorf("exhibit %s: %w", d.Source.Ref, err)
	}
	r, err := c.vault.Open(d.Object, key)
	if err != nil {
		return nil, fmt.Errorf("exhibit %s: %w", d.Source.Ref, err)
	}
	o := &treed{Reader: r, desc: d}
	if err := o.configure(ctx, key); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return o, nil
}

func (o *treed) configure(ctx context.Context, key vault.Key) (err error) {
	t := o.desc.Tree
	if t == nil {
		if t, err = o.choose(ctx); err != nil {
			return err
		}
	}
	cut, err := format.Cut(t)
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", o.desc.Source.Ref, err)
	}
	o.sheet = format.OfSheet(t)
	o.cfg = seal.Config{Rule: t.Rule, Version: t.Version, Delimiter: t.Delimiter, Cut: cut, Key: t.SaltKey(key, o.inner())}
	return nil
}

// inner is the stream that the tree is over, as citations lead into it.
func (o *treed) inner() string {
	if o.sheet {
		return o.desc.Source.Inner()
	}
	return o.desc.Source.Packing
}

// exhibit is what is opened, for the engine to read.
func (o *treed) exhibit() run.Exhibit {
	return run.Exhibit{Source: o.desc.Source, Size: o.desc.Bytes, Open: func() (run.Segments, io.Closer, error) {
		return o.Reader, io.NopCloser(nil), nil
	}}
}

// choose is the rule for an exhibit that has no tree yet.
func (o *treed) choose(ctx context.Context) (*seal.Tree, error) {
	var head []byte
	if !format.IsBook(o.desc.Source.Format) {
		var err error
		if head, err = run.Head(ctx, o.exhibit()); err != nil {
			return nil, err
		}
	}
	t, err := format.Leaves(head, &o.desc.Source)
	return &t, err
}

// build makes the tree.
func (o *treed) build(ctx context.Context) (seal.Tree, error) {
	r, done, err := o.stream(ctx, 0)
	if err != nil {
		return seal.Tree{}, err
	}
	defer done()
	return seal.Build(ctx, r, o.cfg)
}

// stream is the exhibit's stream from an offset on. Where its packing is damaged it
// ends there: what comes before is sound and cited.
func (o *treed) stream(ctx context.Context, offset int64) (r io.Reader, done func(), err error) {
	if o.sheet {
		return o.text(ctx, offset)
	}
	if o.desc.Source.Packing == "" {
		if offset == 0 {
			return o.Stream(ctx), func() {}, nil
		}
		plain := unpack.NewPlain(ctx, o.Reader)
		plain.Go(offset)
		return plain, func() {}, nil
	}
	x, err := unpack.Open(unpack.NewPlain(ctx, o.Reader), o.desc.Source.Packing, unpack.Config{})
	if err != nil {
		return nil, nil, comity.Errorf(comity.KindOf(err), "exhibit %s: %w", o.desc.Source.Ref, err)
	}
	if err := o.pass(untorn{x}, offset); err != nil {
		x.Close()
		return nil, nil, err
	}
	return untorn{x}, x.Close, nil
}

// text is that of the sheet which the exhibit is read for.
func (o *treed) text(ctx context.Context, offset int64) (r io.Reader, done func(), err error) {
	x, err := run.SheetText(ctx, o.exhibit())
	if err != nil {
		return nil, nil, err
	}
	if err := o.pass(x, offset); err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	return x, func() { _ = x.Close() }, nil // it was read to its end, or its reader has failed
}

// pass goes over what lies before an offset.
func (o *treed) pass(r io.Reader, offset int64) error {
	if _, err := io.CopyN(io.Discard, r, offset); err != nil {
		return comity.Errorf(comity.Negative, "exhibit %s: its stream ends before byte %d", o.desc.Source.Ref, offset)
	}
	return nil
}

// untorn ends a stream where its packing is damaged.
type untorn struct{ r io.Reader }

// Read implements io.Reader.
func (u untorn) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if torn := (*unpack.Damage)(nil); errors.As(err, &torn) {
		err = io.EOF
	}
	return n, err
}

// segmented is the tree with its segments: as they were kept, or made anew.
func (o *treed) segmented(ctx context.Context, c *Case, sealName string) (seal.Tree, error) {
	if t, ok := c.keptTree(o.desc, sealName); ok {
		return t, nil
	}
	t, err := o.build(ctx)
	if err == nil && t.Root != o.desc.Tree.Root {
		err = comity.Errorf(comity.Negative, "exhibit %s: its rows do not come out at the root that was sealed", o.desc.Source.Ref).WithHint("%s", verifyHint)
	}
	return t, err
}

// keptTree is the tree with the segments of its file, where these come out at its root.
func (c *Case) keptTree(d description, sealName string) (t seal.Tree, ok bool) {
	b, err := disk.ReadFile(c.fsys, treeName(sealName))
	if err != nil {
		return t, false
	}
	t, err = d.Tree.WithSegments(b)
	return t, err == nil
}

// derived are the files that follow from an exhibit, under whatever reference: segments of row trees, and the index of a
// set of known files.
func (c *Case) derived(exhibit comity.Digest) (out []string, err error) {
	of := map[string]bool{}
	for _, v := range c.state.seals {
		if v.body.Exhibit == exhibit {
			of[v.body.Outward().String()] = true
		}
	}
	for _, dir := range []string{treeDir, setDir} {
		names, err := c.list(dir)
		if err != nil {
			return out, err
		}
		for _, n := range names {
			if of[n[:min(len(n), 64)]] {
				out = append(out, path.Join(dir, n))
			}
		}
	}
	return out, nil
}

// removeDerived removes what follows from an erased exhibit. It tells nothing
// without its key; it goes all the same.
func (c *Case) removeDerived(exhibit comity.Digest) error {
	names, err := c.derived(exhibit)
	for _, n := range names {
		if err == nil {
			err = c.fsys.Remove(n)
		}
		if err == nil {
			err = c.fsys.SyncDir(path.Dir(n))
		}
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "remove what follows from exhibit %s: %w", exhibit.Short(), err)
	}
	return nil
}

// remakeTrees writes the segments that are missing or are not those that were
// sealed. An exhibit that is damaged itself is left to Verify.
func (c *Case) remakeTrees(ctx context.Context) error {
	for _, v := range c.state.seals {
		if v.body.Tree == nil || !c.state.needed(v.body.Exhibit) {
			continue
		}
		err := c.remakeTree(ctx, v)
		if k := comity.KindOf(err); err != nil && (k == comity.Fault || ctx.Err() != nil) {
			return err
		}
	}
	return nil
}

func (c *Case) remakeTree(ctx context.Context, v sealed) error {
	d, err := c.describe(v)
	if err != nil || d.Tree == nil {
		return err
	}
	if _, ok := c.keptTree(d, v.body.Seal); ok {
		return nil
	}
	o, err := c.openTree(ctx, d)
	if err != nil {
		return err
	}
	t, err := o.segmented(ctx, c, v.body.Seal)
	if err = errors.Join(err, o.Close()); err != nil {
		return err
	}
	return c.place(treeName(v.body.Seal), t.SegmentText())
}
