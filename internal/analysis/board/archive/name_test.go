package archive_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/archive"
)

// TestNames: what tells two members apart stays, what captures did to a spelling goes.
func TestNames(t *testing.T) {
	for name, c := range map[string]struct{ spelled, want []string }{
		"case and encoding":      {[]string{"Jürg", "JÜRG", "J\u00c3\u00bcrg", "Ju\u0308rg"}, []string{"jürg"}},
		"letters lost":           {[]string{"Jürgen", "J\ufffdrgen", "J?rgen"}, []string{"jürgen"}},
		"two umlauts":            {[]string{"Jörg", "Jürg"}, []string{"jörg", "jürg"}},
		"lost, but of whom":      {[]string{"Jörgen", "Jürgen", "J?rgen"}, []string{"jrgen", "jörgen", "jürgen"}},
		"another script, digits": {[]string{"Иван1", "Пётр1", "1"}, []string{"1", "иван1", "пётр1"}},
		"adorned":                {[]string{"☆moss☆", "?moss?"}, []string{"☆moss☆"}},
		"adorned and plain":      {[]string{"☆moss☆", "moss"}, []string{"moss", "☆moss☆"}},
		"ASCII":                  {[]string{"Oak", "oak", "oak_"}, []string{"oak", "oak_"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := archive.NewBuilder()
			it := source("IT", "it")
			for i, s := range c.spelled {
				b.Post(it, post(int64(i), noon, s, "The roses were pruned in March", "", "", "a"))
			}
			a, err := b.Build(t.Context(), archive.Selection{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range a.Names {
				got = append(got, n.Key)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			for _, s := range c.spelled {
				if a.Find(s) == archive.None {
					t.Errorf("nobody is called %q", s)
				}
			}
		})
	}
}
