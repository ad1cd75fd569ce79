package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) reviewCommand() *cobra.Command {
	var review, eraseBy, reason string
	const use = "review CASE [ITEM]"
	c := a.command("review", "Set when an item, or the case, is to be reviewed or erased",
		`Records as a signed act on which day a subject, hit, claim, exhibit or citation, or,
without ITEM, the case itself is to be reviewed, and by which day erased. Having
reviewed it means to set the next day. Without --erase-by what was said last stays.
Until an act sets a day, a person is reviewed after 12 months, contacts after 6, those
of unknown category after 3, minors after 6 at most, and the case after 12 months:
defaults of comity's own, and no law. comity due lists what is due.`, nil)
	c.Use = use + " [flags]"
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return wants(use, []string{"CASE", "ITEM"}, args)
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.reviewFlags(review, reason); err != nil {
			return err
		}
		a.began, a.homeGiven = true, cmd.Flags().Changed("home")
		return a.withCase(cmd.Context(), args[0], func(c *casefile.Case) error {
			return c.Review(cmd.Context(), append(args, "")[1], review, eraseBy, reason)
		})
	}
	c.Flags().StringVar(&review, "review", "", "day of the review, as 2027-03-01")
	c.Flags().StringVar(&eraseBy, "erase-by", "", "day by which it is to be erased")
	c.Flags().StringVar(&reason, "reason", "", "why then")
	return c
}

func (a *app) reviewFlags(review, reason string) error {
	if err := a.language(); err != nil {
		return err
	}
	switch {
	case review == "":
		return comity.Errorf(comity.Usage, "--review is missing").WithHint("the day of the next review, as --review 2027-03-01")
	case reason == "":
		return comity.Errorf(comity.Usage, "--reason is missing").WithHint("say why it is reviewed then; it is read in court")
	}
	return nil
}

func (a *app) dueCommand() *cobra.Command {
	var at string
	c := a.command("due", "List what is to be reviewed or erased, due or overdue",
		`Lists of each case what is to be reviewed or erased within 30 days (due) or should
have been (overdue), and how many subjects nobody has given a category in time. Without
CASE those in the present folder. Every command on a case says on stderr how much is
overdue.`, nil)
	c.Use = "due [CASE ...] [flags]"
	c.Args = cobra.ArbitraryArgs
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := a.language(); err != nil {
			return err
		}
		day, err := dayOr(at, time.Time{})
		if err != nil {
			return err
		}
		if len(args) == 0 {
			if args, err = casesHere(); err != nil {
				return err
			}
		}
		a.began, a.homeGiven = true, cmd.Flags().Changed("home")
		return a.due(cmd.Context(), args, day)
	}
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	c.Flags().StringVar(&at, "at", "", "as it stands on that day, as 2027-03-01 (default: today)")
	return a.withCSV(a.withJSON(c, "JSON Lines, one row a date,"))
}

func dayOr(s string, otherwise time.Time) (time.Time, error) {
	if s == "" {
		return otherwise, nil
	}
	return casefile.Day(s)
}

// casesHere are the case in the present folder, or those in its folders.
func casesHere() ([]string, error) {
	if _, err := os.Stat("case.toml"); err == nil {
		return []string{"."}, nil
	}
	files, err := filepath.Glob(filepath.Join("*", "case.toml"))
	if err != nil || len(files) == 0 {
		return nil, comity.Errorf(comity.Usage, "there is no case in this folder").WithHint("usage: comity due CASE ...")
	}
	var dirs []string
	for _, f := range files {
		dirs = append(dirs, filepath.Dir(f))
	}
	return dirs, nil
}

// dueIn is a row and the folder of its case.
type dueIn struct {
	Dir string `json:"dir"`
	casefile.DueRow
}

func (a *app) due(ctx context.Context, dirs []string, at time.Time) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	cfg.Existing = true
	return a.withNodeOf(ctx, cfg, func(n *casefile.Node) error {
		return rows(a, a.dueTable(), func(add func(dueIn) error) error {
			for _, dir := range dirs {
				if err := openCase(ctx, n, dir, func(c *casefile.Case) error { return eachDue(ctx, c, dir, at, add) }); err != nil {
					return err
				}
			}
			return nil
		}, a.dueCells)
	})
}

func eachDue(ctx context.Context, c *casefile.Case, dir string, at time.Time, add func(dueIn) error) error {
	list, err := c.Due(ctx, at)
	if err != nil {
		return err
	}
	for _, r := range list {
		if err := add(dueIn{Dir: dir, DueRow: r}); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) dueTable() table {
	w := a.words()
	return table{columns: []column{{title: w.DueState}, {title: w.DueOn}, {title: w.DueWhat}, {title: w.Case, give: true}, {title: w.Item, give: true}, {title: w.Person}, {title: w.Seq, right: true}}}
}

func (a *app) dueCells(r dueIn) []string {
	w := a.words()
	set, item, who := w.Usual, r.Item, ""
	if r.By != 0 {
		set = count(r.By)
	}
	if r.What == casefile.DueCategory {
		item = fmt.Sprintf(w.Unsorted, r.Subjects)
	}
	if r.Category != "" {
		who = w.category(r.Category)
	}
	return []string{w.due(r.State), r.On, w.due(r.What), r.Dir, item, who, set}
}

// due is a word of a DueRow in the words' language.
func (w words) due(s string) string {
	if own := w.Dues[s]; own != "" {
		return own
	}
	return s
}

// remind says on stderr how much of the case is overdue.
func (a *app) remind(c *casefile.Case, dir string) {
	n := c.Overdue()
	if n == 0 || a.quiet {
		return
	}
	fmt.Fprintf(a.err, a.words().Overdue+"\n", n, a.self()+" due "+quote(dir))
}

// reviews prints the dates that people set for an item.
func (a *app) reviews(list []casefile.ReviewRow) {
	for _, r := range list {
		until := ""
		if r.EraseBy != "" {
			until = ", " + a.words().due(casefile.DueErase) + " " + r.EraseBy
		}
		a.print("  %s  %s  %s\n", r.Time.UTC().Format(time.RFC3339), harmless(r.Actor),
			harmless(a.words().due(casefile.DueReview)+" "+r.Review+until+": "+r.Text))
	}
}
