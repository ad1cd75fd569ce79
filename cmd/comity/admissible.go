package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/admissible"
	"comity/internal/cooperation/law"
)

func (a *app) admissibleCommand() *cobra.Command {
	var in, at string
	c := a.command("admissible CASE", "Say what a court in another state will ask of each exhibit, answered or open",
		`Lists for each exhibit the points that a court in the state asks of evidence from
abroad: answered, with what in the case answers (legal basis, act, seal, clock
statement, receipt, note), or open, with what to do. A point is answered where the
case says what is asked for; what a court makes of it is for the court. A note that
begins with a point's name and a colon answers that point. Where nobody has looked
up what a state asks, the general list stands, marked unknown. No legal advice.
The stored bytes are hashed to answer. Points that are open do not change the exit code.`, nil)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.language(); err != nil {
			return err
		}
		on, err := a.court(&in, at)
		if err != nil {
			return err
		}
		a.began, a.homeGiven = true, cmd.Flags().Changed("home")
		return a.withCase(cmd.Context(), args[0], func(c *casefile.Case) error { return a.admissible(cmd.Context(), c, args[0], in, on) })
	}
	c.Flags().StringVar(&in, "in", "", "the state whose court asks, as DE")
	c.Flags().StringVar(&at, "at", "", "as the tables stand on a day (default: today)")
	return a.withCSV(a.withJSON(c, "JSON Lines, one point of one exhibit each,"))
}

// court checks the flags before anything is opened.
func (a *app) court(in *string, at string) (on law.Date, err error) {
	if *in == "" {
		return "", comity.Errorf(comity.Usage, "--in is missing").WithHint("say in which state a court will ask: --in DE")
	}
	if *in, err = law.State(*in); err != nil {
		return "", err
	}
	if at == "" {
		return law.DateOf(comity.InstantOf(a.now())), nil
	}
	return law.ParseDate(at)
}

func (a *app) admissible(ctx context.Context, c *casefile.Case, dir, in string, on law.Date) error {
	l, err := a.law()
	if err != nil {
		return err
	}
	exhibits, err := c.Custody(ctx)
	if err != nil {
		return err
	}
	list := admissible.Of(l, in, on, exhibits)
	if a.json || a.csv {
		return rows(a, a.pointTable(), func(add func(admissible.Answer) error) error {
			for _, p := range list {
				if err := add(p); err != nil {
					return err
				}
			}
			return nil
		}, a.pointCells(dir))
	}
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Ref == list[0].Ref {
			n++
		}
		a.exhibitPoints(dir, list[:n])
		list = list[n:]
	}
	return a.noAdvice(nil)
}

// spoken is p in the language of the command line, as far as it is translated.
func (a *app) spoken(p admissible.Answer) admissible.Answer {
	if a.lang != "it" || a.json {
		return p
	}
	if p.Italian.Text != "" {
		p.Question = p.Italian.Text
	}
	p.By = slices.Clone(p.By)
	for i := range p.By {
		if p.By[i].Italian != "" {
			p.By[i].Text = p.By[i].Italian
		}
	}
	if p.Do != "" && p.Italian.Do != "" {
		p.Do = p.Italian.Do
	}
	return p
}

// exhibitPoints prints the points of one exhibit: status and question, what the case
// says, and what to do.
func (a *app) exhibitPoints(dir string, list []admissible.Answer) {
	w, open := a.words(), 0
	for _, p := range list {
		if p.Status == admissible.Open {
			open++
		}
	}
	head := harmless(list[0].Ref) + ": " + count(len(list)-open) + " " + w.Answered + ", " + count(open) + " " + w.Open
	if by := list[0].SupersededBy; by != "" {
		head += " (" + w.SupersededBy + " " + harmless(by) + ")"
	}
	a.title(head)
	for _, p := range list {
		p = a.spoken(p)
		law := ""
		if p.Own == "" && p.Law != "asked" {
			law = " (" + w.Law + ": " + p.Law + ")"
		}
		a.print("  %-8s  %s: %s%s\n", a.status(p), harmless(p.Point), harmless(p.Question), harmless(law))
		for _, f := range p.By {
			a.print("            %s\n", harmless(says(f)))
		}
		if p.Do != "" {
			a.print("            → %s\n", harmless(toDo(p, dir)))
		}
	}
}

func (a *app) status(p admissible.Answer) string {
	if p.Status == admissible.Open {
		return a.words().Open
	}
	return a.words().Answered
}

// says is a fact as a person reads it; of a digest its beginning.
func says(f admissible.Fact) string {
	item := f.Item
	if d, err := comity.ParseDigest(item); err == nil {
		item = d.Short()
	}
	return strings.TrimSpace(f.Kind+" "+item) + ": " + f.Text
}

// toDo is what to do, for this case and exhibit.
func toDo(p admissible.Answer, dir string) string {
	return strings.ReplaceAll(p.Do, "CASE REF", quote(dir)+" "+quote(p.Ref))
}

func (a *app) pointTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Ref}, {title: w.Point}, {title: w.Status}, {title: w.Law}, {title: w.Question}, {title: w.AnsweredBy}, {title: w.ToDo},
		{title: w.Basis}, {title: w.Source}, {title: w.Confidence}}}
}

func (a *app) pointCells(dir string) func(admissible.Answer) []string {
	return func(p admissible.Answer) []string {
		p = a.spoken(p)
		var by []string
		for _, f := range p.By {
			by = append(by, says(f))
		}
		return []string{p.Ref, p.Point, a.status(p), p.Law, p.Question, strings.Join(by, "; "), toDo(p, dir), p.LegalBasis, p.Source, string(p.Confidence)}
	}
}
