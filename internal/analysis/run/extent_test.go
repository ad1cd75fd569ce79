package run_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/extent"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

const renewals = `id,time,account,ip,type,result
r1,2004-02-01T09:00:00Z,rose,,renewal,approved
r2,2004-03-02T09:00:00Z,rose,203.0.113.77,renewal,approved
r3,2004-03-03T09:00:00Z,rose,,renewal,declined
r4,2004-03-04T09:00:00Z,rose,,chargeback,approved
`

// What the processor renews by itself comes without an address, or with one that
// no assignment covers: it is a renewal and no hit. What was declined, and what a
// bank took back, is neither.
func TestExtentOfASubject(t *testing.T) {
	res, _ := compute(t, run.Input{Exhibits: append(smallCase(), exhibit("biller/2", record.Payments, "csv", renewals))})
	if len(res.Subjects) != 1 {
		t.Fatalf("%d subjects, want 1", len(res.Subjects))
	}
	got := res.Subjects[0].Extent
	if got.Sessions.All != 2 || got.Hits.All != 3 || got.Sites.All != 1 {
		t.Errorf("%+v: want two sessions, three hits and one site", got)
	}
	if want := (extent.Count{All: 3, Unplaced: 2}); got.Payments != want {
		t.Errorf("payments %+v, want %+v", got.Payments, want)
	}
	if want := (extent.Count{All: 2, Unplaced: 2}); got.Renewals != want {
		t.Errorf("renewals %+v, want %+v", got.Renewals, want)
	}
	want := []string{"2004-01", "2004-02", "2004-03"}
	var months []string
	for _, m := range got.Months {
		months = append(months, m.Month.String())
	}
	if diff := cmp.Diff(want, months); diff != "" {
		t.Error(diff)
	}
}

// The extent is counted from the very hits of the findings, whatever their band.
func TestExtentIsThatOfTheHits(t *testing.T) {
	res, out := compute(t, run.Input{Exhibits: oddCase()})
	hits := map[string]int64{}
	for _, f := range findings(t, out) {
		if f.Hit != nil {
			hits[f.Hit.Account]++
		}
	}
	for _, s := range res.Subjects {
		var want int64
		for _, sel := range s.Selectors {
			if sel.Type == comity.SelectorAccount {
				want += hits[sel.Value]
			}
		}
		x := s.Extent
		if x.Hits.All != want {
			t.Errorf("subject %s: %d hits, want %d", s.ID, x.Hits.All, want)
		}
		var days, sessions, payments int64
		for _, m := range x.Months {
			days, sessions, payments = days+m.Days, sessions+m.Sessions, payments+m.Payments
		}
		if days != x.Days.All || sessions != x.Sessions.All || payments != x.Payments.All || x.Renewals.All > x.Payments.All {
			t.Errorf("subject %s: the months do not add up to %+v", s.ID, x)
		}
	}
}
