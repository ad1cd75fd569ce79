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
	want := map[string]string{"3": "a103c04201c47e211b5906ee58a0eaff938751e3d2e742b10f1bc017ca989cfd"}
	text := attribution.CurveVersion
	for k := range attribution.Kinds {
		text += fmt.Sprint(k, k.Curve())
	}
	if got := comity.DigestOf([]byte(text)).String(); got != want[attribution.CurveVersion] {
		t.Errorf("version %s: digest %s, want %q", attribution.CurveVersion, got, want[attribution.CurveVersion])
	}
}

// claims are one of each kind, and the case that it is in.
var claims = map[attribution.Kind]struct {
	attribution.Mix
	attribution.Claim
}{
	attribution.Used:       {few, attribution.Claim{Named: true, Used: true}},
	attribution.UsedHome:   {few, attribution.Claim{Named: true, Used: true, Account: true, Others: 3}},
	attribution.Held:       {few, attribution.Claim{Named: true, Account: true, Disputed: true}},
	attribution.HeldHome:   {many, attribution.Claim{Named: true, Account: true, Others: 1}},
	attribution.Crowd:      {few, attribution.Claim{Named: true, Account: true, Others: 8}},
	attribution.CrowdOften: {many, attribution.Claim{Named: true, Used: true, Disputed: true, Others: 4}},
	attribution.Many:       {many, attribution.Claim{Named: true, Account: true, Others: 9}},
	attribution.Paid:       {many, attribution.Claim{Named: true, Disputed: true}},
	attribution.PaidAmong:  {few, attribution.Claim{Named: true, Disputed: true, Others: 9}},
	attribution.Alone:      {few, attribution.Claim{Named: true}},
	attribution.AloneOften: {many, attribution.Claim{Named: true}},
	attribution.AloneAmong: {many, attribution.Claim{Named: true, Others: 1}},
}

var few, many = attribution.Mix{Used: 1000, Disputed: 129}, attribution.Mix{Used: 1000, Disputed: 130}

// Each step is what its counts say, and a higher score is never worth less.
func TestCurveRises(t *testing.T) {
	for k := range attribution.Kinds {
		c := claims[k]
		if got := c.Kind(c.Claim); got != k {
			t.Errorf("%v: %v", k, got)
		}
		steps := k.Curve()
		for i, s := range steps {
			if s.PerMille != 1000*(s.Right+1)/(s.Subjects+2) || s.PerMille < 1 || s.PerMille > 999 {
				t.Errorf("%v: %+v", k, s)
			}
			if i > 0 && (s.From <= steps[i-1].From || s.PerMille < steps[i-1].PerMille) {
				t.Errorf("%v: %+v after %+v", k, s, steps[i-1])
			}
			for score, want := range map[comity.Weight]int{s.From: s.PerMille, s.From - 1: steps[max(0, i-1)].PerMille} {
				c.Score = score
				if got := c.PerMille(c.Claim); got != want {
					t.Errorf("%v %d: %d, want %d", k, score, got, want)
				}
			}
		}
	}
	if got := few.PerMille(attribution.Claim{Score: 5000, Used: true}); got != 1 {
		t.Errorf("no connection: %d", got)
	}
}

// What a case is made of, those say who used accounts and those who only paid, with what is
// disputed; a case of which nothing is known is like most.
func TestMixCountsUsedAndDisputed(t *testing.T) {
	var m attribution.Mix
	if k := m.Kind(attribution.Claim{Named: true}); k != attribution.Alone {
		t.Error(k)
	}
	for _, c := range []attribution.Claim{
		{Named: true}, {Named: true, Disputed: true}, {Named: true, Disputed: true, Others: 1}, {Disputed: true}, {Used: true},
		{Named: true, Used: true, Account: true}, {Named: true, Used: true, Disputed: true}, {Named: true, Account: true, Disputed: true},
	} {
		m.Add(c)
	}
	if m != (attribution.Mix{Used: 2, Disputed: 1}) {
		t.Error(m)
	}
}
