package casefile

import (
	"context"
	"fmt"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// fourEyes are the acts that take two persons: one without an approval is damage.
// What is proposed, approved and let pass is compared, signature by signature.
func (v *verification) fourEyes(context.Context) error {
	keys, seen, owed := map[string]string{}, 0, 0
	for _, a := range v.c.state.acts {
		key, err := v.person(a, keys)
		if err != nil {
			v.row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
		}
		if key || err != nil || approvalIn(a) != nil {
			seen++
		}
	}
	for _, p := range v.c.state.proposals() {
		if p.body.Urgent && len(p.approved) == 0 {
			owed++
		}
	}
	if seen > 0 {
		v.row(true, "four eyes", "%d acts looked at; %d second signatures owed", seen, owed)
	}
	return nil
}

// person checks an act of four eyes; its is false where a is none.
func (v *verification) person(a act.Act, keys map[string]string) (its bool, err error) {
	switch a.Kind {
	case actPropose:
		p := proposal{act: a}
		if err := a.Decode(&p.body); err != nil {
			return true, err
		}
		if err := p.check(); err != nil {
			return true, err
		}
		return true, v.ownKey(a, p.body.Signature, keys)
	case actApprove:
		var b approveBody
		if err := a.Decode(&b); err != nil {
			return true, err
		}
		if err := b.check(a, v.proposal(b.Proposal)); err != nil {
			return true, err
		}
		return true, v.ownKey(a, b.Signature, keys)
	}
	said := approvalIn(a)
	switch {
	case said != nil:
		return true, v.passed(a, said)
	case slices.Contains(takesTwo(), a.Kind):
		return true, comity.Errorf(comity.Negative, "%s takes two persons, and it names no proposal", a.Kind)
	}
	return false, nil
}

func (v *verification) proposal(id string) *proposal {
	all := v.c.state.proposals()
	if i := slices.IndexFunc(all, func(p *proposal) bool { return p.id() == id }); i >= 0 {
		return all[i]
	}
	return nil
}

// ownKey wants one key for a person throughout, the one that the node holds.
func (v *verification) ownKey(a act.Act, s *signature, keys map[string]string) error {
	held, found, err := v.c.node.keys.Actor(a.Actor)
	if err != nil {
		return err
	}
	if was, ok := keys[a.Actor]; ok && was != s.Key || found && held.String() != s.Key {
		return comity.Errorf(comity.Negative, "its actor signed with another key before")
	}
	keys[a.Actor] = s.Key
	return nil
}

// passed compares an act with the proposal that let it pass: signed by two
// persons before it, or urgent.
func (v *verification) passed(a act.Act, said *approval) error {
	p := v.proposal(said.Proposal)
	if p == nil || p.done != a.Seq || p.act.Seq > a.Seq || p.body.What != a.Kind || !p.lets(a) {
		return comity.Errorf(comity.Negative, "the proposal %.40q let no such act pass", said.Proposal)
	}
	by := []string{p.act.Actor}
	for _, second := range p.approved {
		if second.Seq < a.Seq {
			by = append(by, second.Actor)
		}
	}
	if len(by) < 2 && !p.body.Urgent || said.Owed != (len(by) < 2) || !slices.Equal(by, said.By) {
		return comity.Errorf(comity.Negative, "it passed without the two signatures that proposal %s takes", p.id())
	}
	return nil
}
