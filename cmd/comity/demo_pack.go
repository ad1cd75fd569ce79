package main

import (
	"context"
	"io"

	"comity/internal/casefile"
	"comity/internal/comity"
)

const (
	demoTo     = "DE"                    // the state that the demonstration makes a pack for
	demoSecond = "demo, a second person" // who approves it
)

// demoPack hands demoTo the rows that concern it, which takes two persons, and opens
// the pack at a node of that state beside ours.
func (a *app) demoPack(ctx context.Context, node casefile.Config, d *demonstration) error {
	there := node
	there.Home = d.Partner
	p := casefile.HandoverParams{To: demoTo, Out: d.Pack}
	err := a.withNodeOf(ctx, there, func(n *casefile.Node) error {
		to, err := n.NewRecipient(false, func(text []byte) error { return writeNew(d.Key, 0o600, text) })
		p.Recipients = []string{to}
		return err
	})
	if err != nil {
		return err
	}
	if err := a.demoHand(ctx, node, d, p); err != nil {
		return err
	}
	w := a.words()
	a.step(6, w.DemoPacked, "--home %s pack %s --to %s --out %s --recipient …", quote(d.Home), quote(d.Case), demoTo, quote(d.Pack))
	if err := a.demoOpen(ctx, node, there, d); err != nil {
		return err
	}
	a.step(7, w.DemoOpened, "--home %s open %s --identity %s --out %s", quote(d.Partner), quote(d.Pack), quote(d.Key), quote(d.Opened))
	return nil
}

// demoHand proposes, lets another person approve, and hands over.
func (a *app) demoHand(ctx context.Context, node casefile.Config, d *demonstration, p casefile.HandoverParams) error {
	hand := func(ctx context.Context, c *casefile.Case) (err error) {
		d.Handed, err = c.HandOver(ctx, p, func(ctx context.Context, h *casefile.Handover, w io.Writer) (casefile.Made, error) {
			return a.assemble(ctx, h, p, w)
		})
		return err
	}
	second := node
	second.Actor = demoSecond
	for _, turn := range []struct {
		who casefile.Config
		do  func(context.Context, *casefile.Case) error
	}{{node, func(ctx context.Context, c *casefile.Case) error { return proposed(hand(ctx, c)) }}, {second, approveAll}, {node, hand}} {
		err := a.withNodeOf(ctx, turn.who, func(n *casefile.Node) error {
			return openCase(ctx, n, d.Case, func(c *casefile.Case) error { return turn.do(ctx, c) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// proposed takes the refusal of four eyes for what it is: a proposal.
func proposed(err error) error {
	if comity.KindOf(err) == comity.Refused {
		return nil
	}
	return err
}

func approveAll(ctx context.Context, c *casefile.Case) error {
	all, err := c.Proposals(ctx)
	for _, p := range all {
		if err == nil {
			err = c.Approve(ctx, p.ID)
		}
	}
	return err
}

// demoOpen pins our card there, as two people do who have compared its fingerprint, and opens the pack.
func (a *app) demoOpen(ctx context.Context, here, there casefile.Config, d *demonstration) error {
	var text []byte
	var mark string
	err := a.withNodeOf(ctx, here, func(n *casefile.Node) error {
		card, err := n.Card(ctx, casefile.CardParams{Country: "IT", Authority: "Demonstration authority"})
		if err != nil {
			return err
		}
		if mark, err = card.Fingerprint(); err != nil {
			return err
		}
		text, err = card.Text()
		return err
	})
	if err != nil {
		return err
	}
	return a.withNodeOf(ctx, there, func(n *casefile.Node) error {
		if _, err := n.AddPartner(ctx, text, mark, false); err != nil {
			return err
		}
		_, err := a.open(ctx, n, receiving{file: d.Pack, out: d.Opened, keyfile: d.Key})
		return err
	})
}
