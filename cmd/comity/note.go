package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
)

func (a *app) noteCommand() *cobra.Command {
	var said func() (casefile.Statement, error)
	var codes *[]string
	c := a.command("note CASE ID TEXT", "Record a remark on a subject, hit, claim, exhibit or citation",
		`Records the text as a signed act on a subject, a hit, a claim (<subject>/for/2),
an exhibit (its reference or id) or a citation. comity show prints it beside the
item, and comity show CASE notes lists all. It is an assessment by the actor, or, with
--fact and --source, what a source says; a citation noted is its own source. A text with a card number is refused:
acts stay readable.`,
		func(ctx context.Context, args []string) error {
			as, err := said()
			if err != nil {
				return err
			}
			as.Handling = *codes
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				return c.Note(ctx, args[1], args[2], as)
			})
		})
	said, codes = statementFlags(c), codeFlag(c)
	return c
}
