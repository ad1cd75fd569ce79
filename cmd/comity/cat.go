package main

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) catCommand() *cobra.Command {
	return a.command("cat CASE CITATION", "Print the cited bytes, exactly",
		`Writes the bytes that a citation names, exactly as they were sealed. On a
terminal, what could act on the terminal is shown by its number; redirect the
output to have the exact bytes.`,
		func(ctx context.Context, args []string) error {
			cite, err := comity.ParseCitation(args[1])
			if err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error { return a.cat(ctx, c, cite) })
		})
}

func (a *app) cat(ctx context.Context, c *casefile.Case, cite comity.Citation) error {
	if a.width == 0 {
		return c.Cat(ctx, cite, a.out)
	}
	var b bytes.Buffer
	if err := c.Cat(ctx, cite, &b); err != nil {
		return err
	}
	for _, l := range harmlessLines(b.Bytes()) {
		a.print("%s\n", l)
	}
	return nil
}
