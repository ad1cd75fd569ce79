package main

import (
	"context"
	"crypto/x509"
	"os"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/cooperation/opening"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify"
	"comity/internal/verify/shell"
)

func (a *app) openCommand() *cobra.Command {
	var from receiving
	c := a.command("open FILE", "Decrypt and verify a partner's pack, and only then unpack it",
		`Decrypts the pack with your key, verifies every signature against the root certificates
of pinned partners, every digest, and that every row stands in its sealed file; only
then the folder --out is made, with pack.asice as it was signed and its files. What does
not verify, or is for another state than node.toml names, leaves nothing behind. That it was opened is logged first, in the node's home.
comity-verify and verify.sh check the same without a node.`,
		func(ctx context.Context, args []string) error {
			if err := given("out", from.out); err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error {
				from.file = args[0]
				rep, err := a.open(ctx, n, from)
				if err != nil {
					return err
				}
				if a.json {
					return a.emit(rep)
				}
				a.openedReport(rep, n.Country())
				return nil
			})
		})
	c.Flags().StringVar(&from.keyfile, "identity", "", "your key file, of comity key recipient --out or age-keygen")
	c.Flags().StringVar(&from.out, "out", "", "folder to make")
	c.Flags().StringVar(&from.crl, "crl", "", "`file` of lists of revoked certificates (CRL), newer than those in the pack")
	c.Flags().StringVar(&from.to, "for", "", "the state that the pack is for, as DE, where that is not this node's: said by who opens it as a liaison officer")
	return a.withJSON(c, "what was proven as one JSON document")
}

// receiving is what the command line says of a pack that came in.
type receiving struct{ file, out, keyfile, crl, to string }

func (a *app) open(ctx context.Context, n *casefile.Node, from receiving) (opening.Report, error) {
	if err := n.MayReceive(); err != nil {
		return opening.Report{}, err
	}
	partners, err := n.Partners(ctx)
	if err != nil {
		return opening.Report{}, err
	}
	ids, err := identities(n, from.keyfile)
	if err != nil {
		return opening.Report{}, err
	}
	known, err := witnesses(ctx, n, partners)
	if err != nil {
		return opening.Report{}, err
	}
	list, err := revocations(ctx, n, partners, from.crl)
	if err != nil {
		return opening.Report{}, err
	}
	authorities, err := n.Authorities()
	if err != nil {
		return opening.Report{}, err
	}
	return opening.Open(ctx, from.file, from.out, opening.Config{
		Judge: func(ctx context.Context, j opening.Judged) (verify.Report, error) {
			return verify.Pack(ctx, verify.PackConfig{
				Files: j, Sealed: j.Verify, Trust: j.Trust, Of: stateOf(partners, ""), Now: a.now(), Witnesses: known, Quorum: n.Accepts(), Words: a.verifyWords(),
				Keys: &verify.SenderKeys{Act: append([]string{j.Sender.Act}, j.Sender.Former...), Log: j.Sender.Log},
			}, verify.PackSteps())
		},
		Identities: ids, Partners: partners, Authorities: authorities, Lists: list, Country: n.Country(), For: from.to, Now: a.now(),
		Admit: func(r opening.Report) error {
			if err := n.KeepLists(ctx, partners, r.Lists); err != nil {
				return err
			}
			return n.Receive(ctx, casefile.Received{Digest: r.Digest, Container: r.Container, From: r.From.Country, To: r.To, Case: r.Case, Run: r.Run, Subrun: r.Subrun})
		},
	})
}

// witnesses are those whose keys this node knows: its own, and those on cards.
func witnesses(ctx context.Context, n *casefile.Node, partners []partner.Partner) ([]proof.Witness, error) {
	mine, err := n.Witnessing(ctx)
	if err != nil {
		return nil, err
	}
	known := []proof.Witness{{Country: n.Country(), Key: mine.Key}}
	for i := range partners {
		if partners[i].Witness != "" {
			known = append(known, proof.Witness{Country: partners[i].Country, Key: partners[i].Witness})
		}
	}
	return known, nil
}

// revocations are the lists of revoked certificates that are given here, which are remembered whatever becomes of the
// pack, and those that this node has seen before.
func revocations(ctx context.Context, n *casefile.Node, partners []partner.Partner, given string) ([]*x509.RevocationList, error) {
	list, err := revoked(given)
	if err == nil {
		err = n.KeepLists(ctx, partners, list)
	}
	if err != nil {
		return nil, err
	}
	seen, err := n.RevokedBy(partners)
	return append(list, seen...), err
}

// stateOf says of which state a root is, as cards say; any other is ours.
func stateOf(partners []partner.Partner, ours string) func(*x509.Certificate) string {
	return func(root *x509.Certificate) string {
		i := slices.IndexFunc(partners, func(p partner.Partner) bool { return p.RootCertificate().Equal(root) })
		if i < 0 {
			return ours
		}
		return partners[i].Country
	}
}

// roots are those that partners sign under.
func roots(partners []partner.Partner) *x509.CertPool {
	pool := x509.NewCertPool()
	for i := range partners {
		pool.AddCert(partners[i].RootCertificate())
	}
	return pool
}

// verifyWords are the sentences of a verification in the language of the output.
func (a *app) verifyWords() verify.Words {
	if a.lang == "it" {
		return verify.Italian()
	}
	return nil
}

// identities reads a key file; none where none is named.
func identities(n *casefile.Node, name string) ([]age.Identity, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "key file: %w", err).WithHint("name the file that `comity key recipient --out` or age-keygen made, as --identity")
	}
	return n.Identities(text)
}

// openedReport says what was proven, and by whom the rest is said.
func (a *app) openedReport(r opening.Report, country string) {
	w := a.words()
	a.print(w.OpenFrom+"\n", harmless(r.From.Authority), harmless(r.From.Country), harmless(r.Title), harmless(r.Case))
	a.addressed(r, country)
	a.signatures(r.Signatures)
	t := table{columns: []column{{title: w.Exhibit, right: true}, {title: w.Ref, give: true}, {title: w.OpenShown, right: true}, {title: w.OpenLeaves, right: true}, {title: "sha256"}}}
	for _, x := range r.Exhibits {
		t.add(count(x.Number), x.Ref, count(x.Shown), count(x.Leaves), x.ID.Short())
	}
	a.table(&t)
	a.print("\n"+w.OpenProven+"\n", r.Files)
	if r.Missing > 0 {
		a.print(w.PackMissing+"\n", r.Missing)
	}
	for _, c := range r.Checks {
		if c.Name == "witnesses" || c.Name == "four eyes" || c.Name == "recipients" || c.Name == "keys" || c.Name == "times" || c.Name == shell.File && c.Unproven || strings.HasPrefix(c.Name, "revocation of ") {
			a.print("%s\n", harmless(c.Text))
		}
	}
	if r.Another {
		a.print("%s\n", w.OpenAnother)
	}
	a.print("%s\n%s\n", w.OpenNot, w.Lead)
	a.print("→ %s/%s/report.html\n", harmless(r.Out), opening.FilesDir)
}

// addressed says whom the pack is for, and where nobody compared that with whose node this is.
func (a *app) addressed(r opening.Report, country string) {
	w := a.words()
	switch {
	case r.To == "":
		a.print(w.OpenDefence+"\n", harmless(r.Subject))
	case r.For != "" && r.For != country:
		a.print(w.OpenLiaison+"\n", r.To)
	case country == "":
		a.print(w.OpenToNobody+"\n", harmless(r.To))
	default:
		a.print(w.OpenTo+"\n", harmless(r.To))
	}
}

// signatures says of each signature whose it is, and who vouches for its time.
func (a *app) signatures(list []opening.Signature) {
	w := a.words()
	for _, s := range list {
		signed := s.Signed.UTC().Format(time.RFC3339)
		if s.Country == "" {
			a.print("  "+w.OpenUnknown+"\n", harmless(s.Signer), s.Level, signed)
		} else {
			a.print("  "+w.OpenSigned+"\n", harmless(s.Signer), s.Country, s.Level, signed)
		}
		switch {
		case !s.Unvouched.IsZero():
			a.print("    "+w.OpenUnvouched+"\n", s.Unvouched.UTC().Format(time.RFC3339), harmless(s.Authority))
		case s.Stamped.IsZero():
			a.print("    %s\n", w.OpenNoStamp)
		case s.Independent:
			a.print("    "+w.OpenStamped+"\n", s.Stamped.UTC().Format(time.RFC3339), harmless(s.Authority))
		default:
			a.print("    "+w.OpenOwnStamp+"\n", s.Stamped.UTC().Format(time.RFC3339), harmless(s.Authority))
		}
	}
}
