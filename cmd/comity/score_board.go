package main

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/records/record"
	"comity/internal/score"
)

// scoreBoard compares the profile of a board with the truth of a simulated one.
func (a *app) scoreBoard(ctx context.Context, c *casefile.Case, truth string) error {
	rep, err := c.Board(ctx, casefile.BoardParams{})
	if err != nil {
		return err
	}
	rows, err := c.Exhibits(ctx)
	if err != nil {
		return err
	}
	paths := map[string]string{}
	for _, r := range rows {
		paths[r.Ref] = r.Path
		if r.Member != "" {
			paths[r.Ref] += "!" + r.Member
		}
	}
	var captured []score.Captured
	for n := range rep.Archive.Messages {
		for _, x := range rep.Archive.Messages[n].Captures {
			captured = append(captured, score.Captured{Message: n, Path: paths[rep.Archive.Exhibits[x.Exhibit].Source.Ref], Offset: x.Place.Offset})
		}
	}
	profile, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	verdicts, err := verdictsOf(ctx, c, rows, paths)
	if err != nil {
		return err
	}
	r, err := score.Twins(bytes.NewReader(profile), captured, verdicts, os.DirFS(truth))
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(r)
	}
	w := a.words()
	t := table{columns: []column{{title: w.Measure}, {title: w.Value, right: true}}}
	add := func(name string, v float64) { t.add(name, strconv.FormatFloat(v, 'g', 4, 64)) }
	add("merge.precision", r.Merge.Precision)
	add("merge.recall", r.Merge.Recall)
	add("zones.within_2_5h", r.Zones.Within)
	add("zones.band_coverage", r.Zones.Coverage)
	add("aliases.r1", r.Aliases.R1)
	add("aliases.r10", r.Aliases.R10)
	add("aliases.recall_at_p95", r.Aliases.RecallAtP95)
	for _, role := range slices.Sorted(maps.Keys(r.Roles)) {
		add("roles."+role+".in_first_ten", r.Roles[role].Share)
	}
	if r.Material.Rows > 0 {
		add("material.agree", r.Material.Agree)
	}
	a.table(&t)
	return nil
}

// verdictsOf are what comity material says of each row of a state's list; none where no hashes are sealed.
func verdictsOf(ctx context.Context, c *casefile.Case, rows []casefile.ExhibitRow, paths map[string]string) (out []score.Verdict, err error) {
	path, some := map[comity.Digest]string{}, false
	for _, r := range rows {
		path[r.ID] = paths[r.Ref]
		some = some || r.Kind == record.Hashes
	}
	if !some {
		return nil, nil
	}
	rep, err := c.Material(ctx, casefile.MaterialParams{})
	if err != nil {
		return nil, err
	}
	for i := range rep.Files {
		f := &rep.Files[i]
		var owners []string
		for _, h := range f.Sets {
			owners = append(owners, h.Owner)
		}
		for _, s := range f.States {
			for _, cite := range s.Cite {
				out = append(out, score.Verdict{Path: path[cite.Exhibit], Offset: cite.Offset, Owners: owners})
			}
		}
	}
	return out, nil
}
