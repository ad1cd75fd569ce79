package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) initCommand() *cobra.Command {
	var p casefile.InitParams
	c := a.command("init CASE", "Open a new case in a directory",
		`Opens a case: a directory whose history is a chain of signed acts. The node is
created with its keys on first use; nothing secret lies in the case. Prints the
case's id, a random pseudonym.`,
		func(ctx context.Context, args []string) error {
			if err := given("title", p.Title, "country", p.Country, "authority", p.Authority); err != nil {
				return err
			}
			return a.withNode(ctx, func(n *casefile.Node) error { return a.init(ctx, n, args[0], p) })
		})
	f := c.Flags()
	f.StringVar(&p.Title, "title", "", "what the case is called")
	f.StringVar(&p.Country, "country", "", "country of the authority, ISO 3166-1 alpha-2")
	f.StringVar(&p.Authority, "authority", "", "who leads the case")
	return a.withJSON(c, "the id and directory as one JSON document")
}

func (a *app) init(ctx context.Context, n *casefile.Node, dir string, p casefile.InitParams) error {
	c, err := n.Init(ctx, dir, p)
	if err != nil {
		return err
	}
	id := c.ID()
	a.standing(ctx, c)
	if err := c.Close(); err != nil {
		return err
	}
	if a.json {
		return a.emit(struct {
			Case string `json:"case"`
			Dir  string `json:"dir"`
		}{id, dir})
	}
	a.print("%s\n", id)
	a.say("case opened in %s; next: %s seal %s evidence.toml", harmless(dir), a.self(), quote(dir))
	return nil
}

// given reports the first flag without a value; flags alternates names and values.
func given(flags ...string) error {
	for i := 0; i < len(flags); i += 2 {
		if flags[i+1] == "" {
			return comity.Errorf(comity.Usage, "--%s is missing", flags[i])
		}
	}
	return nil
}
