package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) permitCommand() *cobra.Command {
	var p casefile.PermitParams
	c := a.command("permit CASE OF", "Record that a contributor agrees that a state is told",
		`Records as a signed act what a contributor answered: that another state may be told
of what rests on OF, an exhibit (its reference or id) or a note or verdict under a
code (the number of its act); with --item of that item alone. The contributor's
code then binds no more towards that state, until --until, or until the same with
--end. All other rules hold. comity ledger drafts the question.`,
		func(ctx context.Context, args []string) error {
			switch {
			case p.State == "":
				return comity.Errorf(comity.Usage, "--to is missing").WithHint("say which state may be told, such as DE")
			case p.Reference == "":
				return comity.Errorf(comity.Usage, "--reference is missing").WithHint("say by which letter or message; it is read in court")
			}
			p.Of = args[1]
			return a.withCase(ctx, args[0], func(c *casefile.Case) error { return c.Permit(ctx, p) })
		})
	c.Flags().StringVar(&p.State, "to", "", "which state may be told, as DE")
	c.Flags().StringVar(&p.Reference, "reference", "", "of the contributor's answer")
	c.Flags().StringVar(&p.Item, "item", "", "of this item alone, as comity ledger writes it")
	c.Flags().StringVar(&p.Until, "until", "", "last day, as 2027-03-01")
	c.Flags().BoolVar(&p.End, "end", false, "the contributor agrees no more")
	return c
}
