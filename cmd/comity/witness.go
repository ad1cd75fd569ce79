package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/log/witness"
)

func (a *app) witnessCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "witness", Short: "Co-sign partners' logs, and have one's own co-signed",
		Long: `Partners co-sign the checkpoints of a node's log: each says that it saw the log
at this size and that it had only grown. With the policy in node.toml,

    [witness]
    country = "IT"          # our own: it does not count
    quorum = 2              # how many other countries are needed
    [[witness.partner]]
    name = "fr"
    country = "FR"
    key = "…"               # their comity witness show prints it
    url = "https://…"       # of their comity witness serve, or "file"
    [[witness.log]]
    key = "…"               # of a log that this node co-signs

every command that writes asks the partners online, and an act is recorded once
enough of them have signed; until then it is recorded locally. No partner is asked
where none is named.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { a.began = true; return c.Help() },
	}
	c.AddCommand(a.witnessServe(), a.witnessSign(), a.witnessAsk(), a.witnessTake(), a.witnessShow())
	return c
}

func (a *app) witnessServe() *cobra.Command {
	var listen string
	c := a.command("serve", "Co-sign partners' logs over HTTP",
		`Answers POST /add-checkpoint as C2SP tlog-witness says, for the logs that node.toml
lists, until it is interrupted. Signed checkpoints that do not fit what was co-signed
are kept below HOME/witness and told on stderr. It speaks plain HTTP: put a
TLS proxy before it. What it answers is signed, and what it is asked is too.`,
		func(ctx context.Context, _ []string) error {
			return a.withNode(ctx, func(n *casefile.Node) error {
				w, err := n.Witness(func(origin string, m witness.Misbehaviour) {
					a.say("kept: %s: the log %s signed %d entries that do not fit the %d co-signed", m.Kind, harmless(origin), m.Signed.Size, m.Cosigned.Size)
				})
				if err != nil {
					return err
				}
				return a.serveWitness(ctx, w, listen)
			})
		})
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8421", "address and port")
	return c
}

// serveWitness serves until ctx ends, and lets requests under way finish.
func (a *app) serveWitness(ctx context.Context, w *witness.Witness, listen string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return comity.Errorf(comity.Usage, "--listen %.80q: %w", listen, err).WithHint("give --listen ADDRESS:PORT, with a port that is free")
	}
	s := &http.Server{
		Handler:     w.Handler(func(err error) { text, _ := a.told(err); a.say("failed: %s", harmless(comity.MaskText(text))) }),
		ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	a.say("co-signing on http://%s", l.Addr())
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	select {
	case err = <-done:
	case <-ctx.Done():
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err = s.Shutdown(wait)
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return comity.Errorf(comity.Fault, "serve: %w", err)
	}
	return nil
}

func (a *app) witnessSign() *cobra.Command {
	var out string
	c := a.command("sign FILE", "Co-sign a partner's checkpoint that came as a file",
		`Reads what the partner wrote with comity witness ask, and writes the cosignature
for the partner's comity witness take. Where this node has seen another size than the
file says, it exits 1 and names the size: the partner asks again with --from SIZE.`,
		func(ctx context.Context, args []string) error {
			request, err := readSmall(args[0])
			if err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error {
				line, err := n.CosignFile(ctx, request)
				var no *witness.Refusal
				if errors.As(err, &no) && no.Why == witness.Conflict {
					return comity.Errorf(comity.Negative, "%w", err).WithHint("the partner asks again: comity witness ask … --from %d", no.Size)
				}
				if err != nil {
					return err
				}
				return a.put(out, line)
			})
		})
	c.Flags().StringVar(&out, "out", "", "file to write (default: stdout)")
	return c
}

func (a *app) witnessAsk() *cobra.Command {
	var out string
	from := int64(-1)
	c := a.command("ask PARTNER", "Write the file that a partner is asked to co-sign",
		`Writes the checkpoint of this node's log and the proof that it continues the one
that the partner saw last. It holds sizes, hashes and a signature, and nothing of any case.`,
		func(ctx context.Context, args []string) error {
			return a.withNode(ctx, func(n *casefile.Node) error {
				request, err := n.AskWitness(ctx, args[0], from)
				if err != nil {
					return err
				}
				return a.put(out, request)
			})
		})
	c.Flags().StringVar(&out, "out", "", "file to write (default: stdout)")
	c.Flags().Int64Var(&from, "from", -1, "entries that the partner has seen (default: as far as is known here)")
	return c
}

func (a *app) witnessTake() *cobra.Command {
	return a.command("take FILE", "Keep a partner's cosignature that came as a file",
		`Checks the partner's answer against the checkpoints that were sent out and keeps it.
The next command on a case puts it beside the case's receipts.`,
		func(ctx context.Context, args []string) error {
			answer, err := readSmall(args[0])
			if err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error {
				size, s, err := n.TakeCosignature(ctx, answer)
				if err != nil {
					return err
				}
				w := a.words()
				word := w.Locally
				if s.Met {
					word = w.RecordedWord
				}
				a.print(w.Taken+"\n", size, word, strings.Join(s.Countries, ", "), s.Quorum)
				return nil
			})
		})
}

func (a *app) witnessShow() *cobra.Command {
	return a.withJSON(a.command("show", "Print the keys that partners need, and who has co-signed what",
		`Prints the verifier key of this node's log and the one under which it co-signs, whom
its policy names, and how far it has seen partners' logs.`,
		func(ctx context.Context, _ []string) error {
			return a.withNode(ctx, func(n *casefile.Node) error {
				rep, err := n.Witnessing(ctx)
				if err != nil {
					return err
				}
				if a.json {
					return a.emit(rep)
				}
				a.witnessing(rep)
				return nil
			})
		}), "the report as one JSON document")
}

func (a *app) witnessing(rep casefile.WitnessReport) {
	w := a.words()
	a.print("%s %s\n%s %s\n", w.LogKey, rep.Log, w.WitnessKey, rep.Key)
	if rep.Policy != nil {
		t := table{columns: []column{{title: w.Partner, give: true}, {title: w.State}, {title: w.Key, give: true}}}
		for _, p := range rep.Policy.Witnesses {
			t.add(p.Name, p.Country, p.Key)
		}
		a.print("\n")
		a.table(&t)
	}
	if rep.Newest != nil {
		a.print("\n"+w.NewestSeen+"\n", rep.Newest.Size, cosigners(rep.Newest.Standing.By))
	}
	if len(rep.Witnessed) == 0 {
		return
	}
	t := table{columns: []column{{title: w.Log, give: true}, {title: w.Entries, right: true}, {title: w.Misfits, right: true}}}
	for _, l := range rep.Witnessed {
		t.add(l.Log, count(int64(l.Size)), count(l.Misbehaviour))
	}
	a.print("\n")
	a.table(&t)
}

// cosigners names witnesses with their countries.
func cosigners(by []proof.Cosigned) string {
	var out []string
	for _, b := range by {
		out = append(out, b.Witness+" ("+b.Country+")")
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

// standing says on stderr whether what the command did is recorded, where partners are to say so.
func (a *app) standing(ctx context.Context, c *casefile.Case) {
	s, err := c.Standing(context.WithoutCancel(ctx))
	if err != nil || !s.Asked || !s.Acted || a.quiet {
		return // what is wrong with the case its own command says
	}
	w := a.words()
	if s.Recorded == casefile.Recorded {
		a.say(w.IsRecorded, cosigners(s.By))
		return
	}
	a.say(w.IsLocally, cosigners(s.By), s.Quorum)
}

// readSmall reads a file that partners exchange.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "FILE: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, 64<<10+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	if len(b) > 64<<10 {
		return nil, comity.Errorf(comity.Input, "%s is too large to be what partners exchange", name)
	}
	return b, nil
}

// put writes what a partner is to be given to a new file, or to stdout.
func (a *app) put(name string, b []byte) error {
	if name == "" {
		return a.write(b)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return comity.Errorf(comity.Usage, "--out: %w", err).WithHint("name a file that is not there")
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", name, err)
	}
	return nil
}
