package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// One card paid for two accounts from one connection. In names that have nothing in common
// they are two people's, unless some connection used both.
func TestOneCardPaysForTwoNames(t *testing.T) {
	for _, c := range []struct {
		name  string
		other string // who is said to pay for the second account
		both  bool   // it was used from the first one's connection
		want  int    // subjects
	}{
		{"bought for somebody else", "Bert Bosch", false, 2},
		{"used from one home: an invented name, or a couple", "Bert Bosch", true, 1},
		{"in one name", "Anna Rossi", false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			shop, home := s.line("isp", "l0", "Carl Huber"), s.line("isp", "l1", "")
			rose, tulip := s.account("rose", "", "1111"), s.account("tulip", "", "1111")
			s.Payer(rose, "Anna Rossi")
			s.Payer(tulip, c.other)
			s.use(rose, attribution.Payment, shop, 1)
			s.use(tulip, attribution.Payment, shop, 2)
			s.use(rose, attribution.Access, home, 3, 5, 7)
			if c.both {
				s.use(tulip, attribution.Access, home, 4, 6, 8)
			} else {
				s.use(tulip, attribution.Access, s.line("isp", "l2", ""), 4, 6, 8)
			}
			if got := s.tell(); len(got) != c.want {
				t.Errorf("got %d subjects, want %d: %q", len(got), c.want, got)
			}
		})
	}
}

// Names that do not say whether they are one person's are nobody's where each account was used
// somewhere else, and neither where both were paid for; nor does a third account tie the two.
func TestOneCardPaysForWhoKnowsWhom(t *testing.T) {
	for _, c := range []struct {
		name string
		at   string // the connection that used the second account
		days []int
		want int // subjects
	}{
		{"each at home in another place", "l2", []int{4, 6, 8}, 2},
		{"used once elsewhere", "l2", []int{4}, 1},
		{"used where it was paid for", "l0", []int{4, 6, 8}, 1},
		{"used from one home", "l1", []int{4, 6, 8}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			shop, home := s.line("isp", "l0", "Carl Huber"), s.line("isp", "l1", "")
			rose, tulip := s.account("rose", "", "1111"), s.account("tulip", "", "1111")
			s.Payer(rose, "Anna Rossi")
			s.use(rose, attribution.Payment, shop, 1)
			s.use(tulip, attribution.Payment, shop, 2)
			s.use(rose, attribution.Access, home, 3, 5, 7)
			s.use(tulip, attribution.Access, s.line("isp", c.at, ""), c.days...)
			if got := s.tell(); len(got) != c.want {
				t.Errorf("got %d subjects, want %d: %q", len(got), c.want, got)
			}
		})
	}
	t.Run("nor by a third that says nothing", func(t *testing.T) {
		s := newStory()
		shop := s.line("isp", "l0", "Carl Huber")
		for i, payer := range []string{"", "Anna Rossi", "Bert Bosch"} {
			a := s.account(string(rune('a'+i)), "", "1111")
			s.Payer(a, payer)
			s.use(a, attribution.Payment, shop, i)
			if payer != "" {
				s.use(a, attribution.Access, s.line("isp", payer, ""), i+3, i+5, i+7)
			}
		}
		if got := s.tell(); len(got) != 2 {
			t.Errorf("got %d subjects, want 2: %q", len(got), got)
		}
	})
}

// Who pays for three accounts that are at home in three places, and not where they were paid
// for, types one name for other people; and what else they opened there ties nobody either.
func TestOneNameForMany(t *testing.T) {
	for _, c := range []struct {
		homes int
		own   bool // one more, used where all were paid for
		want  int  // subjects
	}{
		{2, false, 1}, // home and a second one
		{3, false, 3},
		{5, false, 5},
		{3, true, 4},
	} {
		s := newStory()
		shop := s.line("isp", "shop", "")
		open := func(user string, day int) attribution.Node {
			a := s.account(user, "", "1111")
			s.Payer(a, "Anna Rossi")
			s.use(a, attribution.SignUp, shop, day)
			s.use(a, attribution.Payment, shop, day)
			return a
		}
		for i := range c.homes {
			user := string(rune('a' + i))
			s.use(open(user, i), attribution.Access, s.line("isp", user, ""), i+10, i+13, i+16, i+19)
		}
		if c.own {
			s.use(open("own", 9), attribution.Access, shop, 10, 12, 14)
		}
		if got := s.tell(); len(got) != c.want {
			t.Errorf("%d homes: got %d subjects, want %d: %q", c.homes, len(got), c.want, got)
		}
	}
}
