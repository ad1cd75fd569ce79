package main

import (
	"slices"
	"strings"

	"comity/internal/analysis/material"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// filesOf are those of which a hash begins as start does.
func filesOf(files []material.File, start string) ([]material.File, error) {
	start = strings.ToLower(start)
	begins := func(h string) bool { return strings.HasPrefix(h, start) }
	out := slices.DeleteFunc(slices.Clone(files), func(f material.File) bool {
		return !slices.ContainsFunc(slices.Concat(f.MD5, f.SHA1, f.SHA256, f.Perceptual), begins)
	})
	if len(out) == 0 {
		return nil, comity.Errorf(comity.Negative, "no file of the states' lists has a hash that begins %.80q", start).
			WithHint("`comity known` asks the sets about a hash that no list has")
	}
	return out, nil
}

// materialFiles prints all that is said of each file: its hashes, the rows of sets, and what each state's lists say.
func (a *app) materialFiles(rep casefile.MaterialReport) {
	w := a.words()
	for i := range rep.Files {
		f := &rep.Files[i]
		verdict := w.MaterialKnown
		if f.New {
			verdict = w.MaterialNew
		}
		a.print("%s\n", verdict)
		for _, h := range slices.Concat(f.SHA256, f.SHA1, f.MD5, f.Perceptual) {
			a.print("  %s\n", h)
		}
		t := &table{columns: []column{{title: w.MaterialWho}, {title: w.MaterialLabels, give: true}, {title: w.BoardFirst}, {title: w.BoardMember, give: true, most: mostName}, {title: w.KnownPlace}}}
		for _, s := range f.Sets {
			t.add(s.Set+" "+s.Owner, s.Label, "", "", s.Cite.String())
		}
		for _, s := range f.States {
			a.materialState(t, &s)
		}
		a.table(t)
		for _, n := range f.Near {
			a.print(w.MaterialNearTo+"\n", count(n.Distance), n.Perceptual, strings.Join(slices.Concat(n.Sets, n.States), ", "))
		}
		a.print("\n")
	}
	a.sets(rep.Sets)
	a.print("\n%s\n", w.MaterialLead)
	a.codes(rep.Handling)
}

// materialState adds what a state says: each member's first, else each row.
func (a *app) materialState(t *table, s *material.State) {
	labels := strings.Join(s.Labels, "/")
	for _, x := range s.Seen {
		t.add(s.State, labels, x.Time.String(), x.Member, x.Cite.String())
	}
	for _, c := range s.Cite {
		if !slices.ContainsFunc(s.Seen, func(x material.First) bool { return x.Cite == c }) {
			t.add(s.State, labels, "", "", c.String())
		}
	}
}
