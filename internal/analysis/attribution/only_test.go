package attribution_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// That the one of the name alone was there each time lifts a claim where the times have
// nothing to do with each other, the lists hold everybody, and few bear such a name. Else
// a customer whose name was typed by somebody in no list may be there by chance, or again
// because they were there before.
func TestWhatIsNotTheOneOfTheName(t *testing.T) {
	const (
		alone = "corroborated [] m7"
		name  = "supported [b] m7"
	)
	hour, day := comity.Hour, comity.Day
	for _, c := range []struct {
		name    string
		stated  []string
		times   []comity.Instant
		oneTime bool // line 7 has one assignment all the time, the others come and go
		asked   bool // by answers to questions
		holder  string
		longer  bool // by a clock with several readings, each with its own people
		want    string
	}{
		{name: "three days", times: []comity.Instant{0, day, 2 * day}, want: alone},
		{name: "a middle name", stated: []string{"Anna Maria Rossi"}, want: alone},
		{name: "one name written twice", stated: []string{"Anna Rossi", "ROSSI Anna"}, want: alone},
		{name: "an evening", times: []comity.Instant{0, 2 * hour, 4 * hour}, want: name},
		{name: "one log-in as three logs have it", times: []comity.Instant{0, 1, 2}, want: name},
		{name: "two evenings", times: []comity.Instant{0, 2 * hour, 24 * hour}, want: name},
		{name: "one lease of months", oneTime: true, want: name},
		{name: "answers to questions", asked: true, want: name},
		{name: "letters that fit many", stated: []string{"Ann? Ros??"}, want: name},
		{name: "letters lost in the carrier's list", holder: "Ann? Ros??", want: name},
		{name: "a name of all names", stated: []string{"Anna Rossi Bert Bosch Cleo Dahl"}, want: name},
		{name: "names by turns", stated: []string{"Anna Rossi", "Bert Bosch", "Cleo Dahl"}, want: name},
		{name: "lists four times as long as others'", longer: true, want: name},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], cmp.Or(c.holder, "Anna Rossi"), "IT")
			s.Person(lines[8], "Berta Kahn", "IT")
			r := rand.New(rand.NewPCG(1, 2))
			others := 20
			if c.longer {
				others = 80
			}
			for who := range 40 {
				a := s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:other", who))
				s.Name(a, "Olaf Nobody")
				for day := range 2 {
					there := oneIn(others, r, lines)
					if c.longer { // somebody who is there oftener than most
						there = slices.DeleteFunc(there, func(l int32) bool { return l == lines[7] })
						if (2*who+day)%20 == 0 {
							there = append(there, lines[7])
						}
					}
					s.crowd(a, day, there...)
				}
			}
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			for _, n := range append(c.stated, []string{"Anna Rossi"}[min(len(c.stated), 1):]...) {
				s.Name(a, n)
			}
			if c.times == nil {
				c.times = []comity.Instant{0, day, 2 * day}
			}
			for i, at := range c.times {
				s.offset += 100
				u := attribution.Use{Hit: attribution.HitRef{Offset: s.offset}, First: at, Node: a, Subscriber: -1, Assignment: -1, Clock: int32(i % 2), Answer: crosscheck.Shared, Asked: c.asked}
				for _, l := range append(slices.DeleteFunc(oneIn(20, r, lines), func(l int32) bool { return l == lines[7] }), lines[7]) {
					s.assignments++
					n := s.assignments
					if c.oneTime && l == lines[7] {
						n = 1 << 20
					}
					u.Alternatives = append(u.Alternatives, attribution.Alternative{Subscriber: l, Assignment: n})
				}
				slices.SortFunc(u.Alternatives, func(a, b attribution.Alternative) int { return int(a.Subscriber - b.Subscriber) })
				s.Use(u)
			}
			if got := of(s, "trains.example:a"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// One assignment of months puts its holder behind an address every time at once, whoever
// else comes and goes there: it is one occasion, and not as many as there were log-ins.
func TestOneLeaseIsOneOccasion(t *testing.T) {
	for _, c := range []struct {
		name, holder string
		leases       int // assignments of line 7, one after the other, on twelve days
		want         string
	}{
		{"the user, an assignment a day", "Anna Rossi", 12, "corroborated [] m7"},
		{"the user, some assignments", "Anna Rossi", 6, "corroborated [] m7"},
		{"a customer of the name, always there", "Anna Rossi", 1, "supported [b] m7"},
		{"somebody always there, in another name", "Cleo Dahl", 1, "unresolved [a b c d] -"},
		{"somebody always there, whom nobody names", "", 1, "unresolved [a b c d] -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			lines := providerOf(s, 300)
			s.Person(lines[7], c.holder, "IT")
			r := rand.New(rand.NewPCG(1, 2))
			bystanders(s, r, lines)
			a := s.Selector(comity.SelectorAccount, "trains.example:a")
			s.Name(a, "Anna Rossi")
			const days = 12
			for day := range days {
				var list []attribution.Alternative
				for i, l := range lines {
					s.assignments++
					switch {
					case i == 7:
						list = append(list, attribution.Alternative{Subscriber: l, Assignment: 1<<20 + int32(day*c.leases/days)})
					case r.IntN(20) == 0:
						list = append(list, attribution.Alternative{Subscriber: l, Assignment: s.assignments})
					}
				}
				s.offset += 100
				s.Use(attribution.Use{
					Hit: attribution.HitRef{Offset: s.offset}, First: comity.Instant(day) * comity.Day, Node: a, Subscriber: -1, Assignment: -1,
					Clock: int32(day % 2), Answer: crosscheck.Shared, Alternatives: list, // two logs
				})
			}
			if got := of(s, "trains.example:a"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
