package falcon

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
	"comity/internal/simulate/side"
	"comity/internal/simulate/truth"
)

// logged is what writing one server's log brings about.
type logged struct {
	lines     int64
	questions []question
	logins    []login
	sample    []truth.Event
	planted   planted
	keep      uint64 // one line in keep+1 is sampled; a power of two less one
}

// writeLogs writes all access logs, several at a time, and returns the
// log-ins that will be asked about. Each log depends on its server alone, so
// the bytes do not depend on how many are written at once.
func (w *world) writeLogs(ctx context.Context) ([]question, error) {
	parts := make([][]*part, len(w.servers))
	for i := range w.servers {
		parts[i] = w.parts(&w.servers[i])
		w.remember(parts[i])
	}
	w.hands = w.passed(w.register())
	done := make([]logged, len(w.servers))
	for i := range done {
		done[i].planted = planted{}
	}
	progress := meter{total: int64(len(w.servers) * w.spec.Days), report: w.spec.Progress}
	err := side.Do(len(w.servers), func(i int) error { return w.writeLog(ctx, i, parts[i], &done[i], &progress) })
	if err != nil {
		return nil, err
	}
	var asked []question
	for i := range done {
		asked = append(asked, done[i].questions...)
		for n, lines := range done[i].planted {
			w.planted[n] += lines
		}
		w.logins = append(w.logins, done[i].logins...)
		w.sample = append(w.sample, done[i].sample...)
		w.result.LogLines += done[i].lines
		w.copies = append(w.copies, logCopies(parts[i])...)
	}
	return asked, nil
}

// meter counts finished server-days and reports them one at a time.
type meter struct {
	mu          sync.Mutex
	done, total int64
	report      func(done, total int64)
}

func (m *meter) step() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.done++; m.report != nil {
		m.report(m.done, m.total)
	}
}

func (w *world) logExhibit(v *server) *export.Exhibit {
	domain := w.sites[v.sites[0]].domain
	e := &export.Exhibit{Kind: "access", Format: v.format, Provider: "Stapelhost",
		Country: v.cc, Basis: "mla-access", CRLF: v.crlf, Clock: w.clock(sourceServer+strconv.Itoa(w.sites[v.sites[0]].server), v.zone), Skew: "1s", ClockBasis: "zone offset in each line; host's letter on its time server"}
	if v.format == export.IIS {
		e.ClockBasis = "the format is UTC; host's letter on its time server"
	}
	if v.custom {
		e.Columns = export.OwnNames()
	}
	if e.Site = domain; len(v.sites) > 1 {
		e.Site, e.Host, domain = "", v.host, v.host
	}
	e.Path = w.logPath(v, "sites/"+domain)
	if v.cutTo > 0 {
		e.Basis = "mla-access-" + slug(v.host[:strings.IndexByte(v.host, '.')])
		w.addBasis(e.Basis, "mutual legal assistance", "US Department of Justice", []string{"access"}, w.start-day, v.cutTo)
	}
	w.claim(e)
	w.exhibit(e)
	return e
}

// dayBuffer is the memory of one server's day; it is used again for the next.
type dayBuffer struct {
	visits  []visit
	hits    []hit
	request export.Request
}

func (w *world) collect(b *dayBuffer, v *server, at int64, out *logged) {
	b.visits, b.hits = b.visits[:0], b.hits[:0]
	for _, site := range v.sites {
		for _, id := range w.sites[site].accounts {
			b.visits = w.visits(b.visits, id, at)
		}
		b.hits = w.passers(b.hits, site, at)
	}
	slices.SortStableFunc(b.visits, func(x, y visit) int { return cmp.Compare(x.t, y.t) })
	for _, visit := range b.visits {
		from := len(b.hits)
		b.hits = w.requests(b.hits, visit, v.six)
		w.ask(visit, b.hits[from:], out)
		w.journal(b.hits[from:], out)
	}
	slices.SortStableFunc(b.hits, func(x, y hit) int { return cmp.Compare(x.t, y.t) })
}

// ask notes a visit for a question, if its provider answers questions.
func (w *world) ask(v visit, hits []hit, out *logged) {
	if v.line < 0 || len(hits) < 3 {
		return
	}
	p := &w.providers[w.lines[v.line].provider]
	s := w.stream("ask", int(v.account), int(v.t))
	if h := hits[2]; p.format == "answers" && !p.mobile && !h.public && s.Chance(w.p.asked) {
		out.questions = append(out.questions, question{seat: h.seat, t: h.t})
	}
}

func (w *world) flush(b *dayBuffer, hits []hit, o *open, copied bool, out *logged) error {
	for i := range hits {
		h := &hits[i]
		w.fill(&b.request, h)
		line, err := o.log.Put(&b.request)
		if err != nil {
			return err
		}
		if !copied && h.t < o.covered-day {
			w.plant(out.planted, h)
		}
		if h.person >= 0 && !h.public && h.seat.line >= 0 && !copied {
			w.note(out, truth.Event{Path: o.ex.Path, Line: line, Person: w.personID(h.person), Subscriber: w.lines[h.seat.line].number})
		}
	}
	return nil
}

// note samples an event. When the sample is full every second one leaves, and
// from then on only half as many come in.
func (w *world) note(out *logged, e truth.Event) {
	most := 24_000/len(w.servers) + 64
	if w.picks(e)&out.keep != 0 {
		return
	}
	if out.sample = append(out.sample, e); len(out.sample) <= most {
		return
	}
	out.keep = out.keep<<1 | 1
	out.sample = slices.DeleteFunc(out.sample, func(e truth.Event) bool { return w.picks(e)&out.keep != 0 })
}

func (w *world) picks(e truth.Event) uint64 {
	s := draw.New(w.spec.Seed, e.Path, int(e.Line))
	return s.Uint64()
}
