package casefile

import (
	"context"

	"comity/internal/casefile/catalogue"
	"comity/internal/casefile/policy"
)

// IDs are the ids of the latest run's subjects or hits (kind "subject" or "hit")
// that begin with prefix, at most limit, for who types one. An id says nothing
// about a person, so it is no look.
func (c *Case) IDs(ctx context.Context, kind, prefix string, limit int) (ids []string, err error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	body, err := c.latest()
	if err != nil {
		return nil, err
	}
	err = c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		ids, err = cat.IDs(ctx, body.Run, kind, prefix, limit)
		return err
	})
	return ids, err
}

// References are the references of the sealed exhibits, in the order of their acts.
func (c *Case) References(ctx context.Context) ([]string, error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	var refs []string
	for _, v := range c.state.seals {
		refs = append(refs, v.body.Ref)
	}
	return refs, nil
}
