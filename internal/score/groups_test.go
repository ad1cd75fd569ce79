package score_test

import (
	"testing"

	"comity/internal/score"
)

func TestGroups(t *testing.T) {
	got := score.Groups([]string{"1", "1", "1", "2", "3"}, []string{"a", "a", "b", "b", "c"})
	if want := (score.Pairs{Precision: 1.0 / 3, Recall: 0.5, F1: 0.4}); got.Precision != want.Precision || got.Recall != want.Recall || got.F1-want.F1 > 1e-9 || want.F1-got.F1 > 1e-9 {
		t.Errorf("%+v, not %+v", got, want)
	}
	if got := score.Groups([]string{"1", "2"}, []string{"a", "b"}); got != (score.Pairs{}) {
		t.Errorf("no pairs give %+v", got)
	}
}
