package falcon

import (
	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// createLife adds what happens to people besides: crimes that need no card
// thief of their own, and changes that only look like one.
func (w *world) createLife() {
	s := w.stream("life")
	customers := len(w.accounts) * 2 / 3
	for range customers*w.p.takenOver/3000 + 1 {
		w.burglar(&s)
	}
	for range max(1, customers*w.p.remote/1000) {
		w.puppeteer(&s)
	}
	w.reissue(&s)
	for id := range int32(len(w.people)) {
		if p := &w.people[id]; p.role == truth.Subscriber && len(p.accounts) > 0 {
			own := w.stream("chance", int(id))
			w.happens(&own, id)
		}
	}
}

// happens is what befalls one customer.
func (w *world) happens(s *draw.Stream, id int32) {
	w.people[id].night = s.Chance(w.p.night)
	if s.Chance(w.p.lentCard) {
		w.relative(s, id)
	}
	if s.Chance(w.p.switched) {
		w.changeProvider(s, id)
	}
}

// burglar takes over a few accounts whose passwords were found out: from then
// on nobody else gets in.
func (w *world) burglar(s *draw.Stream) {
	id := w.fraudster(s)
	via := w.hideout(s, id)
	for range s.Between(2, 4) {
		n := int32(s.N(len(w.accounts)))
		a := &w.accounts[n]
		if a.habit != usual || a.taken > 0 || w.people[a.maker].role != truth.Subscriber {
			continue
		}
		a.taken, a.taker, a.takerLine = w.start+int64(s.Between(w.spec.Days/5, w.spec.Days*4/5))*day, id, via
		w.people[id].accounts = append(w.people[id].accounts, n)
	}
}

// puppeteer works through the computer of somebody else, by remote control:
// what comes from there is theirs as little as the owner's. Some owners are
// customers themselves.
func (w *world) puppeteer(s *draw.Stream) {
	id := w.fraudster(s)
	host := w.anyCustomer(s)
	if s.N(3) > 0 {
		host = w.household(truth.Victim, s.N(len(w.countries)), s)
		w.people[host].rivals = append(w.people[host].rivals, "remote-access")
	}
	when := w.start + int64(s.N(max(1, w.spec.Days/2)))*day
	for range s.Between(4, 9) {
		when += int64(s.N(3)) * day
		a := w.stolen(s, id, w.people[host].home, w.loot(s), when+int64(s.N(int(day))))
		if a.rate = 3; s.N(2) == 0 {
			a.habit = script
		}
		w.enlist(s, id, a)
	}
}

// loot is a card for a thief: a victim's, or one of the sites' own customers'.
func (w *world) loot(s *draw.Stream) int32 {
	if s.Chance(w.p.customerCards) {
		return draw.Pick(s, w.people[w.anyCustomer(s)].cards)
	}
	_, card := w.victim(s, -1)
	return card
}

// reissue lets some banks replace all of their cards on one day.
func (w *world) reissue(s *draw.Stream) {
	for b := range w.banks {
		if !s.Chance(w.p.reissued) {
			continue
		}
		when := w.start + int64(s.Between(w.spec.Days/5, w.spec.Days*4/5))*day
		newer := map[int32]int32{}
		for i := range w.accounts {
			a := &w.accounts[i]
			owner := w.cards[a.card].owner
			if w.cards[a.card].bank != int32(b) || a.card2 >= 0 || owner < 0 || w.people[a.maker].role != truth.Subscriber {
				continue
			}
			if _, done := newer[a.card]; !done {
				newer[a.card] = w.issue(b, owner)
				w.people[owner].cards = append(w.people[owner].cards, newer[a.card])
			}
			a.card2, a.switched = newer[a.card], when
		}
	}
}

// relative lends a card: somebody of the same name who lives elsewhere pays.
func (w *world) relative(s *draw.Stream, id int32) {
	p := w.people[id]
	r := w.addPerson(truth.Bystander, p.country, p.surname)
	home := w.homeLine(s, p.country, r)
	card := w.newCard(s, r, p.country)
	k := &w.people[r]
	k.home, k.own, k.street, k.town = home, []int32{home}, w.lines[home].street, w.lines[home].town
	k.cards, k.rivals = []int32{card}, []string{"other", "namesake"}
	if a := &w.accounts[p.accounts[0]]; a.maker == id && w.cards[a.card].owner == id {
		a.card, a.card2 = card, -1
	}
}

// changeProvider gives a household another line in the same home.
func (w *world) changeProvider(s *draw.Stream, id int32) {
	p := w.people[id]
	old := &w.lines[p.home]
	if p.moved > 0 || old.plan == static || old.to < w.end {
		return
	}
	provider := w.fixedProvider(s, p.country)
	if int32(provider) == old.provider {
		return // it was an offer of the same one
	}
	when := w.start + int64(s.Between(w.spec.Days/4, w.spec.Days*3/4))*day + 36000
	next := w.addLine(provider, daily, old.holder, "")
	old = &w.lines[p.home] // addLine moves them
	w.lines[next].street, w.lines[next].town = old.street, old.town
	old.to, w.lines[next].from = when, when
	for i := max(0, id-4); i < min(int32(len(w.people)), id+5); i++ { // a household was made in one go
		if q := &w.people[i]; q.home == p.home && q.moved == 0 {
			q.next, q.moved, q.own = next, when, append(q.own, next)
		}
	}
}

// prepaid reports whether a card was bought at a counter: its issuer can't
// say who has it.
func (w *world) prepaid(card int) bool {
	s := w.stream("prepaid", card)
	return s.Chance(w.p.prepaid)
}

// rivalsOf are the kinds of rival that are true of one who did nothing.
func (p *person) rivalsOf() []string {
	switch {
	case p.role != truth.Victim && p.role != truth.Bystander:
		return nil
	case len(p.rivals) > 0:
		return p.rivals
	case p.role == truth.Victim:
		return []string{"stolen-card"}
	}
	return []string{"shared-address"}
}
