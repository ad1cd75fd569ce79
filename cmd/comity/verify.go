package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) verifyCommand() *cobra.Command {
	var recompute bool
	c := a.command("verify CASE", "Verify every byte, signature and log entry of a case",
		`Hashes and decrypts every exhibit again, checks the chain of acts, their
signatures, the runs and the node's log, and names each damage with the findings
that fall with it. Exits 1 where anything is damaged.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				r, err := c.Verify(ctx, recompute)
				if err != nil {
					return err
				}
				return a.verified(r)
			})
		})
	c.Flags().BoolVar(&recompute, "recompute", false, "compute the latest run again and compare")
	return a.withJSON(c, "the report as one JSON document")
}

// verified prints the report; damage is a Negative error.
func (a *app) verified(r casefile.VerifyReport) error {
	if a.json {
		if err := a.emit(r); err != nil {
			return err
		}
	} else {
		a.checks(r)
	}
	return refuted(r)
}

// refuted is a Negative error that names the first damage, nil where there is none.
func refuted(r casefile.VerifyReport) error {
	bad, first := 0, ""
	for _, c := range r.Checks {
		if !c.OK {
			if bad++; bad == 1 {
				first = c.Name
			}
		}
	}
	if r.OK {
		return nil
	}
	return comity.Errorf(comity.Negative, "not verified: %d of %d checks failed, first %s; %d findings fall", bad, len(r.Checks), first, len(r.Fallen)).
		WithHint("keep this copy as it is; compare it with another copy of the case")
}

func (a *app) checks(r casefile.VerifyReport) {
	w := a.words()
	t := table{columns: []column{{title: w.Result}, {title: w.Check, give: true}, {title: w.Text, give: true}}}
	for _, c := range r.Checks {
		word := w.OK
		if !c.OK {
			word = w.Damaged
		}
		t.add(word, c.Name, c.Text)
	}
	a.table(&t)
	if len(r.Fallen) > 0 {
		a.print("\n%s:\n", w.Fallen)
		for _, id := range r.Fallen {
			a.print("  %s\n", harmless(id))
		}
	}
	if r.Recomputed != "" {
		a.print("%s %s\n", w.Recomputed, r.Recomputed)
	}
}
