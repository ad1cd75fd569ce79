package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
)

func (a *app) noteCommand() *cobra.Command {
	return a.command("note CASE ID TEXT", "Record a remark on a subject, hit, claim, exhibit or citation",
		`Records the text as a signed act on a subject, a hit, a claim (<subject>/for/2),
an exhibit (its reference or id) or a citation. comity show prints it beside the
item, and comity show CASE notes lists all. A text with a card number is refused:
acts stay readable.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				return c.Note(ctx, args[1], args[2])
			})
		})
}
