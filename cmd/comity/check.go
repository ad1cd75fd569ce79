package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) checkCommand() *cobra.Command {
	var engine string
	c := a.command("check CASE", "Check the sealed exhibits against each other",
		`Reads the sealed bytes once, compares their digests with the seals, resolves
every event to the connection it came from, and ranks the subjects. The same
exhibits give the same run on any machine.`,
		func(ctx context.Context, args []string) error {
			if engine != "local" {
				return comity.Errorf(comity.Usage, "--engine %.40q: this version checks on this machine only", engine).
					WithHint("leave --engine out, or say local")
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				r, err := c.Check(ctx)
				if err != nil {
					return err
				}
				if a.json {
					return a.emit(r)
				}
				a.report(r, args[0])
				return nil
			})
		})
	c.Flags().StringVar(&engine, "engine", "local", "where to compute")
	return a.withJSON(c, "the report as one JSON document")
}
