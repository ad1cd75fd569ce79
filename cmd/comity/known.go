package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func (a *app) knownCommand() *cobra.Command {
	c := a.command("known CASE HASH...", "Ask the sealed sets of known files about hashes",
		`Says of each hash (MD5, SHA-1 or SHA-256) which of the sets of known files that are
sealed in the case hold it, with owner, version and the place in the exhibit. Give -
for HASH to read them from standard input, one a line, as md5sum and its kin write
them too. A hash that none holds is new to these sets, and to no others.

The first question to a large set makes its index; comity rebuild makes it before.`,
		func(ctx context.Context, args []string) error {
			digests, err := a.asked(args[1:])
			if err != nil {
				return err
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				rep, err := c.Known(ctx, digests)
				if err != nil {
					return err
				}
				a.unkept(rep.Notes)
				if a.json {
					return a.emit(rep)
				}
				a.known(rep)
				return nil
			})
		})
	c.Args = func(_ *cobra.Command, args []string) error {
		return wants("known CASE HASH...", []string{"CASE", "HASH"}, args[:min(len(args), 2)])
	}
	return a.withJSON(c, "the answers as one JSON document")
}

// asked are the hashes of the command line, or of standard input: the first word of each line that is not empty.
func (a *app) asked(args []string) (out []string, err error) {
	if len(args) != 1 || args[0] != "-" {
		return args, nil
	}
	lines := bufio.NewScanner(a.in)
	for lines.Scan() && len(out) <= casefile.MostKnown {
		if words := strings.Fields(lines.Text()); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			out = append(out, words[0])
		}
	}
	if err := lines.Err(); err != nil && !errors.Is(err, io.EOF) {
		return nil, comity.Errorf(comity.Input, "standard input: %w", err)
	}
	if len(out) == 0 {
		return nil, comity.Errorf(comity.Usage, "standard input has no hash").WithHint("give one a line")
	}
	return out, nil
}

// known prints the answers.
func (a *app) known(rep casefile.KnownReport) {
	w := a.words()
	a.print(w.KnownSum+"\n\n", count(len(rep.Asked)), count(rep.Known), count(len(rep.Asked)-rep.Known))
	a.sets(rep.Sets)
	a.print("\n")
	t := &table{columns: []column{{title: w.KnownHash}, {title: w.MaterialVerdict}, {title: w.MaterialSet}, {title: w.MaterialOwner, give: true, most: mostName}, {title: w.MaterialLabels, give: true, most: 4 * mostName}, {title: w.KnownPlace}}}
	for _, d := range rep.Asked {
		if !d.Known {
			t.add(d.Digest, w.MaterialNew, "", "", "", "")
		}
		for _, s := range d.Sets {
			t.add(d.Digest, w.MaterialKnown, s.Set, s.Owner, s.Label, s.Cite.String())
		}
	}
	a.table(t)
	a.print("\n%s\n", w.KnownLead)
	a.codes(rep.Handling)
}
