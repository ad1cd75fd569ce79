package board_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// captures gives a builder what three states hold of one board: each a part, the last with a clock an hour wrong.
func captures(without string) *archive.Builder {
	b := archive.NewBuilder()
	for s, state := range []string{"DE", "IT", "NL"} {
		if state == without {
			continue
		}
		r := rand.New(rand.NewPCG(1, 2)) // all states see the same board
		src := &record.Source{Ref: state + "/1", Country: state, Kind: record.Board, Format: "boardjson", Site: "garden", Exhibit: comity.Digest{byte(s + 1)}}
		at := 12000 * comity.Day
		for i := range 400 {
			at += comity.Instant(r.IntN(3600)) * comity.Second
			who, text := r.IntN(9), r.IntN(1000)
			if i%3 == s { // each state lacks a third
				continue
			}
			stamp := at + comity.Instant(s/2)*comity.Hour
			p := &record.Post{Place: record.Place{Offset: int64(i) * 100, Length: 99, Line: int64(i)}, Board: "garden", Author: fmt.Sprintf("member%d", who),
				Text: fmt.Sprintf("Rose number %d wants water, and hedge %d a cut.", text, i), Grain: 1, Time: clock.Span{Lo: stamp, Hi: stamp}}
			if who == 3 {
				p.Text += " Use a VPN and a long passphrase."
			}
			b.Post(src, p)
		}
		for i := range 4 {
			b.Deed(src, &record.Deed{Place: record.Place{Offset: int64(i)*100 + 50000, Length: 99}, Board: "garden", Kind: record.Ban, Actor: fmt.Sprintf("member%d", s%2), Target: fmt.Sprintf("weed%d", i),
				Time: clock.Span{Lo: at, Hi: at}, Grain: 1})
		}
	}
	return b
}

// TestLeaveOneOut: every interval holds the value that is computed when that state had given nothing, and nothing else
// moves between two computations.
func TestLeaveOneOut(t *testing.T) {
	whole, err := board.Compute(t.Context(), board.Config{Workers: 2}, captures(""))
	if err != nil {
		t.Fatal(err)
	}
	if whole.Messages.Distinct != 400 || whole.Messages.Captured < 700 {
		t.Errorf("messages: %+v, want 400 distinct", whole.Messages)
	}
	for _, state := range []string{"DE", "IT", "NL"} {
		less, err := board.Compute(t.Context(), board.Config{Workers: 1}, captures(state))
		if err != nil {
			t.Fatal(err)
		}
		alone := map[string]board.Member{}
		for _, m := range less.Members {
			alone[m.Name] = m
		}
		for _, m := range whole.Members {
			for _, r := range m.Roles {
				holds(t, state, m.Name, r, alone[m.Name].Roles)
			}
			if left, said := m.Without[state]; said && left != alone[m.Name].Posts {
				t.Errorf("without %s %s has %d posts, not %d", state, m.Name, alone[m.Name].Posts, left)
			}
		}
		for i, x := range whole.Group {
			if r := less.Group[i].Rate; r < x.Low || r > x.High {
				t.Errorf("without %s, %s: %d is not within %d and %d", state, x.Indicator, r, x.Low, x.High)
			}
		}
	}
}

func holds(t *testing.T, state, name string, r board.Role, less []board.Role) {
	t.Helper()
	for _, l := range less {
		if l.Role != r.Role {
			continue
		}
		if l.Rank < r.Low || l.Rank > r.High {
			t.Errorf("without %s, %s as %s: %d is not within %d and %d", state, name, r.Role, l.Rank, r.Low, r.High)
		}
		return
	}
	for _, g := range r.Gone {
		if g == state {
			return
		}
	}
	t.Errorf("without %s, %s is no %s any more, and nothing says so", state, name, r.Role)
}

// TestHoldsNothing: who gave other boards alone is no contributor of this one, and no figure knows it; who gave no more than
// a deed of it is one.
func TestHoldsNothing(t *testing.T) {
	want, err := board.Compute(t.Context(), board.Config{Board: "garden"}, captures("NL"))
	if err != nil {
		t.Fatal(err)
	}
	b := captures("NL")
	at := clock.Span{Lo: 12000 * comity.Day, Hi: 12000 * comity.Day}
	src := &record.Source{Ref: "AT/1", Country: "AT", Kind: record.Board, Format: "boardjson", Site: "trains", Exhibit: comity.Digest{9}}
	b.Post(src, &record.Post{Place: record.Place{Length: 99}, Board: "trains", Author: "engine", Text: "The night train is late.", Grain: 1, Time: at})
	got, err := board.Compute(t.Context(), board.Config{Board: "garden"}, b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want.Contributors, got.Contributors); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want.Members, got.Members); d != "" {
		t.Error(d)
	}
	for i := range want.Group {
		if w, g := want.Group[i], got.Group[i]; w.Low != g.Low || w.High != g.High {
			t.Errorf("%s: %d to %d became %d to %d", w.Indicator, w.Low, w.High, g.Low, g.High)
		}
	}
	b = captures("NL")
	src = &record.Source{Ref: "AT/1", Country: "AT", Kind: record.Board, Format: "boardjson", Site: "garden", Exhibit: comity.Digest{9}}
	b.Deed(src, &record.Deed{Place: record.Place{Length: 99}, Board: "garden", Kind: record.Ban, Actor: "member0", Target: "nettle", Time: at, Grain: 1})
	if got, err = board.Compute(t.Context(), board.Config{Board: "garden"}, b); err != nil || len(got.Contributors) != 3 || got.Contributors[0].Name != "AT" {
		t.Errorf("who has a deed alone is not shown (%v): %+v", err, got.Contributors)
	}
}

// TestSame: any number of workers gives the same bytes.
func TestSame(t *testing.T) {
	var first []byte
	for _, workers := range []int{1, 2, 8} {
		r, err := board.Compute(t.Context(), board.Config{Workers: workers}, captures(""))
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b
		}
		if diff := cmp.Diff(string(first), string(b)); diff != "" {
			t.Fatalf("%d workers: %s", workers, diff)
		}
	}
}

func TestNumbers(t *testing.T) {
	for want, v := range map[string]any{"0.5": board.Milli(500), "1": board.Milli(1000), "0": board.Milli(0), "0.000001": board.Micro(1), "5.5": board.Hours(330), "-9.75": board.Hours(-585), "0.3333": board.Hours(20)} {
		if b, err := json.Marshal(v); err != nil || string(b) != want {
			t.Errorf("%v: %s, want %s (%v)", v, b, want, err)
		}
	}
}

// TestUnlisted: of a language that the lexicons do not know the report says so.
func TestUnlisted(t *testing.T) {
	b := archive.NewBuilder()
	src := &record.Source{Ref: "FI/1", Country: "FI", Kind: record.Board, Format: "boardjson", Site: "garden"}
	for i, text := range []string{"Ruusut leikataan keväällä, kun lumi on sulanut ja maa alkaa lämmetä, eikä ennen sitä koskaan.",
		"Omenapuut kukkivat toukokuussa, ja silloin mehiläiset lentävät puutarhassa aamusta iltaan asti."} {
		at := comity.Instant(i) * comity.Day
		b.Post(src, &record.Post{Place: record.Place{Offset: int64(i) * 100, Length: 99}, Board: "garden", Author: "ruusu", Text: text, Grain: 1, Time: clock.Span{Lo: at, Hi: at}})
	}
	rep, err := board.Compute(t.Context(), board.Config{Workers: 1}, b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]board.Unlisted{{Lang: "fi", Messages: 2}}, rep.Unlisted); diff != "" {
		t.Error(diff)
	}
}
