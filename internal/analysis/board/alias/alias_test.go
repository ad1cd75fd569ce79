package alias_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/alias"
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
)

// club is a board of people who each have words and hours of their own; the last two names are one of them.
func club(people int) *archive.Archive {
	a := &archive.Archive{}
	for n := range people + 1 {
		a.Names = append(a.Names, archive.Name{Key: fmt.Sprintf("n%03d", n)})
	}
	words := func(r *rand.Rand) (out []string) {
		for range 60 {
			w := ""
			for range 2 + r.IntN(4) {
				w += string(rune('a' + r.IntN(26)))
			}
			out = append(out, w)
		}
		return out
	}
	common := words(rand.New(rand.NewPCG(1, 1)))
	for n := range people + 1 {
		own := words(rand.New(rand.NewPCG(2, uint64(min(n, people-1)))))[:20]
		r := rand.New(rand.NewPCG(3, uint64(n)))
		for d := range 40 {
			text := ""
			for range 10 {
				pool := common
				if r.IntN(3) == 0 {
					pool = own
				}
				text += pool[r.IntN(len(pool))] + " "
			}
			at := comity.Instant(12000+d)*comity.Day + comity.Instant((min(n, people-1)*5+r.IntN(6))%24)*comity.Hour
			a.Names[n].Posts = append(a.Names[n].Posts, int32(len(a.Messages)))
			a.Messages = append(a.Messages, archive.Message{At: at, Author: int32(n), Thread: archive.None, Parent: archive.None, Text: text})
		}
	}
	return a
}

func TestRank(t *testing.T) {
	a := club(40)
	a.Messages[0].Email, a.Messages[45].Email = "rose@garden.example", "rose@garden.example"
	got, err := alias.Rank(t.Context(), a, 2, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) == 0 || got[0].A != 39 || got[0].B != 40 || got[0].Score < 800 || !slices.Contains(got[0].Why, "style") || len(got[0].Read) != 6 {
		t.Errorf("the planted pair is not the first: %+v", got)
	}
	if !slices.ContainsFunc(got, func(c alias.Candidate) bool {
		return c.A == 0 && c.B == 1 && slices.Contains(c.Why, "selector") && c.Score < 500
	}) {
		t.Errorf("a shared address is not shown apart: %+v", got)
	}
	low := 0
	for _, c := range got {
		want := 6
		if c.Score < 100 {
			want = 2
			low++
		}
		if len(c.Read) != want || a.Messages[c.Read[0]].Author != c.A || a.Messages[c.Read[want-1]].Author != c.B {
			t.Errorf("%d and %d, score %d: %v to read", c.A, c.B, c.Score, c.Read)
		}
	}
	if low == 0 {
		t.Error("no candidate has a low score")
	}
	again, err := alias.Rank(t.Context(), a, 1, true)
	if d := cmp.Diff(got, again); d != "" || err != nil {
		t.Errorf("another number of workers says otherwise (%v): %s", err, d)
	}
}

func TestRankOfLittle(t *testing.T) {
	for people := range 4 {
		a := club(people + 1)
		if _, err := alias.Rank(t.Context(), a, 1, true); err != nil {
			t.Error(err)
		}
	}
	if got, err := alias.Rank(t.Context(), &archive.Archive{}, 1, true); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
}
