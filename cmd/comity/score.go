package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/score"
)

func (a *app) scoreCommand() *cobra.Command {
	var floors []string
	var clock string
	var ablation bool
	c := a.command("score CASE TRUTH", "Compare the latest run with the truth of a simulated case",
		`Compares the latest run with the folder truth/ that the simulation wrote. Each
--floor NAME=VALUE must hold, or the command exits 1: shares must be at least
VALUE; victims and bystanders corroborated and spurious rejects at most.
The clock faults found are compared with those planted; --clock FILE takes what
"comity clock CASE --json" printed instead of the latest run's. docs/accuracy.md
defines every number. --ablation tells instead what the bands would be without
each row of the weights. With the truth of a closed board it scores what "comity
board" makes of it: merging, zones, aliases and roles.`,
		func(ctx context.Context, args []string) error {
			bounds, err := parseFloors(floors)
			if err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				if ablation {
					return a.ablation(ctx, c, args[1])
				}
				if score.IsTwins(os.DirFS(args[1])) {
					return a.scoreBoard(ctx, c, args[1])
				}
				r, err := a.scoreCase(ctx, c, args[1], clock)
				if err != nil {
					return err
				}
				if err := a.scored(r); err != nil {
					return err
				}
				return r.Check(bounds)
			})
		})
	c.Flags().StringArrayVar(&floors, "floor", nil, "bound on one number, NAME=VALUE; may be repeated")
	c.Flags().StringVar(&clock, "clock", "", "file with the output of comity clock CASE --json, in place of the latest run")
	c.Flags().BoolVar(&ablation, "ablation", false, "what the bands would be without each row of the weights")
	return a.withJSON(c, "the numbers as one JSON document")
}

// ablation prints what the bands would be without each row of the weights.
func (a *app) ablation(ctx context.Context, c *casefile.Case, truth string) error {
	findings, _, err := a.subjectLines(ctx, c)
	if err != nil {
		return err
	}
	rows, err := score.Ablation(score.Run{Findings: findings}, os.DirFS(truth))
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(rows)
	}
	w := a.words()
	t := table{columns: []column{{title: w.Row}, {title: w.Reason, give: true}, {title: w.Count, right: true}, {title: w.Moved, right: true},
		{title: "corroborated", right: true}, {title: "supported", right: true}, {title: w.Victims, right: true}, {title: w.Bystanders, right: true}}}
	for _, r := range rows {
		t.add(r.Of, r.Text, count(r.Subjects), count(r.Moved), count(r.TopRight)+"/"+count(r.Top), count(r.NextRight)+"/"+count(r.Next), count(r.Victims), count(r.Bystanders))
	}
	a.table(&t)
	return nil
}

// subjectLines are the subjects of the latest run, in the form of a run's findings.
func (a *app) subjectLines(ctx context.Context, c *casefile.Case) (findings *bytes.Buffer, untold bool, err error) {
	findings = &bytes.Buffer{}
	enc := json.NewEncoder(findings)
	err = c.Subjects(ctx, func(s run.Subject) error {
		untold = untold || s.Probability == 0
		return enc.Encode(run.Finding{Subject: &s})
	})
	if untold {
		a.say("%s: %s", a.words().Probability, a.words().OtherCurves)
	}
	return findings, untold, err
}

func parseFloors(list []string) ([]score.Floor, error) {
	var floors []score.Floor
	for _, s := range list {
		f, err := score.ParseFloor(s)
		if err != nil {
			return nil, err
		}
		floors = append(floors, f)
	}
	return floors, nil
}

// scoreCase hands the latest run to the judge in the form of a run's files.
func (a *app) scoreCase(ctx context.Context, c *casefile.Case, truth, clock string) (score.Report, error) {
	if _, err := os.Stat(truth); err != nil {
		return score.Report{}, comity.Errorf(comity.Input, "truth: %w", err).
			WithHint("name the folder truth/ that the simulation wrote beside evidence.toml")
	}
	findings, untold, err := a.subjectLines(ctx, c)
	if err != nil {
		return score.Report{}, err
	}
	var rejects, duplicates bytes.Buffer
	enc := json.NewEncoder(&rejects)
	if err := c.RunRejects(ctx, func(r run.Reject) error { return enc.Encode(r) }); err != nil {
		return score.Report{}, err
	}
	enc = json.NewEncoder(&duplicates)
	if err := c.Duplicates(ctx, func(d run.Duplicate) error { return enc.Encode(d) }); err != nil {
		return score.Report{}, err
	}
	rows, err := c.Exhibits(ctx)
	if err != nil {
		return score.Report{}, err
	}
	exhibits := make([]score.Exhibit, len(rows))
	for i, r := range rows {
		exhibits[i] = score.Exhibit{Ref: r.Ref, Path: r.Path, ID: r.ID.String()}
		if r.Member != "" {
			exhibits[i].Path += "!" + r.Member
		}
	}
	files := score.Run{Findings: findings, Rejects: &rejects, Duplicates: &duplicates}
	report, err := clockReport(ctx, c, clock)
	if err != nil {
		return score.Report{}, err
	}
	files.Clocks = bytes.NewReader(report)
	r, err := score.Falcon(files, exhibits, os.DirFS(truth))
	if untold { // what odds the scores say is no answer to how good the probabilities are
		r.Reliability = []score.Bin{}
	}
	return r, err
}

// clockReport is what the latest run says of the clocks, or the file says.
func clockReport(ctx context.Context, c *casefile.Case, file string) ([]byte, error) {
	if file == "" {
		clocks, err := c.Clocks(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(clocks)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "clock report: %w", err)
	}
	return b, nil
}

func (a *app) scored(r score.Report) error {
	if a.json {
		return a.emit(r)
	}
	w := a.words()
	t := table{columns: []column{{title: w.Measure}, {title: w.Value, right: true}}}
	for _, n := range r.Names() {
		t.add(n, strconv.FormatFloat(r.Value(n), 'g', 4, 64))
	}
	a.table(&t)
	return nil
}
