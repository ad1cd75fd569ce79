package main

import (
	"context"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/cooperation/opening"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/verify"
)

// countersigning is one command line.
type countersigning struct {
	out, identity, to, crl string
	recipients             []string
}

func (a *app) countersignCommand() *cobra.Command {
	var p countersigning
	c := a.command("countersign FILE", "Add your office's signature to a pack that another made",
		`Verifies the pack as comity open does, against the roots of pinned partners and your own,
and writes it again with one more signature over the same files: that of this node, with
a timestamp where node.toml names an authority. What was signed before is copied as it is.
A signature says that this office has verified the pack and stands by it as it is.

A pack that came encrypted is decrypted with --identity beside --out, and encrypted again
to a pinned partner's keys (--to) or those given (--recipient). Whoever is to open it
sees each signature, and whose root it leads to.`,
		func(ctx context.Context, args []string) error {
			if err := given("out", p.out); err != nil {
				return err
			}
			return a.withOldNode(ctx, func(n *casefile.Node) error {
				rep, err := a.countersign(ctx, n, args[0], p)
				if err != nil {
					return err
				}
				if a.json {
					return a.emit(rep)
				}
				w := a.words()
				a.print(w.Countersigned+"\n", harmless(rep.Out), harmless(rep.From.Authority), harmless(rep.From.Country), harmless(rep.Case))
				a.signatures(rep.Signatures)
				a.print("sha256 %s\n", rep.Sealed)
				return nil
			})
		})
	f := c.Flags()
	f.StringVar(&p.out, "out", "", "file to write; must not exist")
	f.StringVar(&p.identity, "identity", "", "your key file, where the pack is encrypted")
	f.StringVar(&p.crl, "crl", "", "`file` of lists of revoked certificates (CRL), newer than those in the pack")
	f.StringVar(&p.to, "to", "", "the pinned partner to whom it goes on, as DE")
	f.StringArrayVar(&p.recipients, "recipient", nil, "age recipient who can open it, in place of those of a partner's card; may be repeated")
	f.BoolVar(&a.noTimestamp, "no-timestamp", false, "ask no timestamp authority: the signature is B-B")
	return a.withJSON(c, "what was signed as one JSON document")
}

func (a *app) countersign(ctx context.Context, n *casefile.Node, file string, p countersigning) (rep opening.Countersigned, err error) {
	if err := n.MayCountersign(); err != nil {
		return rep, err
	}
	cfg := opening.Countersigning{Now: a.now, Trust: cms.Trust{}}
	if cfg.Recipients, err = p.readers(n); err != nil {
		return rep, err
	}
	if cfg.Identities, err = identities(n, p.identity); err != nil {
		return rep, err
	}
	if cfg.Signer, err = signer(ctx, n); err != nil {
		return rep, err
	}
	if cfg.Partners, cfg.Trust, err = known(ctx, n, cfg.Signer); err != nil {
		return rep, err
	}
	if cfg.Trust.Lists, err = revocations(ctx, n, cfg.Partners, p.crl); err != nil {
		return rep, err
	}
	if cfg.Stamper, _, err = a.stamper(n); err != nil {
		return rep, err
	}
	witnesses, err := witnesses(ctx, n, cfg.Partners)
	if err != nil {
		return rep, err
	}
	cfg.Judge = func(ctx context.Context, c *container.Reader) (verify.Report, error) {
		return verify.Pack(ctx, verify.PackConfig{Files: c, Sealed: c.Verify, Trust: cfg.Trust, Of: stateOf(cfg.Partners, n.Country()), Now: a.now(), Witnesses: witnesses, Words: a.verifyWords()}, verify.PackSteps())
	}
	cfg.Admit = func(r opening.Countersigned) error {
		return n.Receive(ctx, casefile.Received{Digest: r.Digest, Container: r.Container, From: r.From.Country, Case: r.Case, Run: r.Run, Subrun: r.Subrun, Countersigned: r.Sealed})
	}
	if rep, err = opening.Countersign(ctx, file, p.out, cfg); err != nil {
		return rep, err
	}
	return rep, nil
}

// readers are those to whom the result is encrypted: given, or on a partner's card; none where nobody is named.
func (p *countersigning) readers(n *casefile.Node) ([]age.Recipient, error) {
	list := p.recipients
	if len(list) == 0 && p.to != "" {
		card, err := n.Partner(p.to)
		if err != nil {
			return nil, err
		}
		if list = card.Card.Recipients; len(list) == 0 {
			return nil, comity.Errorf(comity.Input, "the card of %s names no recipient", card.Country).WithHint("give --recipient AGE-RECIPIENT")
		}
	}
	var out []age.Recipient
	for _, text := range list {
		r, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil || len(r) != 1 {
			return nil, comity.Errorf(comity.Usage, "recipient %.20q is none of age's", text).WithHint("it begins with age1; whoever is to open the pack gives it")
		}
		out = append(out, r...)
	}
	return out, nil
}

// known are the partners and, where node.toml says who we are, ourselves; and whom a countersigner believes.
func known(ctx context.Context, n *casefile.Node, own cms.Signer) (list []partner.Partner, trust cms.Trust, err error) {
	if list, err = n.Partners(ctx); err != nil {
		return nil, trust, err
	}
	if card, err := n.Card(ctx, casefile.CardParams{}); err == nil {
		list = append(list, card)
	}
	trust.Signers = roots(list)
	trust.Signers.AddCert(own.Chain[len(own.Chain)-1])
	trust.Authorities, err = n.Authorities()
	return list, trust, err
}
