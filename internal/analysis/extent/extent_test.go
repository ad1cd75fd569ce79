package extent_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/extent"
	"comity/internal/comity"
)

func at(t testing.TB, text string) comity.Instant {
	t.Helper()
	var i comity.Instant
	if err := i.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return i
}

// story makes the events of one subject: three accounts on two sites.
func story(t testing.TB) []extent.Event {
	hit := func(kind extent.Kind, class extent.Class, account int32, first, last string, lines int64) extent.Event {
		return extent.Event{First: at(t, first), Last: at(t, last), Lines: lines, Account: account, Site: account % 2, Kind: kind, Class: class}
	}
	return []extent.Event{
		hit(extent.Other, extent.Own, 0, "2004-03-30T20:00:00Z", "2004-03-30T20:00:00Z", 1),
		hit(extent.Payment, extent.Own, 0, "2004-03-30T20:01:00Z", "2004-03-30T20:01:00Z", 1),
		// One session over midnight and two addresses, which an uncertain hit bridges.
		hit(extent.Session, extent.Own, 0, "2004-03-31T23:50:00Z", "2004-04-01T00:10:00Z", 7),
		hit(extent.Session, extent.Uncertain, 0, "2004-04-01T00:40:00Z", "2004-04-01T00:41:00Z", 2),
		hit(extent.Session, extent.Own, 2, "2004-04-01T01:11:00Z", "2004-04-01T01:30:00Z", 3),
		// Half an hour and a second later: another one.
		hit(extent.Session, extent.Elsewhere, 1, "2004-04-01T02:00:01Z", "2004-04-01T02:10:00Z", 3),
		// A day on an uncertain hit alone, a month later.
		hit(extent.Session, extent.Uncertain, 0, "2004-06-02T10:00:00Z", "2004-06-02T10:00:09Z", 2),
		// Renewed by the processor, without an address; the second at an unstated time.
		hit(extent.Payment, extent.Unplaced, 0, "2004-04-29T20:01:00Z", "2004-04-29T20:01:00Z", 1),
		{First: comity.Latest, Last: comity.Latest, Lines: 1, Account: 0, Site: 0, Kind: extent.Payment, Class: extent.Unplaced},
		// Another account's first payment is no renewal.
		hit(extent.Payment, extent.Elsewhere, 1, "2004-05-01T08:00:00Z", "2004-05-01T08:00:00Z", 1),
	}
}

func month(year, month int) extent.YearMonth { return extent.YearMonth(year*12 + month - 1) }

func measure(m *extent.Meter, events []extent.Event) extent.Extent {
	m.Reset()
	for _, e := range events {
		m.Add(e)
	}
	return m.Measure()
}

func TestMeasure(t *testing.T) {
	first, last := at(t, "2004-03-30T20:00:00Z"), at(t, "2004-05-01T08:00:00Z")
	want := extent.Extent{
		Sites:    extent.Count{All: 2, Elsewhere: 1},
		Sessions: extent.Count{All: 3, Elsewhere: 1, Uncertain: 1},
		Payments: extent.Count{All: 4, Elsewhere: 1, Unplaced: 2},
		Renewals: extent.Count{All: 2, Unplaced: 2},
		Days:     extent.Count{All: 5, Elsewhere: 1, Uncertain: 1},
		Hits:     extent.Count{All: 8, Elsewhere: 2, Uncertain: 2},
		Span:     &extent.Span{First: first, Last: last},
		Months: []extent.Month{
			{Month: month(2004, 3), Sessions: 1, Days: 2, Payments: 1},
			{Month: month(2004, 4), Sessions: 1, Days: 1, Payments: 1},
			{Month: month(2004, 5), Days: 1, Payments: 1, Elsewhere: 1},
			{Month: month(2004, 6), Sessions: 1, Days: 1, Uncertain: 1},
		},
	}
	got := measure(&extent.Meter{Gap: 30 * comity.Minute}, story(t))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if own := got.Sessions.Own(); own != 1 {
		t.Errorf("%d sessions of its own, want 1", own)
	}
}

// The order of the events, and what was measured before, show nowhere.
func TestOrderDoesNotShow(t *testing.T) {
	events := story(t)
	m := &extent.Meter{Gap: 30 * comity.Minute}
	want := measure(&extent.Meter{Gap: m.Gap}, events)
	for seed := range uint64(50) {
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		if diff := cmp.Diff(want, measure(m, events)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

func TestTheGapIsAParameter(t *testing.T) {
	for gap, want := range map[comity.Instant]int64{comity.Minute: 5, 30 * comity.Minute: 3, 40 * comity.Minute: 2} {
		if got := measure(&extent.Meter{Gap: gap}, story(t)).Sessions.All; got != want {
			t.Errorf("gap %d min: %d sessions, want %d", gap/comity.Minute, got, want)
		}
	}
}

// What the clocks leave open makes no days and no months.
func TestOneLineIsOneDay(t *testing.T) {
	wide := extent.Event{First: at(t, "1990-01-01T00:00:00Z"), Last: at(t, "2018-01-01T00:00:00Z"), Lines: 1, Site: -1}
	got := measure(&extent.Meter{}, []extent.Event{wide})
	if got.Days.All != 1 || got.Sites.All != 0 || len(got.Months) != 1 || got.Months[0].Month.String() != "2004-01" {
		t.Errorf("got %+v", got)
	}
}

// A subject of nothing but uncertain hits has no span; one without hits has nothing.
func TestNothingCertain(t *testing.T) {
	e := story(t)[3]
	got := measure(&extent.Meter{}, []extent.Event{e})
	if got.Span != nil || got.Hits != (extent.Count{All: 1, Uncertain: 1}) {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff(extent.Extent{Months: []extent.Month{}}, measure(&extent.Meter{}, nil)); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkHowLongDoesASubjectTake(b *testing.B) {
	events := story(b)
	m := &extent.Meter{Gap: 30 * comity.Minute}
	b.ReportAllocs()
	for b.Loop() {
		measure(m, events)
	}
}

func TestYearMonthIsText(t *testing.T) {
	for y, want := range map[extent.YearMonth]string{0: "0000-01", month(7, 9): "0007-09", month(2004, 11): "2004-11", month(12004, 12): "12004-12"} {
		var back extent.YearMonth
		if err := back.UnmarshalText([]byte(y.String())); err != nil || back != y || y.String() != want {
			t.Errorf("%d is %q, want %q; read back it is %d, %v", y, y, want, back, err)
		}
	}
	for _, bad := range []string{"", "2004", "2004-13", "2004-00", "-1-01", "x"} {
		if new(extent.YearMonth).UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%q passed for a month", bad)
		}
	}
}
