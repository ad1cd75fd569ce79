package casefile

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board"
	"comity/internal/comity"
)

func TestMeetings(t *testing.T) {
	for _, tt := range []struct {
		in   comity.Selector
		want []string
	}{
		{comity.Selector{Type: comity.SelectorEmail, Value: "Rose@Mail.Example"}, []string{"email rose@mail.example"}},
		{comity.Selector{Type: comity.SelectorEmail, Value: "400000******0008@mail.example", Cite: "x:0+9"}, nil}, // in a number's place
		{comity.Selector{Type: comity.SelectorAccount, Value: "garden.example:rose"}, []string{"account garden.example:rose", "nickname rose"}},
		{comity.Selector{Type: comity.SelectorAccount, Value: "rose"}, nil},
		{comity.Selector{Type: comity.SelectorPhone, Value: "+39 333 123 4567"}, []string{"phone +393331234567"}},
		{comity.Selector{Type: comity.SelectorPhone, Value: "333 123 4567"}, nil},
		{comity.Selector{Type: comity.SelectorCard, Value: "400000******0008", Cite: "x:0+9"}, nil},
		{comity.Selector{Type: comity.SelectorHolder, Value: "Rosa Verdi"}, nil},
	} {
		var got []string
		for _, m := range meetings(tt.in) {
			got = append(got, string(m.typ)+" "+m.value)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%v: %s", tt.in, diff)
		}
	}
}

// Two kinds that say the same are one use; what no table compares is counted.
func TestBoardSelectors(t *testing.T) {
	cite := comity.Citation{Offset: 7, Length: 9}
	rep := &board.Report{Board: "Garden.example", Members: []board.Member{
		{Name: "Rose", Cite: []string{"first"}, Selectors: []board.Selector{
			{Type: "email", Value: "rose@mail.example", Cite: []comity.Citation{cite}},
			{Type: "jabber", Value: "Rose@mail.example", Cite: []comity.Citation{cite, {Offset: 30, Length: 1}}},
			{Type: "icq", Value: "123456789"}, {Type: "phone", Value: "0612345678"}, {Type: "tel", Value: "0033612345678"},
		}},
		{Name: "otto", Selectors: []board.Selector{{Type: "email", Value: "rose@mail.example"}}},
	}}
	got := selectorsOf(rep)
	want := map[meeting][]usedBy{
		{comity.SelectorEmail, "rose@mail.example"}:     {{"Rose", []string{cite.String(), comity.Citation{Offset: 30, Length: 1}.String()}}, {"otto", nil}},
		{comity.SelectorPhone, "+33612345678"}:          {{"Rose", nil}},
		{comity.SelectorAccount, "garden.example:rose"}: {{"Rose", []string{"first"}}},
		{comity.SelectorAccount, "garden.example:otto"}: {{"otto", nil}},
		{nickname, "rose"}:                              {{"Rose", []string{"first"}}},
		{nickname, "otto"}:                              {{"otto", nil}},
	}
	if len(got.used) != len(want) {
		t.Errorf("%v", got.used)
	}
	for at, uses := range want {
		if len(got.used[at]) != len(uses) {
			t.Errorf("%v: %v", at, got.used[at])
			continue
		}
		for i, u := range uses {
			if g := got.used[at][i]; g.member != u.member || cmp.Diff(append([]string{}, u.said...), append([]string{}, g.said...)) != "" {
				t.Errorf("%v: %v, want %v", at, g, u)
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"icq": 1, "phone": 1}, got.uncompared); diff != "" {
		t.Error(diff)
	}
}
