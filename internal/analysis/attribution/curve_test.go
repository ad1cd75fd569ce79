package attribution_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// A probability that was once read must stay what it was: a change needs a new
// CurveVersion, and its digest here.
func TestCurveKeepsItsVersion(t *testing.T) {
	want := map[string]string{"6": "61fd64521fe4ea0434779b0b0eb4ed557af73caa7f1c0d7444b01cba545f6064"}
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
	attribution.Used:        {few, attribution.Claim{Named: true, Used: true, Company: attribution.Company{Guests: 2, Payers: 1}}},
	attribution.UsedApart:   {few, attribution.Claim{Named: true, Used: true, Account: true, Disputed: true}},
	attribution.UsedHome:    {few, attribution.Claim{Named: true, Used: true, Account: true, Others: 3, Company: attribution.Company{Guests: 1, Payers: 1}}},
	attribution.Held:        {few, attribution.Claim{Named: true, Account: true, Disputed: true}},
	attribution.HeldHome:    {many, attribution.Claim{Named: true, Account: true, Others: 1, Company: attribution.Company{Guests: 1}}},
	attribution.GuestsHome:  {many, attribution.Claim{Named: true, Used: true, Others: 1, Company: attribution.Company{Guests: 2}}},
	attribution.Crowd:       {many, attribution.Claim{Named: true, Account: true, Others: 8, Company: attribution.Company{Days: 5}}},
	attribution.Many:        {few, attribution.Claim{Named: true, Used: true, Disputed: true, Others: 9}},
	attribution.Mixed:       {few, attribution.Claim{Named: true, Account: true, Others: 4, Mixed: true, Company: attribution.Company{Guests: 1}}},
	attribution.Guest:       {few, attribution.Claim{Named: true, Used: true, Others: 9, Company: attribution.Company{Guests: 1}}},
	attribution.Guests:      {few, attribution.Claim{Named: true, Account: true, Others: 4, Mixed: true, Company: attribution.Company{Guests: 2}}},
	attribution.Throng:      {few, attribution.Claim{Named: true, Used: true, Others: 64, Mixed: true, Company: attribution.Company{Days: 6}}},
	attribution.Lasting:     {few, attribution.Claim{Named: true, Account: true, Others: 4, Company: attribution.Company{Days: 6}}},
	attribution.Beside:      {few, attribution.Claim{Named: true, Account: true, Others: 9, Company: attribution.Company{Guests: 2, Payers: 1}}},
	attribution.Paid:        {many, attribution.Claim{Named: true, Disputed: true}},
	attribution.PaidAmong:   {few, attribution.Claim{Named: true, Disputed: true, Others: 9, Company: attribution.Company{Guests: 2}}},
	attribution.AloneSeldom: {few, attribution.Claim{Named: true}},
	attribution.Alone:       {some, attribution.Claim{Named: true}},
	attribution.AloneHalf:   {half, attribution.Claim{Named: true}},
	attribution.AloneOften:  {many, attribution.Claim{Named: true}},
	attribution.AloneAmong:  {many, attribution.Claim{Named: true, Others: 1}},
	attribution.Payers:      {many, attribution.Claim{Named: true, Disputed: true, Others: 1, Company: attribution.Company{Payers: 1}}},
}

var few, some, half, many = attribution.Mix{Disputed: 299, Paid: 1000}, attribution.Mix{Disputed: 300, Paid: 1000}, attribution.Mix{Disputed: 600, Paid: 1000}, attribution.Mix{Disputed: 900, Paid: 1000}

// Each step is what its counts say, and a higher score is never worth less.
func TestCurveRises(t *testing.T) {
	for k := range attribution.Kinds {
		c := claims[k]
		if got := c.Kind(c.Claim); got != k {
			t.Errorf("%v: %v", k, got)
		}
		steps := k.Curve()
		for i, s := range steps {
			if s.PerMille != s.Worth() || s.Right > s.Subjects || s.Lines > s.Subjects {
				t.Errorf("%v: %+v", k, s)
			}
			if i > 0 && (s.From <= steps[i-1].From || s.PerMille <= steps[i-1].PerMille) {
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

// What a case is made of, those say who only paid: with what is disputed, or with others who
// only paid, or neither; a case of which nothing is known is like most.
func TestMixCountsWhoOnlyPaid(t *testing.T) {
	var m attribution.Mix
	if k := m.Kind(attribution.Claim{Named: true}); k != attribution.Alone {
		t.Error(k)
	}
	beside := attribution.Company{Payers: 1}
	for _, c := range []attribution.Claim{
		{Named: true}, {Named: true, Disputed: true}, {Named: true, Disputed: true, Others: 1}, {Disputed: true}, {Used: true},
		{Named: true, Used: true, Account: true}, {Named: true, Used: true, Disputed: true}, {Named: true, Account: true, Disputed: true},
		{Named: true, Disputed: true, Others: 1, Company: beside}, {Named: true, Disputed: true, Company: beside}, {Named: true, Account: true, Company: beside},
	} {
		m.Add(c)
	}
	if m != (attribution.Mix{Disputed: 2, Paid: 3}) {
		t.Error(m)
	}
}

// A thousand claims of one connection are one observation: what they say of the next is little.
func TestStepIsWorthWhatItsConnectionsSay(t *testing.T) {
	for s, want := range map[attribution.Step]int{
		{Subjects: 1000, Right: 1000, Lines: 1}:    666,
		{Subjects: 1000, Right: 0, Lines: 1}:       333,
		{Subjects: 1000, Right: 1000, Lines: 98}:   990,
		{Subjects: 1000, Right: 500, Lines: 98}:    500,
		{Subjects: 9000, Right: 9000, Lines: 9000}: 999,
		{Subjects: 9000, Right: 0, Lines: 9000}:    1,
	} {
		if got := s.Worth(); got != want {
			t.Errorf("%+v: %d, want %d", s, got, want)
		}
	}
}

// Two addresses with a card of one account may be two people's; those of two accounts are not.
func TestMixedIsMoreAddressesThanAccounts(t *testing.T) {
	for text, want := range map[string]bool{
		"account card email email": true, "account account card email email": false, "account email email": false,
		"account card email": false, "card email": true, "": false,
	} {
		var list []comity.Selector
		for _, word := range strings.Fields(text) {
			list = append(list, comity.Selector{Type: comity.SelectorType(word)})
		}
		if got := attribution.IsMixed(list); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
