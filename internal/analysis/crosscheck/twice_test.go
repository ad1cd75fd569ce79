package crosscheck_test

import (
	"testing"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// A provider that is asked about one line a thousand times answers a thousand times that it was its
// customer's since one day. No two of these answers are one that was delivered again, but those to
// the same question are.
func TestAnswersToDifferentQuestions(t *testing.T) {
	const many = 3000
	begun := clock.Span{Lo: 1000 * comity.Day, Hi: 1000 * comity.Day}
	var b crosscheck.Batch
	add := func(source uint16, n int) {
		a := addr("198.18.0.1")
		asked := begun.Lo + 30*comity.Day + comity.Instant(n*2600+n*n%1999)*comity.Second
		if why := b.Add(&record.Assignment{
			Place: record.Place{Offset: int64(n) * 100}, First: a, Last: a, Start: begun, End: begun,
			Open: true, InForce: true, Subscriber: "K-1", Asked: asked,
		}, source); why != "" {
			t.Fatal(why)
		}
	}
	for n := range many {
		add(0, n)
	}
	add(1, 5)
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp", "isp"}, 2)
	if err != nil {
		t.Fatal(err)
	}
	twice := x.Twice()
	if len(twice) != 1 || twice[0].First.Source != 0 || twice[0].First.Offset != 500 || twice[0].Again.Source != 1 {
		t.Errorf("%d taken for delivered again", len(twice))
	}
}
