package casefile

import (
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/run"
)

// A run that was recorded by other curves has no probability: by these, the same claim would get another.
func TestProbabilityIsToldByTheCurvesOfTheAct(t *testing.T) {
	_, c := checkedTable(t)
	body, err := c.latest()
	if err != nil {
		t.Fatal(err)
	}
	for curves, told := range map[string]bool{attribution.CurveVersion: true, "14": false, "": false} {
		body.Curves = curves
		subjects := 0
		err := c.eachSubject(t.Context(), body, func(s run.Subject) error {
			if subjects++; (s.Probability > 0) != told {
				t.Errorf("curves %q: subject %d has probability %v", curves, s.Rank, s.Probability)
			}
			s.Probability = 0
			if err := c.tellProbability(body, &s); err != nil || (s.Probability > 0) != told {
				t.Errorf("curves %q: subject %d alone has probability %v (%v)", curves, s.Rank, s.Probability, err)
			}
			return nil
		})
		if err != nil || subjects == 0 {
			t.Fatal(subjects, err)
		}
	}
}
