package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/casefile/partner"
	"comity/internal/comity"
)

func (a *app) cardCommand() *cobra.Command {
	var out string
	var p casefile.CardParams
	c := a.command("card", "Write the node's own card, for partners to pin",
		`The card holds public keys: of acts, of the log, of the witness, the root certificate,
and the age recipients. Its fingerprint is printed: read it to the partner by another
way than the file goes (a call, a meeting), so that they know whose card they pin.`,
		func(ctx context.Context, _ []string) error {
			if err := given("out", out); err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error {
				card, err := n.Card(ctx, p)
				if err != nil {
					return err
				}
				text, err := card.Text()
				if err != nil {
					return err
				}
				if err := writeNew(out, 0o644, text); err != nil {
					return err
				}
				if len(card.Card.Recipients) == 0 {
					a.say("the card names no recipient: nothing can be sent here; see %s key recipient --help", a.self())
				}
				return a.partner(card)
			})
		})
	f := c.Flags()
	f.StringVar(&out, "out", "", "file to write; must not exist")
	f.StringVar(&p.Country, "country", "", "country of the authority (default: from node.toml)")
	f.StringVar(&p.Authority, "authority", "", "the authority (default: from node.toml)")
	f.BoolVar(&p.X25519, "x25519", false, "name the X25519 recipients, not the hybrid ones")
	return a.withJSON(c, "the card as one JSON document")
}

func (a *app) partnerCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "partner", Short: "Pin the cards of partners' nodes, and list them",
		Long: "A card names a node's keys. Pinned, it is that country's node until a person replaces it.\ndocs/formats/keys.md.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return comity.Errorf(comity.Usage, "what to do with partners is missing").WithHint("comity partner add, list, show or remove")
		},
	}
	c.AddCommand(a.partnerAddCommand(), a.partnerListCommand(), a.partnerShowCommand(), a.partnerRemoveCommand())
	return c
}

func (a *app) partnerAddCommand() *cobra.Command {
	var fingerprint string
	var replace bool
	c := a.command("add FILE", "Pin a partner's card, once its fingerprint was compared",
		`Without --fingerprint it prints that of the card and is refused (exit 4). Ask the
partner for theirs by another way than the card came, and give what they say. Another
card of the same country gives way with --replace alone.`,
		func(ctx context.Context, args []string) error {
			card, err := readCard(args[0])
			if err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error {
				p, err := n.AddPartner(ctx, card, fingerprint, replace)
				if err != nil {
					return err
				}
				a.say("%s is pinned: %s", p.Country, harmless(p.Authority))
				return nil
			})
		})
	c.Flags().StringVar(&fingerprint, "fingerprint", "", "what the partner says it is")
	c.Flags().BoolVar(&replace, "replace", false, "in place of another card of the country")
	return c
}

// readCard reads a file that is no longer than a card is.
func readCard(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "card: %w", err).WithHint("a card is a file that `comity card` wrote")
	}
	if !info.Mode().IsRegular() || info.Size() > partner.MostBytes {
		return nil, comity.Errorf(comity.Input, "%s is no card: it is no file of %d bytes at most", name, partner.MostBytes).WithHint("a card is a file that `comity card` wrote")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "card: %w", err).WithHint("a card is a file that `comity card` wrote")
	}
	return b, nil
}

func (a *app) partnerListCommand() *cobra.Command {
	c := a.command("list", "List the pinned partners", "One line a country, with who pinned its card and when.",
		func(ctx context.Context, _ []string) error {
			return a.withOldNode(ctx, func(n *casefile.Node) error {
				return rows(a, a.partnerTable(), func(add func(partnerRow) error) error { return eachPartner(ctx, n, add) }, partnerRow.cells)
			})
		})
	return a.withCSV(a.withJSON(c, "the cards as JSON Lines"))
}

// partnerRow is a card as it is shown.
type partnerRow struct {
	partner.Card
	Fingerprint string       `json:"fingerprint"`
	Pinned      *partner.Pin `json:"pinned,omitempty"`
}

func rowOf(p casefile.Partner) (partnerRow, error) {
	f, err := p.Fingerprint()
	r := partnerRow{Card: p.Card, Fingerprint: f}
	if !p.Pinned.At.IsZero() {
		r.Pinned = &p.Pinned
	}
	return r, err
}

func eachPartner(ctx context.Context, n *casefile.Node, add func(partnerRow) error) error {
	all, err := n.Partners(ctx)
	for _, p := range all {
		r, err := rowOf(p)
		if err == nil {
			err = add(r)
		}
		if err != nil {
			return err
		}
	}
	return err
}

func (a *app) partnerTable() table {
	w := a.words()
	return table{columns: []column{{title: w.State}, {title: w.Authority, give: true}, {title: w.PinnedBy, give: true}, {title: w.Time}, {title: w.Fingerprint}}}
}

func (r partnerRow) cells() []string {
	return []string{r.Country, r.Authority, r.Pinned.By, r.Pinned.At.UTC().Format(time.RFC3339), r.Fingerprint}
}

func (a *app) partnerShowCommand() *cobra.Command {
	c := a.command("show CC", "Show a partner's card, with its fingerprint", "CC is the country, two capital letters.",
		func(ctx context.Context, args []string) error {
			return a.withOldNode(ctx, func(n *casefile.Node) error {
				p, err := n.Partner(args[0])
				if err != nil {
					return err
				}
				return a.partner(p)
			})
		})
	return a.withJSON(c, "the card as one JSON document")
}

// partner prints one card.
func (a *app) partner(p casefile.Partner) error {
	r, err := rowOf(p)
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(r)
	}
	w := a.words()
	a.print("%s  %s\n%s: %s\n", p.Country, harmless(p.Authority), w.Fingerprint, r.Fingerprint)
	for _, k := range [][2]string{{"act", p.Act}, {"log", p.Log}, {"witness", p.Witness}} {
		if k[1] != "" {
			a.print("%s: %s\n", k[0], harmless(k[1]))
		}
	}
	a.print("root: %s, %s %s\n", comity.DigestOf(p.RootCertificate().Raw), w.Until, p.RootCertificate().NotAfter.UTC().Format(time.RFC3339))
	for _, to := range p.Card.Recipients {
		a.print("age: %s\n", to)
	}
	if r.Pinned != nil {
		a.print("%s %s, %s\n", w.PinnedBy, harmless(r.Pinned.By), r.Pinned.At.UTC().Format(time.RFC3339))
	}
	return nil
}

func (a *app) partnerRemoveCommand() *cobra.Command {
	return a.command("remove CC", "Take a partner's card away", "CC is the country, two capital letters.",
		func(ctx context.Context, args []string) error {
			return a.withOldNode(ctx, func(n *casefile.Node) error { return n.RemovePartner(ctx, args[0]) })
		})
}
