package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
)

func (a *app) noteCommand() *cobra.Command {
	return a.command("note CASE ID TEXT", "Record a remark on a subject or hit",
		"Records the text as a signed act; comity show prints it beside the item.",
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				return c.Note(ctx, args[1], args[2])
			})
		})
}
