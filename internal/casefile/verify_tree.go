package casefile

import (
	"bytes"
	"context"
	"errors"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
)

// trees makes each row tree again from the exhibit's bytes and compares it with
// what description, act and the file of its segments say. An exhibit that an
// older version sealed has none, which is said and is no damage.
func (v *verification) trees(ctx context.Context) error {
	for _, s := range v.c.state.seals {
		if _, erased := v.c.state.erasedBy(s.body.Ref); erased || v.BadExhibit(s.body.Exhibit) {
			continue // told already
		}
		name := "row tree " + s.body.Ref
		if s.body.Tree == nil {
			v.row(true, name, "there is none: an older version sealed the exhibit; single rows of it cannot be proven")
			continue
		}
		t, err := v.tree(ctx, s)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			v.row(false, name, "%s", err)
			continue
		}
		v.row(true, name, "%d leaves of rule %s come out at the root that was sealed", t.Leaves, t.Rule)
		v.segments(s, t)
	}
	return nil
}

func (v *verification) tree(ctx context.Context, s sealed) (t seal.Tree, err error) {
	d, err := v.c.describe(s)
	if err != nil {
		return t, err
	}
	if d.Tree == nil || !d.Tree.Same(s.body.Tree) {
		return t, comity.Errorf(comity.Negative, "description and act %06d name different row trees", s.act.Seq)
	}
	o, err := v.c.openTree(ctx, d)
	if err != nil {
		return t, err
	}
	t, err = o.build(ctx)
	if err = errors.Join(err, o.Close()); err == nil && !t.Same(d.Tree) {
		err = comity.Errorf(comity.Negative, "the exhibit's rows come out at %s with %d leaves, not at %s with %d", t.Root, t.Leaves, d.Tree.Root, d.Tree.Leaves)
	}
	return t, err
}

// segments compares the file that proofs are quick by. Nothing rests on it.
func (v *verification) segments(s sealed, t seal.Tree) {
	name := treeName(s.body.Seal)
	b, err := disk.ReadFile(v.c.fsys, name)
	switch {
	case err != nil:
		v.row(false, name, "it cannot be read; `comity rebuild` makes it again: %s", err)
	case !bytes.Equal(b, t.SegmentText()):
		v.row(false, name, "its segments are not the row tree's; `comity rebuild` makes it again")
	}
}
