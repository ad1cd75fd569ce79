package attribution_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// mazurs tells a case with enough names that one part of them is usual: half of all
// lines are of a family Mazur.
func mazurs(s *story) {
	for i := range 120 {
		s.line("isp", fmt.Sprint("m", i), fmt.Sprintf("%s Mazur", invented(2*i)))
		s.line("isp", fmt.Sprint("o", i), fmt.Sprintf("%s %s", invented(2*i+1), invented(1000+i)))
	}
}

// invented is a name of its own for each number.
func invented(n int) string {
	const letters = "bdfglmnprtvz"
	var b []byte
	for range 4 {
		b = append(b, letters[n%len(letters)], "aeiou"[n%5])
		n /= len(letters)
	}
	return string(b)
}

// A part that many names have does not make strangers of those who share it, and ties
// nobody to anybody either.
func TestUsualNames(t *testing.T) {
	days := []int{1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23}
	at := func(person string, days ...int) func(*story) {
		return func(s *story) {
			mazurs(s)
			a := s.account("rose", "Halina Mazur", "1111")
			home := s.line("isp", "home", person)
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Payment, home, 1)
			s.use(a, attribution.Access, home, days...)
		}
	}
	tellAll(t, []told{
		{"the usual surname, seldom", at("Jacek Mazur", 1, 3), []string{"supported [d] line home: [rose] rivals [shared-address]"}},
		{"the usual surname, however often", at("Jacek Mazur", days...), []string{"supported [d] line home: [rose] rivals [shared-address]"}},
		{"nothing in common", at("Jacek Wrona", days...), []string{"contradicted [d] line home: [rose] rivals [shared-address]"}},
		{"one person", at("MAZUR, Halina", days...), []string{"corroborated [] line home: [rose] rivals []"}},
	})
}

// With the usual surname the given name begins alike: that is somebody of the family, unless
// many of the surname begin so.
func TestUsualNameThatBeginsAlike(t *testing.T) {
	at := func(stated, person string) func(*story) {
		return func(s *story) {
			mazurs(s)
			a := s.account("rose", stated, "1111")
			home := s.line("isp", "home", person)
			s.use(a, attribution.SignUp, home, 1)
			s.use(a, attribution.Payment, home, 1)
			s.use(a, attribution.Access, home, 1, 3, 5, 7, 9, 11)
		}
	}
	sure, doubtful := []string{"corroborated [] line home: [rose] rivals []"}, []string{"supported [d] line home: [rose] rivals [shared-address]"}
	tellAll(t, []told{
		{"the provider has the initial", at("Halina Mazur", "H. Mazur"), sure},
		{"the customer stated it", at("H. Mazur", "MAZUR HALINA"), sure},
		{"the customer is called so for short", at("Hal. Mazur", "Halina Mazur"), sure},
		{"the provider writes it so, behind the surname", at("Halina Mazur", "MAZUR, Hal."), sure},
		{"another initial", at("Halina Mazur", "J. Mazur"), doubtful},
		{"another name of that initial", at("Halina Mazur", "Helena Mazur"), doubtful},
		{"many begin so", at("Berta Mazur", "B. Mazur"), doubtful},
		{"nothing but the surname", at("Mazur", "Halina Mazur"), doubtful},
		{"a whole name that begins another", at("Jan Mazur", "Janina Mazur"), doubtful},
	})
}

// Where people of many names use a line, that one of them has a usual part of its
// subscriber's changes nothing.
func TestUsualNameInACafe(t *testing.T) {
	s := newStory()
	mazurs(s)
	cafe := s.line("isp", "cafe", "Jacek Mazur")
	for i, name := range []string{"Halina Mazur", "Anna Rossi", "Bert Bosch", "Cleo Dahl", "Dora Egge"} {
		s.use(s.account(fmt.Sprint("u", i), name, fmt.Sprint(1000+i)), attribution.Access, cafe, i, i+2, i+4)
	}
	s.Resolve(2, func(int32) {})
	for _, x := range s.Subjects(2) {
		if x.Band != comity.Contradicted {
			t.Errorf("%s: %s", x.ID, x.Band)
		}
	}
}

// A thief invents a name that shares the victim's usual surname, or cannot be compared,
// and pays with the victim's card: nothing that he did is laid to the victim, wherever he was.
func TestUsualNameOfAThief(t *testing.T) {
	const home = 240 // the number of the line told after the Mazurs'
	for _, c := range []struct {
		name string
		at   func(*story) int32 // the thief's line; negative: none is known
		days int
	}{
		{"from nowhere known", func(*story) int32 { return -1 }, 0},
		{"at his own line", func(s *story) int32 { return s.line("isp", "den", "Otto Krum") }, 12},
		{"at a line of nobody's", func(s *story) int32 { return s.line("host", "exit", "") }, 12},
		{"at the victim's line, twice", func(*story) int32 { return home }, 2},
	} {
		for _, invented := range []string{"Jan Mazur", "J. Mazur", "王小明 Mazur Jan", "王小明", "?????? ????", "-"} {
			t.Run(c.name+": "+invented, func(t *testing.T) {
				s := newStory()
				mazurs(s)
				mine := s.account("rose", "Halina Mazur", "1111")
				line := s.line("isp", "home", "MAZUR HALINA")
				s.use(mine, attribution.SignUp, line, 1)
				s.use(mine, attribution.Access, line, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23)
				stolen := s.account("zz", invented, "1111")
				if at := c.at(s); at >= 0 {
					s.use(stolen, attribution.SignUp, at, 5)
					s.use(stolen, attribution.Payment, at, 5)
					s.use(stolen, attribution.Access, at, everyOther(c.days)...)
				}
				s.Paid(stolen, "chargeback", "approved")
				for _, x := range s.Subjects(1) {
					if len(x.Subscribers) == 0 || x.Subscribers[0] != line || x.Band != comity.Corroborated && x.Band != comity.Supported {
						continue
					}
					for _, sel := range s.Selectors(nil, x) {
						if sel.Value == "trains.example:zz" {
							t.Errorf("%s: the thief's account is the victim's", x.Band)
						}
					}
				}
			})
		}
	}
}
