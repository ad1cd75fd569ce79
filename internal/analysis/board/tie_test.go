package board_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// TestTies: what is said of two names, and of a rank, leads to the first places that show it.
func TestTies(t *testing.T) {
	src := &record.Source{Ref: "IT/1", Country: "IT", Kind: record.Board, Format: "boardjson", Site: "garden", Exhibit: comity.Digest{1}}
	b := archive.NewBuilder()
	at := 12000 * comity.Day
	place := func(offset int64) record.Place { return record.Place{Offset: offset, Length: 9} }
	for i, who := range []string{"rose", "otto", "otto", "otto", "otto"} {
		at += comity.Hour
		p := &record.Post{Place: place(int64(i) * 10), Board: "garden", Author: who, Text: []string{"water", "mulch", "straw", "fleece", "compost"}[i], Grain: 1, Time: clock.Span{Lo: at, Hi: at}}
		if who == "otto" {
			p.Quotes = []record.Quote{{Author: "rose", Text: "water"}}
		}
		b.Post(src, p)
	}
	b.Deed(src, &record.Deed{Place: place(100), Board: "garden", Kind: record.Vouch, Actor: "rose", Target: "otto", Time: clock.Span{Lo: at, Hi: at}})
	none := clock.Span{Lo: comity.Latest}
	b.Profile(src, &record.Profile{Place: place(200), Board: "garden", Name: "otto", Rank: "helper", Inviter: "rose", Joined: none, Last: none, Posts: -1})
	rep, err := board.Compute(t.Context(), board.Config{Workers: 1}, b)
	if err != nil {
		t.Fatal(err)
	}
	cite := func(offsets ...int64) (out []comity.Citation) {
		for _, o := range offsets {
			out = append(out, comity.Citation{Exhibit: src.Exhibit, Offset: o, Length: 9})
		}
		return out
	}
	otto, rose := rep.Members[0], rep.Members[1]
	for _, tt := range []struct{ want, got any }{
		{[]board.Partner{{Name: "rose", Messages: 4, Cite: cite(10, 20, 30)}}, otto.Answers},
		{[]board.Partner{{Name: "otto", Messages: 4, Cite: cite(10, 20, 30)}}, rose.AnsweredBy},
		{[]board.Vouch{{Name: "otto", Cite: cite(100, 200)}}, rose.Vouched},
		{[]board.Vouch{{Name: "rose", Cite: cite(100, 200)}}, otto.VouchedBy},
		{[]board.Rank{{Rank: "helper", Cite: cite(200)}}, otto.Ranks},
		{[]int{1, 1, 1, 1}, []int{otto.Core, rose.Core, otto.Community, rose.Community}},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Error(diff)
		}
	}
}
