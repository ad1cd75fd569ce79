package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"comity/docs"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/cooperation/pack"
)

func (a *app) packCommand() *cobra.Command {
	var p casefile.HandoverParams
	c := a.command("pack CASE", "Hand a state the rows that concern it, with what proves them",
		`Writes a signed container with the rows of the sealed exhibits that concern a state:
those of its items by comity nexus, and every row that a weight for or against, or a
rival, of its subjects rests on; the findings on them; what proves that the rows stand
in the sealed exhibits; and how many rows were withheld by which rule. What a
contributor's handling code forbids stays behind, and the pack says whom to ask. It is
encrypted to the recipient, recorded as an act, and the ledger then shows its items as
sent. It takes two persons: the first run proposes.`,
		func(ctx context.Context, args []string) error {
			switch {
			case !nexus.IsState(p.To):
				return comity.Errorf(comity.Usage, "--to %.20q is none of ISO 3166-1", p.To).WithHint("say which state it is for: comity pack CASE --to DE --out for-DE.asice.age")
			case p.Out == "":
				return comity.Errorf(comity.Usage, "--out is missing").WithHint("name the file to write, such as for-DE.asice.age")
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				if err := c.Recipients(&p); err != nil {
					return err
				}
				return a.handOver(ctx, c, p)
			})
		})
	c.Args = func(_ *cobra.Command, args []string) error {
		return wants("pack CASE --to CC --out FILE", []string{"CASE"}, args)
	}
	c.Flags().StringVar(&p.To, "to", "", "the state that it is for, as DE")
	c.Flags().StringVar(&p.Out, "out", "", "file to write")
	c.Flags().StringArrayVar(&p.Recipients, "recipient", nil, "age recipient who can open it, in place of those of the partner's card; may be repeated")
	c.Flags().BoolVar(&a.noTimestamp, "no-timestamp", false, "ask no timestamp authority: the signature is B-B")
	c.Flags().BoolVar(&p.Urgent, "urgent", false, "imminent harm: the second signature may follow")
	return a.withJSON(c, "what was handed over as one JSON document")
}

func (a *app) discloseCommand() *cobra.Command {
	var p casefile.HandoverParams
	c := a.command("disclose CASE", "Give the defence of a subject its rows, all rivals and the weights",
		`Writes a signed container as comity pack does, for the defence of one subject: the
rows that its weights and rivals rest on, the finding with all rivals, the table of
weights, on what data accuracy was measured, and for the judge how much was withheld
by which rule. It is not encrypted unless a recipient is given, and recorded as an act.`,
		func(ctx context.Context, args []string) error {
			switch {
			case p.Subject == "":
				return comity.Errorf(comity.Usage, "--subject is missing").WithHint("`comity show CASE subjects` lists them")
			case p.Out == "":
				return comity.Errorf(comity.Usage, "--out is missing").WithHint("name the file to write, such as defence.asice")
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error { return a.handOver(ctx, c, p) })
		})
	c.Flags().StringVar(&p.Subject, "subject", "", "id of the subject")
	c.Flags().StringVar(&p.Out, "out", "", "file to write")
	c.Flags().StringArrayVar(&p.Recipients, "recipient", nil, "age recipient who can open it; may be repeated")
	c.Flags().BoolVar(&a.noTimestamp, "no-timestamp", false, "ask no timestamp authority: the signature is B-B")
	return a.withJSON(c, "what was handed over as one JSON document")
}

// handOver makes the pack and says what was put in.
func (a *app) handOver(ctx context.Context, c *casefile.Case, p casefile.HandoverParams) error {
	rep, err := c.HandOver(ctx, p, func(ctx context.Context, h *casefile.Handover, w io.Writer) (casefile.Made, error) {
		return a.assemble(ctx, h, p, w)
	})
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(rep)
	}
	w := a.words()
	a.print("%s  %s %s\n", harmless(rep.File), w.PackAct, count(rep.Act))
	a.print(w.PackHolds+"\n", rep.Items, rep.Exhibits, rep.Shown, rep.Withheld)
	if rep.Subjects > 0 {
		a.print(w.PackMissing+"\n", rep.Subjects)
		state := rep.To
		if state == "" {
			state = rep.Country
		}
		a.print(w.PackAsk+"\n", harmless(strings.Join(rep.Ask, ", ")), state)
	}
	switch {
	case rep.Authority != "":
		a.print(w.PackStamped+"\n", harmless(rep.Authority))
	case rep.Level != "": // a pack that was only renamed says nothing
		a.print("%s\n", w.PackNoStamp)
	}
	a.print("sha256 %s\nrun    %s\nsubrun %s\n", rep.Digest, rep.Run, rep.Subrun)
	return nil
}

// assemble chooses the rows and writes the container.
func (a *app) assemble(ctx context.Context, h *casefile.Handover, p casefile.HandoverParams, w io.Writer) (made casefile.Made, err error) {
	stamper, who, err := a.stamper(h)
	if err != nil {
		return made, err
	}
	to, err := a.container(ctx, h, w, stamper)
	if err != nil {
		return made, err
	}
	made, err = pack.Make(ctx, h, to, pack.Config{To: p.To, Subject: p.Subject, Now: a.now(), Accuracy: docs.Accuracy(), Texts: pack.Texts, Stamper: stamper, Authority: who, Progress: a.progressed()})
	if err != nil {
		return made, err
	}
	return made, to.Close(ctx)
}

// progressed shows how far the pack is.
func (a *app) progressed() func(stage string, done, total int64) {
	if a.live == nil {
		return nil
	}
	return a.live.show
}
