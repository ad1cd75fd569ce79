package casefile

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/sign"
)

// SecondWithin is how soon the second signature on something urgent is owed.
const SecondWithin = 8 * time.Hour

// takesTwo are the kinds of act that never stand without an approval.
func takesTwo() []string { return []string{"pack", "withdraw", "erase"} }

// operation is something that takes four eyes.
type operation struct {
	What   string // the act: pack, withdraw, erase
	Item   string // on what
	Reason string
	Urgent bool // imminent harm: done on one signature, the second follows
}

// approval is what four eyes said, in the body of the act that they let pass.
type approval struct {
	Proposal string   `json:"proposal"` // p and the number of its act
	By       []string `json:"by"`       // who signed
	Owed     bool     `json:"owed"`     // the second signature was yet to come
}

// proposeBody is what one person wants done, approveBody that another agrees;
// each in the signature of that person's own key.
type proposeBody struct {
	What      string     `json:"what"`
	Item      string     `json:"item"`
	Reason    string     `json:"reason"`
	Urgent    bool       `json:"urgent"`
	Signature *signature `json:"signature,omitempty"`
}

type approveBody struct {
	Proposal  string        `json:"proposal"`
	Digest    comity.Digest `json:"digest"` // of the proposal's act
	Signature *signature    `json:"signature,omitempty"`
}

// signature is a person's over a statement, docs/formats/case.md.
type signature struct {
	Key string `json:"key"` // verifier key
	Sig []byte `json:"sig"`
}

// statementType is the DSSE payload type of what a person signs.
const statementType = "application/vnd.comity.statement+json"

// statement is what a person signs: the act to be, with its place in the
// history, so that it can be put nowhere else.
type statement struct {
	Actor   string        `json:"actor"`
	Body    any           `json:"body"` // without its signature
	Case    string        `json:"case"`
	Kind    string        `json:"kind"`
	Prev    comity.Digest `json:"prev"`
	Purpose string        `json:"purpose"`
}

// signed is the actor's signature over an act to be.
func (c *Case) signed(kind string, body any) (*signature, error) {
	n := c.node
	b, err := sign.Canonical(statement{n.actor, body, c.id, kind, c.state.acts[c.state.head()-1].Digest, n.purpose})
	if err != nil {
		return nil, err
	}
	e, key, err := n.keys.SignAs(n.actor, statementType, b)
	if err != nil {
		return nil, fmt.Errorf("sign as the actor: %w", err)
	}
	return &signature{Key: key.String(), Sig: e.Signatures[0].Sig}, nil
}

// check reports whether s is the signature of act a's actor over body.
func (s *signature) check(a act.Act, body any) error {
	if s == nil {
		return comity.Errorf(comity.Negative, "its actor did not sign it")
	}
	key, err := sign.ParsePublicKey(s.Key)
	if err != nil {
		return err
	}
	b, err := sign.Canonical(statement{a.Actor, body, a.Case, a.Kind, a.Prev, a.Purpose})
	if err != nil {
		return err
	}
	_, err = sign.Verify(sign.Envelope{PayloadType: statementType, Payload: b, Signatures: []sign.Signature{{Sig: s.Sig}}}, statementType, key)
	return err
}

// proposal is one act of proposing and what came of it.
type proposal struct {
	act      act.Act
	body     proposeBody
	approved []act.Act // by others than who proposed
	done     int64     // the act that it let pass; 0: none yet
}

func (p *proposal) id() string { return fmt.Sprintf("p%d", p.act.Seq) }

// same reports whether p proposes op.
func (p *proposal) same(op operation) bool {
	return p.body.What == op.What && p.body.Item == op.Item && p.body.Reason == op.Reason && p.body.Urgent == op.Urgent
}

// by lists who signed, the proposer first.
func (p *proposal) by() []string {
	out := []string{p.act.Actor}
	for _, a := range p.approved {
		out = append(out, a.Actor)
	}
	return out
}

// samePerson compares names as people do: one who writes theirs in capitals, with
// other blanks, with letters put together otherwise, or with marks that nobody sees is
// not a second person.
func samePerson(a, b string) bool { return strings.EqualFold(plainName(a), plainName(b)) }

func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Cc) && !unicode.IsSpace(r) || r == '\u034f' {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// lets reports whether an act is what was proposed: two persons' approval of one
// withdrawal lets no other pass.
func (p *proposal) lets(a act.Act) bool {
	var body struct{ Item, Reason *string }
	if json.Unmarshal(a.Body, &body) != nil {
		return false
	}
	return (body.Item == nil || *body.Item == p.body.Item) && (body.Reason == nil || *body.Reason == p.body.Reason)
}

// proposals are the proposals of the case, oldest first. Signatures that do not
// hold count for nothing; Verify names them.
func (s *state) proposals() []*proposal {
	var out []*proposal
	at := map[string]*proposal{}
	for _, a := range s.acts {
		switch a.Kind {
		case actPropose:
			if p := (&proposal{act: a}); a.Decode(&p.body) == nil && p.check() == nil {
				out, at[p.id()] = append(out, p), p
			}
		case actApprove:
			var b approveBody
			if a.Decode(&b) == nil && b.check(a, at[b.Proposal]) == nil {
				at[b.Proposal].approved = append(at[b.Proposal].approved, a)
			}
		default:
			if v := approvalIn(a); v != nil && at[v.Proposal] != nil && at[v.Proposal].done == 0 {
				at[v.Proposal].done = a.Seq
			}
		}
	}
	return out
}

// approvalIn is what an act of any kind says of four eyes; nil: nothing.
func approvalIn(a act.Act) *approval {
	var body struct {
		Approval *approval `json:"approval"`
	}
	if json.Unmarshal(a.Body, &body) != nil {
		return nil
	}
	return body.Approval
}

func (p *proposal) check() error {
	b := p.body
	b.Signature = nil
	return p.body.Signature.check(p.act, b)
}

// check wants an approval of p as it was proposed, by another person with
// another key.
func (b approveBody) check(a act.Act, p *proposal) error {
	bare := b
	bare.Signature = nil
	switch err := b.Signature.check(a, bare); {
	case err != nil:
		return err
	case p == nil || p.act.Digest != b.Digest:
		return comity.Errorf(comity.Negative, "it approves what was not proposed")
	case samePerson(p.act.Actor, a.Actor) || p.body.Signature.Key == b.Signature.Key:
		return comity.Errorf(comity.Negative, "who approves is who proposed")
	}
	return nil
}

// fourEyes lets op pass once two persons signed it. The first call records the
// actor's proposal and is Refused; once another has approved, the same call
// passes, and its caller puts the approval into the act. An urgent op passes on
// the proposal alone: the second signature is owed within SecondWithin. A
// proposal lets one act pass. It runs inside write.
func (c *Case) fourEyes(ctx context.Context, op operation) (approval, error) {
	if err := c.authorise(policy.Act(op.What)); err != nil {
		return approval{}, err
	}
	p, err := c.proposed(ctx, op)
	if err != nil {
		return approval{}, err
	}
	switch {
	case len(p.approved) > 0:
		return approval{Proposal: p.id(), By: p.by()}, nil
	case op.Urgent:
		return approval{Proposal: p.id(), By: p.by(), Owed: true}, nil
	}
	return approval{}, comity.Errorf(comity.Refused, "refused by rule four-eyes: %s takes two persons; it is proposed as %s", op.What, p.id()).
		WithHint("let another person run: comity approve CASE %s --actor OTHER; then run this again", p.id())
}

// proposed is the proposal of op that let nothing pass yet, recorded where there is none.
func (c *Case) proposed(ctx context.Context, op operation) (*proposal, error) {
	for _, p := range c.state.proposals() {
		if p.done == 0 && p.same(op) {
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
	return &proposal{act: c.state.acts[c.state.head()-1], body: body}, nil
}

// Approve records that the actor, who is not who proposed it, agrees to a
// proposal. Approving twice is approving once.
func (c *Case) Approve(ctx context.Context, id string) error {
	if err := c.authorise(policy.Approve); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		all := c.state.proposals()
		i := slices.IndexFunc(all, func(p *proposal) bool { return p.id() == id })
		if i < 0 {
			return comity.Errorf(comity.Negative, "there is no proposal %.40q", id).WithHint("`comity approve CASE` lists them")
		}
		return c.approve(ctx, all[i])
	})
}

func (c *Case) approve(ctx context.Context, p *proposal) error {
	if samePerson(p.act.Actor, c.node.actor) {
		return comity.Errorf(comity.Refused, "refused by rule four-eyes: who proposed %s cannot approve it", p.id()).
			WithHint("let another person run: comity approve CASE %s --actor OTHER", p.id())
	}
	if slices.ContainsFunc(p.approved, func(a act.Act) bool { return samePerson(a.Actor, c.node.actor) }) {
		return nil
	}
	body := approveBody{Proposal: p.id(), Digest: p.act.Digest}
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
		rows = append(rows, p.row(c.node.now()))
	}
	return rows, nil
}

func (p *proposal) row(now time.Time) ProposalRow {
	r := ProposalRow{
		ID: p.id(), Act: p.act.Seq, Time: p.act.Time.Time(), What: p.body.What, Item: p.body.Item, Reason: p.body.Reason,
		By: p.act.Actor, Urgent: p.body.Urgent, Approved: p.by()[1:], Done: p.done,
	}
	due := r.Time.Add(SecondWithin)
	switch {
	case p.body.Urgent && len(p.approved) == 0:
		r.State, r.Due = "owed", &due
		if now.After(due) {
			r.State = "overdue"
		}
	case p.done > 0:
		r.State = "done"
	case len(p.approved) > 0:
		r.State = "approved"
	default:
		r.State = "open"
	}
	return r
}
