package main

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/disk"
)

func (a *app) keyCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "key", Short: "List, rotate and revoke the node's keys",
		Long: `A node signs acts with one key, its log with another, packs with a third under a
root of its own, and receives under age identities. docs/formats/keys.md.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return comity.Errorf(comity.Usage, "what to do with keys is missing").WithHint("comity key list, rotate, revoke, crl or recipient")
		},
	}
	c.AddCommand(a.keyListCommand(), a.keyRotateCommand(), a.keyRevokeCommand(), a.keyCRLCommand(), a.keyRecipientCommand())
	return c
}

func (a *app) keyListCommand() *cobra.Command {
	c := a.command("list", "List the node's keys, those in use and those that were",
		"Public halves only: nothing here is secret, and no passphrase is asked for.",
		func(ctx context.Context, _ []string) error {
			return a.withOldNode(ctx, func(n *casefile.Node) error {
				return rows(a, a.keyTable(), func(add func(casefile.KeyRow) error) error { return each(n.Keys)(ctx, add) }, a.keyCells)
			})
		})
	return a.withCSV(a.withJSON(c, "the keys as JSON Lines"))
}

func (a *app) keyTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Key}, {title: w.Status}, {title: w.Algorithm}, {title: w.ID, give: true}, {title: w.Until}, {title: w.RevokedFrom}, {title: w.Reason, give: true}}}
}

func (a *app) keyCells(k casefile.KeyRow) []string {
	state := k.State
	if own := a.words().KeyStates[state]; own != "" {
		state = own
	}
	return []string{k.Key, state, k.Algorithm, k.ID, moment(k.Until), moment(k.Since), k.Reason}
}

// moment prints a time that may be missing.
func moment(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (a *app) keyRotateCommand() *cobra.Command {
	var reason string
	c := a.command("rotate KEY", "Draw a new key in place of the present one: act or cms",
		`The old key signs that the new one takes over, and its secret is destroyed. Acts and
packs that it signed go on verifying. Each case passes to a new act key with the next
command that writes to it. Send partners a new card afterwards: comity card.

The log's key stays: it names the log, and receipts and partners go by that name.`,
		func(ctx context.Context, args []string) error {
			if err := given("reason", reason); err != nil {
				return err
			}
			return a.withOldNode(ctx, func(n *casefile.Node) error {
				if err := n.RotateKey(ctx, args[0], reason); err != nil {
					return err
				}
				a.say("next: %s card --out card.toml, for your partners", a.self())
				return nil
			})
		})
	c.Flags().StringVar(&reason, "reason", "", "why")
	c.ValidArgs = []string{"act", "cms"}
	return c
}

func (a *app) keyRevokeCommand() *cobra.Command {
	var since, id, reason string
	c := a.command("revoke KEY", "Say that a key is not to be relied on: act or cms",
		`For a key that somebody else may have had from --since on. The present key is rotated
first; --id names a former one, as comity key list shows it. Acts that were recorded in
the node's log stand: the log's key vouches for them. Others of that key and time fail.`,
		func(ctx context.Context, args []string) error {
			if err := given("since", since, "reason", reason); err != nil {
				return err
			}
			at, err := time.Parse(time.RFC3339, since)
			if err != nil {
				return comity.Errorf(comity.Usage, "--since %.40q is not a time", since).WithHint("as 2026-03-01T00:00:00Z")
			}
			return a.withOldNode(ctx, func(n *casefile.Node) error { return n.RevokeKey(ctx, args[0], id, at, reason) })
		})
	f := c.Flags()
	f.StringVar(&since, "since", "", "from when another may have had it, RFC 3339")
	f.StringVar(&id, "id", "", "a former key (default: the present one)")
	f.StringVar(&reason, "reason", "", "why")
	c.ValidArgs = []string{"act", "cms"}
	return c
}

func (a *app) keyCRLCommand() *cobra.Command {
	var out string
	c := a.command("crl", "Write the list of this node's revoked certificates (CRL, RFC 5280)",
		`Signs the list anew with the node's root and writes it in DER. Packs carry the list of
their day; this one is for partners and courts that hold an older pack: they give it to
comity open or comity-verify as --crl. It holds for 90 days.`,
		func(ctx context.Context, _ []string) error {
			if err := given("out", out); err != nil {
				return err
			}
			return a.withOldNode(ctx, func(n *casefile.Node) error {
				der, err := n.RevocationList(ctx)
				if err != nil {
					return err
				}
				return writeNew(out, 0o644, der)
			})
		})
	c.Flags().StringVar(&out, "out", "", "file to write; must not exist")
	return c
}

// revoked reads lists of revoked certificates; none where no file is named.
func revoked(name string) ([]*x509.RevocationList, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "list of revoked certificates: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, cms.MaxSize+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, comity.Errorf(comity.Input, "list of revoked certificates: %w", err)
	}
	out, err := cms.ParseLists(text)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "%s: %w", name, err)
	}
	return out, nil
}

func (a *app) keyRecipientCommand() *cobra.Command {
	var out string
	var x25519 bool
	c := a.command("recipient", "Make an age identity, under which partners' packs are received",
		`Writes the identity, which opens what is encrypted to it, into a new file of mode 0600,
encrypted where the node has a passphrase, and prints the recipient. The node's card
names it from then on. Keep the file where packs are opened; a copy of it opens them too.

Hybrid identities (ML-KEM-768 and X25519) need age 1.3 or newer; --x25519 makes one
for older tools, which a computer to come may break.`,
		func(ctx context.Context, _ []string) error {
			if err := given("out", out); err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error {
				to, err := n.NewRecipient(x25519, func(text []byte) error { return writeNew(out, 0o600, text) })
				if err != nil {
					return err
				}
				a.print("%s\n", to)
				return nil
			})
		})
	c.Flags().StringVar(&out, "out", "", "file to write; must not exist")
	c.Flags().BoolVar(&x25519, "x25519", false, "for tools older than age 1.3")
	return c
}

// writeNew writes a file that must not exist, durably.
func writeNew(name string, perm fs.FileMode, text []byte) error {
	dir, file := filepath.Split(name)
	if file == "" {
		return comity.Errorf(comity.Usage, "--out %s is no file", name)
	}
	if dir == "" {
		dir = "."
	}
	err := disk.WriteFile(disk.OS(dir), file, perm, func(w io.Writer) error { _, err := w.Write(text); return err })
	if err != nil {
		return comity.Errorf(comity.Usage, "write %s: %w", name, err).WithHint("give a file that does not exist, in a folder that does")
	}
	return nil
}
