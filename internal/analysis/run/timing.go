package run

import (
	"cmp"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// timing collects, while the exhibits are read by their declared clocks, what
// the clocks are compared by.
type timing struct {
	marks   [][offset.Sorts][]offset.Mark // by source and sort
	visits  []visits                      // by source
	surveys []clock.Survey                // by source
	placed  map[int]comity.Instant        // how far the clock is ahead by a second stamp in the same lines, by source
	clocks  []int                         // by source: number of the clock that made its stamps
	copies  []map[int]int                 // by source: how many of its rows had come from another one before

	accounts map[attribution.Node]bool // of tables: without one there is nothing to compare logs with
	users    map[logUser]attribution.Node
	asked    map[uint64]bool                             // places that providers were asked about
	swaps    map[int]func(comity.Instant) comity.Instant // of assignments whose dates are numbers, by source: what their clock shows where day and month are exchanged
}

// mostMarks bounds what is kept of one sort in one source. Sixteen million
// bytes; more pairs than that make no clock better known.
const mostMarks = 1 << 20

// seenAt says that an account was used from an address at a time.
type seenAt struct {
	who  attribution.Node
	addr comity.Addr
	port uint16 // 0: not known
	at   comity.Instant
	long comity.Instant // how much later its last line came from there
}

// visits keeps some of a source's: of a share of the accounts, that is halved
// whenever they become too many, so that those kept are kept whole.
type visits struct {
	list  []seenAt
	share uint32 // accounts whose mixed number has these bits zero
}

// mostVisits is how many are compared with the assignments around them.
const mostVisits = 4000

func mixed(n attribution.Node) uint32 { return uint32(n+1) * 2654435769 >> 8 }

func (v *visits) add(s seenAt) {
	if mixed(s.who)&v.share != 0 {
		return
	}
	v.list = append(v.list, s)
	for len(v.list) > mostVisits && v.share < 1<<20 {
		v.share = v.share<<1 | 1
		v.list = slices.DeleteFunc(v.list, func(s seenAt) bool { return mixed(s.who)&v.share != 0 })
	}
}

func newTiming(sources int) *timing {
	return &timing{marks: make([][offset.Sorts][]offset.Mark, sources), visits: make([]visits, sources), surveys: make([]clock.Survey, sources), copies: make([]map[int]int, sources),
		placed: map[int]comity.Instant{}, accounts: map[attribution.Node]bool{}, users: map[logUser]attribution.Node{}, asked: map[uint64]bool{}}
}

// again notes that a row of source n had come from another source before.
func (t *timing) again(from, n int) {
	if t == nil || from == n {
		return
	}
	if t.copies[n] == nil {
		t.copies[n] = map[int]int{}
	}
	t.copies[n][from]++
}

// original is the source that most rows of source n had come from before; -1: none.
func (t *timing) original(n int) (from int) {
	from, most := -1, 0
	for m, count := range t.copies[n] {
		if count > most || count == most && m < from {
			from, most = m, count
		}
	}
	return from
}

// oneClock numbers the clocks: the logs of one server, however many files they
// were cut into and, where the machine is stated, whichever sites it serves, have one; so have the leases of one, which writes IPv4 and IPv6
// apart; so have the lists of a provider that are named alike but for the month that
// each is of. So has each other exhibit.
func (c *computation) oneClock() (sources [][]int) {
	type server struct {
		kind                                                  record.Kind
		provider, site, host, zone, skew, basis, format, name string
	}
	seen := map[server]int{}
	for n, e := range c.exhibits {
		src := &e.Source
		k := server{src.Kind, c.keepers[n], src.Site, src.Host, src.Clock.Zone, src.Clock.Skew, src.Clock.Basis, src.Format, ""}
		if src.Kind == record.Access && src.Host != "" {
			k.site = ""
		}
		shared := src.Kind == record.Access || src.Kind == record.Assignments && (src.Format == "isc" || src.Format == "kea")
		if undated, ok := undate(src.Ref); ok && !shared && src.Provider != "" && (src.Kind == record.Payments || src.Kind == record.Assignments) {
			shared, k.name = true, undated
		}
		at, ok := seen[k]
		if !ok || !shared {
			at = len(sources)
			sources = append(sources, nil)
		}
		if shared {
			seen[k] = at
		}
		sources[at] = append(sources[at], n)
		c.timing.clocks = append(c.timing.clocks, at)
	}
	return sources
}

var month = regexp.MustCompile(`(?:19|20)[0-9]{2}[-_.]?(?:0[1-9]|1[0-2])`)

// undate is a reference without the month in its last name; ok is false where it has none.
func undate(ref string) (without string, ok bool) {
	all := month.FindAllStringIndex(ref, -1)
	if len(all) == 0 {
		return ref, false
	}
	last := all[len(all)-1]
	return ref[:last[0]] + "*" + ref[last[1]:], !strings.Contains(ref[last[1]:], "/")
}

// stamps takes over how the stamps of source n look.
func (c *computation) stamps(n int, parsers []format.Rows) {
	if c.timing == nil {
		return
	}
	for _, p := range parsers {
		if t, ok := p.(format.Table); ok {
			one := t.Survey()
			c.timing.surveys[n].Merge(&one)
		}
		if t, ok := p.(format.Placed); ok {
			if ahead, ok := t.Placed(); ok {
				c.timing.placed[n] = ahead
			}
		}
	}
}

// ahead is how far the one clock of some sources is ahead by a second one, in all of those that
// say so alike; else 0.
func (t *timing) ahead(sources []int) (by comity.Instant) {
	const alike = 5 * comity.Second
	told := false
	for _, n := range sources {
		switch ahead, ok := t.placed[n]; {
		case !ok:
		case told && max(ahead-by, by-ahead) > alike:
			return 0
		case !told:
			by, told = ahead, true
		}
	}
	return by
}

// mark notes something that an account did. A time that is not known to the
// minute compares no clocks.
func (c *computation) mark(n, sort int, who attribution.Node, t clock.Span, a comity.Addr, port uint16) {
	c.markStay(n, sort, who, t, 0, a, port)
}

// markStay is mark for what went on from there for so long.
func (c *computation) markStay(n, sort int, who attribution.Node, t clock.Span, long comity.Instant, a comity.Addr, port uint16) {
	if c.timing == nil || who == attribution.None || t == absent {
		return
	}
	skew := c.skews[n]
	if t.Hi-t.Lo-2*skew > comity.Minute {
		return
	}
	if sort < offset.Session {
		c.timing.accounts[who] = true
	}
	at := comity.Instant(middle(t))
	c.timing.add(n, sort, uint64(who), at)
	if a.IsZero() {
		return
	}
	c.timing.visits[n].add(seenAt{who, a, port, at, long})
	if key := place(a, port); c.timing.asked[key] {
		c.timing.add(n, offset.Seen, key, at)
	}
}

func (t *timing) add(n, sort int, key uint64, at comity.Instant) {
	if list := &t.marks[n][sort]; len(*list) < mostMarks {
		*list = append(*list, offset.Mark{Key: key, At: at})
	}
}

// question is what a provider was asked: who had an address, and port, when.
type question struct {
	addr comity.Addr
	port uint16
	at   comity.Instant
}

// ask notes the questions that source n answers. Whoever asks copies address and
// time from a record: where that record is at hand, the two name one moment.
func (t *timing) ask(n int, list []question, skew comity.Instant) {
	if t == nil {
		return
	}
	for _, q := range list {
		key := place(q.addr, q.port)
		t.asked[key] = true
		t.add(n, offset.Question, key, q.at+skew)
	}
}

// place numbers an address and port.
func place(a comity.Addr, port uint16) uint64 {
	const odd = 0x9e3779b97f4a7c15
	h := (a.Hi ^ a.Lo*odd) * odd
	return (h ^ h>>29 ^ uint64(port)) * odd
}

// session notes the first line of a session whose account some table knows.
func (t *timing) session(c *computation, n int, h *crosscheck.Hit) {
	if h.User == "" || len(t.accounts) == 0 {
		return
	}
	key := logUser{or(h.Site, c.exhibits[n].Source.Site), h.User}
	who, seen := t.users[key]
	if !seen {
		node, ok := c.graph.Known(comity.SelectorAccount, comity.Account(key.site, key.user))
		if who = attribution.None; ok && t.accounts[node] {
			who = node
		}
		t.users[key] = who
	}
	if who == attribution.None {
		return
	}
	at := h.First + c.skews[n]
	end := h.Last - c.skews[n]
	c.markStay(n, offset.Session, who, clock.Span{Lo: at - c.skews[n], Hi: at + c.skews[n]}, max(0, end-at), h.Addr, h.Port)
	c.mark(n, offset.Leave, who, clock.Span{Lo: end - c.skews[n], Hi: end + c.skews[n]}, comity.Addr{}, 0)
}

// claims compares the visits of source n with the assignments around them.
func (c *computation) claims(to *offset.Case, n int) {
	list := c.timing.visits[n].list
	slices.SortFunc(list, func(a, b seenAt) int { return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.at, b.at)) })
	bySource := map[int][]offset.Claim{}
	for _, v := range list {
		c.claimsAt(v, v.at, bySource, nil)
		for source, of := range c.timing.swaps {
			c.claimsAt(v, of(v.at), bySource, &source)
		}
	}
	for _, source := range slices.Sorted(maps.Keys(bySource)) {
		to.Claim(c.timing.clocks[n], c.timing.clocks[source], bySource[source]...)
	}
}

// claimsAt adds the claims of one visit, at by the clock of the provider, to those
// of the source of the assignments. An answer says nothing about a clock, for it holds at
// the asked time by whatever clock asked. Where many share an address, the port
// must be known. only: the one source that they are wanted of, days and months exchanged.
func (c *computation) claimsAt(v seenAt, at comity.Instant, to map[int][]offset.Claim, only *int) {
	found := map[int][]offset.Claim{}
	c.index.Near(v.addr, at-offset.Reach, at+offset.Reach, func(r *crosscheck.Row, start, end comity.Instant) {
		shared, source := r.PortTo != 0, int(r.Source)
		if r.Asked() || shared && (v.port < r.PortFrom || v.port > r.PortTo) || only != nil && *only != source {
			return
		}
		long := v.long
		if shared { // its later lines came from other ports
			long = 0
		}
		low, high := max(start-at, -offset.Reach), min(end-at-long, offset.Reach)
		if low >= high {
			return
		}
		found[source] = append(found[source], offset.Claim{
			Account: uint64(v.who), Subscriber: c.subscriberKey(r), Assignment: uint64(r.Offset),
			At: v.at, Low: low, High: high, Long: long, Shared: shared, Swapped: only != nil,
		})
	})
	for source, list := range found {
		if !crowded(list) {
			to[source] = append(to[source], list...)
		}
	}
}

// crowded reports whether three subscribers or more hold an address at one time.
func crowded(list []offset.Claim) bool {
	for i := range list {
		with := map[uint64]bool{}
		for _, o := range list {
			if o.Low <= list[i].Low && list[i].Low < o.High {
				with[o.Subscriber] = true
			}
		}
		if len(with) > 2 {
			return true
		}
	}
	return false
}

// subscriberKey tells subscribers of one source apart.
func (c *computation) subscriberKey(r *crosscheck.Row) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(c.index.Subscriber(r))
	return h.Sum64()
}
