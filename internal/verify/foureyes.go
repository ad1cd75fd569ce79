package verify

import (
	"context"
	"fmt"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/verify/history"
)

// fourEyes are the acts that take two persons: one without an approval is damage.
// What is proposed, approved and let pass is compared, signature by signature.
func (v *Verification) fourEyes(context.Context) error {
	p := &persons{all: history.Proposals(v.History.Acts), keys: map[string]string{}, cfg: &v.cfg}
	seen, owed := 0, 0
	for _, a := range v.History.Acts {
		its, err := p.look(a)
		if err != nil {
			v.Row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
		}
		if its || err != nil {
			seen++
		}
	}
	for _, p := range p.all {
		if p.Body.Urgent && len(p.Approved) == 0 {
			owed++
		}
	}
	if seen > 0 {
		v.Row(true, "four eyes", "%d acts looked at; %d second signatures owed", seen, owed)
	}
	return nil
}

// persons are those who propose and approve, each with one key.
type persons struct {
	all  []*history.Proposal
	keys map[string]string // by actor
	cfg  *Config
}

// look checks an act of four eyes; its is false where a is none.
func (p *persons) look(a act.Act) (its bool, err error) {
	switch a.Kind {
	case history.Propose:
		said := history.Proposal{Act: a}
		if err := a.Decode(&said.Body); err != nil {
			return true, err
		}
		if err := said.Check(); err != nil {
			return true, err
		}
		return true, p.ownKey(a, said.Body.Signature)
	case history.Approve:
		var b history.ApproveBody
		if err := a.Decode(&b); err != nil {
			return true, err
		}
		if err := b.Check(a, p.find(b.Proposal)); err != nil {
			return true, err
		}
		return true, p.ownKey(a, b.Signature)
	}
	said := history.ApprovalIn(a)
	switch {
	case said != nil:
		return true, history.Passed(a, said, p.find(said.Proposal))
	case slices.Contains(history.TakesTwo(), a.Kind):
		return true, comity.Errorf(comity.Negative, "%s takes two persons, and it names no proposal", a.Kind)
	}
	return false, nil
}

func (p *persons) find(id string) *history.Proposal {
	if i := slices.IndexFunc(p.all, func(x *history.Proposal) bool { return x.ID() == id }); i >= 0 {
		return p.all[i]
	}
	return nil
}

// ownKey wants one key for a person throughout, the one that the node holds.
func (p *persons) ownKey(a act.Act, s *history.Signature) error {
	if p.cfg.Person != nil {
		held, found, err := p.cfg.Person(a.Actor)
		if err != nil {
			return err
		}
		if found && held.String() != s.Key {
			return comity.Errorf(comity.Negative, "its actor signed with another key before")
		}
	}
	if was, ok := p.keys[a.Actor]; ok && was != s.Key {
		return comity.Errorf(comity.Negative, "its actor signed with another key before")
	}
	p.keys[a.Actor] = s.Key
	return nil
}
