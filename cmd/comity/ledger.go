package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/ledger"
	"comity/internal/cooperation/nexus"
)

func (a *app) ledgerCommand() *cobra.Command {
	var state string
	c := a.command("ledger CASE", "Show what each state was told, and what it was not",
		`Lists every item with every state that it concerns: sent, blocked by a named rule,
or unsent with its age since a check first showed it. The three add up to all. With
--state only that state's rows are there, and nothing of any other recipient. What is
blocked names whose permission is missing, with the request drafted in --json;
comity permit records the answer.`,
		func(ctx context.Context, args []string) error {
			if state != "" && !nexus.IsState(state) {
				return comity.Errorf(comity.Usage, "state %.20q is none of ISO 3166-1", state).WithHint("two capital letters, such as DE")
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error { return a.ledger(ctx, c, state) })
		})
	c.Flags().StringVar(&state, "state", "", "one state's rows alone, as DE")
	return a.withCSV(a.withJSON(c, "one JSON object a line"))
}

func (a *app) ledger(ctx context.Context, c *casefile.Case, state string) error {
	s, err := c.Survey(ctx, strings.TrimSpace("ledger "+state))
	if err != nil {
		return err
	}
	list, _, err := nexus.Of(ctx, s)
	if err != nil {
		return err
	}
	told, err := s.Tellings(func(yield func(kind, item string) bool) {
		for i := range list {
			if !yield(string(list[i].Kind), list[i].Item) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	in := ledger.Input{Nexus: list, Own: s.Country(), Gate: gate{c}, Now: a.now()}
	for _, t := range told {
		in.Told = append(in.Told, ledger.Told{Item: t.Item, State: t.State, Kind: nexus.Kind(t.Kind), At: t.At, Act: t.Act})
	}
	drawn, err := ledger.Draw(ctx, in)
	if err != nil {
		return err
	}
	if state != "" {
		drawn = ledger.For(drawn, state)
	}
	totals, err := ledger.Sum(drawn)
	if err != nil {
		return err
	}
	defer a.missing(s, drawn)
	if err := rows(a, a.ledgerTable(), over(drawn), ledgerCells); err != nil || a.json || a.csv {
		return err
	}
	a.print("\n"+a.words().LedgerTotals+"\n", totals.Sent, totals.Blocked, totals.Unsent, totals.All)
	return nil
}

// gate judges by the case's handling codes whether an item may be sent.
type gate struct{ c *casefile.Case }

// Judge implements ledger.Gate.
func (g gate) Judge(ctx context.Context, n *nexus.Nexus) (ledger.Verdict, error) {
	p, err := g.c.MaySendFrom(ctx, n.Item, n.State, n.From)
	return ledger.Verdict{Allowed: p.Allowed, Rule: p.Rule, Contributors: p.Contributors, Request: p.Request, Hint: p.Hint}, err
}

// missing says what the ledger cannot speak of, and what would change it.
func (a *app) missing(s *casefile.Survey, drawn []ledger.Row) {
	w := a.words()
	out, unchecked := s.Missing()
	if len(out) > 0 {
		a.say(w.LedgerLeftOut, len(out), strings.Join(out, ", "))
	}
	if len(unchecked) > 0 {
		a.say(w.LedgerUnchecked, len(unchecked), strings.Join(unchecked, ", "))
	}
	if n := hinted(drawn); n > 0 {
		a.say(w.LedgerPurpose, n)
	}
}

// hinted counts the rows that are blocked and need nobody's permission.
func hinted(drawn []ledger.Row) (n int) {
	for i := range drawn {
		if drawn[i].Hint != "" {
			n++
		}
	}
	return n
}

func (a *app) ledgerTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Kind}, {title: w.Item, give: true}, {title: w.State}, {title: w.Status}, {title: w.Age, right: true},
		{title: w.Rule, give: true}, {title: w.Ask, give: true}}}
}

func ledgerCells(r ledger.Row) []string {
	return []string{string(r.Kind), r.Item, r.State, string(r.Status), duration(r.Age), r.Rule, strings.Join(r.Contributors, ", ")}
}

// duration prints seconds as the largest two units.
func duration(seconds int64) string {
	d, h, m := seconds/86400, seconds/3600%24, seconds/60%60
	switch {
	case d > 0:
		return fmt.Sprintf("%dd %dh", d, h)
	case h > 0:
		return fmt.Sprintf("%dh %dm", h, m)
	}
	return fmt.Sprintf("%dm", m)
}
