package casefile

import (
	"context"
	"errors"
	"io"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Prove writes a C2SP tlog-proof of every leaf that a citation touches, one
// behind the other, under a checkpoint of the exhibit's row tree that the key of the
// node's log signs. A leaf may hold more than what is cited; nothing is
// shown of one that a restriction reserves.
func (c *Case) Prove(ctx context.Context, cite comity.Citation, w io.Writer) error {
	if err := c.mayCat(ctx, cite.String()+" --proof"); err != nil {
		return err
	}
	cite = c.inward(cite)
	v, d, err := c.byCitation(cite)
	if err != nil {
		return err
	}
	if err := c.mayRead(v, cite); err != nil {
		return err
	}
	if err := provable(v, d, cite); err != nil {
		return err
	}
	o, err := c.openTree(ctx, d)
	if err != nil {
		return err
	}
	return errors.Join(c.prove(ctx, o, v, cite, w), o.Close())
}

// provable says why there can be no proof of what is cited.
func provable(v sealed, d description, cite comity.Citation) error {
	switch {
	case d.Tree == nil:
		return comity.Errorf(comity.Negative, "exhibit %q was sealed by a version that made no row trees", v.body.Ref).
			WithHint("seal the same file under another reference")
	case format.OfSheet(d.Tree):
		return provableRow(v, d, cite)
	case cite.Length < 0 && d.Source.Format == record.Workbook:
		return comity.Errorf(comity.Input, "the row tree of this workbook, which an older version sealed, is over blocks of the file, not over its rows").
			WithHint("cite bytes of the file: %s:0+%d is all of it", cite.Exhibit, d.Bytes)
	case cite.Length < 0:
		return comity.Errorf(comity.Input, "citation %s names no bytes", cite).WithHint("only citations of the form exhibit:offset+length can be proven")
	case cite.Inner != d.Source.Packing:
		return comity.Errorf(comity.Input, "the row tree of exhibit %q is over another stream than the citation's", v.body.Ref).
			WithHint("cite bytes of %s", (comity.Citation{Exhibit: cite.Exhibit, Inner: d.Source.Packing, Length: d.Bytes}))
	}
	return nil
}

// provableRow says why there can be no proof of what is cited of a workbook.
func provableRow(v sealed, d description, cite comity.Citation) error {
	before, sheet, _, ok := cite.Row()
	if ok && before == d.Source.Packing && sheet == d.Source.Sheet {
		return nil
	}
	return comity.Errorf(comity.Input, "the row tree of exhibit %q is over the rows of sheet %.40q", v.body.Ref, d.Source.Sheet).
		WithHint("cite a row of it: %s!%s/R1", cite.Exhibit, d.Source.Inner())
}

// proven is the part of the tree's stream that is cited.
func (o *treed) proven(ctx context.Context, cite comity.Citation) (from, to int64, err error) {
	if _, _, row, ok := cite.Row(); ok && o.Sheet {
		offset, length, err := run.FindRow(ctx, o.Exhibit(), row)
		return offset, offset + length, err
	}
	return cite.Offset, cite.Offset + max(1, cite.Length), nil
}

func (c *Case) prove(ctx context.Context, o *treed, v sealed, cite comity.Citation, w io.Writer) error {
	t, err := o.segmented(ctx, c, v.body.Seal)
	if err != nil {
		return err
	}
	checkpoint, err := c.rowCheckpoint(&t, v.body.Outward(), o.Inner())
	if err != nil {
		return err
	}
	from, to, err := o.proven(ctx, cite)
	if err != nil {
		return err
	}
	streams := opener{o: o, ctx: ctx}
	defer streams.close()
	n := 0
	err = seal.Prove(ctx, streams.open, t, o.Config, from, to, func(p seal.Proof) error {
		leaf := comity.Citation{Exhibit: cite.Exhibit, Inner: cite.Inner, Offset: p.Leaf.Offset, Length: int64(len(p.Leaf.Bytes))}
		if o.Sheet {
			leaf = cite // its leaves are cells of the one row
		}
		if err := c.mayRead(v, leaf); err != nil {
			return err
		}
		n++
		_, err := w.Write(p.Text(checkpoint))
		return err
	})
	if err == nil && n == 0 {
		return beyond(cite)
	}
	return err
}

// rowCheckpoint signs the tree of what is cited with the key of the node's log; exhibit is its name in acts.
func (c *Case) rowCheckpoint(t *seal.Tree, exhibit comity.Digest, inner string) ([]byte, error) {
	signer, err := c.node.keys.LogSigner()
	if err != nil {
		return nil, err
	}
	return t.Checkpoint(seal.Origin(exhibit, inner), signer)
}

// opener opens an exhibit's stream at several offsets. It lives for one call of Prove.
type opener struct {
	ctx  context.Context
	o    *treed
	done []func()
}

func (p *opener) open(offset int64) (io.Reader, error) {
	r, done, err := p.o.Text(p.ctx, offset)
	if err == nil {
		p.done = append(p.done, done)
	}
	return r, err
}

func (p *opener) close() {
	for _, done := range p.done {
		done()
	}
}
