package attribution_test

import (
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

const (
	firefox attribution.Client = 1 + iota
	safari
)

// session is some minutes of an account, from the minute on, by one log.
func (s *story) session(who attribution.Node, line int32, log uint16, minute, minutes int, program attribution.Client) {
	s.assignments++
	s.offset += 100
	first := 40*comity.Day + comity.Instant(minute)*comity.Minute
	s.Use(attribution.Use{
		Hit: attribution.HitRef{Source: log, Offset: s.offset}, First: first, Last: first + comity.Instant(minutes)*comity.Minute, Node: who, Subscriber: line, Assignment: s.assignments,
		Answer: crosscheck.Unique, Client: program,
	})
}

// Two computers at work at once for one account are two people's, or one's with a telephone:
// that speaks for an account that is shared. Two programs one after the other, one program that
// changes its connection, two clocks, one household do not.
func TestUsedFromTwoConnectionsAtOnce(t *testing.T) {
	const text = "used from two connections at once, with two programs"
	for _, c := range []struct {
		name           string
		line           int // of the second session
		log            uint16
		minute         int
		first, program attribution.Client
		want           bool
	}{
		{"at once", 1, 0, 10, firefox, safari, true},
		{"one after the other", 1, 0, 31, firefox, safari, false},
		{"one program", 1, 0, 10, firefox, firefox, false},
		{"one connection", 0, 0, 10, firefox, safari, false},
		{"two logs", 1, 1, 10, firefox, safari, false},
		{"the second does not say", 1, 0, 10, firefox, attribution.NoClient, false},
		{"the first does not say", 1, 0, 10, attribution.NoClient, safari, false},
	} {
		s := newStory()
		lines := []int32{s.line("adsl", "l1", "Anna Rossi"), s.line("cable", "l2", "Bert Bosch")}
		a := s.account("rose", "Anna Rossi", "1111")
		s.use(a, attribution.Access, lines[0], 1, 2, 3)
		s.session(a, lines[0], 0, 0, 30, c.first)
		s.session(a, lines[c.line], c.log, c.minute, 30, c.program)
		x := s.Subjects(1)[0]
		said := slices.ContainsFunc(x.Rivals[:], func(r attribution.Rival) bool {
			return slices.ContainsFunc(s.Reasons(nil, x, &r), func(a attribution.Argument) bool { return string(a.AppendText(nil)) == text && len(a.Uses) > 1 })
		})
		if said != c.want {
			t.Errorf("%s: %v", c.name, said)
		}
	}
}
