package verify

import (
	"context"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

// approvals wants the pack proposed under one name and approved under another, each in a
// signature by another key, for these recipients; an urgent one may owe the second.
func (p *Packed) approvals(context.Context) error {
	if p.info.Kind != history.Pack {
		return nil
	}
	x := p.proposal()
	if x == nil {
		return comity.Errorf(comity.Negative, "nobody proposed this pack, or no second person approved it: it takes two, for this state, this run, this purpose and those who can open it")
	}
	by := x.By()
	for _, name := range by {
		if !slices.Contains(p.info.Actors, name) {
			return comity.Errorf(comity.Negative, "pack.json does not name %q, who signed that it may go", name)
		}
	}
	p.readers()
	if len(by) < 2 {
		p.Unproven("four eyes", by[0], "proposed as urgent and signed by %s alone: the second signature was owed when the pack was made", by[0])
		return nil
	}
	p.Row(true, "four eyes", "two keys signed that this may go, under the names %s", strings.Join(signed(x), ", "))
	p.Unproven("four eyes", p.sender(), "that these are two persons, and that neither has the other's key, stands on the word of the node that made and keeps both keys")
	return nil
}

// proposal is the one that let the pack pass; nil where there is none.
func (p *Packed) proposal() *history.Proposal {
	all := history.Proposals(p.acts)
	item := history.PackItem(p.info.To, p.info.Run, p.info.Recipients)
	i := slices.IndexFunc(all, func(x *history.Proposal) bool {
		same := x.Body.Item == item
		if p.info.Format == 1 { // which did not name who can open it; what names them was approved for them alone
			same = same || x.Body.Item == p.info.To+" run "+p.info.Run.String()
		}
		return same && x.Body.Reason == p.info.Purpose && x.Body.What == history.Pack && (len(x.Approved) > 0 || x.Body.Urgent)
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// readers says whether those who can open the pack were approved with it.
func (p *Packed) readers() {
	switch {
	case p.info.Format == 1:
		p.Unproven("recipients", p.sender(), "who can open the pack was not under what was approved: it was made by an older version")
	case len(p.info.Recipients) == 0:
		p.Row(true, "recipients", "it was approved as a pack that is not encrypted")
	default:
		p.Row(true, "recipients", "it was approved for the keys %s and no other", strings.Join(p.info.Recipients, ", "))
	}
}

// signed are who proposed and approved, each with the fingerprint of the key.
func signed(x *history.Proposal) []string {
	out := []string{named(x.Act.Actor, x.Body.Signature)}
	for _, a := range x.Approved {
		var b history.ApproveBody
		if a.Decode(&b) == nil {
			out = append(out, named(a.Actor, b.Signature))
		}
	}
	return out
}

func named(actor string, s *history.Signature) string {
	key, err := sign.ParsePublicKey(s.Key)
	if err != nil { // Check has read it
		return actor
	}
	return actor + " (" + key.ID() + ")"
}
