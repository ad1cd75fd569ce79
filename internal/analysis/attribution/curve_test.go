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
	want := map[string]string{"15": "652df433c6e4b834b2fcf008c9e5233c8aba3ac9d8a03139a6aa15bd372b1370"}
	text := attribution.CurveVersion
	for k := range attribution.Kinds {
		text += fmt.Sprint(k, k.Curve())
	}
	if got := comity.DigestOf([]byte(text)).String(); got != want[attribution.CurveVersion] {
		t.Errorf("version %s: digest %s, want %q", attribution.CurveVersion, got, want[attribution.CurveVersion])
	}
}

// claims are one of each kind.
var claims = map[attribution.Kind]attribution.Claim{
	attribution.Used:           {Named: true, Used: true, Alike: true, Company: attribution.Company{Guests: 2, Payers: 1}},
	attribution.UsedApart:      {Named: true, Used: true, Accounts: 1, Disputed: true, Unlike: true},
	attribution.UsedHome:       {Named: true, Used: true, Accounts: 1, Emails: 1, Others: 3, Company: attribution.Company{Guests: 1, Payers: 1}},
	attribution.Held:           {Named: true, Accounts: 1, Disputed: true},
	attribution.HeldHome:       {Named: true, Accounts: 1, Emails: 1, Others: 1, Company: attribution.Company{Guests: 1}},
	attribution.OpenHome:       {Named: true, Used: true, Accounts: 1, Emails: 1, Others: 3, Open: true, Company: attribution.Company{Guests: 2}},
	attribution.GuestsHome:     {Named: true, Used: true, Others: 1, Company: attribution.Company{Guests: 2}},
	attribution.Unlike:         {Named: true, Accounts: 1, Unlike: true, Disputed: true},
	attribution.UnlikeHome:     {Named: true, Used: true, Accounts: 1, Emails: 1, Others: 3, Unlike: true, Company: attribution.Company{Guests: 2}},
	attribution.Alike:          {Named: true, Used: true, Accounts: 1, Emails: 2, Cards: 1, Others: 64, Alike: true, Company: attribution.Company{Guests: 2}},
	attribution.Bare:           {Named: true, Accounts: 2, Cards: 1, Others: 4, Alike: true, Disputed: true, Company: attribution.Company{Guests: 2}},
	attribution.BareUsed:       {Named: true, Accounts: 1, Others: 1, Used: true, Unlike: true},
	attribution.BareCrowd:      {Named: true, Accounts: 1, Others: 4, Used: true, Unlike: true},
	attribution.Crowd:          {Named: true, Used: true, Accounts: 1, Emails: 1, Others: 8, Company: attribution.Company{Days: 5}},
	attribution.CrowdHeld:      {Named: true, Accounts: 1, Emails: 1, Others: 8, Disputed: true, Company: attribution.Company{Days: 5, Held: 25, Nameless: true}},
	attribution.Series:         {Named: true, Accounts: 1, Emails: 1, Others: 8, Company: attribution.Company{Days: 5, Held: 25, Like: 1}},
	attribution.Many:           {Named: true, Used: true, Disputed: true, Others: 9},
	attribution.Mixed:          {Named: true, Accounts: 1, Emails: 2, Cards: 1, Others: 4, Unlike: true, Company: attribution.Company{Guests: 1}},
	attribution.Guest:          {Named: true, Used: true, Others: 9, Company: attribution.Company{Guests: 1}},
	attribution.Guests:         {Named: true, Accounts: 1, Emails: 1, Others: 4, Company: attribution.Company{Guests: 2}},
	attribution.LastingOwn:     {Named: true, Accounts: 1, Emails: 1, Others: 9, Company: attribution.Company{Days: 6}},
	attribution.Lasting:        {Named: true, Disputed: true, Accounts: 1, Emails: 1, Others: 4, Company: attribution.Company{Days: 6, Begun: 20, Nameless: true}},
	attribution.Burst:          {Named: true, Accounts: 1, Emails: 1, Others: 9, Company: attribution.Company{Guests: 1, Days: 5, Begun: 49, Nameless: true}},
	attribution.Beside:         {Named: true, Accounts: 1, Others: 9, Alike: true, Company: attribution.Company{Guests: 2, Payers: 1}},
	attribution.House:          {Named: true, Used: true, Alike: true, Others: 9, Company: attribution.Company{Guests: 1, Payers: 1, Firm: true}},
	attribution.Nameless:       {Named: true, Used: true, Accounts: 1, Emails: 1, Others: 9, Company: attribution.Company{Days: 5, Begun: 50, Nameless: true}},
	attribution.NamelessGuest:  {Named: true, Accounts: 1, Emails: 1, Others: 4, Company: attribution.Company{Guests: 1, Nameless: true}},
	attribution.NamelessGuests: {Named: true, Accounts: 1, Emails: 1, Others: 4, Company: attribution.Company{Guests: 2, Begun: 20, Nameless: true}},
	attribution.Paid:           {Named: true, Disputed: true, Company: attribution.Company{Firm: true}},
	attribution.PaidAmong:      {Named: true, Others: 9, Alike: true, Company: attribution.Company{Guests: 2}},
}

// Where so many used accounts that counting stopped is a network, whoever else comes.
func TestManyMoreAreANetwork(t *testing.T) {
	throng := attribution.Claim{Named: true, Used: true, Accounts: 1, Emails: 1, Others: 64, Company: attribution.Company{Days: 6, Begun: 20}}
	if k := throng.Kind(); k != attribution.Guests {
		t.Error(k)
	}
}

// A firm's connection that one person alone used may be that one's business.
func TestOneAloneOnAFirmsConnection(t *testing.T) {
	one := attribution.Claim{Named: true, Used: true, Accounts: 1, Emails: 1, Company: attribution.Company{Firm: true}}
	if k := one.Kind(); k != attribution.Used {
		t.Error(k)
	}
}

// Who pays where others pay is one of them, as who pays where others used their accounts.
func TestPayersAreAmongOthers(t *testing.T) {
	beside := attribution.Claim{Named: true, Disputed: true, Company: attribution.Company{Payers: 1}}
	if k := beside.Kind(); k != attribution.PaidAmong {
		t.Error(k)
	}
}

// Each step is what its counts say, and a higher score is never worth less.
func TestCurveRises(t *testing.T) {
	for k := range attribution.Kinds {
		c := claims[k]
		if got := c.Kind(); got != k {
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
				if got := c.PerMille(); got != want {
					t.Errorf("%v %d: %d, want %d", k, score, got, want)
				}
			}
		}
	}
	if got := (attribution.Claim{Score: 5000, Used: true}).PerMille(); got != 1 {
		t.Errorf("no connection: %d", got)
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

// Two addresses with a card of one account may be two people's; those of more accounts are not.
func TestMixedIsOneAccountWithTwoAddresses(t *testing.T) {
	for text, want := range map[string]attribution.Kind{
		"account card email email": attribution.Mixed, "card email": attribution.Mixed, "account card email": attribution.Crowd, "account email email": attribution.Crowd,
		"account account card email email email": attribution.Crowd, "account account card email": attribution.Crowd, "account card": attribution.BareCrowd,
	} {
		c := attribution.Claim{Named: true, Used: true, Others: 4}
		var list []comity.Selector
		for _, word := range strings.Fields(text) {
			list = append(list, comity.Selector{Type: comity.SelectorType(word)})
		}
		c.Count(list)
		if got := c.Kind(); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// What is said of names and of others is heard; of the rest nothing.
func TestClaimHearsWhatIsSaid(t *testing.T) {
	for text, want := range map[string]attribution.Claim{
		"the name stated with the account is the subscriber's":                   {Alike: true},
		"the name stated with the account shares a part with the subscriber's":   {Alike: true},
		"no name stated with the account resembles the subscriber's":             {Unlike: true},
		"12 events leave open who it was":                                        {Open: true},
		"accounts of 7 unrelated people were used from here":                     {Others: 7},
		"the issuer's holder is neither the account's name nor the subscriber's": {},
	} {
		var c attribution.Claim
		if c.Say(text); c != want {
			t.Errorf("%q: %+v", text, c)
		}
	}
}
