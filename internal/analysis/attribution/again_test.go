package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// An account was surely used from line 7 on some days, and on others from an address
// behind which line 7 is one of thirty. The latter are its as well, where chance does not
// put it there. They take away the doubt that most look-ups name nobody, and give no
// reason: what is not in the top band by the sure ones alone is supported at most.
func TestALineThatIsKnownIsFoundAgain(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  attribution.EventKind // that names line 7
		sure  []int                 // on which days
		times int                   // that line 7 is among those behind the address
		want  string
		uses  int // that the claim rests on
	}{
		{"paid for from there", attribution.Payment, []int{0}, 3, "supported [b] m7", 4},
		{"used from there once", attribution.Access, []int{0}, 3, "supported [b] m7", 4},
		{"used from there twice in a day", attribution.Access, []int{0, 0}, 3, "supported [b] m7", 5},
		{"used from there on two days", attribution.Access, []int{0, 30}, 3, "corroborated [] m7", 5},
		{"chance may put it there once", attribution.Access, []int{0}, 1, "supported [a] m7", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, lines, r, a := annas()
			s.use(a, tt.kind, lines[7], tt.sure...)
			for day := range tt.times {
				s.crowd(a, 2+day, append(without(among(r, lines), lines[7]), lines[7])...)
			}
			if got := of(s, "trains.example:a"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := restsOn(s, lines[7]); got != tt.uses {
				t.Errorf("%d uses, want %d", got, tt.uses)
			}
		})
	}
}

// annas tells of account a, in the name of the holder of line 7 of three hundred, and of what others do behind shared addresses.
func annas() (s *story, lines []int32, r *rand.Rand, a attribution.Node) {
	s = newStory()
	lines = providerOf(s, 300)
	s.Person(lines[7], "Anna Rossi", "IT")
	r = rand.New(rand.NewPCG(1, 2))
	bystanders(s, r, lines)
	a = s.Selector(comity.SelectorAccount, "trains.example:a")
	s.Name(a, "Anna R Rossi")
	return s, lines, r, a
}

// What is found again names several: where enough names the line without it, it is not
// counted among what names the line, and no row tells of it.
func TestWhatIsFoundAgainIsNotCounted(t *testing.T) {
	s, lines, r, a := annas()
	s.use(a, attribution.Access, lines[7], 0, 30, 31, 32, 33)
	for day := range 3 {
		s.crowd(a, 2+day, append(without(among(r, lines), lines[7]), lines[7])...)
	}
	if got, want := of(s, "trains.example:a"), "corroborated [] m7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := restsOn(s, lines[7]); got != 5 {
		t.Errorf("rests on %d uses, want 5", got)
	}
	for _, x := range s.Subjects(1) {
		if len(x.Subscribers) == 0 || x.Subscribers[0] != lines[7] {
			continue
		}
		got := [...]string{string(x.For[1].AppendText(nil)), string(x.For[2].AppendText(nil))}
		if want := [...]string{"5 events in 5 assignments name this subscriber", "the account was used from here in 5 sessions"}; got != want || len(x.Against) > 0 {
			t.Errorf("got %q, %d against", got, len(x.Against))
		}
	}
}

// A user's line is sure on three days and a guest's once, or a look-up was wrong; behind
// the address of twelve more uses both are, with 28 others, every time. These uses are
// neither's, in whatever order the lines are listed.
func TestWhatMayBeOfTwoKnownLinesStaysOpen(t *testing.T) {
	for _, guest := range []int{3, 20} {
		t.Run(fmt.Sprint("the user is m15, the guest m", guest), func(t *testing.T) {
			s := newStory()
			lines := groups(s, 300)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.use(a, attribution.Access, lines[15], 0, 12, 40)
			s.use(a, attribution.Access, lines[guest], 4)
			for day := range 12 {
				s.crowd(a, 5+3*day, lines[:30]...)
			}
			if got, want := of(s, "trains.example:a"), "contradicted [d] m15"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if got := restsOn(s, lines[15]); got != 3 {
				t.Errorf("the claim rests on %d uses, want the 3 that are sure", got)
			}
		})
	}
}

// A wrong look-up names a neighbour of the user: the carrier puts the same thirty lines
// behind one address for months, so that the neighbour is there every time. One day's
// sure look-ups, a sign-up's too, are not made a corroborated claim by that.
func TestOneDaysLookUpsAreNoTopBandByNeighbours(t *testing.T) {
	s := newStory()
	lines := groups(s, 100)
	a := s.Selector(comity.SelectorAccount, "trains.example:a")
	s.use(a, attribution.SignUp, lines[3], 0)
	s.use(a, attribution.Access, lines[3], 0)
	for day := range 12 {
		s.crowd(a, 4+3*day, lines[:30]...)
	}
	if got, want := of(s, "trains.example:a"), "supported [b] m3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What one reading of a clock gives to a known line and another to a stranger is not the
// known line's: it stays open.
func TestWhatReadingsGiveToOthersIsNotFoundAgain(t *testing.T) {
	s := newStory()
	lines := groups(s, 100)
	a := s.Selector(comity.SelectorAccount, "trains.example:a")
	s.use(a, attribution.Access, lines[3], 0)
	s.Use(attribution.Use{
		Hit: attribution.HitRef{Offset: 1}, First: 9 * comity.Day, Node: a, Subscriber: -1, Assignment: -1, Clock: 1, Answer: crosscheck.Ambiguous, Changed: true,
		Alternatives: []attribution.Alternative{{Subscriber: lines[3], Assignment: 1 << 20}, {Subscriber: lines[700], Assignment: 1<<20 + 1}},
	})
	s.Resolve(1, func(int32) {})
	if got := restsOn(s, lines[3]); got != 1 {
		t.Errorf("the claim rests on %d uses, want the sure one", got)
	}
}

// groups makes lines of a carrier, of which thirty at a time share an address for good,
// and other people's accounts behind each.
func groups(s *story, n int) (lines []int32) {
	for i := range 30 * n {
		lines = append(lines, s.line("mobile", fmt.Sprint("m", i), ""))
	}
	for who := range 3 * n {
		a := s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:other", who))
		for day := range 2 {
			s.crowd(a, day, lines[30*(who%n):30*(who%n)+30]...)
		}
	}
	return lines
}

// without is a list that lacks a line.
func without(list []int32, line int32) []int32 {
	return slices.DeleteFunc(list, func(l int32) bool { return l == line })
}

// restsOn is how many uses the claim on a line rests on; 0 where there is none.
func restsOn(s *story, line int32) int {
	for _, x := range s.Subjects(1) {
		if len(x.Subscribers) > 0 && x.Subscribers[0] == line {
			return len(x.For[1].Uses)
		}
	}
	return 0
}
