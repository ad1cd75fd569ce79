package group_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/group"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// TestIndicators: four messages in three months, of which one speaks of a topic, beside a baseline of two with none.
func TestIndicators(t *testing.T) {
	l, err := lexicon.Open()
	if err != nil {
		t.Fatal(err)
	}
	a := build(t, []string{"2003-01-10 roses", "2003-01-20 We are safe here, nobody can touch us.", "2003-03-01 trains", "2003-03-02 hedges"})
	base := build(t, []string{"2003-01-10 stamps", "2003-01-11 stamps again"})
	for _, i := range group.Indicators(a, group.NewReader(l).Read(a, 1), base, group.NewReader(l).Read(base, 1), l) {
		if l.Topics[i.Topic].Name != "invulnerability" {
			if i.Messages != 0 {
				t.Errorf("%s: %d messages", l.Topics[i.Topic].Name, i.Messages)
			}
			continue
		}
		want := group.Indicator{Topic: i.Topic, Messages: 1, Rate: 250_000, Compared: true,
			Months:   []group.Month{{2003, 1, 2, 1}, {2003, 2, 0, 0}, {2003, 3, 2, 0}},
			Examples: []group.Hit{{Message: 1, Topic: i.Topic, Words: "we are safe"}},
			Members:  []group.Count{{Name: 0, Messages: 1}}}
		if diff := cmp.Diff(want, i); diff != "" {
			t.Error(diff)
		}
	}
}

func build(t *testing.T, said []string) *archive.Archive {
	t.Helper()
	b := archive.NewBuilder()
	src := &record.Source{Ref: "it", Country: "IT", Kind: record.Board, Format: "boardjson"}
	for n, s := range said {
		day, err := time.Parse("2006-01-02", s[:10])
		if err != nil {
			t.Fatal(err)
		}
		at := comity.InstantOf(day)
		b.Post(src, &record.Post{Place: record.Place{Offset: int64(n), Length: 1}, Author: "moss", Text: s[11:], Time: clock.Span{Lo: at, Hi: at}, Grain: 1})
	}
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
