package offset

import (
	"cmp"
	"maps"
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

	// Placed is how far the clock is ahead by a second one in the same lines, if that shows the
	// time of the place; 0: not, or not known.
	Placed comity.Instant

	// Exchanged: the written dates themselves say that day and month changed places.
	Exchanged bool

	// InSummer reports whether the declared zone had summer time in force; nil: it had, for all that is known.
	InSummer func(comity.Instant) bool

	// Elsewhere reports whether clocks of another zone are ahead of those declared by so
	// much; nil: any quarter of an hour will do.
	Elsewhere func(comity.Instant) bool
}

// exchanges reports whether a time of source n is another one where day and month change places.
func (s *solver) exchanges(n int, t comity.Instant) bool {
	for _, w := range s.clocks[n].Rewrite {
		if w.Swap {
			return w.Of(t) != t
		}
	}
	return true
}

// swaps reports whether the dates can be read with day and month exchanged.
func (c *Clock) swaps() bool {
	return slices.ContainsFunc(c.Rewrite, func(w Rewrite) bool { return w.Swap })
}

// Rewrite turns an instant under the declared reading into that under another.
type Rewrite struct {
	clock.Adjustment
	Of     func(comity.Instant) comity.Instant
	Likely bool // the source has something to do with the zone: its country's, or one stated of what comes from there
}

// Claim says that an event lies in an assignment of a subscriber where the clock
// of the assignments is ahead of the event's by Low to High: from its first line to
// its last.
type Claim struct {
	Account, Subscriber, Assignment uint64
	At                              comity.Instant // of the event, by its own clock
	Low, High                       comity.Instant
	Long                            comity.Instant // how long the event lasted; the assignment ends at At+Long+High, by the event's clock
	Shared                          bool           // many have the address, each some ports of it
	Swapped                         bool           // by the reading that exchanges days and months of the assignment
	Event                           int            // source of the event: for whoever asks a Crowd; Solve is told by Case.Claim
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
	Unmeasured  Why = iota // nothing to compare it with
	Agrees                 // with the other sources
	Off                    // the other sources say something else
	Measured               // the other sources say this
	NoHour                 // no hour above twelve, and nothing that decides
	NoDay                  // no day above twelve, and nothing that decides
	BothHalves             // pairs agree in both halves of the day
	OneOfTwo               // differs from one other source, and nothing says which of the two is wrong
	Written                // what is written says so by itself
	Turning                // the reading that others speak for would put ends before their beginnings
	TwoStamps              // a second stamp in the same lines says this, and events agree
	SomeWeeks              // as good as the measured one, from which it differs at some times only
	TooFew                 // too few pairs for any error to show
	CopiesAgree            // nothing agrees but what was asked about its own records
	DelaysAgree            // agrees as far as people's delays let it show
	EventsAgree            // events lie in assignments as they stand; what moves none does not show
	Picked                 // the best of many that were tried: chance gives one as good
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
	series    []Series
	clocks    []Clock
	edges     []edge
	delays    [Sorts][Sorts]comity.Instant
	slack     [Sorts][Sorts]comity.Instant
	known     [Sorts][Sorts]bool
	wrong     []blamed
	fixed     []bool // clocks that are judged
	miscopied []bool // those whose wrong stamps were copied into questions
	asWritten bool   // stamps were copied into questions as they stand, all of them
	folded    []bool // those whose events claim in both halves of the day: see inHalves
	shift     []comity.Instant
	read      []*clock.Adjustment // of clocks whose error was not always the same, the one reading found; else nil
	correct   []comity.Instant    // by which the times of events that claim something were put right
	corrected []comity.Instant    // the same of assignments
	suspected []*Reading          // by source: what another one says of its clock, with which only copies of its records agree; else nil
	claims    map[ends][]Claim
	compared  map[ends]memo // of claims
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

// Solve measures the offsets between sources and judges every clock's readings:
// first where marks are compared with marks, then, by those clocks, events with
// the assignments that they lie in.
func (c *Case) Solve() ([]Verdict, []Offset) {
	ranked, old := c.ranked()
	verdicts, marks, claims := ranked.solve()
	return renumbered(verdicts, marks, claims, old)
}

// solve is Solve of ranked sources.
func (c *Case) solve() (out []Verdict, marks, claims []Offset) {
	s := &solver{series: slices.Clone(c.Series), clocks: append(slices.Clip(c.Clocks), Clock{}), claims: c.claims, compared: map[ends]memo{}}
	for i := range s.series {
		s.series[i].Arrange()
	}
	s.measure()
	s.wrong, s.fixed = make([]blamed, len(s.clocks)), make([]bool, len(s.clocks))
	s.miscopied, s.folded = make([]bool, len(s.clocks)), make([]bool, len(s.clocks))
	s.read = make([]*clock.Adjustment, len(s.clocks))
	s.correct, s.corrected = make([]comity.Instant, len(s.clocks)), make([]comity.Instant, len(s.clocks))
	s.fixed[s.all()] = true // so that nobody blames it
	s.shift = make([]comity.Instant, len(s.clocks))
	s.copyAsWritten()
	s.blameAcquitting()
	marks = s.offsets()
	out = make([]Verdict, len(c.Clocks))
	if s.rightGains(out) {
		s.blameAll()
	}
	// First those who are wrong: by what is found of them the others are asked.
	for _, wrong := range []bool{true, false} {
		var judged []int
		for n := range out {
			if s.wrong[n].is == wrong && len(out[n].Readings) == 0 {
				out[n] = s.judge(n)
				judged = append(judged, n)
			}
		}
		for _, n := range judged { // not before: the order of sources must not say who is asked by whom
			s.readBy(n, &out[n])
		}
	}
	ties := s.ties()
	s.correctClaims(out)
	s.suspected = make([]*Reading, len(s.clocks))
	for n := range out {
		s.suspect(n)
		s.fixed[n] = s.fixed[n] || s.settled(n, &out[n])
	}
	s.solveClaims(out)
	s.breakTies(ties, out)
	return out, marks, s.offsets()
}

// readBy notes the reading of source n by which others are asked, where one is kept and the
// clock was not always off by the same: in another zone it may be an hour nearer in summer.
func (s *solver) readBy(n int, v *Verdict) {
	if kept := v.Kept(); len(kept) == 1 && (kept[0].Zone != "" || kept[0].PerDay != 0) {
		s.read[n] = &kept[0]
	}
}

// errorAt is by how much the clock of source n is ahead when it shows t, as far as is known.
func (s *solver) errorAt(n int, t comity.Instant) comity.Instant {
	if s.read[n] != nil {
		return s.errorOf(n, s.read[n], t)
	}
	return s.shift[n]
}

// solveClaims judges by events in assignments, one clock at a time: what is found
// wrong is put right before the next one is looked for.
func (s *solver) solveClaims(out []Verdict) {
	aside := s.setAside()
	for n := range out {
		swapped, stated := s.held(n)
		switch {
		case s.fixed[n]:
		case s.clocks[n].Exchanged:
			s.fixed[n] = true
			s.exchangeClaims(n)
		case more(swapped, stated):
			out[n] = exchangedVerdict(swapped, stated)
			s.fixed[n] = true
			s.exchangeClaims(n)
		}
	}
	s.dropHalves()
	for n := range out {
		if v, ok := s.placed(n, out[n]); ok {
			s.take(n, v, out)
		}
	}
	for n := range out {
		if s.fixed[n] {
			continue
		}
		if v, ok := s.ofZone(n, out[n]); ok {
			s.take(n, v, out)
		}
	}
	s.dropAstray(out)
	s.blameClaims(out)
	// Providers before logs: what is left differs at some times only, and a provider's export that leaves summer time out is
	// usual. What one verdict explains is put right before the next one, so that both ends of one difference are not corrected.
	for _, logs := range []bool{false, true} {
		for n := range out {
			if !s.fixed[n] && s.isLog(n) == logs {
				s.take(n, s.judgeClaims(n, out[n]), out)
			}
		}
	}
	s.judgeSuspects(out, aside)
}

// isLog reports whether source n claims something by its events.
func (s *solver) isLog(n int) bool {
	return slices.ContainsFunc(s.keys(), func(k ends) bool { return k.event == n })
}

// take takes a verdict over, and puts right what claims something.
func (s *solver) take(n int, v Verdict, out []Verdict) {
	out[n] = v
	s.fixed[n] = true
	s.forget(n)
	kept := v.Kept()
	for _, k := range s.keys() {
		if n != k.event && n != k.provider {
			continue
		}
		s.claims[k] = slices.DeleteFunc(slices.Clone(s.claims[k]), func(c Claim) bool { return s.apart(n, kept, c.At) })
		if n == k.event {
			s.correctEvents(k, &kept[0])
		} else {
			s.correctAssignments(k, &kept[0])
		}
	}
}

// settled reports whether marks were enough to judge the clock of source n. Days and months that changed places are
// the whole verdict: no error that is measured by the rest of the dates may stand for it.
func (s *solver) settled(n int, v *Verdict) bool {
	if kept := v.Kept(); s.wrong[n].is || kept[0].Swap && s.isLog(n) || len(kept) > 1 && s.open(n) == nil {
		return true
	}
	return len(s.at(n)) > 0 && s.open(n) == nil
}

// correctClaims puts claims right by the readings of the events' clocks. Where
// several are kept, of either clock, and differ, nothing is claimed; nor by a date of which day
// and month changed places. Where the day can't be a month it lies where it is written.
func (s *solver) correctClaims(verdicts []Verdict) {
	for _, k := range s.keys() {
		kept, of := verdicts[k.event].Kept(), verdicts[k.provider].Kept()
		list := slices.Clone(s.claims[k])
		if halves(kept) {
			list, kept, s.folded[k.event] = inHalves(list), kept[:1], true
		}
		s.claims[k] = slices.DeleteFunc(list, func(c Claim) bool { return s.apart(k.event, kept, c.At) || s.apart(k.provider, of, c.At) })
		if kept[0].Swap {
			s.claims[k] = slices.DeleteFunc(s.claims[k], func(c Claim) bool { return s.exchanges(k.event, c.At) })
		}
		switch {
		case len(s.claims[k]) == 0:
			delete(s.claims, k)
		case kept[0].Swap:
		case kept[0].Kind != clock.Declared:
			s.correctEvents(k, &kept[0])
		}
	}
}

// correctEvents puts the times of events right that claim something.
func (s *solver) correctEvents(k ends, a *clock.Adjustment) {
	list := slices.Clone(s.claims[k])
	for i := range list {
		c := &list[i]
		by := s.errorOf(k.event, a, c.At)
		c.At, c.Low, c.High = c.At-by, c.Low+by, c.High+by
		s.correct[k.event] = by
	}
	s.claims[k] = list
}

// correctAssignments puts the times of the assignments right that are claimed.
func (s *solver) correctAssignments(k ends, a *clock.Adjustment) {
	list := slices.Clone(s.claims[k])
	for i := range list {
		c := &list[i]
		by := s.errorOf(k.provider, a, c.At)
		c.Low, c.High = c.Low-by, c.High-by
		s.corrected[k.provider] = by
	}
	s.claims[k] = list
}

// exchangeClaims keeps the claims on assignments of n whose days and months are
// exchanged, in place of the others.
func (s *solver) exchangeClaims(n int) {
	for k := range s.claims {
		if k.provider != n {
			continue
		}
		list := slices.DeleteFunc(slices.Clone(s.claims[k]), func(c Claim) bool { return !c.Swapped })
		for i := range list {
			list[i].Swapped = false
		}
		s.claims[k] = list
	}
}

// errorOf is how far the clock of source n, read by a, was ahead when it showed t.
func (s *solver) errorOf(n int, a *clock.Adjustment, t comity.Instant) comity.Instant {
	if a.Zone == "" {
		return a.Error(t)
	}
	for _, w := range s.clocks[n].Rewrite {
		if w.Zone == a.Zone {
			return t - w.Of(t)
		}
	}
	return 0
}

// all is the number that stands for what most sources say together.
func (s *solver) all() int { return len(s.clocks) - 1 }

// keys are those of the claims, in order.
func (s *solver) keys() []ends {
	return slices.SortedFunc(maps.Keys(s.claims), func(a, b ends) int {
		return cmp.Or(cmp.Compare(a.event, b.event), cmp.Compare(a.provider, b.provider))
	})
}

// measureClaims compares events with assignments: source by source, and each
// source with all others together, which is sharper.
func (s *solver) measureClaims() {
	keys := s.keys()
	together, order := map[ends][]Claim{}, []ends{}
	for _, k := range keys {
		list := slices.DeleteFunc(slices.Clone(s.claims[k]), func(c Claim) bool { return c.Swapped })
		s.compare(k, list)
		for _, t := range [2]ends{{k.event, s.all()}, {s.all(), k.provider}} {
			if together[t] == nil {
				order = append(order, t)
			}
			together[t] = append(together[t], list...)
		}
	}
	for _, t := range order {
		s.compare(t, together[t])
	}
}

// memo is what claims said, and whether they said anything, while they stay what they are.
type memo struct {
	covered
	ok bool
}

// forget drops what was compared of source n, and of all together with it.
func (s *solver) forget(n int) {
	for _, k := range s.keys() {
		if k.event == n || k.provider == n {
			delete(s.compared, k)
			delete(s.compared, ends{k.event, s.all()})
			delete(s.compared, ends{s.all(), k.provider})
		}
	}
}

// found takes over what claims say.
func (e *edge) found(w *covered) {
	e.shift, e.low, e.high, e.least, e.most = w.mid(), w.wide.low, w.wide.high, w.low, w.high
	e.pairs, e.perDay, e.origin, e.loose, e.beside, e.picked = w.count, -w.perDay, w.origin, w.loose, w.beside, w.picked
}

func (s *solver) compare(k ends, claims []Claim) {
	m, known := s.compared[k]
	if !known {
		m.covered, m.ok = cover(claims)
		s.compared[k] = m
	}
	if !m.ok {
		return
	}
	w := m.covered
	e := edge{a: k.event, b: k.provider, x: -1, y: -1}
	e.found(&w)
	if !w.off { // nothing speaks against the clocks agreeing, nor much for it
		e.mute, e.low, e.high = true, min(e.low, 0), max(e.high, 0)
	}
	if w.low <= 0 && w.high >= 0 {
		e.shift = 0
	}
	s.edges = append(s.edges, e)
}
