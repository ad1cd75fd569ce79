package run

import (
	"cmp"
	"encoding/hex"
	"math"
	"slices"
	"strconv"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// maxCandidates is how many candidates of a shared address a hit names; behind
// one address there may be thousands.
const maxCandidates = 16

// quoted is what findings say of a source, ready as JSON.
type quoted struct {
	ref, provider []byte // as JSON strings; the provider's country follows where others are called like it
	cite          []byte // opening quote, exhibit, inner part
	id            []byte // opening quote, "h", start of the exhibit, what tells its parts apart, hyphen
}

func (c *computation) quoteSources() {
	for i := range c.exhibits {
		s := &c.exhibits[i].Source
		q := quoted{ref: appendString(nil, s.Ref), provider: appendString(nil, s.Provider)}
		if country := countryOf(s.Provider, c.keepers[i]); country != "" {
			q.provider = appendString(append(q.provider, `,"country":`...), country)
		}
		cite := comity.Citation{Exhibit: s.Exhibit, Inner: s.Inner(), Length: -1}
		q.cite = appendString(nil, cite.String())
		q.cite = q.cite[:len(q.cite)-1] // the closing quote
		q.id = append(appendPart(append(append(q.id, `"h`...), s.Exhibit.Short()...), s.Inner()), '-')
		c.quoted = append(c.quoted, q)
	}
}

// appendPart tells the members of one archive, or the sheets of one workbook,
// apart: each counts its offsets from 0.
func appendPart(b []byte, inner string) []byte {
	if inner == "" {
		return b
	}
	d := comity.DigestOf([]byte(inner))
	return hex.AppendEncode(append(b, '.'), d[:4])
}

// happened is what a hit is besides what the cross-check says of it.
type happened struct {
	source int
	kind   attribution.EventKind
	who    attribution.Node
	port   uint16
}

func (e happened) ref(h *crosscheck.Hit) attribution.HitRef {
	return attribution.HitRef{Source: uint16(e.source), Event: e.kind, Offset: h.From.Offset}
}

// hit writes a hit to the findings and gives it to the attribution.
func (c *computation) hit(e happened, h *crosscheck.Hit) {
	c.counts.Hits++
	c.findings.line = c.appendHit(c.findings.line[:0], e, h)
	c.findings.write(c.findings.line)
	if e.who != attribution.None {
		c.use(e, h)
	}
}

// appendHit appends the line of findings.jsonl that encoding/json would make of
// a Finding with this Hit. Written by hand because there are as many hits as
// sessions; a test holds it to encoding/json.
func (c *computation) appendHit(b []byte, e happened, h *crosscheck.Hit) []byte {
	b = c.appendHitID(append(b, `{"hit":{"id":`...), e.ref(h))
	b = append(append(append(b, `,"event":"`...), e.kind.String()...), '"')
	b = append(append(b, `,"source":`...), c.quoted[e.source].ref...)
	if e.who != attribution.None {
		b = appendString(append(b, `,"account":`...), c.graph.Value(e.who))
	}
	b = append(h.Addr.Netip().AppendTo(append(b, `,"addr":"`...)), '"')
	if e.port != 0 {
		b = strconv.AppendUint(append(b, `,"port":`...), uint64(e.port), 10)
	}
	b = append(append(append(b, `,"answer":"`...), h.Answer.String()...), '"')
	b = appendInstant(append(b, `,"first":`...), h.First)
	b = appendInstant(append(b, `,"last":`...), h.Last)
	b = strconv.AppendInt(append(b, `,"count":`...), h.Count, 10)
	b = c.appendCite(append(b, `,"cite":`...), e.source, h.From.Offset, h.From.Length)
	b = c.appendCite(append(b, `,"last_cite":`...), e.source, h.To.Offset, h.To.Length)
	if h.Doubt != crosscheck.NoDoubt {
		b = append(append(append(b, `,"doubt":"`...), h.Doubt.String()...), '"')
	}
	b = c.appendCandidates(append(b, `,"candidates":[`...), h.Candidates)
	return append(b, "}}\n"...)
}

func (c *computation) appendCandidates(b []byte, cands []crosscheck.Candidate) []byte {
	for i, cand := range cands[:min(len(cands), maxCandidates)] {
		if i > 0 {
			b = append(b, ',')
		}
		r := cand.Row
		b = append(append(b, `{"provider":`...), c.quoted[r.Source].provider...)
		b = appendHidden(append(b, `,"subscriber":`...), c.index.Subscriber(r))
		b = c.appendCite(append(b, `,"assignment":`...), int(r.Source), r.Offset, r.Length)
		b = append(strconv.AppendBool(append(b, `,"certain":`...), cand.Certain), '}')
	}
	b = append(b, ']')
	if more := len(cands) - maxCandidates; more > 0 {
		b = strconv.AppendInt(append(b, `,"more":`...), int64(more), 10)
	}
	return b
}

// appendHidden is appendString for a value of the evidence that may hold a card number.
func appendHidden(b, s []byte) []byte {
	if comity.HoldsCard(s) {
		return appendString(b, comity.MaskText(string(s)))
	}
	return appendString(b, s)
}

func (c *computation) appendCite(b []byte, source int, offset int64, length int32) []byte {
	b = append(b, c.quoted[source].cite...)
	if length < 0 {
		return append(comity.AppendRow(b, offset), '"')
	}
	b = strconv.AppendInt(append(b, ':'), offset, 10)
	b = strconv.AppendInt(append(b, '+'), int64(length), 10)
	return append(b, '"')
}

func appendInstant(b []byte, i comity.Instant) []byte {
	b = append(b, '"')
	switch i {
	case comity.Earliest, comity.Latest:
		b = append(b, i.String()...)
	default:
		b = i.Time().AppendFormat(b, "2006-01-02T15:04:05.999999999Z07:00")
	}
	return append(b, '"')
}

var eventMarks = [...]string{attribution.Access: "", attribution.Payment: "p", attribution.SignUp: "s", attribution.LogIn: "l"}

// appendHitID names a hit by the exhibit and offset of its first event, and the
// event where a row holds several; as a JSON string.
func (c *computation) appendHitID(b []byte, ref attribution.HitRef) []byte {
	b = strconv.AppendInt(append(b, c.quoted[ref.Source].id...), ref.Offset, 10)
	return append(append(b, eventMarks[ref.Event]...), '"')
}

// use tells the attribution of the hit.
func (c *computation) use(e happened, h *crosscheck.Hit) {
	u := attribution.Use{Hit: e.ref(h), First: h.First, Node: e.who, Subscriber: -1, Assignment: -1, Clock: c.clocks[e.source], Answer: h.Answer,
		Changed: h.Doubt == crosscheck.Changed && h.Answer != crosscheck.Shared, // what many share names nobody, by whatever reading
		Asked:   slices.ContainsFunc(h.Candidates, func(k crosscheck.Candidate) bool { return k.Row.Asked() }),
		Lines:   uint32(min(h.Count, math.MaxUint32)), Last: h.Last, Client: attribution.Client(h.Agent), Width: h.Width}
	if h.Answer == crosscheck.Unique {
		b := c.bind(h.Candidates[0].Row)
		u.Subscriber, u.Assignment = b.subscriber, b.assignment
		c.name(b)
	} else if len(h.Candidates) <= maxAlternatives {
		u.Alternatives = c.alternatives(h.Candidates)
	}
	c.graph.Use(u)
}

// maxAlternatives is how many assignments may cover an event before nothing can be
// told of who is common to several: a whole network's.
const maxAlternatives = 1024

// alternatives lists the subscribers of the candidates, each once.
func (c *computation) alternatives(cands []crosscheck.Candidate) []attribution.Alternative {
	list := make([]attribution.Alternative, 0, len(cands))
	for i := range cands {
		b := c.bind(cands[i].Row)
		list = append(list, attribution.Alternative{Subscriber: b.subscriber, Assignment: b.assignment})
	}
	slices.SortStableFunc(list, func(a, b attribution.Alternative) int { return cmp.Compare(a.Subscriber, b.Subscriber) })
	list = slices.CompactFunc(list, func(a, b attribution.Alternative) bool { return a.Subscriber == b.Subscriber })
	return slices.Clip(list)
}

// name notes that a person is to be looked up: some hit rests on the assignment.
func (c *computation) name(b binding) {
	if a := &c.assignments[b.assignment]; !a.named {
		a.named = true
		c.people = append(c.people, person{b.subscriber, a.row})
	}
}

// assignment is one that an event may lie in.
type assignment struct {
	row        *crosscheck.Row
	subscriber int32
	named      bool
}

// binding is what the attribution calls an assignment and its subscriber.
type binding struct{ assignment, subscriber int32 }

// statement is one row of a provider's export. A row that covers many addresses
// stands in the index several times and is still one statement.
type statement struct {
	offset int64
	source uint16
}

// bind numbers the assignments that hits rest on, and their subscribers.
func (c *computation) bind(r *crosscheck.Row) binding {
	key := statement{r.Offset, r.Source}
	b, ok := c.bound[key]
	if !ok {
		name := string(c.index.Subscriber(r))
		b = binding{int32(len(c.bound)), c.graph.SubscriberOf(c.keepers[r.Source], c.exhibits[r.Source].Source.Provider, name)}
		c.bound[key] = b
		c.assignments = append(c.assignments, assignment{row: r, subscriber: b.subscriber})
	}
	return b
}

// logUser is a user as an access log names them.
type logUser struct{ site, user string }

// logHit takes a whole hit of an access log.
func (c *computation) logHit(n int, h *crosscheck.Hit) error {
	c.overlaps.tell(n, h, c.exhibits[n].Source.Site)
	if c.timing != nil {
		c.timing.session(c, n, h)
	}
	if h.Answer == crosscheck.Unassigned {
		return nil
	}
	key := logUser{or(h.Site, c.exhibits[n].Source.Site), h.User}
	who, ok := c.users[key]
	if !ok {
		who = c.selector(n, comity.SelectorAccount, comity.Account(key.site, key.user), h.From)
		c.users[key] = who
	}
	c.hit(happened{source: n, kind: attribution.Access, who: who, port: h.Port}, h)
	return c.findings.err
}

// cite is the citation of a record of source n.
func (c *computation) cite(n int, p record.Place) comity.Citation {
	return citeOf(&c.exhibits[n].Source, p)
}
