package attribution_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
)

// Who lives with somebody of another name uses that line for months, and nobody else but
// its holder does: that is supported, and no more. A guest, an office, a café, somebody
// whose cards are in doubt or who is at home elsewhere stay contradicted.
func TestWhoLivesThere(t *testing.T) {
	for _, c := range []struct {
		name, holder string
		times        int
		more         func(s *story, a attribution.Node, line int32)
		want         string
	}{
		{"a couple of two names", "Bert Bosch", 20, nil, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"some days", "Bert Bosch", 4, nil, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"many days of two weeks", "Bert Bosch", 7, nil, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"now and then, for a month and longer", "Bert Bosch", 5, func(s *story, a attribution.Node, line int32) {
			s.use(a, attribution.Access, line, 40)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a company's line", "Bosch Trasporti S.r.l.", 20, nil, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"a hotel's", "Hotel Bosch", 20, nil, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"its holder has an account too", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.useAt(s.account("moss", "Bert Bosch", "2222"), line, 20)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a stranger to both has", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.useAt(s.account("moss", "Cleo Dahl", "2222"), line, 20)
		}, "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"},
		{"a stranger to both has, beside its holder", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.useAt(s.account("moss", "Bert Bosch", "2222"), line, 20)
			s.useAt(s.account("fern", "Cleo Dahl", "3333"), line, 20)
		}, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"a visitor from elsewhere, once", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.guest(line, 9, attribution.Access, 1)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a visitor who comes again", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.guest(line, 9, attribution.Access, 2)
		}, "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"},
		{"a visitor who is not seen elsewhere oftener", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.guest(line, 2, attribution.Access, 1)
		}, "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"},
		{"who opens an account there, and is not seen again", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.guest(line, 9, attribution.SignUp, 1)
		}, "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"},
		{"who pays there, and is not seen again", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.guest(line, 9, attribution.Payment, 1)
		}, "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"},
		{"its holder's family has too", "Bert Bosch", 20, func(s *story, _ attribution.Node, line int32) {
			s.useAt(s.account("moss", "Bert Bosch", "2222"), line, 20)
			s.useAt(s.account("fern", "Cleo Bosch", "3333"), line, 20)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"the account is in two names", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.Name(a, "Cleo Dahl")
		}, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"one card is its user's, another in a third name", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.Holder(s.card("1111"), "Anna Rossi", "", false)
			s.Tie(a, s.card("2222"))
			s.Holder(s.card("2222"), "Cleo Dahl", "", false)
		}, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"the other card is the subscriber's", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.Tie(a, s.card("2222"))
			s.Holder(s.card("2222"), "Bert Bosch", "", false)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a payment was charged back", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.Paid(a, "chargeback", "")
		}, "contradicted [d] line l1: [rose] rivals [stolen-card shared-address]"},
		{"the card is in a third name", "Bert Bosch", 20, func(s *story, _ attribution.Node, _ int32) {
			s.Holder(s.card("1111"), "Cleo Dahl", "", false)
		}, "contradicted [d] line l1: [rose] rivals [stolen-card shared-address]"},
		{"and some nights in a hotel", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.use(a, attribution.Access, s.line("isp", "l2", "Hotel Adler"), 2, 4, 6, 8)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"and some days with a friend", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.use(a, attribution.Access, s.line("isp", "l2", "Cleo Dahl"), 2, 4, 6, 8)
		}, "supported [d] line l1: [rose] rivals [shared-address account-sharing]"},
		{"oftener in an office of many people", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			office := s.line("isp", "l2", "Elmo Works")
			for _, name := range []string{"Cleo Dahl", "Dora Egge", "Emil Falk", "Fred Gold"} {
				s.useAt(s.account(name[:4], name, ""), office, 3)
			}
			s.useAt(a, office, 25)
		}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"at home with another stranger as well", "Bert Bosch", 20, func(s *story, a attribution.Node, _ int32) {
			s.useAt(a, s.line("isp", "l2", "Cleo Dahl"), 20)
		}, "contradicted [d] line l1: [rose] rivals [shared-address account-sharing]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			line, rose := s.line("isp", "l1", c.holder), s.account("rose", "Anna Rossi", "1111")
			s.use(rose, attribution.SignUp, line, 1)
			s.useAt(rose, line, c.times)
			if c.more != nil {
				c.more(s, rose, line)
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A place where people come and go is nobody's home, however often somebody is there: it
// does not rival the line of their own family. A private line does.
func TestAnOfficeIsNoHome(t *testing.T) {
	for _, c := range []struct {
		name, other string
		times       int
		want        string
	}{
		{"a firm's", "Elmo Werke GmbH", 15, "corroborated [] line l1: [rose] rivals []"},
		{"a firm's, far oftener", "Elmo Werke GmbH", 60, "supported [b] line l1: [rose] rivals []"},
		{"somebody's", "Bert Bosch", 15, "supported [b] line l1: [rose] rivals []"},
		{"somebody's whose name looks like a firm's", "Joana Sá", 15, "supported [b] line l1: [rose] rivals []"},
		{"nobody is named", "", 15, "supported [b] line l1: [rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			home, other, rose := s.line("isp", "l1", "Carlo Rossi"), s.line("isp", "l2", c.other), s.account("rose", "Anna Rossi", "1111")
			s.use(rose, attribution.SignUp, other, 1)
			s.useAt(rose, home, 20)
			s.useAt(rose, other, c.times)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// guest has an account at home elsewhere, used so often there, and something done on some days
// from a line.
func (s *story) guest(line int32, elsewhere int, kind attribution.EventKind, days int) {
	moss, home := s.account("moss", "Cleo Dahl", "2222"), s.line("isp", "l9", "Cleo Dahl")
	s.useAt(moss, home, elsewhere)
	s.use(moss, attribution.Access, line, 5)
	if kind != attribution.Access {
		s.use(moss, kind, line, 5)
	}
	if days > 1 {
		s.use(moss, attribution.Access, line, 7)
	}
}

// Where no record shows where the account was opened, and most of its use came from the line,
// a visitor makes nobody a guest. An account that was bought from a reseller or is shared with
// a friend was opened elsewhere, or is used elsewhere too: there nobody is taken to live.
func TestAVisitorWhereTheAccountWasNotOpened(t *testing.T) {
	const guest = "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"
	for _, c := range []struct {
		name string
		more func(s *story, rose attribution.Node)
		want string
	}{
		{"older than the records", nil, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"opened elsewhere", func(s *story, rose attribution.Node) {
			s.use(rose, attribution.SignUp, s.line("isp", "l3", "Dora Egge"), 1)
		}, guest},
		{"as often somewhere that nobody knows", func(s *story, rose attribution.Node) { s.shared(rose, everyOther(40)...) }, guest},
		{"its card under an account in another name", func(s *story, _ attribution.Node) {
			s.useAt(s.account("fern", "Emil Falk", "1111"), s.line("isp", "l3", "Emil Falk"), 9)
		}, "contradicted [d] line l1: [rose] rivals [shared-address reseller remote-access]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			line, rose := s.line("isp", "l1", "Bert Bosch"), s.account("rose", "Anna Rossi", "1111")
			s.useAt(rose, line, 40)
			s.guest(line, 9, attribution.Access, 1)
			if c.more != nil {
				c.more(s, rose)
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// That whoever came by is a visitor where no record shows where the account was opened rests on
// all of its uses: one elsewhere shows that the account was not handed over.
func TestLivingBesideAVisitorRestsOnWhatShowsNoHandingOver(t *testing.T) {
	const row = "over a month, and by hardly anybody else"
	rows := func(elsewhere ...int) (found bool, uses int) {
		s := newStory()
		line, rose := s.line("isp", "l1", "Bert Bosch"), s.account("rose", "Anna Rossi", "1111")
		s.shared(rose, 0, 1, 2)
		s.use(rose, attribution.Access, line, everyOther(40)[2:]...)
		s.shared(rose, elsewhere...)
		s.guest(line, 9, attribution.Access, 1)
		for _, x := range s.Subjects(1) {
			for _, a := range x.For {
				if strings.Contains(string(a.AppendText(nil)), row) {
					return true, len(a.Uses)
				}
			}
		}
		return false, 0
	}
	if found, _ := rows(); found {
		t.Fatal("an account that was handed over")
	}
	if found, uses := rows(30); !found || uses < 3+38+1+10 {
		t.Errorf("%v, %d uses", found, uses)
	}
}

// A card that was sold to nobody in particular is no other person's beside one's own: nobody
// works there with the cards of several people.
func TestACardOfNobodyIsNoOtherPersons(t *testing.T) {
	for _, c := range []struct{ holder, want string }{
		{"GIFT CARD", "supported [d] line l1: [rose] rivals [shared-address]"},
		{"Cleo Dahl", "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"},
	} {
		t.Run(c.holder, func(t *testing.T) {
			s := newStory()
			line, rose, gift := s.line("isp", "l1", "Bert Bosch"), s.account("rose", "Anna Rossi", "1111"), s.card("2222")
			s.Tie(rose, gift)
			s.Holder(s.card("1111"), "Anna Rossi", "", false)
			s.Holder(gift, c.holder, "", false)
			s.use(rose, attribution.SignUp, line, 1)
			s.use(rose, attribution.Payment, line, 1, 30)
			s.useAt(rose, line, 20)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A thief at work on somebody's computer has more accounts, and uses these through machines
// that nobody names: who is seen nowhere by a line is no friend who is at home elsewhere.
func TestAVisitorWhoIsAtHomeNowhere(t *testing.T) {
	s := newStory()
	line, rose, moss := s.line("isp", "l1", "Bert Bosch"), s.account("rose", "Anna Rossi", "1111"), s.account("moss", "Cleo Dahl", "2222")
	s.use(rose, attribution.SignUp, line, 1)
	s.useAt(rose, line, 20)
	s.use(moss, attribution.Access, line, 5)
	s.shared(moss, everyOther(9)...)
	if got, want := one(t, s, "rose"), "contradicted [d] line l1: [rose] rivals [shared-address remote-access]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
