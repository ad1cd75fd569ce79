package attribution_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// one is what is told of the subject that has the account.
func one(t *testing.T, s *story, account string) string {
	t.Helper()
	for _, line := range s.tell() {
		if strings.Contains(line, "["+account+"]") {
			return line
		}
	}
	t.Fatalf("no subject of %s", account)
	return ""
}

// Clocks that agree say when somebody came, and not that whoever came once was at home:
// where no name ties the line to the account, one visit is supported at most.
func TestOneVisit(t *testing.T) {
	for _, c := range []struct {
		name, holder string
		hours        []int
		want         string
	}{
		{"an evening, nobody is named", "", []int{0, 1, 2}, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"and once more, in the same assignment", "", []int{0, 1, 50}, "corroborated [] line l1: [rose] rivals []"},
		{"an evening at home", "Anna Rossi", []int{0, 1, 2}, "corroborated [] line l1: [rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a := s.account("rose", "Anna Rossi", "1111")
			home := s.line("isp", "l1", c.holder)
			s.inOne(a, attribution.SignUp, home, 0)
			s.inOne(a, attribution.Payment, home, 0)
			s.inOne(a, attribution.Access, home, c.hours...)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// inOne adds uses that lie in one assignment, hours after its first day.
func (s *story) inOne(who attribution.Node, kind attribution.EventKind, line int32, hours ...int) {
	for _, h := range hours {
		s.offset += 100
		s.Use(attribution.Use{
			Hit: attribution.HitRef{Offset: s.offset, Event: kind}, First: comity.Day + comity.Instant(h)*comity.Hour, Node: who,
			Subscriber: line, Assignment: 1 << 20, Clock: int32(kind), Answer: crosscheck.Unique,
		})
	}
}

// A line that was used far less often than another private one is where somebody was a
// guest, wherever the account was opened; unless a name says that it is the user's own.
func TestAnotherLineIsAtHome(t *testing.T) {
	for _, c := range []struct {
		name, holder string
		elsewhere    int
		want         string
	}{
		{"far oftener elsewhere", "", 12, "supported [b] line l1: [rose] rivals []"},
		{"hardly elsewhere", "", 1, "corroborated [] line l1: [rose] rivals []"},
		{"the line is in the user's name", "Anna Rossi", 12, "corroborated [] line l1: [rose] rivals []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			a, b := s.account("rose", "Anna Rossi", "1111"), s.account("moss", "Bert Bosch", "2222")
			friend, home := s.line("isp", "l1", c.holder), s.line("isp", "l2", "")
			s.use(a, attribution.SignUp, friend, 1)
			s.use(a, attribution.Access, friend, 3, 5, 7)
			s.use(a, attribution.Access, home, everyOther(c.elsewhere)...)
			s.use(b, attribution.Access, home, 4, 6, 9) // who lives there as well
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// On a line that nobody is named for, accounts of one family that are used for months are
// at home; two strangers beside it on a few days make it a shop or an office, and strangers who are there
// for months, a lodger or a thief, stay supported. A victim on whose line a thief works is
// such a stranger to the thief's account.
func TestWhoElseIsOnTheLine(t *testing.T) {
	for _, c := range []struct {
		name, other, third string
		times              int
		want               string
	}{
		{"a family, for months", "Carlo Rossi", "", 20, "corroborated [] line l1: [rose] rivals []"},
		{"a family, on some days", "Carlo Rossi", "", 3, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a family and a stranger, for months", "Carlo Rossi", "Bert Bosch", 20, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a stranger, for months", "Bert Bosch", "", 20, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a stranger, on some days", "Bert Bosch", "", 3, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"strangers, on some days", "Bert Bosch", "Cleo Dahl", 3, "contradicted [d] line l1: [rose] rivals [shared-address]"},
		{"strangers, for months", "Bert Bosch", "Cleo Dahl", 20, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"somebody whose name cannot be compared, for months", "王小明", "", 20, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"two who have nothing in common but parts of this name", "Bert Rossi", "Cleo Anna", 20, "supported [d] line l1: [rose] rivals [shared-address]"},
		{"a café where somebody of the family was", "Carlo Rossi", "café", 20, "contradicted [d] line l1: [rose] rivals [shared-address]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			line, rose := s.line("isp", "l1", ""), s.account("rose", "Anna Rossi", "1111")
			s.use(rose, attribution.SignUp, line, 1)
			s.useAt(rose, line, c.times)
			s.useAt(s.account("moss", c.other, "2222"), line, c.times)
			switch c.third {
			case "":
			case "café":
				for _, guest := range []string{"Cleo Dahl", "Dora Egge", "Emil Falk"} {
					s.useAt(s.account(guest[:4], guest, ""), line, 1)
				}
			default:
				s.useAt(s.account("fern", c.third, "3333"), line, c.times)
			}
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// useAt adds uses every other day, two of them to an assignment where they are many.
func (s *story) useAt(who attribution.Node, line int32, times int) {
	for _, d := range everyOther(times) {
		s.use(who, attribution.Access, line, d)
		if times > 9 && d/2%4 != 0 {
			s.assignments-- // the address stays
		}
	}
}
