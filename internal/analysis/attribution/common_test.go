package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/comity"
)

// Behind an address stand lines at random, and the account's own is not among
// them: the provider left it out. Whoever was there most often was so by chance,
// or because it is always there.
func TestChanceNamesNobody(t *testing.T) {
	for _, tt := range []struct {
		name         string
		lines, times int
		share        float64 // of the occasions on which a line is there
		always       bool    // one line is there every time, for others as well
	}{
		{"many lines, often there", 500, 25, .4, false},
		{"half of few lines", 100, 25, .5, false},
		{"seldom there", 500, 25, .2, false},
		{"few occasions", 100, 15, .6, false},
		{"very many lines", 2000, 30, .4, false},
		{"a carrier's own line is always listed", 200, 12, .05, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(20) {
				r := rand.New(rand.NewPCG(seed, 2))
				s := newStory()
				var lines []int32
				for i := range tt.lines {
					lines = append(lines, s.line("mobile", fmt.Sprint("m", i), ""))
				}
				for who := range 5 {
					a := s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:a", who))
					for day := range tt.times {
						there := slices.DeleteFunc(slices.Clone(lines), func(l int32) bool { return (l > 0 || !tt.always) && r.Float64() > tt.share })
						s.crowd(a, day, there...)
					}
				}
				s.Resolve(1, func(int32) {})
				for _, x := range s.Subjects(1) {
					if len(x.Subscribers) > 0 {
						t.Errorf("seed %d: %s named, %s", seed, s.SubscriberAt(x.Subscribers[0]).Name, x.Band)
					}
				}
			}
		})
	}
}
