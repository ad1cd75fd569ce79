package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) approveCommand() *cobra.Command {
	const use = "approve CASE [ID]"
	c := a.command("approve", "Be the second of four eyes, or list what is proposed",
		`Packs, withdrawals and erasures take two persons. Running such a command first
records who proposes it, signed with that person's key, and is refused (exit 4);
another person approves the proposal ID here; running the command again then goes
through. What was urgent went through on one signature: the second is owed within
8 hours, and shown as owed until it is given. Without ID it lists the proposals.`, nil)
	c.Use = use + " [flags]"
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return wants(use, []string{"CASE", "ID"}, args)
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.approveFlags(args); err != nil {
			return err
		}
		a.began, a.homeGiven = true, cmd.Flags().Changed("home")
		return a.withCase(cmd.Context(), args[0], func(c *casefile.Case) error {
			if len(args) == 2 {
				return c.Approve(cmd.Context(), args[1])
			}
			return rows(a, a.proposalTable(), func(add func(casefile.ProposalRow) error) error { return each(c.Proposals)(cmd.Context(), add) }, a.proposalCells)
		})
	}
	c.ValidArgsFunction = func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.withCSV(a.withJSON(c, "the proposals as JSON Lines"))
}

func (a *app) approveFlags(args []string) error {
	if err := a.language(); err != nil {
		return err
	}
	if len(args) == 2 && (a.json || a.csv) {
		return comity.Errorf(comity.Usage, "--json and --csv are for the list").WithHint("comity approve CASE prints it")
	}
	return nil
}

func (a *app) proposalTable() table {
	w := a.words()
	return table{columns: []column{{title: w.ID}, {title: w.Time}, {title: w.Actor, give: true}, {title: w.Changed}, {title: w.Item}, {title: w.Reason, give: true},
		{title: w.Signatures}, {title: w.Due}, {title: w.ApprovedBy, give: true}}}
}

func (a *app) proposalCells(p casefile.ProposalRow) []string {
	due := ""
	if p.Due != nil {
		due = p.Due.UTC().Format(time.RFC3339)
	}
	state := p.State
	if own := a.words().States[state]; own != "" {
		state = own
	}
	return []string{p.ID, p.Time.UTC().Format(time.RFC3339), p.By, p.What, p.Item, p.Reason, state, due, strings.Join(p.Approved, ", ")}
}
