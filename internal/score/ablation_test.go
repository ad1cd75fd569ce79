package score_test

import (
	"strings"
	"testing"

	"comity/internal/score"

	"github.com/google/go-cmp/cmp"
)

// A claim of 2.0 bans of which 0.5 are a name, and a rival of 1.3 of which 0.6 are a
// charge-back: within a ban of the claim, so that test d fails.
const argued = `{"subject":{"id":"s1","rank":1,"band":"supported","missing":["d"],"score":2000,
"selectors":[{"type":"account","value":"s.example:u9"}],"subscribers":[{"provider":"isp","subscriber":"l9"}],
"for":[{"weight":-1000,"text":"before any evidence"},{"weight":2500,"text":"12 events in 3 assignments"},{"weight":500,"text":"the name"}],"against":[],
"rivals":[{"kind":"stolen-card","weight":1300,"verdict":"possible","rows":[{"weight":700,"text":"before any evidence"},{"weight":600,"text":"a charge-back"}]}]}}`

func TestAblation(t *testing.T) {
	rows, err := score.Ablation(files(compact(argued), "", ""), truth(""))
	if err != nil {
		t.Fatal(err)
	}
	want := []score.Row{
		{Next: 1},
		{Of: "claim", Text: "# events in # assignments", Subjects: 1, Moved: 1}, // the rival is ahead then
		{Of: "claim", Text: "the name", Subjects: 1, Next: 1},
		{Of: "stolen-card", Text: "a charge-back", Subjects: 1, Moved: 1, Top: 1}, // nothing speaks for the rival any more
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
}

// A rival that is possible though the claim leads it by more than a ban stays so, whatever
// row of the claim is left out.
func TestAblationKeepsWhatNoWeightDecides(t *testing.T) {
	stays := strings.ReplaceAll(strings.Replace(argued, `"score":2000`, `"score":3000`, 1), `"weight":2500`, `"weight":3500`)
	rows, err := score.Ablation(files(compact(stays), "", ""), truth(""))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rows[2], (score.Row{Of: "claim", Text: "the name", Subjects: 1, Next: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// compact puts a document on one line.
func compact(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] != '\n' {
			out = append(out, s[i])
		}
	}
	return string(out)
}
