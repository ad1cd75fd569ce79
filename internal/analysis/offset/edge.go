package offset

import (
	"slices"

	"comity/internal/comity"
)

// edge is what one pair of sources says: how much the clock of b is ahead of a's.
type edge struct {
	a, b        int
	x, y        int // numbers of the series; -1 where addresses were compared with assignments
	shift       comity.Instant
	low, high   comity.Instant // 95 in 100
	least, most comity.Instant // sure
	pairs       int
	perDay      comity.Instant // gain of a's clock against b's
	origin      comity.Instant // when they are apart by shift
	loose       comity.Instant // by how much more they may be apart at either end, for the gain is not known exactly
	until       comity.Instant // the last moment before a clock was set right, by a's; 0: never
	after       comity.Instant // what they are apart by from then on
	right       comity.Instant // the first moment after that, by a's; 0: not known
	sharp       bool           // one moment in two records: no delay between them
	mute        bool           // says nothing against any reading
	beside      *covered       // a gain of the assignments' clock that explains more than the shift, though not surely
	picked      bool           // the gain is the best of many that were tried, and may be chance: see covered
	open        bool           // off, and nobody can say which of the two is wrong
	asIs        [2]bool        // of a and b: the other bears its stamps as they stand, whatever its clock's error
}

// measure measures every two series of different sources.
func (s *solver) measure() {
	s.measureOf(nil)
	s.sharpen()
	s.learn()
	s.level(0)
}

// measureOf adds an edge for every two series of different sources that tell of one moment,
// one of them at least among some; nil: among all.
func (s *solver) measureOf(some []bool) {
	meet := s.meetings()
	for i := range s.series {
		for j := i + 1; j < len(s.series); j++ {
			a, b := &s.series[i], &s.series[j]
			if a.Source == b.Source || !related(a.Sort, b.Sort) || !meet[[2]int{i, j}] || some != nil && !some[a.Source] && !some[b.Source] {
				continue
			}
			points := pairs(a.Marks, b.Marks, nil)
			if f, ok := fit(points); ok {
				s.unfold(&f, points, a.Source, b.Source)
				s.undial(&f, points, a.Source, b.Source)
				s.edges = append(s.edges, edgeOf(a.Source, b.Source, i, j, &f))
			}
		}
	}
	s.measureAsked(some)
	s.passOverCopies()
}

// level takes the usual delays off edges, from one on.
func (s *solver) level(from int) {
	for i := range s.edges[from:] {
		e := &s.edges[from+i]
		e.mute = s.halved(e)
		if e.sharp {
			continue
		}
		d := s.delay(s.series[e.x].Sort, s.series[e.y].Sort)
		e.shift, e.low, e.high, e.least, e.most = e.shift-d, e.low-d, e.high-d, e.least-d, e.most-d
		e.after -= d
	}
}

// halved reports whether the clocks of an edge are half a day apart, where the stamps of
// one may have lost which half they are of. What more they differ by is people's delay:
// it says nothing against the other clock.
func (s *solver) halved(e *edge) bool {
	return (s.clocks[e.a].Half || s.clocks[e.b].Half) && abs(abs(e.shift)-comity.Day/2) <= pile
}

// unfold looks for a gain where the stamps of one source have lost which half of the day they
// are of: there are two heaps then, half a day apart, and the other one hides the line.
func (s *solver) unfold(f *fitted, points []point, a, b int) {
	if s.clocks[a].Half == s.clocks[b].Half || f.perDay != 0 {
		return
	}
	const half = comity.Day / 2
	folded := make([]point, len(points))
	for i, p := range points {
		by := p.later - f.centre + Reach/half*half + 2*half + half/2 // not below zero
		folded[i] = point{p.at, f.centre + by%half - half/2}
	}
	if g, ok := fit(folded); ok && g.perDay != 0 {
		*f = g
	}
}

// undial finds how far two clocks are apart that show one moment, where the stamps of one
// have lost which half of the day they are of. In the afternoon they show half a day less,
// and in the first hour of the day half a day more: of the two heaps the fuller one may be
// either, and the clocks are apart by that of the mornings.
func (s *solver) undial(f *fitted, points []point, a, b int) {
	if s.clocks[a].Half == s.clocks[b].Half || f.scatter > sharp {
		return
	}
	by := -comity.Day / 2 // what was measured is that of afternoons, if there is another heap there
	if s.clocks[b].Half {
		by = -by
	}
	if n := f.beside(points, by); n >= fewest/2 && n > f.beside(points, -by) {
		f.move(by)
	}
}

// sharpen leaves out edges between sources that have a sharp one: what people do around
// a moment says less than the moment. So does another sharp one of fewer pairs that says
// something else, as what people do a few seconds later does.
func (s *solver) sharpen() {
	best := map[[2]int]edge{}
	ends := func(e *edge) [2]int { return [2]int{min(e.a, e.b), max(e.a, e.b)} }
	for i := range s.edges {
		if e := &s.edges[i]; e.sharp && e.pairs > best[ends(e)].pairs {
			best[ends(e)] = *e
		}
	}
	s.edges = slices.DeleteFunc(s.edges, func(e edge) bool {
		b, ok := best[ends(&e)]
		return ok && (!e.sharp || e.pairs < b.pairs && !e.like(&b))
	})
}

// like reports whether two sharp edges between the same sources say the same.
func (e *edge) like(o *edge) bool {
	if e.perDay != 0 || o.perDay != 0 {
		return e.perDay != 0 && o.perDay != 0
	}
	by := e.shift - o.shift
	if e.a != o.a {
		by = e.shift + o.shift
	}
	return abs(by) <= sharp
}

// meetings are the pairs of series that have somebody in common. Most have
// nobody: the members of one site are not those of another.
func (s *solver) meetings() map[[2]int]bool {
	in := map[uint64][]int{}
	for i := range s.series {
		for m := s.series[i].Marks; len(m) > 0; m = m[run(m):] {
			in[m[0].Key] = append(in[m[0].Key], i)
		}
	}
	out := map[[2]int]bool{}
	for _, list := range in {
		for x, i := range list {
			for _, j := range list[x+1:] {
				out[[2]int{i, j}] = true
			}
		}
	}
	return out
}

// related reports whether two sorts of marks tell of one moment in somebody's day.
func related(a, b int) bool {
	switch {
	case a >= Question || b >= Question:
		return a+b == Question+Seen
	case a == b:
		return a == Session || a == Leave // one server, or two that share the work
	case a == Leave || b == Leave:
		return a == LogIn || b == LogIn
	}
	return true
}

// learn finds the usual delay of each sort of pair: the median over the sources
// whose clocks are not far apart. What is one moment in two records has none: a
// delay that is the same for everybody is a clock's.
func (s *solver) learn() {
	var by [Sorts][Sorts][]comity.Instant
	for i := range s.edges {
		e := &s.edges[i]
		x, y := s.series[e.x].Sort, s.series[e.y].Sort
		switch {
		case e.sharp || e.perDay != 0 || abs(e.shift) > 2*pile:
		case x <= y:
			by[x][y] = append(by[x][y], e.shift)
		default:
			by[y][x] = append(by[y][x], -e.shift)
		}
	}
	for x := range by {
		s.known[x][x] = true
	}
	for i := range s.edges { // what is one moment for some sources has no delay, or is something else
		if e := &s.edges[i]; e.sharp {
			x, y := s.series[e.x].Sort, s.series[e.y].Sort
			s.known[x][y], s.known[y][x] = true, true
			s.slack[x][y], s.slack[y][x] = 2*pile, 2*pile
		}
	}
	for x := range by {
		for y, list := range by[x] {
			if len(list) < few || s.known[x][y] {
				continue
			}
			slices.Sort(list)
			d, slack := usual(list)
			s.delays[x][y], s.slack[x][y], s.known[x][y] = d, slack, true
			s.delays[y][x], s.slack[y][x], s.known[y][x] = -d, slack, true
		}
	}
}

// usual is the median of sorted delays, and by how much sources with right clocks
// may differ from it: four times the median distance. People of one site take
// longer than those of another.
func usual(list []comity.Instant) (mid, slack comity.Instant) {
	mid = list[len(list)/2]
	far := make([]comity.Instant, len(list))
	for i, d := range list {
		far[i] = abs(d - mid)
	}
	slices.Sort(far)
	return mid, 4 * far[len(far)/2]
}

// few is how many sources it takes to call a delay usual.
const few = 3

func (s *solver) delay(x, y int) comity.Instant { return s.delays[x][y] }

// off reports whether an edge, the shifts of its ends taken into account, says
// that a clock is wrong.
func (s *solver) off(e *edge, shift []comity.Instant) bool {
	if e.open || e.mute {
		return false
	}
	drift, allowed := s.wrong[e.a].drift || s.wrong[e.b].drift, s.allowed(e)
	if e.perDay != 0 || drift && e.x < 0 {
		return !drift && (e.sharp || !s.otherZone(e.a, shift, allowed) && !s.otherZone(e.b, shift, allowed))
	}
	a, b := e.errors(shift)
	by := b - a
	if s.dialled(e) {
		by = nearHalf(by, e.shift)
	}
	if summer := abs(e.shift - by); (zoneIn(a, allowed) != 0 || zoneIn(b, allowed) != 0) && abs(summer-comity.Hour) <= allowed {
		return false // another zone, and one of the two has summer time just then
	}
	return e.least-by > allowed || e.most-by < -allowed
}

// otherZone reports whether source n was found to be in another zone. Where one of the
// two has summer time and the other not, some pairs are an hour apart from the rest: that
// can look like a clock that gains, but never when pairs tell of one moment.
func (s *solver) otherZone(n int, shift []comity.Instant, allowed comity.Instant) bool {
	return s.wrong[n].is && !s.wrong[n].drift && zoneIn(shift[n], allowed) != 0
}

// allowed is how far the clocks of an edge may be apart without any being wrong:
// what their statements grant, and a second for the resolution of stamps. Where
// the usual delay is not known, it may be anything that a heap can hold.
func (s *solver) allowed(e *edge) comity.Instant {
	out := s.clocks[e.a].Allowed + s.clocks[e.b].Allowed + comity.Second
	if e.x < 0 || e.sharp {
		return out
	}
	x, y := s.series[e.x].Sort, s.series[e.y].Sort
	if !s.known[x][y] {
		out += 2 * pile
	}
	return out + s.slack[x][y]
}

// blameAll finds the fewest sources whose error explains the edges that are off. What was
// open between two sources is asked again once one of them is blamed for what others say.
func (s *solver) blameAll() {
	for again := true; again; again = s.reopen() {
		for s.blameNext() >= 0 || s.blameTwo() {
		}
	}
	s.blameSetRight()
}

// reopen lets edges vote again of which nobody could say whose fault it is, where one of
// their ends was found to be wrong since.
func (s *solver) reopen() (any bool) {
	for i := range s.edges {
		if e := &s.edges[i]; e.open && s.wrong[e.a].is != s.wrong[e.b].is {
			e.open, any = false, true
		}
	}
	return any
}

// blame finds the one source whose error explains most of the edges that are off; -1:
// there is none.
func (s *solver) blame() int {
	s.shift = make([]comity.Instant, len(s.clocks))
	return s.blameNext()
}

// blameNext blames the source that settles most of the edges; of several, one whose error is that
// of a clock, and the one that leaves least to summer time. Where one edge is all there is, and as much speaks for either end,
// nobody is blamed.
func (s *solver) blameNext() int {
	for {
		best, by, gain, summer, weight, strange := -1, comity.Instant(0), 0, 0, 0, false
		for n := range s.clocks {
			if s.wrong[n].is || s.fixed[n] {
				continue
			}
			x, g, u := s.settles(n, s.shift)
			w, odd := s.pairsOff(n), s.strange(n, x)
			if g > gain || g == gain && g > 1 && strange && !odd || g == gain && g > 0 && strange == odd && (u < summer || u == summer && g > 1 && w > weight) {
				best, by, gain, summer, weight, strange = n, x, g, u, w, odd
			}
		}
		if best < 0 {
			return -1
		}
		if gain == 1 && (s.inSomeWeeks(best) || s.leaveOpen(best, s.shift)) {
			continue
		}
		if x, g := s.overCopies(best, s.at(best), s.shift); g > 0 && x == by {
			s.dropCopies(best, x)
		}
		s.shift[best] = by
		s.wrong[best] = blamed{true, s.drifts(best)}
		return best
	}
}

// pairsOff is how many pairs say that source n, or one compared with it, is wrong.
func (s *solver) pairsOff(n int) (pairs int) {
	for _, e := range s.of(n) {
		if s.off(e, s.shift) {
			pairs += e.pairs
		}
	}
	return pairs
}

// settles finds the shift of source n that puts most of its edges right, and how
// many more that is than without, and what it leaves to summer time; of several the one that leaves least to summer time. What
// its statement grants is no error.
func (s *solver) settles(n int, shift []comity.Instant) (by comity.Instant, gain, summer int) {
	mine := s.of(n)
	before := s.count(mine, shift)
	if before == 0 || s.agrees(n, shift) {
		return 0, 0, 0
	}
	if x, g := s.overCopies(n, s.at(n), shift); g > 0 {
		return x, g, 0
	}
	old := shift[n]
	defer func() { shift[n] = old }()
	drift := s.drifts(n)
	was := s.wrong[n].drift
	s.wrong[n].drift = drift
	defer func() { s.wrong[n].drift = was }()
	for _, x := range s.errors(mine, n, shift) {
		if !drift && abs(x) <= s.clocks[n].Allowed+comity.Second {
			continue
		}
		shift[n] = x
		g, u := before-s.count(mine, shift), s.excused(mine, shift)
		if g > gain || g == gain && g > 0 && (u < summer || u == summer && abs(x) < abs(by)) {
			by, gain, summer = x, g, u
		}
	}
	return by, gain, summer
}

// error is that of the clock of n which would explain edge e. Where the other end is in
// another zone it may have been an hour nearer, or further, when most pairs were made: what
// lies beside an hour is then a small error.
func (s *solver) error(e *edge, n int, shift []comity.Instant) comity.Instant {
	x := e.ahead(n, shift)
	small := abs(x) - comity.Hour
	if allowed := s.allowed(e); !e.sharp || e.perDay != 0 || abs(small) > 2*quarter || abs(small) <= allowed || !s.otherZone(e.a+e.b-n, shift, allowed) {
		return x
	}
	if x < 0 {
		return -small
	}
	return small
}

// dialled reports whether the stamps of one end of an edge may have lost which half of the day
// they are of: then it knows how far the clocks are apart but for half days.
func (s *solver) dialled(e *edge) bool { return s.clocks[e.a].Half != s.clocks[e.b].Half }

// nearHalf is what lies half days from t, or none, and nearest to another.
func nearHalf(t, other comity.Instant) comity.Instant {
	const half = comity.Day / 2
	const beyond = 8 * Reach / half // so that all is above zero: the errors of two clocks, and what lies between them
	by := other - t + beyond*half + half/2
	return t + by/half*half - beyond*half
}

// errors are those of the clock of n that would explain an edge.
func (s *solver) errors(edges []*edge, n int, shift []comity.Instant) (out []comity.Instant) {
	for _, e := range edges {
		x := s.error(e, n, shift)
		if out = append(out, x); s.dialled(e) {
			out = append(out, x-comity.Day/2, x+comity.Day/2)
		}
	}
	return out
}

// told is the error of the clock of n that an edge tells: of those half a day apart, the one
// that its edges together speak for.
func (s *solver) told(e *edge, n int) comity.Instant {
	x := s.error(e, n, s.shift)
	if s.dialled(e) {
		return nearHalf(x, s.shift[n])
	}
	return x
}

// excused counts the edges that say something else than the shifts of their ends, and are
// held to be right all the same because summer time may explain it.
func (s *solver) excused(edges []*edge, shift []comity.Instant) (count int) {
	for _, e := range edges {
		a, b := e.errors(shift)
		if !e.open && !e.mute && e.perDay == 0 && abs(e.shift-b+a) > comity.Hour/2 && !s.off(e, shift) {
			count++
		}
	}
	return count
}

// agrees reports whether all claims of source n together say that its clock is right:
// if those of one other source say something else, that one's clock was misread.
func (s *solver) agrees(n int, shift []comity.Instant) bool {
	for _, e := range s.of(n) {
		if e.a+e.b-n == s.all() && n != s.all() {
			return !s.off(e, shift)
		}
	}
	return false
}

// ahead is how far the clock of n, one end of e, is ahead, if the other end's is
// ahead by its shift.
func (e *edge) ahead(n int, shift []comity.Instant) comity.Instant {
	a, b := e.errors(shift)
	if e.a == n {
		return b - e.shift
	}
	return a + e.shift
}

// errors are those of the clocks of both ends, as far as they are between the two.
func (e *edge) errors(shift []comity.Instant) (a, b comity.Instant) {
	if a, b = shift[e.a], shift[e.b]; e.asIs[0] {
		a = 0
	}
	if e.asIs[1] {
		b = 0
	}
	return a, b
}

// drifts reports whether most pairs of a source say that a clock gains, or all its
// claims together do. What gains against a source in another zone says neither: that one's
// summer time may look so. Nor do people's delays, where they hide all that a
// clock gains by two records to the second.
func (s *solver) drifts(n int) bool {
	all, drifting := 0, 0
	hidden := s.gainsExactly(n)
	for _, e := range s.of(n) {
		if e.a+e.b-n == s.all() {
			return e.perDay != 0
		}
		if !e.sharp && e.perDay == 0 && s.allowed(e) >= hidden {
			continue
		}
		if e.perDay != 0 && (s.gainsNot(e, n) || !e.sharp && s.otherZone(e.a+e.b-n, s.shift, s.allowed(e))) {
			continue
		}
		if all += e.pairs; e.perDay != 0 {
			drifting += e.pairs
		}
	}
	return 2*drifting > all
}

// gainsExactly is how far the clock of source n gets from the middle of its time to either end, if two other
// sources or more that tell of moments to the second say that it gains; else nothing can hide it.
func (s *solver) gainsExactly(n int) comity.Instant {
	others, perDay := map[int]bool{}, comity.Instant(0)
	for _, e := range s.of(n) {
		if e.sharp && e.perDay != 0 && !s.gainsNot(e, n) {
			others[e.a+e.b-n], perDay = true, max(perDay, abs(e.perDay))
		}
	}
	if len(others) < 2 {
		return comity.Latest
	}
	days := s.times(n)
	return perDay * ((days[len(days)-1] - days[0]) / comity.Day) / 2
}

// of are the edges that say something of the clock of source n.
func (s *solver) of(n int) []*edge {
	return slices.DeleteFunc(s.at(n), func(e *edge) bool { return e.a == n && e.asIs[0] || e.b == n && e.asIs[1] })
}

// at are all edges that end at source n.
func (s *solver) at(n int) (out []*edge) {
	for i := range s.edges {
		if e := &s.edges[i]; e.a == n || e.b == n {
			out = append(out, e)
		}
	}
	return out
}

func (s *solver) count(edges []*edge, shift []comity.Instant) (off int) {
	for _, e := range edges {
		if s.off(e, shift) {
			off++
		}
	}
	return off
}

// leaveOpen takes the one edge that blaming n would settle out, where its other
// end has as much to say for itself.
func (s *solver) leaveOpen(n int, shift []comity.Instant) bool {
	for _, e := range s.of(n) {
		if s.off(e, shift) {
			other := e.a + e.b - n
			_, gain, _ := s.settles(other, shift)
			e.open = !s.wrong[other].is && !s.fixed[other] && gain > 0 && !s.contradicted(other, e, shift)
			return e.open
		}
	}
	return false
}

// inSomeWeeks takes the one edge that blaming n would settle out, where the other end is in a zone
// in which it is right at some times only, as others say too.
func (s *solver) inSomeWeeks(n int) bool {
	declared := Reading{}
	for _, e := range s.of(n) {
		other := e.a + e.b - n
		if !s.off(e, s.shift) || e.x < 0 || s.wrong[other].is || s.fixed[other] {
			continue
		}
		_, ok := s.sometimes(other, declared, s.rivals(other, &declared), s.byMarks(other), vote.outvotes)
		e.mute = e.mute || ok
		return ok
	}
	return false
}

// contradicted reports whether another edge of source n says that it is not off by what
// e says. An hour is no matter of summer time here: all edges would have to be off by it.
func (s *solver) contradicted(n int, e *edge, shift []comity.Instant) bool {
	ahead := e.ahead(n, shift)
	for _, o := range s.of(n) {
		if o != e && !o.mute && !o.open && o.perDay == 0 && !s.off(o, shift) && abs(o.ahead(n, shift)-ahead) > s.allowed(o)+(o.most-o.least)/2 {
			return true
		}
	}
	return false
}

// offsets lists what was measured, in the order of sources.
func (s *solver) offsets() []Offset {
	out := make([]Offset, 0, len(s.edges))
	for _, e := range s.edges {
		if max(e.a, e.b) == s.all() {
			continue
		}
		by := comity.Instant(0)
		if e.x < 0 {
			by = s.correct[e.a] - s.corrected[e.b]
		}
		out = append(out, Offset{e.a, e.b, e.shift - by, e.low - by, e.high - by, e.pairs})
	}
	slices.SortStableFunc(out, byEnds)
	return out
}
