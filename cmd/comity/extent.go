package main

import (
	"fmt"
	"strings"

	"comity/internal/analysis/extent"
	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// extent prints what a subject's use amounts to: the counts, then the months with
// a bar of the days. A run made before there were extents has none.
func (a *app) extent(x extent.Extent, p run.Parameters) {
	if len(x.Months) == 0 {
		return
	}
	w := a.words()
	a.title(w.Extent)
	a.table(extentTable(x, w))
	if x.Span != nil {
		a.print("%s: %s … %s\n", w.Span, x.Span.First, x.Span.Last)
	}
	a.print("\n")
	a.table(monthTable(x.Months, w))
	a.print(w.ExtentMeaning+"\n", int64(p.SessionGap)/int64(comity.Minute))
}

func extentTable(x extent.Extent, w words) *table {
	t := &table{columns: []column{{title: ""}, {title: w.All, right: true}, {title: w.Own, right: true}, {title: w.Elsewhere, right: true},
		{title: w.Uncertain, right: true}, {title: w.Unplaced, right: true}}}
	for _, row := range []struct {
		name string
		extent.Count
	}{{w.Sites, x.Sites}, {w.Sessions, x.Sessions}, {w.Payments, x.Payments}, {w.Renewals, x.Renewals}, {w.Days, x.Days}, {w.Hits, x.Hits}} {
		t.add(row.name, count(row.All), count(row.Own()), count(row.Elsewhere), count(row.Uncertain), count(row.Unplaced))
	}
	return t
}

// monthTable is a row a month. Months without anything have a row of their own
// where they are few, so that a pause is seen.
func monthTable(months []extent.Month, w words) *table {
	t := &table{columns: []column{{title: w.Month}, {title: w.Sessions, right: true}, {title: w.Days, right: true}, {title: w.Payments, right: true}, {title: w.Plot}}}
	for i, m := range months {
		if i > 0 {
			pause(t, months[i-1].Month, m.Month, w)
		}
		t.add(m.Month.String(), count(m.Sessions), count(m.Days), count(m.Payments), bar(m))
	}
	return t
}

// longPause is how many months without anything are told in one row.
const longPause = 4

func pause(t *table, before, after extent.YearMonth, w words) {
	if missing := after - before - 1; missing >= longPause {
		t.add("…", "", "", "", fmt.Sprintf(w.Between, missing))
		return
	}
	for m := before + 1; m < after; m++ {
		t.add(m.String(), "0", "0", "0", "")
	}
}

// bar has a place for each day of the month with a use. What a run says is not
// believed beyond the days that a month has.
func bar(m extent.Month) string {
	days := min(max(m.Days, 0), 31)
	unsure := min(max(m.Uncertain, 0), days)
	elsewhere := min(max(m.Elsewhere, 0), days-unsure)
	return strings.Repeat("█", int(days-elsewhere-unsure)) + strings.Repeat("▒", int(elsewhere)) + strings.Repeat("░", int(unsure))
}
