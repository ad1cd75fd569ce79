package falcon

import (
	"comity/internal/simulate/export"
)

// witness is what there is to tell a faulty clock by.
type witness struct {
	pairs int64 // events that another exhibit times too
	moved int64 // log-ins that the stated clock puts outside the address's assignment
}

// remember keeps which days a log's files cover.
func (w *world) remember(parts []*part) {
	if w.spans == nil {
		w.spans = map[*export.Exhibit]export.Span{}
	}
	for _, p := range parts {
		w.spans[p.ex] = export.Span{From: p.from, To: p.to}
	}
}

// testify counts the witnesses of each faulty exhibit.
func (w *world) testify(list []*parcel) {
	w.evidence = map[*export.Exhibit]witness{}
	for _, p := range list {
		for _, h := range p.inside {
			w.evidence[h.exhibit] = w.over(h)
			if h.copy != nil {
				w.evidence[h.copy] = w.over(h)
			}
		}
	}
	for _, e := range w.exhibits {
		if e.Clock.Fault != nil && (e.Kind == "access" || e.Kind == "members" || e.Kind == "payments") {
			w.evidence[e] = witness{pairs: w.twins(e)}
		}
	}
}

// over counts the log-ins over a provider's lines, or the questions put to it.
func (w *world) over(h *handed) (n witness) {
	c := h.exhibit.Clock
	if c.Fault == nil {
		return n
	}
	if h.exhibit.Kind == "answers" {
		for _, q := range h.asked {
			if n.pairs++; c.Read(q.t) != q.t {
				n.moved++
			}
		}
		return n
	}
	for i := range w.logins {
		l := &w.logins[i]
		if l.seat.line < 0 || int(w.lines[l.seat.line].provider) != h.provider.id {
			continue
		}
		n.pairs++
		if le := w.lines[l.seat.line].at(l.t); le != nil && (l.t < c.Read(le.from) || l.t >= c.Read(le.to())) {
			n.moved++
		}
	}
	return n
}

// twins counts the events of an exhibit that stand in others: a sign-up in
// payments, members and log, a log-in in log and journal, the last one also
// among the members.
func (w *world) twins(e *export.Exhibit) (n int64) {
	span, parted := w.spans[e]
	if !parted {
		span = export.Span{From: w.start, To: w.end}
	}
	log := parted
	journal := e.Kind == "access" && !log
	for i := range w.accounts {
		a := &w.accounts[i]
		if !w.about(e, a.site) {
			continue
		}
		if !journal && span.Contains(a.signup) {
			n += 2
		}
		if (log || e.Kind == "members") && a.seen > 0 && span.Contains(a.seen) {
			n++
		}
	}
	if e.Kind != "access" {
		return n
	}
	for i := range w.logins {
		site := w.accounts[w.logins[i].account].site
		if span.Contains(w.logins[i].t) && w.about(e, site) && w.journaled(site) {
			n++
		}
	}
	return n
}

// about reports whether an exhibit is about a site.
func (w *world) about(e *export.Exhibit, site int32) bool {
	s := &w.sites[site]
	switch {
	case e.Kind == "payments":
		return true
	case e.Kind == "members" && e.Site == "":
		return !s.members
	case e.Site != "":
		return e.Site == s.domain
	case e.Host != "":
		return e.Host == w.servers[s.server].host
	}
	return true
}
