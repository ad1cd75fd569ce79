package run

import (
	"iter"
	"slices"

	"comity/internal/comity"
)

// Stated are the selectors that records state with the accounts, disputed or not.
func (s *Subject) Stated() []comity.Selector {
	return append(slices.Clip(s.Selectors), s.Disputed...)
}

// Hits are the ids of the hits that the arguments rest on, those of the rivals
// among them; some more than once.
func (s *Subject) Hits() iter.Seq[string] {
	return func(yield func(string) bool) {
		lists := [][]Argument{s.For, s.Against}
		for i := range s.Rivals {
			lists = append(lists, s.Rivals[i].Rows)
		}
		for _, list := range lists {
			for i := range list {
				for _, id := range list[i].Hits {
					if !yield(id) {
						return
					}
				}
			}
		}
	}
}
