package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unique"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// deed is one use of a made-up case.
type deed struct {
	account, line, day int
	kind               attribution.EventKind
	answer             crosscheck.Answer
	among              []int32 // where the answer is not unique: whose it may be
}

// The lines of a made-up case: six of a provider, four of which anybody uses, and those
// of a carrier behind them.
const (
	anybody = 4
	fixed   = 6
	carrier = 300
	months  = 60 // days
)

// history is a made-up case: who uses what from where, at random, and one of the habits
// that rows of the table are about.
func history(r *rand.Rand, habit int) []deed {
	var list []deed
	for account := range 6 {
		for range 1 + r.IntN(8) {
			d := deed{account: account, line: r.IntN(anybody), day: r.IntN(months), kind: attribution.EventKind(r.IntN(4)), answer: crosscheck.Unique}
			switch r.IntN(8) {
			case 0:
				d.answer = crosscheck.Shared
			case 1:
				d.answer = crosscheck.Ambiguous
			}
			if d.answer != crosscheck.Unique {
				for other := range anybody {
					if (d.line+other*d.day)%3 != 1 {
						d.among = append(d.among, int32(other))
					}
				}
			}
			list = append(list, d)
		}
	}
	return append(list, habits[habit](r)...)
}

// habits are told of accounts whose cards, names and lines fit: see weigh.
var habits = []func(*rand.Rand) []deed{
	// Account 3 is used, and paid for with a card that was reported, for about a month.
	func(r *rand.Rand) []deed {
		list := often(r, 3, 4, 8+r.IntN(5), attribution.Access)
		return append(list, often(r, 3, 4, r.IntN(3), attribution.Payment)...)
	},
	// Accounts 0 and 4, in two names, share a card and a home.
	func(r *rand.Rand) []deed {
		list := often(r, 0, 5, 3+r.IntN(2), attribution.Access)
		list = append(list, often(r, 4, 5, 2+r.IntN(3), attribution.Access)...)
		return append(list, often(r, 4, 3, r.IntN(3), attribution.Access)...)
	},
	// Account 2 is used from a carrier's line, mostly behind addresses that many share.
	func(r *rand.Rand) []deed {
		const own = fixed + 7
		list := often(r, 2, own, 1+r.IntN(3), attribution.Access)
		for _, d := range often(r, 2, own, 2+r.IntN(8), attribution.EventKind(r.IntN(4))) {
			d.answer, d.among = crosscheck.Shared, crowdOf(r, own)
			list = append(list, d)
		}
		return list
	},
	// Accounts in three names are used now and then from a line that nobody is named for.
	func(r *rand.Rand) []deed {
		list := often(r, 4, 4, 2+r.IntN(2), attribution.Access)
		list = append(list, often(r, 1, 4, 1+r.IntN(2), attribution.Access)...)
		return append(list, often(r, 5, 4, 1+r.IntN(3), attribution.Access)...)
	},
	// Account 6 is at home on that line, as account 3, which is in a name of the same family.
	func(r *rand.Rand) []deed {
		list := often(r, 6, 4, 14+r.IntN(4), attribution.Access)
		return append(list, often(r, 3, 4, 1+r.IntN(3), attribution.Access)...)
	},
	// Account 7 lives on the line of account 8's holder, whose card it has, and works where
	// several do; a stranger comes by, or they are as often elsewhere.
	func(r *rand.Rand) []deed {
		list := often(r, 7, 5, 7+r.IntN(3), attribution.Access)
		list = append(list, often(r, 8, 5, 2+r.IntN(2), attribution.Access)...)
		list = append(list, often(r, 4, 5, r.IntN(2), attribution.Access)...)
		list = append(list, often(r, 7, 3, 10*r.IntN(2), attribution.Access)...)
		for _, account := range []int{1, 4, 5} {
			list = append(list, often(r, account, 3, 1, attribution.Access)...)
		}
		return list
	},
	// Account 8 is at home on its own line, where account 7, which has its card, comes as well,
	// and is as often or oftener elsewhere.
	func(r *rand.Rand) []deed {
		list := often(r, 8, 5, 7+r.IntN(3), attribution.Access)
		list = append(list, often(r, 7, 5, 2+r.IntN(2), attribution.Access)...)
		return append(list, often(r, 7, fixed+9, 2+r.IntN(3), attribution.Access)...)
	},
}

func often(r *rand.Rand, account, line, times int, kind attribution.EventKind) (list []deed) {
	for range times {
		list = append(list, deed{account: account, line: line, day: r.IntN(months), kind: kind, answer: crosscheck.Unique})
	}
	return list
}

// crowdOf are a carrier's lines behind one address, ascending, these among them.
func crowdOf(r *rand.Rand, those ...int32) []int32 {
	for range 8 {
		those = append(those, fixed+int32(r.IntN(carrier)))
	}
	slices.Sort(those)
	return slices.Compact(those)
}

// use is a deed's, with the number that it has among all.
func (d *deed) use(i int, who attribution.Node) attribution.Use {
	assignment := func(line int32) int32 { return (fixed+carrier)*int32(d.day) + line }
	u := attribution.Use{
		Hit: attribution.HitRef{Offset: int64(i), Event: d.kind}, First: comity.Instant(d.day)*comity.Day + comity.Instant(i),
		Node: who, Subscriber: int32(d.line), Assignment: assignment(int32(d.line)), Clock: int32(d.kind), Answer: d.answer,
		Last: comity.Instant(d.day)*comity.Day + comity.Instant(i) + comity.Hour, Client: attribution.Client(unique.Make(fmt.Sprint(i % 3))), // of a day, some at once, with another program
	}
	if d.answer != crosscheck.Unique {
		for _, line := range d.among {
			u.Alternatives = append(u.Alternatives, attribution.Alternative{Subscriber: line, Assignment: assignment(line)})
		}
		u.Subscriber, u.Assignment = -1, -1
	}
	return u
}

// tellCarrier tells the carrier's lines, and what other people's accounts say of how often
// one of them is behind an address.
func tellCarrier(s *story) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range carrier {
		s.line("mobile", fmt.Sprint("m", i), "")
	}
	for who := range 60 {
		d := deed{day: r.IntN(months), answer: crosscheck.Shared, among: crowdOf(r)}
		s.Use(d.use(1000+who, s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:other", who))))
	}
}

// weighed is a subject with everything that is shown of it.
type weighed struct {
	*attribution.Subject
	accounts string
	shown    map[attribution.HitRef]bool
	rows     map[string][]attribution.HitRef // text and weight → hits
	settled  map[attribution.HitRef]bool     // uses that name several, and were found to be one's of them
}

// weigh tells the history without one deed (none: -1), and weighs it.
func weigh(t *testing.T, list []deed, without int) map[string]weighed {
	s := newStory()
	names := []string{"Anna Rossi", "Bert Bosch", "", "Anna Rossi", "Cleo Dahl", "Dora Egge", "Carlo Rossi", "Emil Falk", "Anna Rossi"}
	for i, holder := range []string{"Anna Rossi", "", "Garden Tools Ltd", "Bert Bosch", "", "Anna Rossi"} {
		s.line("isp", fmt.Sprint("l", i), holder)
	}
	for i, name := range names {
		s.account(fmt.Sprint("a", i), name, fmt.Sprint(1000+i%4+i/6*10))
	}
	if a7, is := s.Known(comity.SelectorAccount, "trains.example:a7"); is {
		s.Tie(a7, s.card("1010")) // with account 8
	}
	s.Holder(s.card("1003"), "Anna Rossi", "", true)
	tellCarrier(s)
	for i, d := range list {
		if i != without {
			a, _ := s.Known(comity.SelectorAccount, fmt.Sprint("trains.example:a", d.account))
			s.Use(d.use(i, a))
		}
	}
	s.Resolve(2, func(int32) {})
	s.ResolveNamed(2)
	out := map[string]weighed{}
	for _, x := range s.Subjects(1) {
		w := weighed{x, fmt.Sprint(s.Selectors(nil, x)), map[attribution.HitRef]bool{}, map[string][]attribution.HitRef{}, map[attribution.HitRef]bool{}}
		for _, i := range s.Uses(x) {
			if u := s.UseAt(i); u.Answer != crosscheck.Unique && u.Subscriber >= 0 {
				w.settled[u.Hit] = true
			}
		}
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
		if rows := c.Reasons(nil, w.Subject, r); len(rows) > 0 {
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
// row that speaks of what is missing, as that an account was never used, may come; and
// more may be found to be somebody's, where the hit spoke against that.)
func TestNothingRestsOnWhatIsNotShown(t *testing.T) {
	reached := map[string]bool{}
	for seed := range uint64(170) {
		habit := int(seed) % 3
		if seed >= 90 {
			habit = 3 + int(seed)%2
		}
		if seed >= 120 {
			habit = 5
		}
		if seed >= 150 {
			habit = 6
		}
		list := history(rand.New(rand.NewPCG(seed, 1)), habit)
		all := weigh(t, list, -1)
		for _, w := range all {
			for row := range w.rows {
				for _, text := range newest {
					reached[text] = reached[text] || strings.Contains(row, text)
				}
			}
		}
		for i, d := range list {
			hit := attribution.HitRef{Offset: int64(i), Event: d.kind}
			less := weigh(t, list, i)
			if !sameClusters(all, less) {
				continue // the hit tied accounts together: then it is another set of subjects
			}
			for id, was := range all {
				// Another connection may have become the better claim: then it is another claim.
				if now, ok := less[id]; ok && fmt.Sprint(first(now)) == fmt.Sprint(first(was)) && !findsMore(was, now) {
					keeps(t, was, now, hit)
				}
			}
		}
	}
	for _, text := range newest {
		if !reached[text] {
			t.Errorf("no history reaches %q", text)
		}
	}
}

// newest are the rows that the habits are for.
var newest = []string{
	"used from the connection on many days, over a month",
	"used from here too, on two days or more each",
	"this one among them, whose other look-ups are sure",
	"events leave open who it was",
	"have nothing in common with this one's, and few look-ups name the connection",
	"came within a day",
	"names of one family, and this one was used from there on many days",
	"on several days, over a month, and by hardly anybody else",
	"used from two connections at once, with two programs",
	"these accounts are in the name of who holds the connection, or of the family",
}

func sameClusters(a, b map[string]weighed) bool {
	for id := range a {
		if b[id].accounts != a[id].accounts {
			return false
		}
	}
	return len(a) == len(b)
}

// findsMore reports whether more is found to be one's of those whom it names.
func findsMore(was, now weighed) bool {
	for hit := range now.settled {
		if !was.settled[hit] {
			return true
		}
	}
	return false
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
