package attribution_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"

	"github.com/google/go-cmp/cmp"
)

// story builds a case of accounts, in few words.
type story struct {
	*attribution.Case
	assignments int32
	offset      int64
}

func newStory() *story { return &story{Case: attribution.New()} }

func (s *story) account(user, name, card string) attribution.Node {
	a := s.Selector(comity.SelectorAccount, "trains.example:"+user)
	s.Tie(a, s.Selector(comity.SelectorEmail, user+"@mail.example"))
	s.Name(a, name)
	if card != "" {
		s.Tie(a, s.card(card))
		s.Paid(a, "sale", "approved")
	}
	return a
}

func (s *story) card(number string) attribution.Node {
	var token [16]byte
	copy(token[:], number)
	n, _ := s.Card(token, "400000******"+number, "cite of "+number)
	return n
}

func (s *story) line(provider, id, person string) int32 {
	n := s.Subscriber(provider, id)
	s.Person(n, person, "IT")
	return n
}

// use adds one hit a day from the given day on, each in an assignment of its own.
func (s *story) use(who attribution.Node, kind attribution.EventKind, line int32, days ...int) {
	for _, d := range days {
		s.assignments++
		s.offset += 100
		clock := int32(kind) // each kind of source has a clock of its own
		s.Use(attribution.Use{
			Hit: attribution.HitRef{Offset: s.offset, Event: kind}, First: comity.Instant(d) * comity.Day, Node: who,
			Subscriber: line, Assignment: s.assignments, Clock: clock, Answer: crosscheck.Unique,
		})
	}
}

func (s *story) shared(who attribution.Node, days ...int) {
	for _, d := range days {
		s.offset += 100
		s.Use(attribution.Use{Hit: attribution.HitRef{Offset: s.offset}, First: comity.Instant(d) * comity.Day, Node: who, Subscriber: -1, Assignment: -1, Answer: crosscheck.Shared})
	}
}

// crowd adds a use on a day that may be of any of the lines.
func (s *story) crowd(who attribution.Node, day int, lines ...int32) {
	s.crowdOf(who, attribution.Access, comity.Instant(day)*comity.Day, lines...)
}

// crowdOf is crowd for a kind of event at a time.
func (s *story) crowdOf(who attribution.Node, kind attribution.EventKind, at comity.Instant, lines ...int32) {
	var list []attribution.Alternative
	for _, l := range lines {
		s.assignments++
		list = append(list, attribution.Alternative{Subscriber: l, Assignment: s.assignments})
	}
	slices.SortFunc(list, func(a, b attribution.Alternative) int { return int(a.Subscriber - b.Subscriber) })
	s.alternatives(who, kind, at, list...)
}

// alternatives adds a use that may lie in any of the assignments.
func (s *story) alternatives(who attribution.Node, kind attribution.EventKind, at comity.Instant, list ...attribution.Alternative) {
	s.offset += 100
	s.Use(attribution.Use{
		Hit: attribution.HitRef{Offset: s.offset, Event: kind}, First: at, Node: who, Subscriber: -1, Assignment: -1,
		Clock: 1, Answer: crosscheck.Shared, Alternatives: list,
	})
}

// tell sums each subject up, in the order of line and account: band, tests
// missing, claimed line, accounts, rivals not excluded.
func (s *story) tell() []string {
	var out []string
	s.Resolve(2, func(int32) {})
	s.ResolveNamed(2)
	for _, x := range s.Subjects(2) {
		line := "-"
		if len(x.Subscribers) > 0 {
			line = s.SubscriberAt(x.Subscribers[0]).Name
		}
		var accounts, rivals []string
		for _, sel := range s.Selectors(nil, x) {
			if sel.Type == comity.SelectorAccount {
				accounts = append(accounts, strings.TrimPrefix(sel.Value, "trains.example:"))
			}
		}
		for _, r := range x.Rivals {
			if r.Verdict != attribution.Excluded {
				rivals = append(rivals, r.Kind.String())
			}
		}
		out = append(out, fmt.Sprintf("%s %v line %s: %v rivals %v", x.Band, x.Missing.Letters(), line, accounts, rivals))
	}
	slices.SortStableFunc(out, func(a, b string) int {
		return strings.Compare(a[strings.Index(a, "line"):], b[strings.Index(b, "line"):])
	})
	return out
}

// told is a story, and what its subjects are: see tell.
type told struct {
	name string
	tell func(*story)
	want []string
}

func tellAll(t *testing.T, tests []told) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStory()
			tt.tell(s)
			if diff := cmp.Diff(tt.want, s.tell()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStories(t *testing.T) {
	tests := []told{
		{"a customer at home", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			home := s.line("isp", "l1", "Rossi Anna")
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Payment, home, 1)
			s.use(a, attribution.Access, home, 1, 3, 9)
		}, []string{"corroborated [] line l1: [rose] rivals []"}},

		{"paid and never came", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.use(a, attribution.Payment, s.line("isp", "l1", "Anna Rossi"), 1, 31)
		}, []string{"unresolved [c d] line l1: [rose] rivals [stolen-card]"}},

		{"nothing resolves", func(s *story) {
			s.account("rose", "Anna Rossi", "1111")
		}, []string{"unresolved [a b c d] line -: [rose] rivals [stolen-card]"}},

		{"shared address without port", func(s *story) {
			a := s.account("rose", "Anna Rossi", "")
			s.shared(a, 1, 2, 3, 4, 5, 6)
			s.use(a, attribution.Payment, s.line("isp", "l1", ""), 1)
		}, []string{"unresolved [a c] line l1: [rose] rivals []"}},

		{"a thief's row of victims' cards", func(s *story) {
			den := s.line("isp", "den", "Otto Krum")
			for i, victim := range []string{"Anna Rossi", "Bert Bosch", "Cleo Dahl", "Dora Egge", "Emil Falk"} {
				n := fmt.Sprint(1000 + i)
				a := s.account("x"+n, victim, n)
				s.Holder(s.card(n), victim, "1960-01-01", false)
				s.use(a, attribution.SignUp, den, i)
				s.use(a, attribution.Payment, den, i)
				s.Paid(a, "chargeback", "approved")
			}
		}, []string{
			"contradicted [c d] line den: [x1000] rivals [stolen-card shared-address reseller remote-access]",
			"contradicted [c d] line den: [x1001] rivals [stolen-card shared-address reseller remote-access]",
			"contradicted [c d] line den: [x1002] rivals [stolen-card shared-address reseller remote-access]",
			"contradicted [c d] line den: [x1003] rivals [stolen-card shared-address reseller remote-access]",
			"contradicted [c d] line den: [x1004] rivals [stolen-card shared-address reseller remote-access]",
		}},

		{"the victim has an account too, and the card does not glue them", func(s *story) {
			home, den := s.line("isp", "home", "Anna Rossi"), s.line("isp", "den", "Otto Krum")
			mine := s.account("rose", "Anna Rossi", "1111")
			s.use(mine, attribution.Payment, home, 1)
			s.use(mine, attribution.Access, home, 1, 3, 9)
			stolen := s.account("zz", "Anna Rossi", "1111")
			s.use(stolen, attribution.Payment, den, 5)
			s.Paid(stolen, "chargeback", "approved")
		}, []string{
			"contradicted [a c d] line den: [zz] rivals [stolen-card shared-address]",
			"corroborated [] line home: [rose] rivals []",
		}},

		{"one person, two sites, two connections in the same name", func(s *story) {
			home, phone := s.line("isp", "home", "Anna Rossi"), s.line("mobile", "m1", "ROSSI ANNA")
			a := s.account("rose", "Anna Rossi", "1111")
			s.use(a, attribution.Access, home, 1, 3, 9)
			s.use(a, attribution.Payment, home, 1)
			b := s.account("tulip", "Anna Rossi", "1111")
			s.use(b, attribution.Access, phone, 2, 4)
		}, []string{"corroborated [] line home: [rose tulip] rivals []"}},

		{"two connections alike, no names, and nobody else on either: both used the account", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			one, two := s.line("isp", "l1", ""), s.line("isp", "l2", "")
			s.use(a, attribution.Payment, one, 1)
			s.use(a, attribution.Access, one, 1, 3, 9)
			s.use(a, attribution.Access, two, 2, 4, 10)
		}, []string{"supported [d] line l1: [rose] rivals [shared-address account-sharing]"}},

		{"the same, however often", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			one, two := s.line("isp", "l1", ""), s.line("isp", "l2", "")
			s.use(a, attribution.SignUp, one, 1)
			s.use(a, attribution.SignUp, two, 1)
			for day := range 20 {
				s.use(a, attribution.Access, one, 2*day)
				s.use(a, attribution.Access, two, 2*day+1)
			}
		}, []string{"supported [d] line l1: [rose] rivals [account-sharing]"}},

		{"two connections alike, no names, and others on both: neither is named as the one", func(s *story) {
			one, two := s.line("isp", "l1", ""), s.line("isp", "l2", "")
			for _, user := range []string{"Anna Rossi", "Bert Bosch"} {
				a := s.account(user[:4], user, user[:4])
				s.use(a, attribution.Access, one, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
				s.use(a, attribution.Access, two, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)
			}
		}, []string{"unresolved [b d] line l1: [Anna] rivals [shared-address]", "unresolved [b d] line l1: [Bert] rivals [shared-address]"}},

		{"two connections alike, one in the account's name", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			home, work := s.line("isp", "l1", "Anna Rossi"), s.line("isp", "l2", "Garden Tools Ltd")
			s.use(a, attribution.Payment, home, 1)
			s.use(a, attribution.Access, home, 1, 3, 9)
			s.use(a, attribution.Access, work, 2, 4, 10)
		}, []string{"corroborated [] line l1: [rose] rivals []"}},

		{"more look-ups shared than resolved", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(a, attribution.Access, home, 1, 3, 9)
			s.shared(a, 2, 4, 10, 11)
		}, []string{"corroborated [] line l1: [rose] rivals []"}},

		{"behind a shared address, only one was there each time", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			mine := s.line("mobile", "m1", "Anna Rossi")
			for day := range 12 {
				s.crowd(a, day, mine, s.line("mobile", fmt.Sprint("x", day), ""), s.line("mobile", fmt.Sprint("y", day), ""))
			}
		}, []string{"corroborated [] line m1: [rose] rivals []"}},

		{"behind a shared address, the same two each time", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			one, two := s.line("mobile", "m1", "Anna Rossi"), s.line("mobile", "m2", "Bert Bosch")
			for day := range 5 {
				s.crowd(a, day, one, two, s.line("mobile", fmt.Sprint("x", day), ""))
			}
		}, []string{"unresolved [a b c d] line -: [rose] rivals [shared-address]"}},

		{"an e-mail address under accounts in other names: a reseller's", func(s *story) {
			one, two := s.line("isp", "l1", "Anna Rossi"), s.line("isp", "l2", "Bert Bosch")
			shop := s.Selector(comity.SelectorEmail, "shop@mail.example")
			for _, x := range []struct {
				user, name string
				line       int32
			}{{"rose", "Anna Rossi", one}, {"tulip", "Bert Bosch", two}} {
				a := s.Selector(comity.SelectorAccount, "trains.example:"+x.user)
				s.Tie(a, shop)
				s.Name(a, x.name)
				s.use(a, attribution.Access, x.line, 1, 3, 9)
			}
		}, []string{
			"contradicted [d] line l1: [rose] rivals [reseller]",
			"contradicted [d] line l2: [tulip] rivals [reseller]",
		}},

		{"used from a connection that nobody is named for", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			s.use(a, attribution.Access, s.line("isp", "l1", ""), 1, 3)
		}, []string{"supported [d] line l1: [rose] rivals [shared-address]"}},

		{"strangers' accounts on somebody's computer", func(s *story) {
			host := s.line("isp", "host", "Otto Krum")
			for i, name := range []string{"Anna Rossi", "Bert Bosch"} {
				n := fmt.Sprint(2000 + i)
				a := s.account("x"+n, name, n)
				s.use(a, attribution.Payment, host, i)
				s.use(a, attribution.Access, host, i, i+2)
			}
		}, []string{
			"contradicted [d] line host: [x2000] rivals [shared-address remote-access]",
			"contradicted [d] line host: [x2001] rivals [shared-address remote-access]",
		}},

		{"everything that a stolen card can show, in one account", func(s *story) {
			den := s.line("isp", "den", "Dora Egge")
			a := s.Selector(comity.SelectorAccount, "trains.example:rose")
			s.Name(a, "Anna Rossi")
			s.Country(a, "IT")
			for i, holder := range []string{"Anna Rossi", "Bert Bosch", "Cleo Dahl", "Dora Egge"} {
				card := s.card(fmt.Sprint(1004 + 10*i))
				s.Tie(a, card)
				s.Country(card, "DE")
				s.Holder(card, holder, "", true)
				s.use(a, attribution.Payment, den, i)
				s.Paid(a, "sale", "declined")
			}
			s.Person(den, "Dora Egge", "FR")
			s.Paid(a, "chargeback", "approved")
		}, []string{"contradicted [c d] line den: [rose] rivals [stolen-card shared-address remote-access]"}},

		{"four accounts without a name on one line may be one person's", func(s *story) {
			home := s.line("isp", "l1", "")
			for _, user := range []string{"rose", "tulip", "moss", "fern"} {
				a := s.Selector(comity.SelectorAccount, "trains.example:"+user)
				s.use(a, attribution.Access, home, 1, 3, 9, 12, 15)
			}
		}, []string{
			"supported [d] line l1: [fern] rivals [shared-address]", "supported [d] line l1: [moss] rivals [shared-address]",
			"supported [d] line l1: [rose] rivals [shared-address]", "supported [d] line l1: [tulip] rivals [shared-address]",
		}},

		{"an unknown clock agrees with nobody", func(s *story) {
			a := s.account("rose", "Anna Rossi", "1111")
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(a, attribution.Access, home, 1)
			s.Use(attribution.Use{
				Hit: attribution.HitRef{Offset: 1, Event: attribution.Payment}, First: comity.Day, Node: a,
				Subscriber: home, Assignment: 1, Clock: attribution.NoClock, Answer: crosscheck.Unique,
			})
		}, []string{"supported [a] line l1: [rose] rivals []"}},

		{"father and son of one name on one line", func(s *story) {
			home := s.line("isp", "l1", "Anna Rossi")
			a, b := s.account("rose", "Anna Rossi", "1111"), s.account("tulip", "Anna Rossi", "2222")
			s.Born(a, "1950-01-01")
			s.Born(b, "1980-01-01")
			s.use(a, attribution.Access, home, 1, 3, 9)
			s.use(b, attribution.Access, home, 1, 3, 9)
		}, []string{"corroborated [] line l1: [rose] rivals []", "corroborated [] line l1: [tulip] rivals []"}},

		{"a café", func(s *story) {
			cafe := s.line("isp", "cafe", "Bar Centrale")
			a := s.account("rose", "Anna Rossi", "1111")
			s.use(a, attribution.Access, cafe, 1, 3, 9)
			s.use(a, attribution.Payment, cafe, 1)
		}, []string{"contradicted [d] line cafe: [rose] rivals [shared-address]"}},
	}
	tellAll(t, tests)
}

// The score is the sum of what is shown, prior included.
func TestScoreIsTheSumShown(t *testing.T) {
	for _, n := range []int{0, 1, 3, 10} {
		s := newStory()
		home := s.line("isp", "l1", "Otto Krum")
		for i := range n {
			a := s.account(fmt.Sprint("u", i), "Anna Rossi", fmt.Sprint(1000+i))
			s.use(a, attribution.Access, home, i, i+2)
			s.use(a, attribution.Payment, home, i)
		}
		for _, x := range s.Subjects(2) {
			var sum comity.Weight
			for _, a := range slices.Concat(x.For, x.Against) {
				sum += a.Weight
			}
			if sum != x.Score {
				t.Errorf("%s: score %v, sum %v", x.ID, x.Score, sum)
			}
		}
	}
}
