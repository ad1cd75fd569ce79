package crosscheck_test

import (
	"testing"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

func TestResolveUnderSeveralReadings(t *testing.T) {
	const hour = comity.Hour
	held := func(offset int64, from, to comity.Instant, who string, doubtful bool) *record.Assignment {
		a := addr("198.18.0.1")
		return &record.Assignment{
			Place: record.Place{Offset: offset}, First: a, Last: a, Start: clock.Span{Lo: from, Hi: from},
			End: clock.Span{Lo: to, Hi: to}, Subscriber: who, Doubtful: doubtful,
		}
	}
	read := func(offset int64, from, to comity.Instant, who string) *record.Assignment { // one of two ways
		a := held(offset, from, to, who, true)
		a.Ways = 2
		return a
	}
	var b crosscheck.Batch
	for _, a := range []*record.Assignment{
		held(1, 0, 10*hour, "ann", false), held(2, 12*hour, 20*hour, "ann", false), held(3, 20*hour, 30*hour, "bob", false),
		held(4, 40*hour, 50*hour, "cas", true),
		read(5, 60*hour, 80*hour, "dan"), read(5, 72*hour, 92*hour, "dan"),
		read(6, 92*hour, 100*hour, "dan"), read(6, 104*hour, 112*hour, "dan"),
		read(7, 120*hour, 140*hour, "eve"), read(7, 132*hour, 152*hour, "eve"), read(8, 134*hour, 150*hour, "fay"), read(8, 122*hour, 138*hour, "fay"),
	} {
		if why := b.Add(a, 0); why != "" {
			t.Fatal(why)
		}
	}
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := func(h comity.Instant) clock.Span { return clock.Span{Lo: h * hour, Hi: h * hour} }
	for _, c := range []struct {
		name   string
		first  comity.Instant
		others []comity.Instant
		answer crosscheck.Answer
		doubt  crosscheck.Doubt
		names  int // statements
	}{
		{"one reading", 5, nil, crosscheck.Unique, crosscheck.NoDoubt, 1},
		{"one assignment under both", 5, []comity.Instant{6}, crosscheck.Unique, crosscheck.Uncertain, 1},
		{"another assignment of the same", 5, []comity.Instant{13}, crosscheck.Unique, crosscheck.Moved, 2},
		{"another subscriber", 13, []comity.Instant{25}, crosscheck.Ambiguous, crosscheck.Changed, 2},
		{"nobody under one of them", 5, []comity.Instant{11}, crosscheck.Ambiguous, crosscheck.Uncertain, 1},
		{"nobody under either", 11, []comity.Instant{35}, crosscheck.Unassigned, crosscheck.Uncertain, 0},
		{"three readings", 5, []comity.Instant{13, 25}, crosscheck.Ambiguous, crosscheck.Changed, 3},
		{"the provider's clock is in doubt", 45, nil, crosscheck.Ambiguous, crosscheck.Uncertain, 1},
		{"the provider's clock is in doubt, and both its readings say the same", 75, nil, crosscheck.Unique, crosscheck.Uncertain, 2},
		{"one of them does", 65, nil, crosscheck.Ambiguous, crosscheck.Uncertain, 1},
		{"both name another, too", 136, nil, crosscheck.Ambiguous, crosscheck.Changed, 4},
		{"both clocks are in doubt, and all say the same", 75, []comity.Instant{76}, crosscheck.Unique, crosscheck.Uncertain, 1},
		{"both clocks are in doubt, and some do", 75, []comity.Instant{85}, crosscheck.Ambiguous, crosscheck.Uncertain, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var others []clock.Span
			for _, o := range c.others {
				others = append(others, at(o))
			}
			r := x.Resolve(nil, addr("198.18.0.1"), 0, at(c.first), others)
			if r.Answer != c.answer || r.Doubt != c.doubt || len(r.Candidates) != c.names {
				t.Errorf("%s, %q, %d statements", r.Answer, r.Doubt, len(r.Candidates))
			}
		})
	}
}

// A question copies the stamp of a record: the answer is sure of that moment, though the
// record's clock is some seconds less exact than the provider's.
func TestAnswerAboutTheVeryStamp(t *testing.T) {
	const s = comity.Second
	a := addr("198.18.0.1")
	var b crosscheck.Batch
	if why := b.Add(&record.Assignment{
		First: a, Last: a, Start: clock.Span{Lo: 99 * s, Hi: 101 * s}, End: clock.Span{Lo: 99 * s, Hi: 101 * s}, Point: true, Asked: 100 * s, Subscriber: "ann",
	}, 0); why != "" {
		t.Fatal(why)
	}
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for within, want := range map[comity.Instant]crosscheck.Answer{0: crosscheck.Unique, 1: crosscheck.Unique, 2: crosscheck.Unique, 6: crosscheck.Unique, 7: crosscheck.Ambiguous, 60: crosscheck.Ambiguous} {
		if r := x.Lookup(nil, a, 0, clock.Span{Lo: (100 - within) * s, Hi: (100 + within) * s}); r.Answer != want {
			t.Errorf("give or take %d s: %s", within, r.Answer)
		}
	}
	if r := x.Lookup(nil, a, 0, clock.Span{Lo: 103 * s, Hi: 104 * s}); r.Answer != crosscheck.Unassigned {
		t.Errorf("another moment: %s", r.Answer)
	}
}

// The stamp of a question may mean either of two moments, an hour apart. The answer is sure of an event whose own
// stamp may mean just these; of one that was at a known time in there nobody knows whether it was asked about.
func TestAnswerAboutEitherOfTwoMoments(t *testing.T) {
	const s = comity.Second
	a := addr("198.18.0.1")
	both := clock.Span{Lo: 10_000 * s, Hi: 13_600 * s}
	var b crosscheck.Batch
	if why := b.Add(&record.Assignment{First: a, Last: a, Start: both, End: both, Point: true, Asked: both.Lo, Subscriber: "ann"}, 0); why != "" {
		t.Fatal(why)
	}
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		at   clock.Span
		want crosscheck.Answer
	}{
		{"the same stamp", both, crosscheck.Unique},
		{"to the second, where the question has none", clock.Span{Lo: both.Lo + 30*s, Hi: both.Hi - 29*s}, crosscheck.Unique},
		{"the first of the two", clock.Span{Lo: both.Lo, Hi: both.Lo}, crosscheck.Ambiguous},
		{"the second", clock.Span{Lo: both.Hi, Hi: both.Hi}, crosscheck.Ambiguous},
		{"in between", clock.Span{Lo: 12_000 * s, Hi: 12_000 * s}, crosscheck.Ambiguous},
	} {
		r := x.Lookup(nil, a, 0, c.at)
		if r.Answer != c.want {
			t.Errorf("%s: %s", c.name, r.Answer)
		}
		if r.Answer == crosscheck.Unique && r.Window.Hi >= r.Window.Lo {
			t.Errorf("%s: holds for all of %+v", c.name, r.Window)
		}
	}
}

func TestNearFindsWhatLooksUpFind(t *testing.T) {
	w := randomWorld(t, 11, 60, false)
	for i := range w.assignments {
		a := &w.assignments[i]
		found := false
		w.index.Near(a.First, a.Start.Lo-comity.Second, a.Start.Hi+comity.Second, func(r *crosscheck.Row, start, _ comity.Instant) {
			found = found || r.Offset == a.Offset && start == a.Start.Lo
		})
		if !found && a.First.Compare(a.Last) <= 0 && !a.Point {
			t.Errorf("assignment %d of %s is not found", i, a.First)
		}
	}
}
