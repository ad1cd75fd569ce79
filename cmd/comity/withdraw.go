package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

// putAside is one of the uses of a case that leave something out.
type putAside func(*casefile.Case, context.Context, casefile.WithdrawParams) (casefile.WithdrawReport, error)

func (a *app) withdrawCommand() *cobra.Command {
	var p casefile.WithdrawParams
	c := a.asideCommand("withdraw", "Leave an exhibit or rows out, and name what rested on them",
		`Leaves an exhibit (by its reference or id), or the rows that touch a citation, out of
everything computed from now on. The run is computed anew at once; every subject, claim
and hit that cites the item, or that is not what it was without it, is named, and so are
the verdicts, notes and outcomes on them. A notice is drafted and signed for each state
that was told of such a lead. The act stays as a tombstone.`,
		&p, func() (putAside, error) { return (*casefile.Case).Withdraw, nil })
	c.Flags().BoolVar(&p.Urgent, "urgent", false, "imminent harm: the second signature may follow")
	return c
}

func (a *app) restrictCommand() *cobra.Command {
	var p casefile.WithdrawParams
	var lift bool
	c := a.asideCommand("restrict", "Leave an exhibit or rows out for the time being",
		`Leaves an exhibit, or the rows that touch a citation, out as withdraw does, until
--lift ends it. What is restricted is stored and verified; comity cat does not write it.`,
		&p, func() (putAside, error) {
			if lift {
				return (*casefile.Case).Lift, nil
			}
			return (*casefile.Case).Restrict, nil
		})
	c.Flags().BoolVar(&lift, "lift", false, "end the restriction")
	return c
}

func (a *app) rectifyCommand() *cobra.Command {
	var p casefile.WithdrawParams
	c := a.asideCommand("rectify", "Leave out what is wrong, and name the exhibit that corrects it",
		`Leaves an exhibit, or the rows that touch a citation, out as withdraw does, and names
the exhibit that says it right, such as a table keyed in from a document.`,
		&p, func() (putAside, error) {
			if p.With == "" {
				return nil, comity.Errorf(comity.Usage, "--with is missing").WithHint("name the exhibit that corrects it: --with REFERENCE")
			}
			return (*casefile.Case).Rectify, nil
		})
	c.Flags().StringVar(&p.With, "with", "", "reference of the exhibit that corrects it")
	return c
}

func (a *app) eraseCommand() *cobra.Command {
	var p casefile.WithdrawParams
	c := a.asideCommand("erase", "Destroy an exhibit and everything computed from it",
		`Withdraws an exhibit and destroys its key, its stored bytes, every run that read it,
and what lies in the case's folder out/ of packs that rest on it; the index is made
anew. Its description and the acts stay, and verify accepts the gap by the act of
erasing. Copies of the node's home, packs that lie elsewhere (the report names their
digests), and what persons wrote in notes and reasons, are out of its reach.`,
		&p, func() (putAside, error) { return (*casefile.Case).Erase, nil })
	c.Flags().BoolVar(&p.Urgent, "urgent", false, "imminent harm: the second signature may follow")
	return c
}

// asideCommand declares a command that leaves something out; which says what it does
// once the flags are known.
func (a *app) asideCommand(name, short, long string, p *casefile.WithdrawParams, which func() (putAside, error)) *cobra.Command {
	c := a.command(name+" CASE ITEM", short, long, func(ctx context.Context, args []string) error {
		do, err := which()
		if err != nil {
			return err
		}
		if p.Reason == "" {
			return comity.Errorf(comity.Usage, "--reason is missing").WithHint("say why; it is read in court")
		}
		p.Item = args[1]
		return a.withCase(ctx, args[0], func(c *casefile.Case) error {
			rep, err := do(c, ctx, *p)
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(rep)
			}
			a.tombstone(&rep)
			return nil
		})
	})
	c.Flags().StringVar(&p.Reason, "reason", "", "why")
	return a.withJSON(c, "what rested on it as one JSON document")
}

// tombstone prints what was left out and what rested on it.
func (a *app) tombstone(rep *casefile.WithdrawReport) {
	w := a.words()
	a.print("%s: %s  %s\n", harmless(w.Asides[rep.Kind]), harmless(strings.Join(rep.Refs, ", ")), harmless(rep.Reason))
	t := table{columns: []column{{title: w.Item}, {title: w.Kind}, {title: w.CitesIt}, {title: w.Became}, {title: w.Before}, {title: w.After}}}
	claims, hits := 0, 0
	for _, d := range rep.Dependents {
		switch d.Kind {
		case "claim":
			claims++
		case "hit":
			hits++
		default:
			cites := w.No
			if d.Cites {
				cites = w.Yes
			}
			t.add(d.Item, d.Kind, cites, w.BecameWords[d.Became], string(d.Before), string(d.After))
		}
	}
	a.table(&t)
	a.print("\n"+w.AlsoRest+"\n", claims, hits)
	for _, s := range rep.Said {
		a.print("  %s  %s  %s %s\n", count(s.Act), harmless(s.Item), harmless(s.Kind), harmless(strings.TrimSpace(s.Verdict+" "+s.State)))
	}
	for _, n := range rep.Notices {
		a.print("%s: %s\n", w.NoticeDrafted, harmless(n))
	}
	if len(rep.Gone) > 0 {
		a.print(w.RunsGone+"\n", len(rep.Gone))
	}
	if rep.Kept {
		a.print("%s\n", w.BytesKept)
	}
}
