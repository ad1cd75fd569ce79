package alias

import (
	"fmt"
	"strings"
	"testing"
)

// TestFormulas: what three names wrote word by word is nobody's own, what two did may be one person's.
func TestFormulas(t *testing.T) {
	f := &field{workers: 1, names: []int32{0, 1, 2, 3}, texts: [][]string{
		{"Hello! I would like to join, I collect roses and was told to say hello here!", "The hedge is dry."},
		{"i would like to join, I collect ferns and was told to say hello here. Mine are small."},
		{"I would like to join, i collect rails and was told to say hello here!"},
		{"Some say that hedges are never dry in May.", "some say that hedges are never dry in may"},
	}}
	f.formulas()
	want := []string{"Hello!\nroses\n|The hedge is dry.", "ferns\nMine are small.", "rails\n", "Some say that hedges are never dry in May.|some say that hedges are never dry in may"}
	for i, texts := range f.texts {
		if got := strings.Join(texts, "|"); got != want[i] {
			t.Errorf("%d: %q, want %q", i, got, want[i])
		}
	}
}

func BenchmarkFormulas(b *testing.B) {
	var texts [][]string
	for i := range 400 {
		var own []string
		for n := range 100 {
			own = append(own, fmt.Sprintf("word%d of %d wants water%d and a cut%d before the frost comes back in %d", n%7, i, n*i%97, n%13, n%5))
		}
		texts = append(texts, own)
	}
	for b.Loop() {
		f := &field{workers: 1, names: make([]int32, len(texts))}
		for _, t := range texts {
			f.texts = append(f.texts, append([]string{}, t...))
		}
		f.formulas()
	}
}
