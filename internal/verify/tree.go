package verify

import (
	"context"
	"errors"
	"io"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/vault"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// Tree is an exhibit opened for its row tree: the stream that its citations
// count in, and how it is cut.
type Tree struct {
	*vault.Reader
	Config seal.Config
	Sheet  bool // the tree is over the text of a workbook's sheet

	source *record.Source
	bytes  int64
}

// OpenTree goes on from an opened exhibit, which it closes with itself. How leaves are cut is what
// t says; nil: what the exhibit's format asks for.
func OpenTree(ctx context.Context, r *vault.Reader, key vault.Key, src *record.Source, bytes int64, t *seal.Tree) (*Tree, error) {
	o := &Tree{Reader: r, source: src, bytes: bytes}
	if err := o.configure(ctx, key, t); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return o, nil
}

func (o *Tree) configure(ctx context.Context, key vault.Key, t *seal.Tree) (err error) {
	if t == nil {
		if t, err = o.choose(ctx); err != nil {
			return err
		}
	}
	cut, err := format.Cut(t)
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", o.source.Ref, err)
	}
	o.Sheet = format.OfSheet(t)
	o.Config = seal.Config{Rule: t.Rule, Version: t.Version, Delimiter: t.Delimiter, Cut: cut, Key: t.SaltKey(key, o.Inner())}
	return nil
}

// Inner is the stream that the tree is over, as citations lead into it.
func (o *Tree) Inner() string {
	if o.Sheet {
		return o.source.Inner()
	}
	return o.source.Packing
}

// Exhibit is what is opened, for the engine to read.
func (o *Tree) Exhibit() run.Exhibit {
	return run.Exhibit{Source: *o.source, Size: o.bytes, Open: func() (run.Segments, io.Closer, error) {
		return o.Reader, io.NopCloser(nil), nil
	}}
}

// choose is the rule for an exhibit that has no tree yet.
func (o *Tree) choose(ctx context.Context) (*seal.Tree, error) {
	var head []byte
	if !format.IsBook(o.source.Format) {
		var err error
		if head, err = run.Head(ctx, o.Exhibit()); err != nil {
			return nil, err
		}
	}
	t, err := format.Leaves(head, o.source)
	return &t, err
}

// Build makes the tree.
func (o *Tree) Build(ctx context.Context) (seal.Tree, error) {
	r, done, err := o.Text(ctx, 0)
	if err != nil {
		return seal.Tree{}, err
	}
	defer done()
	return seal.Build(ctx, r, o.Config)
}

// Text is the exhibit's stream from an offset on. Where its packing is damaged it
// ends there: what comes before is sound and cited.
func (o *Tree) Text(ctx context.Context, offset int64) (r io.Reader, done func(), err error) {
	if o.Sheet {
		return o.cells(ctx, offset)
	}
	if o.source.Packing == "" {
		if offset == 0 {
			return o.Stream(ctx), func() {}, nil
		}
		plain := unpack.NewPlain(ctx, o.Reader)
		plain.Go(offset)
		return plain, func() {}, nil
	}
	x, err := unpack.Open(unpack.NewPlain(ctx, o.Reader), o.source.Packing, unpack.Config{})
	if err != nil {
		return nil, nil, comity.Errorf(comity.KindOf(err), "exhibit %s: %w", o.source.Ref, err)
	}
	if err := o.pass(untorn{x}, offset); err != nil {
		x.Close()
		return nil, nil, err
	}
	return untorn{x}, x.Close, nil
}

// cells is the text of the sheet which the exhibit is read for.
func (o *Tree) cells(ctx context.Context, offset int64) (r io.Reader, done func(), err error) {
	x, err := run.SheetText(ctx, o.Exhibit())
	if err != nil {
		return nil, nil, err
	}
	if err := o.pass(x, offset); err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	return x, func() { _ = x.Close() }, nil // it was read to its end, or its reader has failed
}

// pass goes over what lies before an offset.
func (o *Tree) pass(r io.Reader, offset int64) error {
	if _, err := io.CopyN(io.Discard, r, offset); err != nil {
		return comity.Errorf(comity.Negative, "exhibit %s: its stream ends before byte %d", o.source.Ref, offset)
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
