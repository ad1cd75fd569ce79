package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/cooperation/nexus"
)

func (a *app) nexusCommand() *cobra.Command {
	c := a.command("nexus CASE", "Show which states each item concerns, and why",
		`Lists every subject, account, card, address, site, server, domain and company that
the latest check read, each with the states that it concerns and the reasons: where
an address was allotted at the date of its use, by the sealed file of the registry
nearest to that date; who issued a card; phone numbers, domains, stated countries;
providers; where servers stand and from where they are managed. What names no state
is listed with an empty one.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error { return a.nexus(ctx, c) })
		})
	return a.withCSV(a.withJSON(c, "one JSON object a line"))
}

func (a *app) nexus(ctx context.Context, c *casefile.Case) error {
	s, err := c.Survey(ctx, "nexus")
	if err != nil {
		return err
	}
	list, allotments, err := nexus.Of(ctx, s)
	if err != nil {
		return err
	}
	if err := rows(a, a.nexusTable(), over(list), a.nexusCells); err != nil || a.json || a.csv {
		return err
	}
	a.print("\n%s\n", a.words().NexusMeaning)
	if allotments == 0 {
		a.print("%s\n", a.words().NoAllotments)
	}
	return nil
}

func (a *app) nexusTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Kind}, {title: w.Item, give: true}, {title: w.State}, {title: w.Bans, right: true}, {title: w.Conflict}, {title: w.Kinds, give: true}}}
}

func (a *app) nexusCells(n nexus.Nexus) []string {
	conflict, why, weight := "", "", ""
	if n.Conflict {
		conflict = a.words().Yes
	}
	if len(n.Reasons) > 0 {
		why, weight = string(n.Reasons[0].Kind)+": "+n.Reasons[0].Text, bans(n.Weight())
	}
	if more := len(n.Reasons) - 1; more > 0 {
		why += fmt.Sprintf(" (+%d)", more)
	}
	return []string{string(n.Kind), n.Item, n.State, weight, conflict, why}
}

// over hands a list over row by row.
func over[T any](list []T) func(func(T) error) error {
	return func(add func(T) error) error {
		for _, v := range list {
			if err := add(v); err != nil {
				return err
			}
		}
		return nil
	}
}
