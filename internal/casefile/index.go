package casefile

import (
	"context"
	"errors"
	"io"
	"path"
	"path/filepath"

	"comity/internal/casefile/catalogue"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// withIndex runs use with the catalogue, which has caught up with the acts.
// An index that fails is dropped and made again, once: it is derived, and
// whatever is wrong with it is no concern of who looks.
func (c *Case) withIndex(ctx context.Context, use func(*catalogue.Catalogue) error) error {
	err := c.tryIndex(ctx, use)
	if err == nil || ctx.Err() != nil || isOurs(err) {
		return err
	}
	if err := catalogue.Remove(c.indexPath()); err != nil {
		return err
	}
	if err := c.remakeTrees(ctx); err != nil {
		return err
	}
	return c.tryIndex(ctx, use)
}

// isOurs tells an answer, such as "no such subject", from a failure of the index.
func isOurs(err error) bool {
	var e *comity.Error
	return errors.As(err, &e)
}

func (c *Case) indexPath() string { return filepath.Join(c.dir, catalogue.File) }

func (c *Case) tryIndex(ctx context.Context, use func(*catalogue.Catalogue) error) (err error) {
	cat, err := catalogue.Open(ctx, c.indexPath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cat.Close()) }()
	if err := c.catchUp(ctx, cat); err != nil {
		return err
	}
	return use(cat)
}

// errForeign says that the index belongs to another history of this case.
var errForeign = errors.New("the index does not follow from these acts")

// catchUp indexes the acts after the last indexed one.
func (c *Case) catchUp(ctx context.Context, cat *catalogue.Catalogue) error {
	seq, digest, err := cat.Head(ctx)
	if err != nil {
		return err
	}
	if seq > c.state.head() || seq > 0 && c.state.acts[seq-1].Digest != digest {
		return errForeign
	}
	if seq == c.state.head() {
		return nil
	}
	return cat.Update(ctx, func(b *catalogue.Batch) error {
		for _, a := range c.state.acts[seq:] {
			if err := c.index(b, a); err != nil {
				return err
			}
		}
		last := c.state.acts[c.state.head()-1]
		return b.Head(last.Seq, last.Digest)
	})
}

func (c *Case) index(b *catalogue.Batch, a act.Act) error {
	if a.Kind == actCheck {
		var body checkBody
		if err := a.Decode(&body); err != nil {
			return err
		}
		if c.state.gone(body.Run) > 0 {
			return nil
		}
		return b.Run(body.Run, func() (io.ReadCloser, error) { return c.openRunFile(body, findingsFile) })
	}
	d, ok, err := decisionOf(a)
	if err != nil || !ok {
		return err
	}
	return b.Decision(d)
}

// decisionOf is the verdict, note or outcome that an act holds; ok is false where it holds none.
func decisionOf(a act.Act) (d catalogue.Decision, ok bool, err error) {
	d = catalogue.Decision{Act: a.Seq, Actor: a.Actor, Time: a.Time.Time()}
	switch a.Kind {
	case actDecide:
		var body decideBody
		err = a.Decode(&body)
		d.Item, d.Verdict, d.Text = body.Item, body.Verdict, body.Reason
	case actNote:
		var body noteBody
		err = a.Decode(&body)
		d.Item, d.Text = body.Item, body.Text
	case actOutcome:
		var body outcomeBody
		err = a.Decode(&body)
		d.Item, d.Verdict, d.Text = body.Item, body.Outcome, body.Reason
	default:
		return d, false, nil
	}
	return d, err == nil, err
}

// Rebuild drops the catalogue and makes it again from acts and runs; what names of exhibits stand for, the segments of
// row trees and the indexes of sets of known files, where they are missing or damaged, from keys and exhibits.
func (c *Case) Rebuild(ctx context.Context) error {
	if err := c.authorise(policy.Rebuild); err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	if err := catalogue.Remove(c.indexPath()); err != nil {
		return err
	}
	if err := c.remakeNames(ctx); err != nil {
		return err
	}
	if err := c.remakeTrees(ctx); err != nil {
		return err
	}
	if err := c.remakeSets(ctx); err != nil {
		return err
	}
	return c.tryIndex(ctx, func(*catalogue.Catalogue) error { return nil })
}

// runPath is where a file of a run lies in the case.
func runPath(digest comity.Digest, name string) string {
	return path.Join(runDir, digest.String(), name)
}
