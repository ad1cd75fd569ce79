package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
)

func (a *app) rebuildCommand() *cobra.Command {
	return a.command("rebuild CASE", "Make the case's catalogue again",
		`Drops case.db, which is only an index, and makes it again from the acts, seals
and runs, decisions included; and what else follows from exhibits and is missing or
damaged: segments of row trees, and indexes of large sets of known files.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				if err := c.Rebuild(ctx); err != nil {
					return err
				}
				a.say("catalogue of %s made again", args[0])
				return nil
			})
		})
}
