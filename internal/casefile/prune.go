package casefile

import (
	"context"
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/evidence/seal"
)

// Prune writes the pruned row tree of the i-th exhibit, reading it once. show
// says of each leaf in order what becomes of it.
func (h *Handover) Prune(ctx context.Context, i int, w io.Writer, show func(index, offset int64, leaf []byte) seal.Show) error {
	d, err := h.c.describe(h.live[i])
	if err != nil {
		return err
	}
	if d.Tree == nil {
		return comity.Errorf(comity.Input, "exhibit %s was sealed without a row tree", d.Source.Ref)
	}
	o, err := h.c.openTree(ctx, d)
	if err != nil {
		return err
	}
	o.Config.Workers = h.c.node.workers()
	r, done, err := o.Text(ctx, 0)
	if err == nil {
		err = seal.Prune(ctx, w, r, *d.Tree, o.Config, show)
		done()
	}
	return errors.Join(err, o.Close())
}

// Tree is that of the i-th exhibit's rows; nil: an older version sealed it.
func (h *Handover) Tree(i int) *seal.Tree {
	d, err := h.c.describe(h.live[i])
	if err != nil {
		return nil // the survey has read it: it is there
	}
	return d.Tree
}
