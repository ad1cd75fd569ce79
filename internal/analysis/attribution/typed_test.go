package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// Thieves type the names of customers of the carrier that they use themselves. Whether or
// not their own lines are in its list, hardly one in a thousand of these customers is
// behind the same addresses by chance so often that the account is taken for theirs.
// Those who type their own names are mostly found.
func TestTypedNamesAreNoBearers(t *testing.T) {
	const cases, accounts = 12, 60
	for _, c := range []struct {
		name                string
		own, listed         bool // whose name it is, and whether the user's line is in the list
		atLeast, atMost, of int  // taken for the line of the name's holder
	}{
		{"thieves", false, true, 0, 0, cases * accounts},
		{"thieves whose lines are in no list", false, false, 0, 1, cases * accounts},
		{"their own names", true, true, cases * accounts / 2, cases * accounts, cases * accounts},
	} {
		taken := 0
		for seed := range uint64(cases) {
			s := newStory()
			var lines []int32
			for i := range 300 {
				lines = append(lines, s.line("mobile", fmt.Sprint("m", i), word(i)+" "+word(999-i)))
			}
			r := rand.New(rand.NewPCG(seed, 7))
			for who := range accounts {
				a, holder := s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:u", who)), 100+who
				if c.own {
					holder = who
				}
				s.Name(a, word(holder)+" "+word(999-holder))
				for range 3 + who%4 {
					there := slices.DeleteFunc(slices.Clone(lines), func(int32) bool { return r.IntN(18) > 0 })
					if own := lines[who]; c.listed && !slices.Contains(there, own) {
						there = append(there, own)
					}
					s.crowdOf(a, attribution.Access, comity.Instant(r.IntN(90))*comity.Day, there...)
				}
			}
			for _, line := range s.tell() {
				if strings.HasPrefix(line, "corroborated") {
					taken++
				}
			}
		}
		if taken < c.atLeast || taken > c.atMost {
			t.Errorf("%s: %d of %d are corroborated, want %d to %d", c.name, taken, c.of, c.atLeast, c.atMost)
		}
	}
}

// word is a part of a name that no other number below 1000 has, nor one like it.
func word(i int) string {
	syllables := [...]string{"ba", "de", "fi", "go", "ku", "ly", "sav", "ner", "pit", "rux"}
	return syllables[i%10] + syllables[i/10%10] + syllables[i/100%10]
}
