package attribution_test

import (
	"slices"
	"testing"
	"unique"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// session is some minutes of an account, from the minute on, by one log.
func (s *story) session(who attribution.Node, line int32, log uint16, minute, minutes int, program attribution.Client, width comity.Instant) {
	s.assignments++
	s.offset += 100
	first := 40*comity.Day + comity.Instant(minute)*comity.Minute
	s.Use(attribution.Use{
		Hit: attribution.HitRef{Source: log, Offset: s.offset}, First: first, Last: first + comity.Instant(minutes)*comity.Minute, Node: who, Subscriber: line, Assignment: s.assignments,
		Answer: crosscheck.Unique, Client: program, Width: width,
	})
}

// Two computers at work at once for one account are two people's, or one's with a telephone:
// that speaks for an account that is shared. Two programs one after the other, one program that
// changes its connection, two clocks, one household do not.
func TestUsedFromTwoConnectionsAtOnce(t *testing.T) {
	var unsaid attribution.Client
	firefox, safari := attribution.Client(unique.Make("firefox")), attribution.Client(unique.Make("safari"))
	const text = "used from two connections at once, with two programs"
	for _, c := range []struct {
		name           string
		line           int // of the second session
		log            uint16
		minute         int
		first, program attribution.Client
		width          comity.Instant // of what the log's clock leaves open
		want           bool
	}{
		{"at once", 1, 0, 10, firefox, safari, 0, true},
		{"at once, by a clock that is known to a minute", 1, 0, 10, firefox, safari, comity.Minute, true},
		{"perhaps at once, by a clock that is known to a quarter of an hour", 1, 0, 10, firefox, safari, 15 * comity.Minute, false},
		{"one after the other", 1, 0, 31, firefox, safari, 0, false},
		{"one program", 1, 0, 10, firefox, firefox, 0, false},
		{"one connection", 0, 0, 10, firefox, safari, 0, false},
		{"two logs", 1, 1, 10, firefox, safari, 0, false},
		{"the second does not say", 1, 0, 10, firefox, unsaid, 0, false},
		{"the first does not say", 1, 0, 10, unsaid, safari, 0, false},
	} {
		s := newStory()
		lines := []int32{s.line("adsl", "l1", "Anna Rossi"), s.line("cable", "l2", "Bert Bosch")}
		a := s.account("rose", "Anna Rossi", "1111")
		s.use(a, attribution.Access, lines[0], 1, 2, 3)
		s.session(a, lines[0], 0, 0, 30, c.first, c.width)
		s.session(a, lines[c.line], c.log, c.minute, 30, c.program, c.width)
		x := s.Subjects(1)[0]
		said := slices.ContainsFunc(x.Rivals[:], func(r attribution.Rival) bool {
			return slices.ContainsFunc(s.Reasons(nil, x, &r), func(a attribution.Argument) bool { return string(a.AppendText(nil)) == text && len(a.Uses) > 1 })
		})
		if said != c.want {
			t.Errorf("%s: %v", c.name, said)
		}
	}
}
