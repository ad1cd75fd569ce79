package offset

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Clock is what is known of a source's clock before anything is measured.
type Clock struct {
	Allowed comity.Instant // deviation that its statement grants
	Summer  comity.Instant // how much summer time the declared zone has in force during the data; 0: none
	Half    bool           // the stamps may have lost AM and PM
	Swap    bool           // day and month may be exchanged
	Rewrite []Rewrite      // other readings to try
}

// Rewrite turns an instant under the declared reading into that under another.
type Rewrite struct {
	clock.Adjustment
	Of func(comity.Instant) comity.Instant
}

// Claim says that an event lies in an assignment of a subscriber where the clock
// of the assignments is ahead of the event's by Low to High.
type Claim struct {
	Account, Subscriber, Assignment uint64
	Low, High                       comity.Instant
}

// Reading is a reading of a source's clock with what the evidence says of it.
type Reading struct {
	clock.Adjustment
	Kept    bool
	Why     Why
	Seconds comity.Instant // the error: of a drift, a day
	Pairs   int            // how many pairs say so
}

// Why says why a reading is kept or excluded.
type Why uint8

// The reasons.
const (
	Unmeasured Why = iota // nothing to compare it with
	Agrees                // with the other sources
	Off                   // the other sources say something else
	Measured              // the other sources say this
	NoHour                // no hour above twelve, and nothing that decides
	NoDay                 // no day above twelve, and nothing that decides
	BothHalves            // pairs agree in both halves of the day
	OneOfTwo              // differs from one other source, and nothing says which of the two is wrong
)

// Verdict is what is known of one clock in the end.
type Verdict struct {
	Readings []Reading // the declared one first
}

// Kept are the adjustments of the readings kept.
func (v *Verdict) Kept() (out []clock.Adjustment) {
	for _, r := range v.Readings {
		if r.Kept {
			out = append(out, r.Adjustment)
		}
	}
	return out
}

type blamed struct{ is, drift bool }

type solver struct {
	series []Series
	clocks []Clock
	edges  []edge
	delays [Sorts][Sorts]comity.Instant
	slack  [Sorts][Sorts]comity.Instant
	known  [Sorts][Sorts]bool
	wrong  []blamed
	shift  []comity.Instant
	claims map[ends][]Claim
}

// ends are an event's source and an assignment's.
type ends struct{ event, provider int }

// Case is everything that Solve looks at.
type Case struct {
	Clocks []Clock // by source
	Series []Series
	claims map[ends][]Claim
}

// Claim adds claims of events of one source on the assignments of another.
func (c *Case) Claim(event, provider int, list ...Claim) {
	if c.claims == nil {
		c.claims = map[ends][]Claim{}
	}
	k := ends{event, provider}
	c.claims[k] = append(c.claims[k], list...)
}

// Solve measures the offsets between sources and judges every clock's readings.
func (c *Case) Solve() ([]Verdict, []Offset) {
	s := &solver{series: c.Series, clocks: append(slices.Clip(c.Clocks), Clock{}), wrong: make([]blamed, len(c.Clocks)+1), claims: c.claims}
	s.wrong[s.all()].is = true // so that nobody blames it
	for i := range s.series {
		s.series[i].Arrange()
	}
	s.measure()
	s.measureClaims()
	s.blame()
	out := make([]Verdict, len(c.Clocks))
	for n := range out {
		out[n] = s.judge(n)
	}
	return out, s.offsets()
}

// all is the number that stands for what most sources say together.
func (s *solver) all() int { return len(s.clocks) - 1 }

// measureClaims compares events with assignments: source by source, and each
// source with all others together, which is sharper.
func (s *solver) measureClaims() {
	keys := make([]ends, 0, len(s.claims))
	for k := range s.claims {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b ends) int {
		return cmp.Or(cmp.Compare(a.event, b.event), cmp.Compare(a.provider, b.provider))
	})
	together, order := map[ends][]Claim{}, []ends{}
	for _, k := range keys {
		s.compare(k, s.claims[k])
		for _, t := range [2]ends{{k.event, s.all()}, {s.all(), k.provider}} {
			if together[t] == nil {
				order = append(order, t)
			}
			together[t] = append(together[t], s.claims[k]...)
		}
	}
	for _, t := range order {
		s.compare(t, together[t])
	}
}

func (s *solver) compare(k ends, claims []Claim) {
	if w, ok := cover(claims); ok {
		s.edges = append(s.edges, edge{
			a: k.event, b: k.provider, x: -1, y: -1, shift: w.mid(), low: w.low, high: w.high,
			least: w.least, most: w.most, pairs: w.count,
		})
	}
}
