package attribution_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// A probability that was once read must stay what it was: a change needs a new
// CurveVersion, and its digest here.
func TestCurveKeepsItsVersion(t *testing.T) {
	want := map[string]string{"1": "d693f51740c65b8712d1f049a3fb204c8b6f2e49d2bf63d4feff5d8617b57005"}
	text := fmt.Sprint(attribution.CurveVersion, attribution.Curve(true), attribution.Curve(false))
	if got := comity.DigestOf([]byte(text)).String(); got != want[attribution.CurveVersion] {
		t.Errorf("version %s: digest %s, want %q", attribution.CurveVersion, got, want[attribution.CurveVersion])
	}
}

// Each step is what its counts say, and a higher score is never worth less.
func TestCurveRises(t *testing.T) {
	for _, usedHere := range []bool{true, false} {
		steps := attribution.Curve(usedHere)
		for i, s := range steps {
			if s.PerMille != 1000*(s.Right+1)/(s.Subjects+2) || s.PerMille < 1 || s.PerMille > 999 {
				t.Errorf("%+v", s)
			}
			if i > 0 && (s.From <= steps[i-1].From || s.PerMille < steps[i-1].PerMille) {
				t.Errorf("%+v after %+v", s, steps[i-1])
			}
			for score, want := range map[comity.Weight]int{s.From: s.PerMille, s.From - 1: steps[max(0, i-1)].PerMille} {
				if got := attribution.PerMille(score, true, usedHere); got != want {
					t.Errorf("%d: %d, want %d", score, got, want)
				}
			}
		}
	}
	if got := attribution.PerMille(5000, false, true); got != 1 {
		t.Errorf("no connection: %d", got)
	}
}
