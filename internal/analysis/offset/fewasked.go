package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// fewCopied is how many questions tell of a clock, if they are most that were put; of more than
// mostCopied each log tells by itself, and to try all zones on them would take long.
const (
	fewCopied  = 4
	mostCopied = 10 * many
)

// copied is by how much the clock of source n is ahead, where all that is there to compare are a few
// questions to a provider. Who asks copies a time and an address from a record, as it is written there or
// as it was put right: most of them lie at one distance from what was seen then, to the second, or do so by
// the time of another zone, and none at no distance. Four addresses are asked: one may be used every day at that hour.
func (s *solver) copied(n int) (best Reading, ok bool) {
	for _, right := range []bool{false, true} {
		asked, list := s.asked(n, nil, right)
		if len(asked) < fewCopied || len(asked) > mostCopied || len(list) == 0 || len(lyingAt(list, 0)) > 0 {
			return Reading{}, false
		}
		most := max(fewCopied, len(asked)/2+1, best.Pairs+1)
		by, _ := oftenest(list)
		if count := standing(list, by); count >= most {
			r := Reading{Kept: true, Why: Measured, Pairs: count}
			best, ok = s.shifted(n, r, -by, sharp, fitted{exact: true, origin: lyingAt(list, by)[0].at}), true
			most = count + 1
		}
		for _, w := range s.otherZones(n) {
			_, list := s.asked(n, w.Of, right)
			if count := standing(list, 0); count >= most {
				best, ok = s.inZone(n, Reading{Kept: true, Why: Measured, Pairs: count}, w), true
				most = count + 1
			}
		}
	}
	return best, ok
}

// question is a time at which a provider was asked for who had an address, and how much later something was
// seen from there.
type question struct {
	point
	address uint64
}

// lyingAt are the questions at a distance, to the second.
func lyingAt(list []question, by comity.Instant) (out []question) {
	for _, q := range list {
		if abs(q.later-by) <= sharp {
			out = append(out, q)
		}
	}
	return out
}

// standing is how many times were asked about that lie at a distance, if these are of several addresses
// and stand out: where half as many lie together elsewhere, addresses are so busy that it is chance.
func standing(list []question, by comity.Instant) int {
	addresses, times := map[uint64]bool{}, map[comity.Instant]bool{}
	for _, q := range lyingAt(list, by) {
		addresses[q.address], times[q.at] = true, true
	}
	if len(addresses) < fewCopied {
		return 0
	}
	beside := slices.DeleteFunc(slices.Clone(list), func(q question) bool { return abs(q.later-by) <= pile })
	if _, count := oftenest(beside); 2*count > len(times) {
		return 0
	}
	return len(times)
}

// oftenest is the distance at which most times that were asked about lie, to the second, and how many do;
// of several the one nearest to zero. It sorts the questions.
func oftenest(list []question) (by comity.Instant, count int) {
	slices.SortFunc(list, func(a, b question) int {
		return cmp.Or(cmp.Compare(a.later, b.later), cmp.Compare(a.at, b.at), cmp.Compare(a.address, b.address))
	})
	within, from := map[comity.Instant]int{}, 0
	for _, q := range list {
		for within[q.at]++; q.later-list[from].later > sharp; from++ {
			if within[list[from].at]--; within[list[from].at] == 0 {
				delete(within, list[from].at)
			}
		}
		mid := list[from].later + (q.later-list[from].later)/2
		if len(within) > count || len(within) == count && abs(mid) < abs(by) {
			by, count = mid, len(within)
		}
	}
	return by, count
}

// asked are the times that source n was asked about, and these with what was seen, as it is written in each source
// or put right by what is known of it.
func (s *solver) asked(n int, read func(comity.Instant) comity.Instant, right bool) (map[comity.Instant]bool, []question) {
	asked, list := map[comity.Instant]bool{}, []question(nil)
	for i := range s.series {
		q := &s.series[i]
		if q.Source != n || q.Sort != Question {
			continue
		}
		for _, m := range q.Marks {
			asked[m.At] = true
		}
		if len(asked) > mostCopied {
			return asked, nil
		}
		for j := range s.series {
			if seen := &s.series[j]; seen.Sort == Seen && seen.Source != n {
				list = s.appendAsked(list, q.Marks, seen, read, right)
			}
		}
	}
	return asked, list
}

// appendAsked appends what was asked, address by address, with what was seen in one source.
func (s *solver) appendAsked(list []question, asked []Mark, seen *Series, read func(comity.Instant) comity.Instant, right bool) []question {
	for len(asked) > 0 {
		count := run(asked)
		from, _ := slices.BinarySearchFunc(seen.Marks, asked[0].Key, func(m Mark, key uint64) int { return cmp.Compare(m.Key, key) })
		for _, p := range pairs(asked[:count], seen.Marks[from:], read) {
			if right {
				p.later -= s.errorAt(seen.Source, p.at+p.later)
			}
			list = append(list, question{p, asked[0].Key})
		}
		asked = asked[count:]
	}
	return list
}
