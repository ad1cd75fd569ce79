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
	want := map[string]string{"2": "b355a3079a03760e27de9a81333b4b1b4d89578be5d6fc7398e7232c03ef21be"}
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

var few, many = attribution.Mix{Payers: 1000, Disputed: 569}, attribution.Mix{Payers: 1000, Disputed: 570}

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

// Of a case nothing but who paid without an account says what it is made of; a case of
// which nothing is known is like others.
func TestMixCountsPayers(t *testing.T) {
	var m attribution.Mix
	if k := m.Kind(attribution.Claim{Named: true, Disputed: true}); k != attribution.Paid {
		t.Error(k)
	}
	for _, c := range []attribution.Claim{
		{Named: true}, {Named: true, Disputed: true}, {Disputed: true}, {Named: true, Used: true}, {Named: true, Account: true, Disputed: true},
	} {
		m.Add(c)
	}
	if m != (attribution.Mix{Payers: 2, Disputed: 1}) {
		t.Error(m)
	}
}
