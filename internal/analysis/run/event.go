package run

import (
	"encoding/hex"
	"strconv"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// event is a row of a table that happened at a time, perhaps from an address.
type event struct {
	n     int // number of the source
	kind  attribution.EventKind
	who   attribution.Node
	addr  comity.Addr
	port  uint16
	time  clock.Span
	place record.Place
}

// event keeps e until the index stands. Without an address nothing resolves it.
func (c *computation) event(e event) {
	if !e.addr.IsZero() && e.time != absent {
		c.events = append(c.events, e)
	}
}

// resolveEvents looks the kept events up.
func (c *computation) resolveEvents() error {
	var found []crosscheck.Candidate
	for _, e := range c.events {
		res := c.index.Lookup(found[:0], e.addr, e.port, e.time)
		found = res.Candidates
		if res.Answer == crosscheck.Unassigned {
			continue
		}
		h := crosscheck.Hit{Addr: e.addr, Answer: res.Answer, Candidates: res.Candidates, First: e.time.Lo, Last: e.time.Hi, Count: 1, From: e.place, To: e.place}
		c.hit(e.n, e.kind, e.who, e.port, &h)
	}
	c.events = nil
	return c.findings.err
}

// logHit takes a whole hit of an access log.
func (c *computation) logHit(n int, h *crosscheck.Hit) error {
	src := &c.exhibits[n].Source
	who := c.graph.Selector(comity.SelectorAccount, comity.Account(or(h.Site, src.Site), h.User))
	c.hit(n, attribution.Access, who, 0, h)
	return c.findings.err
}

// maxCandidates is how many candidates of a shared address a hit names; behind
// one address there may be thousands.
const maxCandidates = 16

// hit writes a hit to the findings and gives it to the attribution.
func (c *computation) hit(n int, kind attribution.EventKind, who attribution.Node, port uint16, h *crosscheck.Hit) {
	c.counts.Hits++
	ref := attribution.HitRef{Source: uint16(n), Event: kind, Offset: h.From.Offset}
	out := Hit{
		ID: c.hitID(ref), Event: kind.String(), Source: c.exhibits[n].Source.Ref, Account: c.graph.Value(who),
		Addr: h.Addr, Port: port, Answer: h.Answer.String(), First: h.First, Last: h.Last, Count: h.Count,
		Cite: c.cite(n, h.From), LastCite: c.cite(n, h.To),
	}
	for i, cand := range h.Candidates {
		if i == maxCandidates {
			out.More = len(h.Candidates) - maxCandidates
			break
		}
		out.Candidates = append(out.Candidates, c.candidate(cand))
	}
	c.findings.line = appendHit(c.findings.line[:0], &out)
	c.findings.write(c.findings.line)
	if who != attribution.None {
		c.use(ref, who, n, h)
	}
}

func (c *computation) candidate(cand crosscheck.Candidate) Candidate {
	r := cand.Row
	src := &c.exhibits[r.Source].Source
	return Candidate{
		Subscriber: Subscriber{Provider: src.Provider, Subscriber: string(c.index.Subscriber(r))},
		Assignment: comity.Citation{Exhibit: src.Exhibit, Inner: src.Inner(), Offset: r.Offset, Length: int64(r.Length)},
		Certain:    cand.Certain,
	}
}

// use tells the attribution of the hit.
func (c *computation) use(ref attribution.HitRef, who attribution.Node, n int, h *crosscheck.Hit) {
	u := attribution.Use{Hit: ref, First: h.First, Node: who, Subscriber: -1, Assignment: -1, Clock: c.clocks[n], Answer: h.Answer}
	if h.Answer == crosscheck.Unique {
		r := h.Candidates[0].Row
		src := &c.exhibits[r.Source].Source
		u.Subscriber = c.graph.Subscriber(src.Provider, string(c.index.Subscriber(r)))
		u.Assignment = c.assignment(r)
		if _, ok := c.people[u.Subscriber]; !ok || c.named[r.Source] && !c.named[c.people[u.Subscriber].Source] {
			c.people[u.Subscriber] = r
		}
	}
	c.graph.Use(u)
}

// assignment numbers the assignments that hits rest on.
func (c *computation) assignment(r *crosscheck.Row) int32 {
	n, ok := c.assigned[r]
	if !ok {
		n = int32(len(c.assigned))
		c.assigned[r] = n
	}
	return n
}

var eventMarks = [...]string{attribution.Access: "", attribution.Payment: "p", attribution.SignUp: "s", attribution.LogIn: "l"}

// hitID names a hit by the exhibit and offset of its first event, and the event
// where a row holds several.
func (c *computation) hitID(ref attribution.HitRef) string {
	b := make([]byte, 0, 40)
	b = append(b, 'h')
	b = hex.AppendEncode(b, c.exhibits[ref.Source].Source.Exhibit[:6])
	b = strconv.AppendInt(append(b, '-'), ref.Offset, 10)
	return string(append(b, eventMarks[ref.Event]...))
}
