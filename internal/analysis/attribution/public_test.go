package attribution_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// A password that a program tries from an exit which everybody uses, and an account
// that a thief opens there in the victim's name and with the victim's card, are not one
// person's; behind an office's line they may be.
func TestNobodyIsTiedByAPublicLine(t *testing.T) {
	for _, c := range []struct {
		others, nameless int
		tied             bool
	}{{5, 0, true}, {22, 0, true}, {24, 0, false}, {40, 0, false}, {0, 9, true}, {0, 30, false}, {15, 30, false}} {
		t.Run(fmt.Sprintf("%d others, %d without a name", c.others, c.nameless), func(t *testing.T) {
			s := newStory()
			home, exit := s.line("isp", "l1", "Anna Rossi"), s.line("host", "exit", "")
			mine, other := s.account("rose", "Anna Rossi", "1111"), s.account("x17", "Anna Rossi", "1111")
			s.use(mine, attribution.Access, home, 1, 3, 9)
			s.use(mine, attribution.Access, exit, 4)
			s.use(other, attribution.Access, exit, 5, 7)
			for i := range c.others {
				s.use(s.account(fmt.Sprint("u", i), fmt.Sprintf("Gast%c Haus%c", 'a'+i%26, 'a'+i/26), ""), attribution.Access, exit, 6)
			}
			for i := range c.nameless {
				s.use(s.account(fmt.Sprint("n", i), "", ""), attribution.Access, exit, 6)
			}
			tied := false
			for _, x := range s.Subjects(1) {
				all := fmt.Sprint(s.Selectors(nil, x))
				tied = tied || strings.Contains(all, "trains.example:rose") && strings.Contains(all, "trains.example:x17")
			}
			if tied != c.tied {
				t.Errorf("tied: %v", tied)
			}
		})
	}
}

// A victim uses an account at home; a thief opens another in the victim's name, with the
// victim's card, and uses it only from a public exit. Whatever the thief calls it, and
// whether or not the victim was seen at that exit as well, it is the thief's: the exit is
// not the victim's line.
func TestAPublicLineIsElsewhere(t *testing.T) {
	for _, c := range []struct {
		name   string
		handle string // of the thief's account
		met    bool   // the victim used the exit once
		mail   string // stated with both accounts
		typed  string // the name stated with the thief's account
		holder string // of the exit
		atHome bool   // the second account was used at home as well: it is the victim's own
		tied   bool
	}{
		{"a handle that says nothing", "x17", false, "", "Anna Rossi", "", false, false},
		{"a handle that bears the victim's name", "anna.rossi77", false, "", "Anna Rossi", "", false, false},
		{"and the victim was there", "anna.rossi77", true, "", "Anna Rossi", "", false, false},
		{"and the exit's holder is stated", "anna.rossi77", true, "", "Anna Rossi", "Hosting Ltd", false, false},
		{"one e-mail address, no name", "anna.rossi77", true, "anna@mail.example", "", "", false, false},
		{"one e-mail address and one name", "anna.rossi77", true, "anna@mail.example", "Anna Rossi", "", false, true},
		{"used at home too", "x17", true, "", "Anna Rossi", "", true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			home, exit := s.line("isp", "l1", "Anna Rossi"), s.line("host", "exit", c.holder)
			mine, other := s.account("rose", "Anna Rossi", "1111"), s.account(c.handle, c.typed, "1111")
			s.use(mine, attribution.Access, home, 1, 3, 9)
			s.use(other, attribution.Access, exit, 5, 7)
			if c.met {
				s.use(mine, attribution.Access, exit, 4)
			}
			if c.atHome {
				s.use(other, attribution.Access, home, 8)
			}
			if c.mail != "" {
				s.Tie(mine, s.Selector(comity.SelectorEmail, c.mail))
				s.Tie(other, s.Selector(comity.SelectorEmail, c.mail))
			}
			public(s, exit)
			if got := tied(s, "trains.example:rose", "trains.example:"+c.handle); got != c.tied {
				t.Errorf("tied: %v", got)
			}
		})
	}
}

// Two accounts that were used from one public exit alone are one person's by neither
// name and card, nor by who holds the exit; by one e-mail address they are, where no
// names speak against it.
func TestAPublicLineAlone(t *testing.T) {
	for _, c := range []struct {
		name, card, mail, typed, holder string
		tied                            bool
	}{
		{"a card and a name", "1111", "", "Anna Rossi", "", false},
		{"a card and a name, and the exit's holder is stated", "1111", "", "Anna Rossi", "Hosting Ltd", false},
		{"an e-mail address", "", "anna@mail.example", "", "", true},
		{"an e-mail address in other names", "", "anna@mail.example", "Bert Bosch", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			exit := s.line("host", "exit", c.holder)
			for i, name := range []string{"Anna Rossi", c.typed} {
				a := s.account(fmt.Sprint("anna.rossi", i), name, c.card)
				s.use(a, attribution.Access, exit, 1+i, 5+i)
				if c.mail != "" {
					s.Tie(a, s.Selector(comity.SelectorEmail, c.mail))
				}
			}
			public(s, exit)
			if got := tied(s, "trains.example:anna.rossi0", "trains.example:anna.rossi1"); got != c.tied {
				t.Errorf("tied: %v", got)
			}
		})
	}
}

// public makes thirty people use a line.
func public(s *story, line int32) {
	for i := range 30 {
		s.use(s.account(fmt.Sprint("u", i), fmt.Sprintf("Gast%c Haus%c", 'a'+i%26, 'a'+i/26), ""), attribution.Access, line, 6)
	}
}

// tied reports whether two selectors are one subject's.
func tied(s *story, a, b string) bool {
	for _, x := range s.Subjects(1) {
		all := s.Selectors(nil, x)
		has := func(value string) bool {
			return slices.ContainsFunc(all, func(sel comity.Selector) bool { return sel.Value == value })
		}
		if has(a) && has(b) {
			return true
		}
	}
	return false
}

// Two people of one name who meet in a café, each with a line of their own, are two;
// an account that was used there alone may be the other's.
func TestNamesakesWhoAreGuests(t *testing.T) {
	for _, c := range []struct {
		guests int
		home   bool // the second account has a line of its own
		tied   bool
	}{{2, true, true}, {5, true, false}, {5, false, true}} {
		s := newStory()
		cafe := s.line("isp", "cafe", "")
		first, second := s.account("rose", "Anna Rossi", ""), s.account("moss", "Anna Rossi", "")
		s.use(first, attribution.Access, s.line("isp", "l1", ""), 1, 3, 9)
		if c.home {
			s.use(second, attribution.Access, s.line("isp", "l2", ""), 2, 4, 10)
		}
		s.use(first, attribution.Access, cafe, 5)
		s.use(second, attribution.Access, cafe, 6)
		for i := range c.guests - 1 {
			s.use(s.account(fmt.Sprint("u", i), fmt.Sprintf("Gast%c Haus", 'a'+i), ""), attribution.Access, cafe, 6)
		}
		tied := false
		for _, x := range s.Subjects(1) {
			all := fmt.Sprint(s.Selectors(nil, x))
			tied = tied || strings.Contains(all, "trains.example:rose") && strings.Contains(all, "trains.example:moss")
		}
		if tied != c.tied {
			t.Errorf("%d guests, a line of its own %v: tied %v", c.guests, c.home, tied)
		}
	}
}
