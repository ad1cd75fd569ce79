package casefile

import "context"

// operation is what two persons have to agree on.
type operation struct {
	What, Item, Reason string
	Urgent             bool
}

// approval says who agreed, and goes into the body of the act.
type approval struct {
	Proposal string   `json:"proposal,omitempty"`
	By       []string `json:"by,omitempty"`
	Owed     bool     `json:"owed,omitempty"` // the second signature is still to be given
}

// fourEyes takes whoever acts at their word.
func (c *Case) fourEyes(_ context.Context, _ operation) (approval, error) {
	return approval{By: []string{c.node.actor}}, nil
}
