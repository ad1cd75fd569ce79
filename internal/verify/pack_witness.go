package verify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify/history"
)

// policy is whose cosignatures count: of witnesses whom the verifier knows, where it knows any, whether or
// not the pack names them; else of those that the pack names, on its word. The sender's own country never
// counts. nil: nobody was asked.
func (p *Packed) policy() (*proof.Policy, error) {
	said := p.keys.Witnesses
	if said != nil {
		if err := said.Check(); err != nil {
			return nil, comity.Errorf(comity.Negative, "custody/keys.json: the policy of witnesses: %w", err)
		}
		if said.Country != p.info.From.Country {
			return nil, comity.Errorf(comity.Negative, "custody/keys.json: by the policy of witnesses the log is of %s, and the pack of %.20q: its own witnesses would count", said.Country, p.info.From.Country)
		}
	}
	if p.cfg.Witnesses == nil || said == nil && p.cfg.Quorum == 0 {
		return said, nil
	}
	known := &proof.Policy{Country: p.info.From.Country, Quorum: p.cfg.Quorum}
	if known.Quorum == 0 {
		known.Quorum = said.Quorum
	}
	for _, w := range p.cfg.Witnesses {
		if w = asSaid(w, said); w.Country != "" {
			known.Witnesses = append(known.Witnesses, w)
		}
	}
	return known, nil
}

// asSaid is a known witness under the name that the sender has for it, and of the country that the sender
// says where nobody else says one.
func asSaid(w proof.Witness, said *proof.Policy) proof.Witness {
	if said == nil {
		return w
	}
	if i := slices.IndexFunc(said.Witnesses, func(s proof.Witness) bool { return s.Key == w.Key }); i >= 0 {
		w.Name, w.Country = said.Witnesses[i].Name, cmp.Or(w.Country, said.Witnesses[i].Country)
	}
	return w
}

// judge notes how far the checkpoint of a receipt is co-signed. A policy that is wrong
// is said once, by step witnesses.
func (p *Packed) judge(r history.Receipt) error {
	policy, err := p.policy()
	if err != nil || policy == nil {
		return nil
	}
	s, err := policy.Judge([]byte(r.Receipt.Checkpoint))
	until := p.there()
	s, early := policy.Without(s, func(by proof.Cosigned) bool { return by.Time.After(until.at.Add(cms.Skew)) })
	p.stood[r.Seq] = s
	for _, by := range early {
		p.Unproven("witnesses", by.Witness+" ("+by.Country+")", "the cosignature of %s under %s says %s, which is after %s, %s: it does not count", by.Witness, history.ReceiptName(r.Seq), day(by.Time), until.what, day(until.at))
	}
	return err
}

// there is when all that lies in the pack was there already, by a clock that the verifier trusts. A witness that says a later
// time says nothing: so it cannot make a pack of others not hold either.
func (p *Packed) there() moment {
	m := moment{"the clock here", p.cfg.Now}
	for i := range p.signed {
		if s := &p.signed[i]; s.Root != nil && !s.Stamped.IsZero() && s.Stamped.Add(s.Accuracy).Before(m.at) {
			m = moment{"the timestamp of a signature", s.Stamped.Add(s.Accuracy)}
		}
	}
	return m
}

// witnesses says who co-signed the sender's log, and what it alone leaves open.
func (p *Packed) witnesses(context.Context) error {
	policy, err := p.policy()
	switch {
	case err != nil:
		return err
	case policy == nil:
		p.Unproven("witnesses", p.sender(), "recorded locally: no witness co-signed what the pack has of the log: that the sender shows everybody the same log, and no later act takes anything back, stands on its word")
		return nil
	}
	by, local := p.cosigners()
	switch {
	case len(local) > 0 && p.cfg.Quorum > 0:
		p.Row(false, "witnesses", "acts %s are co-signed by fewer than the %d other countries that are asked for here; co-signed at all by %s", list(local), policy.Quorum, by)
	case len(local) > 0:
		p.Unproven("witnesses", p.sender(), "recorded locally: acts %s are co-signed by fewer than the %d other countries that the sender's policy asks for; co-signed at all by %s", list(local), policy.Quorum, by)
	case p.cfg.Witnesses == nil:
		p.Unproven("witnesses", p.sender(), "recorded: every act here is under a checkpoint co-signed by %d other countries or more (%s); that the keys in custody/keys.json are theirs stands on the sender's word: ask them", policy.Quorum, by)
	default:
		p.Row(true, "witnesses", "recorded: every act here is under a checkpoint co-signed, with keys that are pinned here, by %d other countries or more (%s)", policy.Quorum, by)
	}
	return nil
}

// cosigners are all who co-signed, and the acts over which fewer did than are asked for.
func (p *Packed) cosigners() (by string, local []int64) {
	var names []string
	for _, a := range p.acts {
		s := p.stood[p.covered[a.Seq]]
		if !s.Met {
			local = append(local, a.Seq)
		}
		for _, w := range s.By {
			names = append(names, w.Witness+" ("+w.Country+")")
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return "-", local
	}
	return strings.Join(names, ", "), local
}

// list shows the first of some acts.
func list(seqs []int64) string {
	const most = 5
	var out []string
	for _, s := range seqs[:min(most, len(seqs))] {
		out = append(out, fmt.Sprintf("%06d", s))
	}
	if len(seqs) > most {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}
