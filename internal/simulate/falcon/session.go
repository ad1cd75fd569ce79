package falcon

import (
	"comity/internal/simulate/draw"
)

// hit is one request to be written, in a form that is cheap to sort.
type hit struct {
	t       int64
	seat    seat
	account int32 // -1: nobody known
	person  int32
	site    int32
	public  bool // no user name in the log
	page    pageKind
	n       uint32 // which page, picture, …
	agent   uint8
}

type pageKind uint8

const (
	pageHome pageKind = iota
	pageJoin
	pageLogin
	pageMember
	pageIssue
	pageImage
	pageStyle
	pageRobots
	pageHealth
)

// visit is one log-in: who, on which line, from when.
type visit struct {
	account, person int32
	line            int32
	t               int64
	pages           int
	pace            int // seconds between pages, at most
}

// question is a log-in that will be put to a provider that answers single questions.
type question struct {
	seat seat
	t    int64
	port bool // known and asked
}

// named is the port that a question names; 0 for none.
func (q *question) named() uint16 {
	if q.port {
		return q.seat.port
	}
	return 0
}

// visits appends the log-ins of an account on one day.
func (w *world) visits(list []visit, id int32, at int64) []visit {
	a := &w.accounts[id]
	if at+day <= a.signup || at > a.end || a.habit == never {
		return list
	}
	s := w.stream("visits", int(id), int(at/day))
	n := 0
	for odds := a.rate * 1000 / 30; odds > 0; odds -= 1000 {
		if s.Chance(min(odds, 1000)) {
			n++
		}
	}
	if at < a.signup && n == 0 && s.N(3) > 0 {
		n = 1 // most look at what they have just bought
	}
	for range n {
		v := visit{account: id, person: draw.Pick(&s, a.users), pages: 1 + s.N(2*w.p.pages), pace: s.Between(20, 180)}
		if v.person != a.users[0] && s.N(3) > 0 {
			v.person = a.users[0]
		}
		if v.t = at + w.evening(&s, w.people[v.person].country); at < a.signup {
			v.t = a.signup + int64(s.Between(60, 1500))
		}
		if w.people[v.person].night && at >= a.signup {
			v.t = at + (v.t-at+10*3600)%day
		}
		if w.habit(&s, a, &v); a.taken > 0 && v.t >= a.taken {
			v.person, v.line = a.taker, a.takerLine
		}
		list = append(list, v)
	}
	if a.habit == leaked {
		list = w.strangers(&s, list, id, at)
	}
	return list
}

// habit decides on the line and the length of a visit.
func (w *world) habit(s *draw.Stream, a *account, v *visit) {
	switch v.line = -1; {
	case a.habit == script || a.makerLine >= 0 && v.person == a.maker:
		if v.line = a.makerLine; a.habit == script {
			v.pages, v.pace = 2, 3
		}
		return
	case a.habit == mirror && s.N(6) == 0:
		v.pages, v.pace = s.Between(60, 200), 2
	}
	v.line = w.place(s, v.person, v.t)
}

// strangers visit a leaked account during two weeks, from anywhere.
func (w *world) strangers(s *draw.Stream, list []visit, id int32, at int64) []visit {
	from := w.start + int64(uint32(id)*2654435761%uint32(w.spec.Days))*day
	if at < from || at > from+14*day {
		return list
	}
	for range s.Between(1, 6) {
		v := visit{account: id, person: -1, line: -1, t: at + int64(s.N(int(day))), pages: s.Between(1, 8), pace: 60}
		if s.N(2) == 0 {
			v.line = int32(s.N(len(w.lines)))
		}
		list = append(list, v)
	}
	return list
}

// requests turns a visit into requests; the connection may change on the way, and
// what falls into a gap never reaches the server.
func (w *world) requests(hits []hit, v visit, six bool) []hit {
	a := &w.accounts[v.account]
	s := w.stream("requests", int(v.account), int(v.t))
	device := uint64(v.person+2)*7 + uint64(s.N(8)/7)
	out := w.elsewhere(&s)
	end := v.t - v.t%day + day
	first := len(hits)
	h := hit{t: v.t, account: v.account, person: v.person, site: a.site, agent: uint8((device*31 + uint64(s.N(9)/8)) % 251)}
	put := func(kind pageKind, n int, public bool) {
		h.seat = out
		if v.line >= 0 {
			at, ok := w.sit(v.line, h.t, six, device)
			if !ok {
				return
			}
			h.seat = at
		}
		if h.page, h.n, h.public = kind, uint32(n), public; h.t < end {
			hits = append(hits, h)
		}
	}
	put(pageHome, 0, true)
	h.t += int64(s.Between(2, 30))
	put(pageLogin, 0, true)
	put(pageMember, 0, false)
	issue := s.N(400)
	for range v.pages {
		h.t += int64(s.Between(1, v.pace))
		put(pageIssue, issue*100+s.N(30), false)
		for range s.N(4) {
			h.t += int64(s.N(2))
			put(pageImage, issue*1000+s.N(500), false)
		}
	}
	if len(hits) > first {
		last := hits[len(hits)-1]
		a.seen, a.seenAt = last.t, last.seat.addr
	}
	return hits
}

// passers are robots, search engines, curious people and the health check of
// the load balancer, which sits behind the server's own NAT.
func (w *world) passers(hits []hit, site int, at int64) []hit {
	s := w.stream("passers", site, int(at/day))
	for range s.Between(w.p.bots/2, w.p.bots*3/2) {
		h := hit{t: at + int64(s.N(int(day))), account: -1, person: -1, site: int32(site), public: true, seat: w.elsewhere(&s),
			page: draw.Pick(&s, []pageKind{pageHome, pageHome, pageRobots, pageJoin, pageStyle}), agent: uint8(s.N(251))}
		if s.N(4) == 0 {
			if on, ok := w.sit(int32(s.N(len(w.lines))), h.t, false, uint64(s.N(4))); ok {
				h.seat = on
			}
		}
		if s.N(12) == 0 {
			h.seat, h.page = seat{line: -1, addr: four(10<<24, 1+s.N(3))}, pageHealth
		}
		hits = append(hits, h)
	}
	for _, id := range w.sites[site].accounts {
		if a := &w.accounts[id]; a.signup >= at && a.signup < at+day {
			h := hit{t: a.signup, account: -1, person: -1, site: int32(site), public: true, seat: a.joinedAt, page: pageJoin, agent: uint8(id % 251)}
			hits = append(hits, h)
		}
	}
	return hits
}
