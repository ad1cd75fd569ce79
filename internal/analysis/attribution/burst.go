package attribution

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// opening is a sign-up: when, and in what names.
type opening struct {
	at    comity.Instant
	use   int32
	names []nameID
}

// burstSize is in how many names accounts must be opened from one connection
// within a day before it is a burst.
const burstSize = 3

// appendOpenings adds the first sign-ups of a profile; there may be thousands.
func appendOpenings(c *Case, to []opening, signUps []int32, names []nameID) []opening {
	for _, u := range signUps[:min(len(signUps), burstSize)] {
		to = append(to, opening{c.uses[u].First, u, names})
	}
	return to
}

// burst finds a day that saw that many, and lists the sign-ups that make it.
func (c *Case) burst(list []opening) (uses []int32, is bool) {
	slices.SortStableFunc(list, func(a, b opening) int { return cmp.Compare(a.at, b.at) })
	for i := range list {
		var people [][]nameID
		uses = uses[:0]
		for j := i; j < len(list) && j < i+enough && list[j].at-list[i].at <= comity.Day; j++ {
			people = c.addPerson(people, list[j].names, 1, &uses, []int32{list[j].use})
			if len(people) >= burstSize {
				return uses, true
			}
		}
	}
	return nil, false
}

// sequenceSize is how many cards in a row make a sequence.
const sequenceSize = 3

// appendEnds adds the first six and last four digits of the cards, together.
func (c *Case) appendEnds(to []string, cards []Node) []string {
	for _, n := range cards {
		if first, last, ok := strings.Cut(c.nodes[n].selector.Value, "******"); ok && len(last) == 4 && len(to) <= enough {
			to = append(to, first+last)
		}
	}
	return to
}

// inSequence reports whether some of the cards were run off one after another:
// of one issuer, and the digits before the check digit count up by one.
func inSequence(ends []string) bool {
	slices.Sort(ends)
	run, before, series := 1, -1, ""
	for _, e := range slices.Compact(ends) {
		n, err := strconv.Atoi(e[len(e)-4 : len(e)-1])
		if err != nil {
			continue
		}
		switch {
		case e[:len(e)-4] != series || n > before+1:
			run = 1
		case n == before+1:
			run++
		}
		if series, before = e[:len(e)-4], n; run >= sequenceSize {
			return true
		}
	}
	return false
}
