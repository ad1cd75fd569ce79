package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

func TestOutcomesAreCountedByLead(t *testing.T) {
	_, c, _ := newCase(t)
	var leads []run.Subject
	if err := c.Subjects(t.Context(), func(s run.Subject) error { leads = append(leads, s); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(leads) < 2 {
		t.Fatalf("%d subjects", len(leads))
	}
	first, second := leads[0], leads[1]
	for _, o := range []struct{ id, outcome, state string }{
		{first.ID, casefile.Searched, ""},
		{first.ID, casefile.Cleared, ""},
		{first.ID, casefile.Charged, ""}, // new evidence came up: the later counts
		{first.ID, casefile.Informed, "DE"},
		{first.ID, casefile.Informed, "FR"},
		{second.ID, casefile.Charged, ""},
		{second.ID, casefile.Cleared, ""},
		{second.ID, casefile.Informed, "DE"},
	} {
		if err := c.Outcome(t.Context(), o.id, o.outcome, o.state, "file 3/2004"); err != nil {
			t.Fatal(err)
		}
	}
	rep, err := c.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	half := casefile.OutcomeCount{Leads: 1, Share: 0.5}
	want := casefile.OutcomeBand{
		Band: "all", Subjects: int64(len(leads)), Leads: 2, Searched: half, Cleared: half, Charged: half, Informed: casefile.OutcomeCount{Leads: 2, Share: 1},
	}
	if diff := cmp.Diff(want, rep.Bands[len(rep.Bands)-1]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int64{"DE": 2, "FR": 1}, rep.States); diff != "" {
		t.Error(diff)
	}
	told := map[string]int64{}
	for _, b := range rep.Bands {
		told[b.Band] = b.Leads
	}
	for _, l := range leads[:2] {
		if told[string(l.Band)] == 0 {
			t.Errorf("nothing is told of band %s: %v", l.Band, told)
		}
	}
}

// No run changes by what became of its leads.
func TestOutcomesChangeNoFinding(t *testing.T) {
	_, c, _ := newCase(t)
	before, err := c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Outcome(t.Context(), firstSubject(t, c), casefile.Cleared, "", "the provider erred"); err != nil {
		t.Fatal(err)
	}
	after, err := c.Check(t.Context())
	if err != nil || after.Run != before.Run || after.Previous != nil {
		t.Errorf("run %s, then %s before %v: %v", before.Run, after.Run, after.Previous, err)
	}
}

// An index that lost a subject neither denies it nor leads to an older band.
func TestOutcomeWithAnAlteredIndex(t *testing.T) {
	n, c, dir := newCase(t)
	id := firstSubject(t, c)
	alter(t, dir, "DELETE FROM finding WHERE kind = 'subject'")
	err := reopen(t, n, dir).Outcome(t.Context(), id, casefile.Searched, "", "file 3/2004")
	if comity.KindOf(err) != comity.Negative || comity.HintOf(err) == "" {
		t.Errorf("%v, hint %q", err, comity.HintOf(err))
	}
}
