package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) looksCommand() *cobra.Command {
	var keyfile, seen string
	c := a.command("looks CASE", "Read and check the log of who looked at personal data, for the officer",
		`Lists every look at the case's personal data: who, when, why, at what; and names
each gap: lines that were altered, taken out, moved or cut off. Exits 1 where there is
one. That somebody read the log is the last look listed. The head printed at the end
names the last line: with --seen HEAD the next reading says whether it is still there.

Where node.toml names a data-protection officer,

    [data_protection]
    recipient = "age1…"

each look is sealed to that officer alone, and --identity is the officer's key file.
The officer makes it on a machine of their own with age-keygen -o officer.key, keeps
it, and gives the node the line age1… that it prints.`,
		func(ctx context.Context, args []string) error {
			key, err := readKey(keyfile)
			if err != nil {
				return err
			}
			head, err := headOr(seen)
			if err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				rep, err := c.Looks(ctx, key, head)
				if err != nil {
					return err
				}
				return a.looks(rep)
			})
		})
	c.Flags().StringVar(&keyfile, "identity", "", "the officer's key file, where looks are sealed")
	c.Flags().StringVar(&seen, "seen", "", "head of an earlier reading, which must still be there")
	return a.withJSON(c, "the report as one JSON document")
}

// readKey reads the officer's key file; nil where none is named.
func readKey(name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "key file: %w", err).WithHint("the officer makes one: age-keygen -o officer.key")
	}
	return b, nil
}

// headOr reads a head; zero where none is given.
func headOr(s string) (comity.Digest, error) {
	if s == "" {
		return comity.Digest{}, nil
	}
	d, err := comity.ParseDigest(s)
	if err != nil {
		return d, comity.Errorf(comity.Usage, "--seen: %w", err).WithHint("the head that comity looks printed last time, 64 hex digits")
	}
	return d, nil
}

// looks prints the report; a gap is a Negative error.
func (a *app) looks(rep casefile.LooksReport) error {
	if a.json {
		if err := a.emit(rep); err != nil {
			return err
		}
	} else {
		a.lookTables(rep)
	}
	if rep.OK {
		return nil
	}
	return comity.Errorf(comity.Negative, "the log of looks has %d gaps, first at line %d: %s", len(rep.Gaps), rep.Gaps[0].Line, rep.Gaps[0].What).
		WithHint("keep the file as it is; compare it with a backup of the node's home")
}

func (a *app) lookTables(rep casefile.LooksReport) {
	w := a.words()
	t := table{columns: []column{{title: w.Line, right: true}, {title: w.Time}, {title: w.Actor, give: true}, {title: w.Purpose, give: true}, {title: w.DueWhat}, {title: w.Item, give: true}}}
	for _, l := range rep.Looks {
		t.add(count(l.Line), l.Time.UTC().Format(time.RFC3339), l.Actor, l.Purpose, l.What, l.Item)
	}
	a.table(&t)
	if len(rep.Gaps) > 0 {
		a.title(w.Gaps)
	}
	for _, g := range rep.Gaps {
		a.print("  %d  %s  %s\n", g.Line, g.What, harmless(g.Text))
	}
	a.print("\n"+w.LookLines+"\n", rep.Lines, rep.Sealed, rep.Unchained)
	a.print("%s %s\n", w.LookHead, rep.Head)
}
