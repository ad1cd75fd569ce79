package attribution_test

import (
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

const (
	firefox = "Mozilla/5.0 (X11; U; Linux i686; en-US; rv:1.6) Gecko/20040113"
	safari  = "Mozilla/5.0 (Macintosh; U; PPC Mac OS X; en) AppleWebKit/125.2 (KHTML, like Gecko) Safari/125.8"
)

// session is some minutes of an account, from the minute on, by one log.
func (s *story) session(who attribution.Node, line int32, log uint16, minute, minutes int, program string) {
	s.assignments++
	s.offset += 100
	first := 40*comity.Day + comity.Instant(minute)*comity.Minute
	s.Use(attribution.Use{
		Hit: attribution.HitRef{Source: log, Offset: s.offset}, First: first, Last: first + comity.Instant(minutes)*comity.Minute, Node: who, Subscriber: line, Assignment: s.assignments,
		Answer: crosscheck.Unique, Client: s.Client(program),
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
		first, program string
		want           bool
	}{
		{"at once", 1, 0, 10, firefox, safari, true},
		{"one after the other", 1, 0, 31, firefox, safari, false},
		{"one program", 1, 0, 10, firefox, firefox, false},
		{"one connection", 0, 0, 10, firefox, safari, false},
		{"two logs", 1, 1, 10, firefox, safari, false},
		{"the second does not say", 1, 0, 10, firefox, "", false},
		{"the first does not say", 1, 0, 10, "", safari, false},
		{"one program, as another server writes it", 1, 0, 10, firefox, strings.ReplaceAll(firefox, " ", "+"), false},
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

// What calls itself by more than a log can be asked to remember is nobody's program.
func TestLongNamesOfProgramsAreNone(t *testing.T) {
	c := attribution.New()
	if got := c.Client(strings.Repeat("x", 4096)); got != attribution.NoClient {
		t.Error(got)
	}
	if c.Client(`a "b" c`) != c.Client(`a+\"b\"+c`) {
		t.Error("as servers write them")
	}
}
