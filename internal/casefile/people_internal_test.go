package casefile

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/look"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// One act may name the last look before what a command does, and no act of a
// second command may hide behind it.
func TestActsOfOneCommand(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kinds []string
		want  bool
	}{
		{"none", nil, true},
		{"one", []string{actNote}, true},
		{"two", []string{actNote, actNote}, false},
		{"seals", []string{actSeal, actSeal, actSeal}, true},
		{"looks alone", []string{actLooks}, true},
		{"looks and one", []string{actLooks, actNote}, true},
		{"looks and seals", []string{actLooks, actSeal, actSeal}, true},
		{"looks and two", []string{actLooks, actNote, actNote}, false},
		{"looks behind", []string{actNote, actLooks}, false},
		{"looks twice", []string{actLooks, actLooks, actNote}, false},
		{"looks between", []string{actSeal, actLooks, actSeal}, false},
	} {
		s := state{acts: []act.Act{{Seq: 1, Kind: actInit}, {Seq: 2, Kind: actLooks}}}
		for i, k := range tt.kinds {
			s.acts = append(s.acts, act.Act{Seq: int64(i) + 3, Kind: k})
		}
		if got := s.oneCommand(2); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestWhenLooksAreNamed(t *testing.T) {
	opened := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	old, head := comity.Digest{1}, look.Head{Seq: 3, Digest: comity.Digest{2}}
	for _, tt := range []struct {
		name    string
		looks   []looked
		after   time.Duration
		officer bool
		want    bool
	}{
		{"first day", nil, 23 * time.Hour, false, false},
		{"next day", nil, 24 * time.Hour, false, true},
		{"first day, officer", nil, time.Minute, true, true},
		{"named today", []looked{{head: old, time: opened.Add(10 * time.Hour)}}, 33 * time.Hour, false, false},
		{"named yesterday", []looked{{head: old, time: opened.Add(10 * time.Hour)}}, 34 * time.Hour, false, true},
		{"nobody looked", []looked{{head: head.Digest, time: opened}}, 900 * time.Hour, true, false},
	} {
		s := state{open: opening{Opened: opened}, looks: tt.looks}
		if got := s.unwitnessed(head, opened.Add(tt.after), tt.officer); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if (&state{}).unwitnessed(look.Start("case"), opened, true) {
		t.Error("a log without lines is named")
	}
}

func TestWhatIsDue(t *testing.T) {
	at := func(day string) time.Time {
		d, err := Day(day)
		if err != nil {
			t.Fatal(err)
		}
		return d.Add(13 * time.Hour)
	}
	when := comity.InstantOf(at("2026-03-31"))
	s := state{
		acts:   []act.Act{{Seq: 1, Kind: actInit, Time: when}},
		checks: []checked{{act: act.Act{Seq: 2, Kind: actCheck, Time: when}}},
		persons: []PersonRow{
			{Item: "s1", Time: at("2026-04-10"), Category: Contact, Minor: "no"},
			{Item: "s2", Time: at("2026-04-10"), Category: Suspect, Minor: "yes"},
			{Item: "s3", Time: at("2026-04-10"), Category: Victim, Minor: Unknown},
			{Item: "s1", Time: at("2026-09-01"), Category: Unknown, Minor: "no"}, // saying more does not put off
		},
		reviews: []ReviewRow{
			{Item: "s3", Act: 6, Review: "2026-05-01"},
			{Item: "IT/1", Act: 7, Review: "2030-01-01", EraseBy: "2031-01-01"},
			{Item: "s3", Act: 8, Review: "2026-12-01", EraseBy: "2027-02-01"},
		},
	}
	for day, want := range map[string][]DueRow{
		"2026-05-30": {},
		"2026-05-31": {}, // 31 days before 2026-07-01
		"2026-06-15": {
			{What: DueCategory, On: "2026-07-01", State: "due", Days: 16, Subjects: 4},
			{Item: "s1", What: DueReview, On: "2026-07-10", State: "due", Days: 25, Category: Unknown},
		},
		"2026-12-02": {
			{What: DueCategory, On: "2026-07-01", State: overdue, Days: -154, Subjects: 4},
			{Item: "s1", What: DueReview, On: "2026-07-10", State: overdue, Days: -145, Category: Unknown},
			{Item: "s2", What: DueReview, On: "2026-10-10", State: overdue, Days: -53, Category: Suspect},
			{Item: "s3", What: DueReview, On: "2026-12-01", State: overdue, Days: -1, By: 8, Category: Victim},
		},
	} {
		for i := range want {
			want[i].Case = "case"
		}
		if d := cmp.Diff(want, s.due("case", at(day), 4)); d != "" {
			t.Errorf("%s: %s", day, d)
		}
	}
	if rows := s.due("case", at("2026-07-01"), 0); len(rows) != 1 || rows[0].What != DueReview {
		t.Errorf("all sorted: %+v", rows)
	}
}

// What is erased need not be reviewed, however it was named.
func TestErasedIsNotDue(t *testing.T) {
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a, b := comity.DigestOf([]byte("a")), comity.DigestOf([]byte("b"))
	s := state{
		seals:  []sealed{{body: sealBody{Ref: "IT/1", Exhibit: a}}, {body: sealBody{Ref: "IT/2", Exhibit: b}}},
		asides: []aside{{act: act.Act{Seq: 9, Kind: actErase}, body: asideBody{Exhibit: a, Refs: []string{"IT/1"}}}},
	}
	for _, item := range []string{"IT/1", a.String(), a.String() + ":10+5", "IT/2", b.String(), b.String() + ":10+5", "s1"} {
		s.reviews = append(s.reviews, ReviewRow{Item: item, Time: day, Review: "2026-01-10"})
	}
	var got []string
	for _, r := range s.due("case", day, 0) {
		got = append(got, r.Item)
	}
	want := []string{"IT/2", b.String(), b.String() + ":10+5", "s1"}
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Every category has a default, and no minor waits longer than others.
func TestEveryPersonIsReviewed(t *testing.T) {
	for _, c := range Categories() {
		for _, m := range Minors() {
			months := usual(Person{Category: c, Minor: m})
			if months < 1 || months > 12 || m == "yes" && months > 6 {
				t.Errorf("%s, minor %s: %d months", c, m, months)
			}
		}
	}
}
