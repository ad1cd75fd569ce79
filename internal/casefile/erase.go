package casefile

import (
	"encoding/json"
	"path"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// toBeGone notes which runs hold what the exhibit says: all that read it, those
// among them that no act speaks of. None where another reference needs the bytes.
func (c *Case) toBeGone(body *asideBody) error {
	for _, v := range c.state.seals {
		_, erased := c.state.erasedBy(v.body.Ref)
		if v.body.Exhibit == body.Exhibit && !erased && !slices.Contains(body.Refs, v.body.Ref) {
			body.Kept = true
			return nil
		}
	}
	names, err := c.list(runDir)
	if err != nil {
		return err
	}
	for _, n := range names {
		id, err := comity.ParseDigest(n)
		if err == nil && c.mayHaveRead(id, body.Exhibit) {
			body.Gone = append(body.Gone, id)
		}
	}
	return nil
}

// mayHaveRead reports whether a run read an exhibit; one that cannot tell did.
func (c *Case) mayHaveRead(id, exhibit comity.Digest) bool {
	b, err := disk.ReadFile(c.fsys, runPath(id, run.ManifestFile))
	var m run.Manifest
	if err != nil || json.Unmarshal(b, &m) != nil || comity.DigestOf(b) != id {
		return true
	}
	for i := range m.Sources {
		if m.Sources[i].Exhibit == exhibit {
			return true
		}
	}
	return false
}

// dropIndex removes the index with everything that its pages hold; the next
// look makes it anew from acts and runs.
func (c *Case) dropIndex() error { return catalogue.Remove(c.indexPath()) }

// destroy does what an act of erasing says, as far as it is not done: copies of what was
// handed over and the index, then the key, which makes every copy of the object
// unreadable, object, segments of row trees and runs. Copies and index come first: that
// anything else is left says that they may be.
func (c *Case) destroy(x *aside) error {
	if x.act.Kind != actErase || x.body.Kept {
		return nil
	}
	left, err := c.undestroyed(x)
	if err != nil || !left {
		return err
	}
	if err := c.removeCopies(x); err != nil {
		return err
	}
	if err := c.dropIndex(); err != nil {
		return err
	}
	if !c.state.needed(x.body.Exhibit) {
		if err := c.keys.Destroy(x.body.Exhibit); err != nil {
			return err
		}
		objects, err := c.objectsOf(x)
		if err != nil {
			return err
		}
		for _, o := range objects {
			if err := c.vault.Remove(o); err != nil {
				return err
			}
		}
		if err := c.removeDerived(x.body.Exhibit); err != nil {
			return err
		}
	}
	for _, id := range x.body.Gone {
		if err := c.removeRun(id); err != nil {
			return err
		}
	}
	return nil
}

// undestroyed reports whether anything is left that an act of erasing speaks of.
func (c *Case) undestroyed(x *aside) (bool, error) {
	for _, id := range x.body.Gone {
		if there, err := c.exists(path.Join(runDir, id.String())); there || err != nil {
			return there, err
		}
	}
	if c.state.needed(x.body.Exhibit) { // sealed again since
		return false, nil
	}
	if there, err := c.keys.Has(x.body.Exhibit); there || err != nil {
		return there, err
	}
	if files, err := c.derived(x.body.Exhibit); len(files) > 0 || err != nil {
		return len(files) > 0, err
	}
	objects, err := c.objectsOf(x)
	for _, o := range objects {
		if there, err := c.vault.Has(o); there || err != nil {
			return there, err
		}
	}
	return false, err
}

// unfinished reports whether a command that erases was killed before its end.
func (c *Case) unfinished() (bool, error) {
	for i := range c.state.asides {
		x := &c.state.asides[i]
		if x.act.Kind != actErase || x.body.Kept {
			continue
		}
		if left, err := c.undestroyed(x); left || err != nil {
			return left, err
		}
	}
	return false, nil
}

// objectsOf are the stored objects of an erased exhibit.
func (c *Case) objectsOf(x *aside) (out []comity.Digest, err error) {
	for _, ref := range x.body.Refs {
		v, ok := c.state.byRef(ref)
		if !ok {
			continue
		}
		d, err := c.describe(v)
		if err != nil {
			return nil, err
		}
		out = append(out, d.Object)
	}
	return out, nil
}

func (c *Case) removeRun(id comity.Digest) error {
	dir := path.Join(runDir, id.String())
	there, err := c.exists(dir)
	if err != nil {
		return err
	}
	if there {
		err = c.removeFolder(dir)
	}
	if err == nil {
		err = c.fsys.SyncDir(runDir)
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "remove run %s: %w", id.Short(), err)
	}
	return nil
}
