package falcon

import (
	"cmp"
	"slices"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// Types and results of a payment, as indices into the words of a dialect.
const (
	sale = iota
	renewal
	refund
	chargeback
	test
)

const (
	approved = iota
	declined
	failed
)

// payment is one row of the billing company's table.
type payment struct {
	id, ref int32 // ref: the payment it undoes, -1 for none
	t       int64
	account int32 // -1: a purchase in a shop
	shop    int16
	payer   int32 // who really pays
	profile int32 // whose name and country are given
	email   string
	card    int32
	kind    uint8
	result  uint8
	cents   int32
	from    seat // addr unset: made without the customer
	port    bool
}

// pay makes all payments of the window.
func (w *world) pay() {
	for i := range w.accounts {
		w.subscription(int32(i))
	}
	for i := range w.people {
		if role := w.people[i].role; role == truth.Victim || role == "" {
			w.shopping(int32(i))
		}
	}
	slices.SortStableFunc(w.payments, func(a, b payment) int { return cmp.Compare(a.t, b.t) })
}

// book adds a payment that falls into the window and returns its number.
func (w *world) book(p payment) int32 {
	if p.t < w.start || p.t >= w.end {
		return -1
	}
	p.id = int32(len(w.payments))
	w.cards[p.card].used = true
	w.payments = append(w.payments, p)
	return p.id
}

// subscription is the sale, the renewals and what goes wrong with them.
func (w *world) subscription(id int32) {
	a := &w.accounts[id]
	s := w.stream("subscription", int(id))
	p := payment{ref: -1, t: a.signup + int64(s.Between(20, 400)), account: id, payer: a.maker, profile: a.profile, email: a.email,
		card: a.card, cents: int32(w.sites[a.site].cents), from: a.joinedAt, port: s.Chance(w.p.portKnown)}
	honest := w.cards[a.card].owner == a.maker || w.people[a.maker].role == truth.Subscriber
	if !honest && s.N(3) == 0 {
		probe := p
		probe.kind, probe.cents, probe.t = test, 100, a.signup+5
		w.book(probe)
	}
	if w.cards[a.card].owner < 0 {
		p.result = declined
		w.book(p)
		return
	}
	if s.Chance(w.p.declined) {
		bad := p
		bad.result, p.t = declined, p.t+int64(s.Between(60, 600))
		w.book(bad)
	}
	first := w.book(p)
	if w.undo(&s, p, first, honest); a.renews {
		w.renew(&s, a, p, honest)
	}
}

// renew charges the card every 30 days without the customer.
func (w *world) renew(s *draw.Stream, a *account, p payment, honest bool) {
	p.from, p.port, p.kind = seat{line: -1}, false, renewal
	for n := int64(1); a.signup+n*30*day < a.end && a.signup+n*30*day < w.end; n++ {
		if p.t = a.signup + n*30*day + int64(s.N(3600)); a.card2 >= 0 && p.t > a.switched {
			p.card = a.card2
		}
		if p.result = approved; s.Chance(w.p.declined) {
			p.result = declined
			w.book(p)
			p.t, p.result = p.t+2*day, uint8(s.N(5)/4*failed)
		}
		if w.undo(s, p, w.book(p), honest) {
			return
		}
	}
}

// undo refunds or charges back some payments; victims notice sooner or later.
func (w *world) undo(s *draw.Stream, p payment, id int32, honest bool) bool {
	odds := w.p.chargeback
	if !honest {
		odds = 450
	}
	if id < 0 || p.result != approved {
		return false
	}
	p.ref, p.from, p.port = id, seat{line: -1}, false
	if s.Chance(odds) {
		p.kind, p.t = chargeback, p.t+int64(s.Between(5, 45))*day+int64(s.N(80000))
		if c := &w.cards[p.card]; !honest || s.N(2) == 0 {
			c.reported = p.t - int64(s.Between(1, 3))*day
		}
		w.book(p)
		return true
	}
	if s.Chance(10) {
		p.kind, p.t = refund, p.t+int64(s.Between(1, 6))*day
		w.book(p)
	}
	return false
}

// shopping is what a person buys at shops, from home.
func (w *world) shopping(id int32) {
	p := &w.people[id]
	if len(p.cards) == 0 || len(p.emails) == 0 {
		return
	}
	s := w.stream("shopping", int(id))
	for range s.Between(1, 3) {
		shop := s.N(len(w.shops))
		t := w.start + int64(s.N(w.spec.Days))*day + w.evening(&s, p.country)
		at, t := w.seatOn(&s, p.home, t, false, uint64(id)+1)
		b := payment{ref: -1, t: t, account: -1, shop: int16(shop), payer: id, profile: id, email: p.emails[0], card: p.cards[0],
			cents: int32(s.Between(w.shops[shop].lo, w.shops[shop].hi)), from: at, port: s.Chance(w.p.portKnown)}
		w.book(b)
	}
}
