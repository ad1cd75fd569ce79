package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) personCommand() *cobra.Command {
	var category, minor, reason string
	c := a.command("person CASE SUBJECT", "Record whom a subject stands for: suspect, victim, witness, contact",
		`Records as a signed act which category the person behind a subject has, and whether
that is a minor, with the reason. Every subject is unknown, and possibly a minor, until
somebody says otherwise; what was said before stays in the history. Without --minor
what was said of it last stays. No weight and no band changes.`,
		func(ctx context.Context, args []string) error {
			if err := personFlags(category, reason); err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				return c.Person(ctx, args[1], category, minor, reason)
			})
		})
	c.Flags().StringVar(&category, "category", "", strings.Join(casefile.Categories(), ", "))
	c.Flags().StringVar(&minor, "minor", "", strings.Join(casefile.Minors(), ", ")+" (default: as said last)")
	c.Flags().StringVar(&reason, "reason", "", "what it rests on")
	for name, list := range map[string][]string{"category": casefile.Categories(), "minor": casefile.Minors()} {
		complete(c, name, list)
	}
	return c
}

// complete offers the values of a flag to a shell.
func complete(c *cobra.Command, flag string, values []string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, cobra.ShellCompDirectiveNoFileComp
	})
}

func personFlags(category, reason string) error {
	switch {
	case category == "":
		return comity.Errorf(comity.Usage, "--category is missing").WithHint("one of %s", strings.Join(casefile.Categories(), ", "))
	case reason == "":
		return comity.Errorf(comity.Usage, "--reason is missing").WithHint("say what the category rests on; it is read in court")
	}
	return nil
}

// statementFlags gives a command --fact, --assessment and --source.
func statementFlags(c *cobra.Command) func() (casefile.Statement, error) {
	var fact, assessment bool
	var source string
	c.Flags().BoolVar(&fact, "fact", false, "it is what a record or a person says: give --source")
	c.Flags().BoolVar(&assessment, "assessment", false, "it is what the actor makes of the evidence (the default)")
	c.Flags().StringVar(&source, "source", "", "a citation, an exhibit's reference, or who says so and where")
	return func() (casefile.Statement, error) {
		s := casefile.Statement{Fact: fact, Source: source}
		if fact && assessment {
			return s, comity.Errorf(comity.Usage, "--fact and --assessment exclude each other").
				WithHint("a fact is what a source says; what you make of it is an assessment, in a statement of its own")
		}
		return s, nil
	}
}

// codeFlag is the condition under which somebody says something.
func codeFlag(c *cobra.Command) *[]string {
	return c.Flags().StringArray("handling", nil, "condition of who said it, such as H2, \"H3: ask first\" or TLP:AMBER; may be repeated")
}

// people is a short name of whom a subject stands for: "suspect", "victim, minor", "unknown, minor?".
func (w words) people(p casefile.Person) string {
	s := w.category(p.Category)
	switch {
	case p.Minor == "yes":
		s += ", " + w.MinorIs
	case p.Perhaps:
		s += ", " + w.MinorIs + "?"
	}
	return s
}

// category is a category's name in the words' language.
func (w words) category(c string) string {
	if own := w.Categories[c]; own != "" {
		return own
	}
	return c
}

// statement is "fact" or "assessment" in the words' language.
func (w words) statement(s string) string {
	if s == casefile.Fact {
		return w.Fact
	}
	return w.Assessment
}

// saidAs stands behind what a person said.
func (a *app) saidAs(statement, source string) string {
	if source == "" {
		return " [" + a.words().statement(statement) + "]"
	}
	return " [" + a.words().statement(statement) + ": " + source + "]"
}

// typed is a section's title with the sort of statement that stands there.
func (w words) typed(title, part string) string {
	return title + " [" + w.statement(casefile.Statements()[part]) + "]"
}

// person prints whom a subject stands for, and who said so.
func (a *app) person(p casefile.Person, history []casefile.PersonRow) {
	w := a.words()
	a.print("%s: %s\n", w.Person, harmless(w.people(p)))
	if p.Minor == casefile.Unknown {
		a.print("  %s\n", w.MinorUnknown)
	}
	for _, r := range history {
		said := casefile.Person{Category: r.Category, Minor: r.Minor, Perhaps: r.Minor != "no"}
		a.print("  %s  %s  %s\n", r.Time.UTC().Format(time.RFC3339), harmless(r.Actor), harmless(w.people(said)+": "+r.Text))
	}
}

func (a *app) personTable() table {
	w := a.words()
	return table{columns: []column{{title: w.Seq, right: true}, {title: w.Time}, {title: w.Actor, give: true}, {title: w.Item}, {title: w.Person}, {title: w.MinorIs}, {title: w.Text, give: true}}}
}

func personCells(r casefile.PersonRow) []string {
	return []string{count(r.Act), r.Time.UTC().Format(time.RFC3339), r.Actor, r.Item, r.Category, r.Minor, r.Text}
}
