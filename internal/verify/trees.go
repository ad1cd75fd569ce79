package verify

import (
	"bytes"
	"context"
	"errors"
	"io/fs"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/verify/history"
)

// trees makes each row tree again from the exhibit's bytes and compares it with
// what description, act and the file of its segments say. An exhibit that an
// older version sealed has none, which is said and is no damage. Where its key is not
// here it cannot be made, and the root stands on the word of who sealed it.
func (v *Verification) trees(ctx context.Context) error {
	for i, s := range v.History.Seals {
		v.cfg.Progress("trees", int64(i+1), int64(len(v.History.Seals)))
		if _, erased := v.History.ErasedBy(s.Body.Ref); erased || v.badExhibits[s.Body.Exhibit] {
			continue // told already
		}
		name := "row tree " + s.Body.Ref
		switch {
		case s.Body.Tree == nil:
			v.Row(true, name, "there is none: an older version sealed the exhibit; single rows of it cannot be proven")
			continue
		case v.cfg.Exhibit == nil:
			v.sealedTree(s, name)
			continue
		}
		t, err := v.tree(ctx, s)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			v.Row(false, name, "%s", err)
			continue
		}
		v.Row(true, name, "%d leaves of rule %s come out at the root that was sealed", t.Leaves, t.Rule)
		v.segments(s, t)
	}
	return nil
}

// sealedTree says what can be said of a tree without the key that its salts follow from.
func (v *Verification) sealedTree(s history.Seal, name string) {
	d, err := v.describe(s)
	switch {
	case err != nil: // told already
	case d.Tree == nil || !d.Tree.Same(s.Body.Tree):
		v.Row(false, name, "description and act %06d name different row trees", s.Act.Seq)
	default:
		v.Unproven(name, s.Act.Actor, "description and act name one root and number of leaves; that the exhibit's rows come out at it was not computed: its key is not here, give --home")
	}
}

func (v *Verification) tree(ctx context.Context, s history.Seal) (t seal.Tree, err error) {
	d, err := v.describe(s)
	if err != nil {
		return t, err
	}
	if d.Tree == nil || !d.Tree.Same(s.Body.Tree) {
		return t, comity.Errorf(comity.Negative, "description and act %06d name different row trees", s.Act.Seq)
	}
	key, err := v.cfg.Exhibit(d.Source.Exhibit)
	if err != nil {
		return t, err
	}
	r, err := v.vault.Open(d.Object, key)
	if err != nil {
		return t, err
	}
	o, err := OpenTree(ctx, r, key, &d.Source, d.Bytes, d.Tree)
	if err != nil {
		return t, err
	}
	o.Config.Workers = v.cfg.Workers
	t, err = o.Build(ctx)
	if err = errors.Join(err, o.Close()); err == nil && !t.Same(d.Tree) {
		err = comity.Errorf(comity.Negative, "the exhibit's rows come out at %s with %d leaves, not at %s with %d", t.Root, t.Leaves, d.Tree.Root, d.Tree.Leaves)
	}
	return t, err
}

// segments compares the file that proofs are quick by. Nothing rests on it.
func (v *Verification) segments(s history.Seal, t seal.Tree) {
	name := history.TreeName(s.Body.Seal)
	want := t.SegmentText()
	b, err := disk.ReadWithin(v.cfg.FS, name, int64(len(want)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.Row(true, name, "it is not there, and nothing rests on it: the row tree was made anew from the exhibit's bytes; `comity rebuild` writes it again")
	case err != nil && !errors.Is(err, disk.ErrLarge):
		v.Row(false, name, "it cannot be read; `comity rebuild` makes it again: %s", err)
	case !bytes.Equal(b, want):
		v.Row(false, name, "its segments are not the row tree's; `comity rebuild` makes it again")
	}
}
