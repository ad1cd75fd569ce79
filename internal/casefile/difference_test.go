package casefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/difference"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// corrected seals the pair of a log and its leases, checks, changes manifest and
// leases by correct, and seals and checks again.
func corrected(t *testing.T, correct func(dir, manifest string)) (c *casefile.Case, err error) {
	t.Helper()
	c, _ = emptyCase(t)
	dir, manifest := folder(t)
	for step := range 2 {
		if step == 1 {
			correct(dir, manifest)
		}
		if _, err := c.Seal(t.Context(), manifest); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Check(t.Context()); err != nil {
			return c, err
		}
	}
	return c, nil
}

func TestDifference(t *testing.T) {
	superseding := func(manifest string) { edit(t, manifest, `ref = "B"`, "ref = \"C\"\nsupersedes = \"B\"") }
	another := casefile.ExhibitChange{Ref: "B", Kind: "assignments", What: "superseded", By: "C", Act: 5}
	for _, tt := range []struct {
		name     string
		correct  func(dir, manifest string)
		exhibits []casefile.ExhibitChange
		counts   difference.Counts
	}{
		{
			name: "another subscriber of one lease, and the same times of the other",
			correct: func(dir, manifest string) {
				superseding(manifest)
				edit(t, filepath.Join(dir, "leases.csv"), "2004-02-07 10:00:00,C-1001", "2004-02-07 10:00:00,C-2002")
			},
			exhibits: []casefile.ExhibitChange{another},
			counts:   difference.Counts{Same: 1, Subscriber: 1, Band: 1},
		},
		{
			name: "a lease that ends before the visit",
			correct: func(dir, manifest string) {
				superseding(manifest)
				edit(t, filepath.Join(dir, "leases.csv"), "2004-02-07 10:00:00", "2004-02-06 20:00:00")
			},
			exhibits: []casefile.ExhibitChange{another},
			counts:   difference.Counts{Same: 1, Lost: 1, Band: 1},
		},
		{
			name: "the same bytes with a corrected clock",
			correct: func(_, manifest string) {
				superseding(manifest)
				edit(t, manifest, `clock = { zone = "UTC", basis = "stated by the provider" }`, `clock = { zone = "Europe/Rome", basis = "corrected" }`)
			},
			exhibits: []casefile.ExhibitChange{another},
			counts:   difference.Counts{Same: 2},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := corrected(t, tt.correct)
			if err != nil {
				t.Fatal(err)
			}
			rep, err := c.Difference(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.exhibits, rep.Exhibits); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.counts, rep.Counts); diff != "" {
				t.Error(diff)
			}
			for _, l := range rep.Looks {
				if diff := cmp.Diff([]string{"B"}, l.Because); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// What is damaged is named, and nothing is told of it.
func TestDifferenceFromADamagedRun(t *testing.T) {
	n, c, dir := newCase(t)
	if _, err := c.Difference(t.Context()); comity.KindOf(err) != comity.Input {
		t.Errorf("one run: %v", err)
	}
	before, err := c.Runs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	more, manifest := folder(t)
	copyTree(t, "testdata/pair", more)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	rep, err := c.Check(t.Context())
	if err != nil || rep.Previous == nil || *rep.Previous != before[0].Run {
		t.Fatalf("previous %v, want %s: %v", rep.Previous, before[0].Run, err)
	}
	told, err := c.Difference(t.Context())
	if err != nil || len(told.Exhibits) != 2 || told.Exhibits[0].What != "added" || told.Before.Run != before[0].Run {
		t.Fatalf("%+v, %v", told, err)
	}
	if err := os.Remove(filepath.Join(dir, "runs", before[0].Run.String(), "findings.jsonl")); err != nil {
		t.Fatal(err)
	}
	_, err = reopen(t, n, dir).Difference(t.Context())
	if comity.KindOf(err) != comity.Negative || comity.HintOf(err) == "" {
		t.Errorf("%v, hint %q", err, comity.HintOf(err))
	}
}
