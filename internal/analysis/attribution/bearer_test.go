package attribution_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// Behind an address stand a twentieth of 300 lines at random. Where only the line whose
// holder bears the account's full name was there each time, the name is more than a name:
// somebody else who typed it was there as well, and would be found as often.
func TestTheOneOfTheNameAlone(t *testing.T) {
	const (
		alone = "corroborated [] m7"
		name  = "supported [b] m7"
		open  = "unresolved [a b c d] -"
	)
	for _, c := range []struct {
		name, holder string
		times        int
		others       []int // lines that are there each time as well
		missing      []int // occasions on which line 7 is not there
		want         string
	}{
		{"the user, three times", "Anna Rossi", 3, nil, nil, alone},
		{"the user, four times", "Anna Rossi", 4, nil, nil, alone},
		{"twice", "Anna Rossi", 2, nil, nil, name},
		{"a thief behind the same carrier, who typed a customer's name", "Anna Rossi", 4, []int{40}, nil, name},
		{"a wife with a line of the same carrier, in her husband's name", "Anna Rossi", 3, []int{8}, nil, name},
		{"a thief whose line is in no list, and the victim was there half the times", "Anna Rossi", 4, nil, []int{1, 2}, open},
		{"a thief whose line is in no list, and the victim was not there once", "Anna Rossi", 4, nil, []int{1}, open},
		{"a child in the family's name", "Carlo Rossi", 4, nil, nil, name},
		{"nobody of the name", "Cleo Dahl", 4, []int{40}, nil, open},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], c.holder, "IT")
			s.Person(lines[8], "Berta Kahn", "IT")
			r := rand.New(rand.NewPCG(1, 2))
			bystandersOneIn(20, s, r, lines)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.Name(a, "Anna Rossi")
			for day := range c.times {
				there := oneIn(20, r, lines)
				own := append([]int{7}, c.others...)
				there = slices.DeleteFunc(there, func(l int32) bool { return slices.Contains(own, int(l)) })
				for _, i := range own {
					if i != 7 || !slices.Contains(c.missing, day) {
						there = append(there, lines[i])
					}
				}
				s.crowd(a, day, there...)
			}
			if got := of(s, "trains.example:a"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What the clocks leave open. Where it is the one or nobody, no reading names another;
// behind an address that many share, none names anybody; between two who had it one after
// the other, readings differ, and the claim is supported at most.
func TestWhatEdgesLeaveOpen(t *testing.T) {
	for _, c := range []struct {
		name    string
		others  int  // who may be meant besides, other people each time
		changed bool // the kept readings name different subscribers
		asked   bool // somebody asked who it was, and got no list
		fixed   bool // the same other each time
		holder  string
		want    string
	}{
		{"the one or nobody", 0, false, false, false, "Anna Rossi", "corroborated [] m7"},
		{"the one or nobody, in another's name", 0, false, false, false, "Cleo Dahl", "contradicted [d] m7"},
		{"the one or nobody, by answers to questions", 0, false, true, false, "Anna Rossi", "supported [b] m7"},
		{"another before", 1, false, false, false, "Anna Rossi", "supported [b] m7"},
		{"another by another reading", 1, true, false, false, "Anna Rossi", "supported [b] m7"},
		{"the same neighbour each time", 1, false, false, true, "Anna Rossi", "unresolved [a b c d] -"},
		{"as many as readings may name", 7, true, false, false, "Anna Rossi", "supported [b] m7"},
		{"many at once", 8, true, false, false, "Anna Rossi", "corroborated [] m7"},
		{"many at once, by answers to questions", 8, false, true, false, "Anna Rossi", "supported [b] m7"},
		{"many at once, in another's name", 8, true, false, false, "Cleo Dahl", "contradicted [d] m7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], c.holder, "IT")
			bystanders(s, rand.New(rand.NewPCG(3, 4)), lines)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.Name(a, "Anna Rossi")
			for day := range 8 {
				list := []int32{lines[7]}
				for i := range c.others {
					if c.fixed {
						list = append(list, lines[20+i])
					} else {
						list = append(list, lines[20+c.others*day+i])
					}
				}
				s.edge(a, day, attribution.Use{Changed: c.changed, Asked: c.asked}, list...)
			}
			if got := of(s, "trains.example:a"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// edge adds a use on a day that is any of these lines' by what the clocks allow.
func (s *story) edge(who attribution.Node, day int, u attribution.Use, lines ...int32) {
	s.offset += 100
	u.Hit.Offset, u.First, u.Node, u.Clock, u.Answer = s.offset, comity.Instant(day)*comity.Day, who, 1, crosscheck.Ambiguous
	u.Subscriber, u.Assignment = -1, -1
	for _, l := range lines {
		s.assignments++
		u.Alternatives = append(u.Alternatives, attribution.Alternative{Subscriber: l, Assignment: s.assignments})
	}
	s.Use(u)
}

// A line that is found again behind shared addresses makes no claim worse than it is with
// these left open; nor does it lift one that rests on a single look-up.
func TestFoundAgain(t *testing.T) {
	for _, c := range []struct {
		name   string
		hours  []int  // of sessions in one assignment
		opened bool   // the account was, from there
		holder string // of the line
		again  int    // uses behind shared addresses
		want   string
	}{
		{"one address for months", []int{0, 30, 60, 90, 120, 150}, true, "Anna Rossi", 3, "corroborated [] m7"},
		{"one address for months, that nobody is named for", []int{0, 30, 60, 90, 120, 150}, true, "", 3, "corroborated [] m7"},
		{"one look-up", []int{0}, false, "Anna Rossi", 3, "supported [b] m7"},
		{"one clock", []int{0, 30, 60}, false, "Anna Rossi", 3, "supported [b] m7"},
		{"one visit to a line that nobody is named for", []int{0, 1, 2}, true, "", 3, "supported [b] m7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], c.holder, "IT")
			r := rand.New(rand.NewPCG(3, 4))
			bystanders(s, r, lines)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.Name(a, "Anna Rossi")
			if c.opened {
				s.inOne(a, attribution.SignUp, lines[7], 0)
			}
			s.inOne(a, attribution.Access, lines[7], c.hours...)
			for day := range c.again {
				there := slices.DeleteFunc(among(r, lines), func(l int32) bool { return l == lines[7] })
				s.crowd(a, 10+day, append(there, lines[7])...)
			}
			if got := of(s, "trains.example:a"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
