package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) decideCommand() *cobra.Command {
	var reason string
	var said func() (casefile.Statement, error)
	var codes *[]string
	c := a.command("decide CASE ID VERDICT", "Record a person's verdict on a subject, a hit or two names",
		`Records yes, no or unsure, with the reason, as a signed act. A verdict changes
no finding; it stands beside it, and a later one takes its place. Of two names of a
board (names:SITE:A:B, as comity board --member lists them) it says whether they are
one person; they stay two members. It is an assessment by the actor, or, with --fact
and --source, what a source says.`,
		func(ctx context.Context, args []string) error {
			if !slices.Contains([]string{"yes", "no", "unsure"}, args[2]) {
				return comity.Errorf(comity.Usage, "verdict %.40q is not one of yes, no, unsure", args[2])
			}
			if reason == "" {
				return comity.Errorf(comity.Usage, "--reason is missing").
					WithHint("say what the decision rests on; it is read in court")
			}
			as, err := said()
			if err != nil {
				return err
			}
			as.Handling = *codes
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				return c.Decide(ctx, args[1], args[2], reason, as)
			})
		})
	c.Flags().StringVar(&reason, "reason", "", "what the verdict rests on")
	said, codes = statementFlags(c), codeFlag(c)
	return c
}
