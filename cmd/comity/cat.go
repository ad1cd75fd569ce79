package main

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) catCommand() *cobra.Command {
	proof := false
	cmd := a.command("cat CASE CITATION", "Print the cited bytes, exactly",
		`Writes the bytes that a citation names, exactly as they were sealed. On a
terminal, what could act on the terminal is shown by its number; redirect the
output to have the exact bytes.

With --proof it writes instead, for every line or cell that the citation touches, a
proof that it stands in the sealed exhibit (C2SP tlog-proof): the leaf's bytes with
their salt, the hashes that lead to the root of the exhibit's row tree, and that
root signed with the key of the node's log.`,
		func(ctx context.Context, args []string) error {
			cite, err := comity.ParseCitation(args[1])
			if err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				if proof {
					return c.Prove(ctx, cite, a.out)
				}
				return a.cat(ctx, c, cite)
			})
		})
	cmd.Flags().BoolVar(&proof, "proof", false, "write a proof of each line or cell that the citation touches")
	return cmd
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
