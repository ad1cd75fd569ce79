package main

import (
	"math"
	"testing"
	"unicode/utf8"

	"comity/internal/analysis/extent"
)

// Whatever a run says, a month has no more places than days, and a pause is one row.
func TestExtentOfAHostileRun(t *testing.T) {
	for _, m := range []extent.Month{
		{Days: math.MaxInt64}, {Days: math.MinInt64, Uncertain: math.MaxInt64}, {Days: 31, Elsewhere: math.MaxInt64, Uncertain: math.MaxInt64},
		{Days: 3, Elsewhere: math.MinInt64, Uncertain: -1},
	} {
		if n := utf8.RuneCountInString(bar(m)); n > 31 {
			t.Errorf("%+v: %d places", m, n)
		}
	}
	if got := bar(extent.Month{Days: 6, Elsewhere: 2, Uncertain: 1}); got != "███▒▒░" {
		t.Errorf("got %s", got)
	}
	months := []extent.Month{{Month: 0}, {Month: math.MaxInt32}, {Month: 5}, {Month: 8}}
	table := monthTable(months, english())
	if n := len(table.rows); n != len(months)+1+2 {
		t.Errorf("%d rows", n)
	}
}
