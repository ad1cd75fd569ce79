package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) outcomeCommand() *cobra.Command {
	var reason, state string
	const use = "outcome CASE [ID OUTCOME]"
	c := a.command("outcome", "Record what became of a lead, or report what became of all",
		`Records as a signed act that a subject was searched, cleared or charged, or that
another state was informed of it (--state), with the reason. The act holds the run
and the band in which the lead stood. Without ID it reports, by band, how many leads
were searched, cleared, charged, and told of. Nothing is learnt from outcomes by
itself: no weight and no band changes.`, nil)
	said := statementFlags(c)
	c.Use = use + " [flags]"
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return wants(use, []string{"CASE", "ID", "OUTCOME"}, args)
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.outcomeFlags(args, reason, state); err != nil {
			return err
		}
		as, err := said()
		if err != nil {
			return err
		}
		a.began, a.homeGiven = true, cmd.Flags().Changed("home")
		return a.withCase(cmd.Context(), args[0], func(c *casefile.Case) error {
			if len(args) == 1 {
				return a.outcomeReport(cmd.Context(), c)
			}
			return c.Outcome(cmd.Context(), args[1], args[2], state, reason, as)
		})
	}
	c.ValidArgsFunction = a.completeOutcome
	c.Flags().StringVar(&reason, "reason", "", "what the outcome rests on")
	c.Flags().StringVar(&state, "state", "", "which other state was informed, as DE")
	return a.withCSV(a.withJSON(c, "the report as one JSON document"))
}

// outcomeFlags checks the flags before anything is opened.
func (a *app) outcomeFlags(args []string, reason, state string) error {
	if err := a.language(); err != nil {
		return err
	}
	switch {
	case len(args) == 1 && (reason != "" || state != ""):
		return comity.Errorf(comity.Usage, "ID is missing").WithHint("usage: comity outcome CASE ID searched|cleared|charged|informed --reason R")
	case len(args) > 1 && (a.json || a.csv):
		return comity.Errorf(comity.Usage, "--json and --csv are for the report").WithHint("comity outcome CASE prints it")
	case len(args) > 1 && reason == "":
		return comity.Errorf(comity.Usage, "--reason is missing").WithHint("say what the outcome rests on; it is read in court")
	}
	return nil
}

// completeOutcome completes subjects and outcomes.
func (a *app) completeOutcome(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return nil, cobra.ShellCompDirectiveFilterDirs
	case 1:
		return a.ids(c, args[0], typed, "subject")
	case 2:
		return casefile.Outcomes(), cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) outcomeReport(ctx context.Context, c *casefile.Case) error {
	rep, err := c.Report(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(rep)
	}
	err = rows(a, a.outcomeTable(), func(add func(casefile.OutcomeBand) error) error {
		for _, b := range rep.Bands {
			if err := add(b); err != nil {
				return err
			}
		}
		return nil
	}, a.words().outcomeCells)
	if err != nil || a.csv {
		return err
	}
	a.print("\n%s\n", a.words().OutcomeMeaning)
	a.footer()
	return nil
}

func (a *app) outcomeTable() table {
	w := a.words()
	t := table{columns: []column{{title: w.Band}, {title: w.Subjects, right: true}, {title: w.Leads, right: true}}}
	for _, title := range []string{w.Searched, w.Cleared, w.Charged, w.Informed} {
		t.columns = append(t.columns, column{title: title, right: true}, column{title: title + " %", right: true})
	}
	return t
}

func (w words) outcomeCells(b casefile.OutcomeBand) []string {
	out := []string{w.term(b.Band), count(b.Subjects), count(b.Leads)}
	for _, c := range []casefile.OutcomeCount{b.Searched, b.Cleared, b.Charged, b.Informed} {
		share := ""
		if b.Leads > 0 {
			share = fmt.Sprintf("%.1f", 100*c.Share)
		}
		out = append(out, count(c.Leads), share)
	}
	return out
}

// becameTable lists single outcomes.
func (a *app) becameTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Seq, right: true}, {title: w.Time}, {title: w.Actor, give: true}, {title: w.Item}, {title: w.Outcome}, {title: w.State},
		{title: w.Band}, {title: w.Run}, {title: w.Statement}, {title: w.Text, give: true}, {title: w.Source, give: true}}}
}

func (w words) becameCells(o casefile.OutcomeRow) []string {
	return []string{count(o.Act), o.Time.UTC().Format(time.RFC3339), o.Actor, o.Item, w.term(o.Outcome), o.State, w.term(string(o.Band)), o.Run.Short(), o.Statement, o.Text, o.Source}
}

// outcomes prints what became of a subject.
func (a *app) outcomes(list []casefile.OutcomeRow) {
	if len(list) == 0 {
		return
	}
	w := a.words()
	a.title(w.Outcomes)
	for _, o := range list {
		what := w.term(o.Outcome)
		if o.State != "" {
			what += " " + o.State
		}
		a.print("  %s  %s  %s\n", o.Time.UTC().Format(time.RFC3339), harmless(o.Actor), harmless(what+" ("+w.term(string(o.Band))+"): "+o.Text+a.saidAs(o.Statement, o.Source)))
	}
}
