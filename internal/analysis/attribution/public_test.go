package attribution_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
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
