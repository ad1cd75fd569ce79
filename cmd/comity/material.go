package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/analysis/material"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// materialRows is how many members and files are shown where not all are asked for.
const materialRows = 40

func (a *app) materialCommand() *cobra.Command {
	var p casefile.MaterialParams
	file := ""
	c := a.command("material CASE", "Say which file hashes are known, which are new, and who had them first",
		`Compares the states' lists of file hashes with the sets of known files that are
sealed in the case: exhibits of kind hashes whose notes begin with "known set".
New is what none of those sets has; a set sealed later changes that. Labels of
states that disagree stay side by side. A perceptual hash that is near says that two
files may look alike, no more. No file is opened. Who had something first, by these
lists, is a lead.

Of a set of 16 MiB or more an index is kept in the case, made at the first use and by
comity rebuild; --whole reads every set whole instead, which takes longer and gives the
same. --act N gives the verdicts as they were after act N, before later sets came.
--file HASH shows all that is said of one file, with the place of each row.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				rep, err := c.Material(ctx, p)
				if err != nil {
					return err
				}
				a.unkept(rep.Notes)
				if file != "" {
					if rep.Files, err = filesOf(rep.Files, file); err != nil {
						return err
					}
				}
				switch {
				case a.json:
					return a.emit(rep)
				case file != "":
					a.materialFiles(rep)
				default:
					a.material(rep)
				}
				return nil
			})
		})
	c.Flags().BoolVar(&a.all, "all", false, "list all members and files")
	c.Flags().StringVar(&file, "file", "", "this file alone, by any of its hashes or how one begins")
	c.Flags().BoolVar(&p.Whole, "whole", false, "read every set whole, and ask no index")
	c.Flags().Int64Var(&p.Act, "act", 0, "the verdicts after this act (default: of all that is in force)")
	return a.withJSON(c, "the verdicts as one JSON document")
}

// material prints sets, members and files.
func (a *app) material(rep casefile.MaterialReport) {
	w := a.words()
	n := rep.Counts
	a.print(w.MaterialSum+"\n\n", count(n.Files), count(n.New), count(n.Known), count(n.Disagree), count(n.Conflict))
	a.sets(rep.Sets)
	a.print("\n")
	members, files := rep.Members, rep.Files
	if !a.all {
		members, files = members[:min(len(members), materialRows)], files[:min(len(files), materialRows)]
	}
	t := &table{columns: []column{{title: w.MaterialRank, right: true}, {title: w.BoardMember, give: true, most: mostName}, {title: w.MaterialNew, right: true}, {title: w.BoardFirst}, {title: w.BoardLast}}}
	for _, m := range members {
		t.add(count(m.Rank), m.Name, count(m.New), day(m.Since), day(m.Last))
	}
	a.table(t)
	a.print("\n")
	t = &table{columns: []column{{title: w.MaterialFile}, {title: w.MaterialVerdict}, {title: w.MaterialSet, give: true, most: 4 * mostName}, {title: w.MaterialLabels, give: true, most: 4 * mostName},
		{title: w.BoardFirst}, {title: w.BoardMember, give: true, most: mostName}, {title: w.MaterialNear, right: true}}}
	for i := range files {
		t.add(a.materialFile(&files[i])...)
	}
	a.table(t)
	if more := len(rep.Files) - len(files); more > 0 {
		a.print(w.MaterialMore+"\n", count(more))
	}
	a.print("\n%s\n", w.MaterialLead)
	a.codes(rep.Handling)
}

// sets prints which sets were asked: of whom, which version, when sealed, and of which bytes.
func (a *app) sets(sets []material.Set) {
	w := a.words()
	t := &table{columns: []column{{title: w.MaterialSet}, {title: w.MaterialOwner, give: true, most: mostName}, {title: w.MaterialVersion, give: true, most: mostName}, {title: w.MaterialAdded}, {title: w.Count, right: true}, {title: w.MaterialDigest}}}
	for _, s := range sets {
		t.add(s.Ref, s.Owner, strings.TrimSpace(s.Version+" "+s.Date), s.Added[:min(len(s.Added), len(time.DateOnly))], count(s.Rows), s.Digest.String()[:12])
	}
	a.table(t)
}

// unkept says which indexes could not be kept.
func (a *app) unkept(notes []string) {
	for _, n := range notes {
		a.say("no index was kept, and the set was read whole: %s", n)
	}
}

func (a *app) materialFile(f *material.File) []string {
	w := a.words()
	name, verdict := "", w.MaterialKnown
	for _, list := range [][]string{f.Perceptual, f.SHA256, f.SHA1, f.MD5} {
		if len(list) > 0 {
			name = list[0][:12]
		}
	}
	if f.New {
		verdict = w.MaterialNew
	}
	var sets, labels []string
	for _, s := range f.Sets {
		sets = append(sets, s.Set)
	}
	for _, s := range f.States {
		labels = append(labels, strings.TrimSpace(s.State+" "+strings.Join(s.Labels, "/")))
	}
	first, who := comity.Instant(0), ""
	if f.First != nil {
		first, who = f.First.Time, f.First.Member
	}
	return []string{name, verdict, strings.Join(sets, ", "), strings.Join(labels, ", "), day(first), who, count(len(f.Near))}
}
