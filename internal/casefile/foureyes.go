package casefile

import (
	"context"
	"slices"
	"time"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/verify/history"
)

// SecondWithin is how soon the second signature on something urgent is owed.
const SecondWithin = 8 * time.Hour

// operation is something that takes four eyes.
type operation struct {
	What   string // the act: pack, withdraw, erase
	Item   string // on what
	Reason string
	Urgent bool // imminent harm: done on one signature, the second follows
}

// What people sign, as the verifier reads it too.
type (
	approval    = history.Approval
	proposeBody = history.ProposeBody
	approveBody = history.ApproveBody
	signature   = history.Signature
	proposal    = history.Proposal
)

// signed is the actor's signature over an act to be.
func (c *Case) signed(kind string, body any) (*signature, error) {
	n := c.node
	to := act.Act{Actor: n.actor, Purpose: n.purpose, Case: c.id, Kind: kind, Prev: c.state.acts[c.state.head()-1].Digest}
	b, err := history.Statement(to, body)
	if err != nil {
		return nil, err
	}
	e, key, err := n.keys.SignAs(n.actor, history.StatementType, b)
	if err != nil {
		return nil, comity.Wrapf("sign as the actor: %w", err)
	}
	return &signature{Key: key.String(), Sig: e.Signatures[0].Sig}, nil
}

// act is what op is to the policy: a profile is handed over as a pack is.
func (op operation) act() policy.Act {
	if op.What == actProfile {
		return policy.Pack
	}
	return policy.Act(op.What)
}

// proposes reports whether p proposes op.
func (op operation) proposes(p *proposal) bool {
	return op == operation{What: p.Body.What, Item: p.Body.Item, Reason: p.Body.Reason, Urgent: p.Body.Urgent}
}

// proposals are the proposals of the case, oldest first.
func (s *state) proposals() []*proposal { return history.Proposals(s.acts) }

// fourEyes lets op pass once two persons signed it. The first call records the
// actor's proposal and is Refused; once another has approved, the same call
// passes, and its caller puts the approval into the act. An urgent op passes on
// the proposal alone: the second signature is owed within SecondWithin. A
// proposal lets one act pass. It runs inside write.
func (c *Case) fourEyes(ctx context.Context, op operation) (approval, error) {
	if err := c.authorise(op.act()); err != nil {
		return approval{}, err
	}
	p, err := c.proposed(ctx, op)
	if err != nil {
		return approval{}, err
	}
	switch {
	case len(p.Approved) > 0:
		return approval{Proposal: p.ID(), By: p.By()}, nil
	case op.Urgent:
		return approval{Proposal: p.ID(), By: p.By(), Owed: true}, nil
	}
	return approval{}, comity.Errorf(comity.Refused, "refused by rule four-eyes: %s takes two persons; it is proposed as %s", op.What, p.ID()).
		WithHint("let another person run: comity approve CASE %s --actor OTHER; then run this again", p.ID())
}

// proposed is the proposal of op that let nothing pass yet, recorded where there is none.
func (c *Case) proposed(ctx context.Context, op operation) (*proposal, error) {
	for _, p := range c.state.proposals() {
		if p.Done == 0 && op.proposes(p) {
			return p, nil
		}
	}
	body := proposeBody{What: op.What, Item: op.Item, Reason: op.Reason, Urgent: op.Urgent}
	var err error
	if body.Signature, err = c.signed(actPropose, body); err != nil {
		return nil, err
	}
	if err := c.append(ctx, actPropose, body); err != nil {
		return nil, err
	}
	// The act that an urgent proposal lets pass comes from the same command:
	// between two receipts there is one act only.
	if err := c.record(ctx); err != nil {
		return nil, err
	}
	return &proposal{Act: c.state.acts[c.state.head()-1], Body: body}, nil
}

// Approve records that the actor, who is not who proposed it, agrees to a
// proposal. Approving twice is approving once.
func (c *Case) Approve(ctx context.Context, id string) error {
	if err := c.authorise(policy.Approve); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		all := c.state.proposals()
		i := slices.IndexFunc(all, func(p *proposal) bool { return p.ID() == id })
		if i < 0 {
			return comity.Errorf(comity.Negative, "there is no proposal %.40q", id).WithHint("`comity approve CASE` lists them")
		}
		return c.approve(ctx, all[i])
	})
}

func (c *Case) approve(ctx context.Context, p *proposal) error {
	if history.SamePerson(p.Act.Actor, c.node.actor) {
		return comity.Errorf(comity.Refused, "refused by rule four-eyes: who proposed %s cannot approve it", p.ID()).
			WithHint("let another person run: comity approve CASE %s --actor OTHER", p.ID())
	}
	if slices.ContainsFunc(p.Approved, func(a act.Act) bool { return history.SamePerson(a.Actor, c.node.actor) }) {
		return nil
	}
	body := approveBody{Proposal: p.ID(), Digest: p.Act.Digest}
	var err error
	if body.Signature, err = c.signed(actApprove, body); err != nil {
		return err
	}
	return c.append(ctx, actApprove, body)
}

// ProposalRow is one proposal, as `comity approve CASE` lists it.
type ProposalRow struct {
	ID       string     `json:"id"`
	Act      int64      `json:"act"`
	Time     time.Time  `json:"time"`
	What     string     `json:"what"`
	Item     string     `json:"item"`
	Reason   string     `json:"reason"`
	By       string     `json:"by"`
	Urgent   bool       `json:"urgent"`
	Approved []string   `json:"approved"`       // by whom
	Done     int64      `json:"done,omitempty"` // the act that it let pass
	State    string     `json:"state"`          // open, approved, done, owed, overdue
	Due      *time.Time `json:"due,omitempty"`  // of the second signature, where it is owed
}

// Proposals lists what was proposed, oldest first.
func (c *Case) Proposals(ctx context.Context) ([]ProposalRow, error) {
	if err := c.authorise(policy.List); err != nil {
		return nil, err
	}
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	rows := []ProposalRow{}
	for _, p := range c.state.proposals() {
		rows = append(rows, proposalRow(p, c.node.now()))
	}
	return rows, nil
}

func proposalRow(p *proposal, now time.Time) ProposalRow {
	r := ProposalRow{
		ID: p.ID(), Act: p.Act.Seq, Time: p.Act.Time.Time(), What: p.Body.What, Item: p.Body.Item, Reason: p.Body.Reason,
		By: p.Act.Actor, Urgent: p.Body.Urgent, Approved: p.By()[1:], Done: p.Done,
	}
	due := r.Time.Add(SecondWithin)
	switch {
	case p.Body.Urgent && len(p.Approved) == 0:
		r.State, r.Due = "owed", &due
		if now.After(due) {
			r.State = "overdue"
		}
	case p.Done > 0:
		r.State = "done"
	case len(p.Approved) > 0:
		r.State = "approved"
	default:
		r.State = "open"
	}
	return r
}
