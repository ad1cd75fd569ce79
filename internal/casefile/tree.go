package casefile

import (
	"context"
	"errors"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/verify"
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
	t, err := o.Build(ctx)
	if err = errors.Join(err, o.Close()); err != nil {
		return err
	}
	p.desc.Tree = &t
	return s.c.place(treeName(sealName), t.SegmentText())
}

// treed is an exhibit opened for its row tree.
type treed struct {
	*verify.Tree
	desc description
}

// openTree opens the exhibit of a description. How its leaves are cut is what the
// description says of its tree; where it has none yet, what its format asks for.
func (c *Case) openTree(ctx context.Context, d description) (*treed, error) {
	key, err := c.keys.Get(d.Source.Exhibit)
	if err != nil {
		return nil, comity.Wrapf("exhibit %s: %w", d.Source.Ref, err)
	}
	r, err := c.vault.Open(d.Object, key)
	if err != nil {
		return nil, comity.Wrapf("exhibit %s: %w", d.Source.Ref, err)
	}
	t, err := verify.OpenTree(ctx, r, key, &d.Source, d.Bytes, d.Tree)
	return &treed{t, d}, err
}

// segmented is the tree with its segments: as they were kept, or made anew.
func (o *treed) segmented(ctx context.Context, c *Case, sealName string) (seal.Tree, error) {
	if t, ok := c.keptTree(o.desc, sealName); ok {
		return t, nil
	}
	t, err := o.Build(ctx)
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
