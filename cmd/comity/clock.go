package main

import (
	"context"

	"comity/internal/casefile"

	"github.com/spf13/cobra"
)

func (a *app) clockCommand() *cobra.Command {
	c := a.command("clock CASE", "Show what is known of every source's clock",
		`Shows for every source what is stated of its clock, which readings the last
check kept or excluded and why, and the offsets that it measured between sources.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				clocks, err := c.Clocks(ctx)
				if err != nil {
					return err
				}
				return a.emit(clocks)
			})
		})
	return a.withJSON(c, "the clocks as one JSON document")
}
