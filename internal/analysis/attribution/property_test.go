package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// deed is one use of a made-up case.
type deed struct {
	account, line, day int
	kind               attribution.EventKind
	answer             crosscheck.Answer
}

// history is a made-up case: who uses what from where, at random.
func history(r *rand.Rand) []deed {
	var list []deed
	for account := range 6 {
		for range 1 + r.IntN(8) {
			d := deed{account, r.IntN(4), r.IntN(20), attribution.EventKind(r.IntN(4)), crosscheck.Unique}
			switch r.IntN(8) {
			case 0:
				d.answer = crosscheck.Shared
			case 1:
				d.answer = crosscheck.Ambiguous
			}
			list = append(list, d)
		}
	}
	return list
}

// weighed is a subject with everything that is shown of it.
type weighed struct {
	*attribution.Subject
	accounts string
	shown    map[attribution.HitRef]bool
	rows     map[string][]attribution.HitRef // text and weight → hits
}

// weigh tells the history without one deed (none: -1), and weighs it.
func weigh(t *testing.T, list []deed, without int) map[string]weighed {
	s := newStory()
	names := []string{"Anna Rossi", "Bert Bosch", "", "Anna Rossi", "Cleo Dahl", "Dora Egge"}
	for i, holder := range []string{"Anna Rossi", "", "Garden Tools Ltd", "Bert Bosch"} {
		s.line("isp", fmt.Sprint("l", i), holder)
	}
	for i, name := range names {
		s.account(fmt.Sprint("a", i), name, fmt.Sprint(1000+i%4))
	}
	for i, d := range list {
		if i == without {
			continue
		}
		a, _ := s.Known(comity.SelectorAccount, fmt.Sprint("trains.example:a", d.account))
		u := attribution.Use{
			Hit: attribution.HitRef{Offset: int64(i), Event: d.kind}, First: comity.Instant(d.day)*comity.Day + comity.Instant(i),
			Node: a, Subscriber: int32(d.line), Assignment: int32(4*d.day + d.line), Clock: int32(d.kind), Answer: d.answer,
		}
		if d.answer != crosscheck.Unique {
			for other := range 4 {
				if (d.line+other*d.day)%3 != 1 {
					u.Alternatives = append(u.Alternatives, attribution.Alternative{Subscriber: int32(other), Assignment: int32(4*d.day + other)})
				}
			}
			u.Subscriber, u.Assignment = -1, -1
		}
		s.Use(u)
	}
	s.Resolve(2, func(int32) {})
	s.ResolveNamed(2)
	out := map[string]weighed{}
	for _, x := range s.Subjects(1) {
		w := weighed{x, fmt.Sprint(s.Selectors(nil, x)), map[attribution.HitRef]bool{}, map[string][]attribution.HitRef{}}
		w.add(t, s.Case)
		out[x.ID] = w
	}
	return out
}

// add notes the rows, and checks that they add up.
func (w *weighed) add(t *testing.T, c *attribution.Case) {
	sum := w.note("claim", c, append(slices.Clone(w.For), w.Against...))
	if sum != w.Score {
		t.Errorf("score %v, rows make %v", w.Score, sum)
	}
	for i := range w.Rivals {
		r := &w.Rivals[i]
		if rows := c.Reasons(w.Subject, r); len(rows) > 0 {
			if sum := w.note(r.Kind.String(), c, rows); sum != r.Weight {
				t.Errorf("%s %v, rows make %v", r.Kind, r.Weight, sum)
			}
		}
	}
}

func (w *weighed) note(of string, c *attribution.Case, rows []attribution.Argument) (sum comity.Weight) {
	for _, a := range rows {
		sum += a.Weight
		key := fmt.Sprint(of, ": ", string(a.AppendText(nil)), " ", a.Weight)
		w.rows[key] = []attribution.HitRef{}
		for _, u := range a.Uses {
			w.rows[key] = append(w.rows[key], c.Hit(u))
			w.shown[c.Hit(u)] = true
		}
	}
	return sum
}

// The score is the sum of what is shown, and without one hit nothing goes but
// what rests on it: every row that does not list it stays, in every subject. (A
// row that speaks of what is missing, as that an account was never used, may come.)
func TestNothingRestsOnWhatIsNotShown(t *testing.T) {
	for seed := range uint64(60) {
		list := history(rand.New(rand.NewPCG(seed, 1)))
		all := weigh(t, list, -1)
		for i, d := range list {
			hit := attribution.HitRef{Offset: int64(i), Event: d.kind}
			less := weigh(t, list, i)
			if !sameClusters(all, less) {
				continue // the hit tied accounts together: then it is another set of subjects
			}
			for id, was := range all {
				// Another connection may have become the better claim: then it is another claim.
				if now, ok := less[id]; ok && fmt.Sprint(first(now)) == fmt.Sprint(first(was)) {
					keeps(t, was, now, hit)
				}
			}
		}
	}
}

func sameClusters(a, b map[string]weighed) bool {
	for id := range a {
		if b[id].accounts != a[id].accounts {
			return false
		}
	}
	return len(a) == len(b)
}

func first(w weighed) []int32 { return w.Subscribers[:min(1, len(w.Subscribers))] }

// keeps checks that every row which does not list the hit is still there.
func keeps(t *testing.T, was, now weighed, hit attribution.HitRef) {
	t.Helper()
	for row, hits := range was.rows {
		if strings.Contains(row, "before any evidence") {
			continue // a rival of which nothing is observed any more is its prior alone
		}
		if _, ok := now.rows[row]; !ok && !slices.Contains(hits, hit) {
			t.Errorf("%s: %q went with %v, which it does not list", was.ID, row, hit)
		}
	}
}
