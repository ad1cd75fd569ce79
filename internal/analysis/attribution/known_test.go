package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// Behind an address stand a tenth of 300 lines at random, and line 7 every time.
// Few occasions leave several lines; a name decides between them, or nobody does.
func TestNameDecidesBehindSharedAddress(t *testing.T) {
	for _, tt := range []struct {
		name            string
		account, holder string
		times           int
		paidOnly        bool
		twin            bool // another line of the name is there every time
		absent          bool // line 7 isn't there
		want            string
	}{
		{"of those who were there twice, one bears the name", "Anna Rossi", "Anna Rossi", 2, false, false, false, "supported [b] m7"},
		{"as it is written without marks", "Jürgen Köhler", "KOEHLER, Juergen", 2, false, false, false, "supported [b] m7"},
		{"often enough, and it is more than a name", "Anna Rossi", "Anna Rossi", 6, false, false, false, "corroborated [] m7"},
		{"somebody of the family", "Anna Rossi", "Carlo Rossi", 3, false, false, false, "supported [b] m7"},
		{"nobody bears the name", "Anna Rossi", "Cleo Dahl", 2, false, false, false, "unresolved [a b c d] -"},
		{"two bear it", "Anna Rossi", "Anna Rossi", 2, false, true, false, "unresolved [a b c d] -"},
		{"once is no occasion to tell by", "Anna Rossi", "Anna Rossi", 1, false, false, false, "unresolved [a b c d] -"},
		{"who bears it was not there", "Anna Rossi", "Anna Rossi", 2, false, false, true, "unresolved [a b c d] -"},
		{"a thief types the name on the card", "Anna Rossi", "Anna Rossi", 2, true, false, false, "unresolved [a b c d] -"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], tt.holder, "IT")
			if tt.twin {
				s.Person(lines[8], tt.account, "IT")
			}
			r := rand.New(rand.NewPCG(1, 2))
			bystanders(s, r, lines)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.Name(a, tt.account)
			for day := range tt.times {
				there := among(r, lines)
				there = slices.DeleteFunc(there, func(l int32) bool { return l == lines[7] })
				if !tt.absent {
					there = append(there, lines[7])
				}
				if tt.twin && !slices.Contains(there, lines[8]) {
					there = append(there, lines[8])
				}
				kind := attribution.Access
				if tt.paidOnly {
					kind = attribution.Payment
				}
				s.crowdOf(a, kind, comity.Instant(day)*comity.Day, there...)
			}
			if got := of(s, "trains.example:a"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Where the same people are behind an address every day, a name tells that one of
// them typed it, and not who.
func TestSamePeopleEveryDayAreOneOccasion(t *testing.T) {
	s := newStory()
	lines := providerOf(s, 300)
	s.Person(lines[7], "Anna Rossi", "IT")
	bystanders(s, rand.New(rand.NewPCG(5, 6)), lines)
	a := s.Selector(comity.SelectorAccount, "trains.example:a")
	s.Name(a, "Anna Rossi")
	for day := range 6 {
		s.crowd(a, day, lines[7], lines[20], lines[40], lines[60], lines[80])
	}
	if got := of(s, "trains.example:a"); got != "unresolved [a b c d] -" {
		t.Errorf("got %q", got)
	}
}

// Others of the name, strangers who fit better, and who paid: none of them lets a name decide.
func TestNameDecidesNothingBesideOthers(t *testing.T) {
	for _, tt := range []struct {
		name        string
		twin        int   // on how many of six occasions another of the name is there
		own         int   // on how many the one of the name
		strangers   []int // who are there each time
		payer, want string
	}{
		{"a namesake each time", 6, 6, nil, "", "unresolved [a b c d] -"},
		{"a namesake nearly each time", 5, 6, nil, "", "unresolved [a b c d] -"},
		{"strangers fit better", 0, 3, []int{40, 41}, "", "unresolved [a b c d] -"},
		{"who paid bears the name", 0, 2, nil, "Anna Rossi", "unresolved [a b c d] -"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], "Anna Rossi", "IT")
			s.Person(lines[8], "Anna Rossi", "IT")
			r := rand.New(rand.NewPCG(1, 2))
			bystanders(s, r, lines)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.Payer(a, tt.payer)
			if tt.payer == "" {
				s.Name(a, "Anna Rossi")
			}
			for day := range max(tt.own, tt.twin, 2*len(tt.strangers)) {
				there := slices.DeleteFunc(among(r, lines), func(l int32) bool { return slices.Contains([]int32{lines[7], lines[8], lines[40], lines[41]}, l) })
				for _, i := range tt.strangers {
					there = append(there, lines[i])
				}
				if day < tt.own {
					there = append(there, lines[7])
				}
				if day < tt.twin {
					there = append(there, lines[8])
				}
				s.crowd(a, day, there...)
			}
			if got := of(s, "trains.example:a"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// What happens behind one address within minutes is one occasion: the same people
// are there each time, and only some of them have come or gone.
func TestBurstIsOneOccasion(t *testing.T) {
	s := newStory()
	lines := providerOf(s, 300)
	r := rand.New(rand.NewPCG(3, 4))
	bystanders(s, r, lines)
	a := s.Selector(comity.SelectorAccount, "trains.example:a")
	there := among(r, lines)
	var list []attribution.Alternative
	for i, l := range there {
		list = append(list, attribution.Alternative{Subscriber: l, Assignment: 1 << 20 * int32(1+i)})
	}
	for minute := range 12 { // one leaves each minute
		s.alternatives(a, attribution.Access, comity.Instant(minute)*comity.Minute, list[minute:]...)
	}
	if got := of(s, "trains.example:a"); got != "unresolved [a b c d] -" {
		t.Errorf("got %q", got)
	}
}

// providerOf makes the lines of a mobile provider, held in names of few parts.
func providerOf(s *story, n int) (lines []int32) {
	given, family := []string{"Ada", "Bruno", "Carla", "Dario", "Elena", "Fabio"}, []string{"Bianchi", "Conti", "Ferrari", "Greco", "Marini", "Neri", "Villa"}
	for i := range n {
		lines = append(lines, s.line("mobile", fmt.Sprint("m", i), ""))
		if i != 7 && i != 8 {
			s.Person(lines[i], given[i%len(given)]+" "+family[i%len(family)], "IT")
		}
	}
	return lines
}

// bystanders use their accounts behind the same addresses: from them it is known
// how often a line is there.
func bystanders(s *story, r *rand.Rand, lines []int32) { bystandersOneIn(10, s, r, lines) }

// bystandersOneIn is bystanders where one in n lines is behind an address.
func bystandersOneIn(n int, s *story, r *rand.Rand, lines []int32) {
	for who := range 40 {
		a := s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:other", who))
		s.Name(a, "Olaf Nobody") // the names of the lines that fit are read
		for day := range 2 {
			s.crowd(a, day, oneIn(n, r, lines)...)
		}
	}
}

// among is a tenth of the lines, at random.
func among(r *rand.Rand, lines []int32) []int32 { return oneIn(10, r, lines) }

// oneIn is one in n of the lines, at random.
func oneIn(n int, r *rand.Rand, lines []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(lines), func(int32) bool { return r.IntN(n) > 0 })
}

// of sums up the subject of an account: band, tests missing, claimed line.
func of(s *story, account string) string {
	s.Resolve(1, func(int32) {})
	s.ResolveNamed(1)
	for _, x := range s.Subjects(1) {
		if !slices.ContainsFunc(s.Selectors(nil, x), func(sel comity.Selector) bool { return sel.Value == account }) {
			continue
		}
		line := "-"
		if len(x.Subscribers) > 0 {
			line = s.SubscriberAt(x.Subscribers[0]).Name
		}
		return fmt.Sprintf("%s %v %s", x.Band, x.Missing.Letters(), line)
	}
	return "none"
}
