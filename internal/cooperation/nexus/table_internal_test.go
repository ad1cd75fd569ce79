package nexus

import (
	"strings"
	"testing"
)

func TestCodesAtTheirDate(t *testing.T) {
	for _, c := range []struct {
		code string
		year int
		want string
	}{
		{"DE", 0, "DE"}, {"de", 2004, "DE"}, {"UK", 2004, "GB"}, {"EU", 2004, ""}, {"AP", 2004, ""}, {"ZZ", 0, ""}, {"", 0, ""},
		{"YU", 2002, "ME RS"}, {"YU", 2004, "ME RS"}, {"CS", 1992, "CZ SK"}, {"CS", 2004, "ME RS"}, {"CS", 0, "ME RS"},
		{"AN", 2004, "BQ CW SX"}, {"TP", 2001, "TL"}, {"DD", 1989, "DE"}, {"ZR", 1996, "CD"}, {"BU", 1988, "MM"},
		{"AI", 1976, "DJ"}, {"AI", 2004, "AI"}, {"SK", 1974, "IN"}, {"SK", 2004, "SK"},
	} {
		if got := strings.Join(statesOf(c.code, c.year).states, " "); got != c.want {
			t.Errorf("%s in %d: %q, want %q", c.code, c.year, got, c.want)
		}
	}
}

func TestPhoneNumbers(t *testing.T) {
	d := dial()
	for _, c := range []struct{ number, want string }{
		{"+39 06 0000 0000", "IT"}, {"0049 (0)30 000000", "DE"}, {"06 0000 0000", ""}, {"+7 701 000 00 00", "KZ"}, {"+1 868 000 0000", "TT"},
		{"+1 202 000 0000", "CA US"}, {"+39 06 698 00000", "VA"}, {"+383 44 000 000", "XK"}, {"+12", ""}, {"+999 0000000", ""}, {"", ""},
	} {
		if _, states := phoneStates(d, c.number); strings.Join(states, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.number, states, c.want)
		}
	}
	for code, states := range d {
		if strings.Trim(code, "0123456789") != "" || code == "" {
			t.Errorf("code %q", code)
		}
		for _, s := range states {
			if !isCurrent(s) {
				t.Errorf("+%s: %q is none of ISO 3166-1", code, s)
			}
		}
	}
}

func TestTopDomains(t *testing.T) {
	for _, c := range []struct {
		name, want string
		open       bool
	}{
		{"a@b.de", "DE", false}, {"x.co.uk", "GB", false}, {"x.tv", "TV", true}, {"x.yu", "ME RS", false}, {"x.eu", "", false},
		{"x.example", "", false}, {"de", "", false}, {"x.ac", "SH", true}, {"X.IT.", "IT", false},
	} {
		who, open := topDomain(c.name)
		if strings.Join(who.states, " ") != c.want || open != c.open {
			t.Errorf("%s: %v %v", c.name, who.states, open)
		}
	}
}

func TestEveryRuleAskedForIsInTheTable(t *testing.T) {
	for _, name := range []string{ruleProvider, ruleRegistered, ruleHosted, ruleIssuer, ruleAllotted, rulePhone, ruleFormer, ruleKeeper, ruleTopDomain, ruleStated, ruleOpenDomain} {
		if ruleOf(name).Name == "" {
			t.Errorf("%q", name)
		}
	}
	if n := len(strings.Fields(current)); n != 250 {
		t.Errorf("%d codes, ISO 3166-1 has 249, and XK", n)
	}
}
