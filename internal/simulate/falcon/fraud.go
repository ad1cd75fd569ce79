package falcon

import (
	"strconv"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// createFraud makes thieves, resellers and webmasters, and those whose cards
// and lines they use.
func (w *world) createFraud() {
	s := w.stream("fraud")
	customers := len(w.accounts) * 2 / 3
	count := func(permille int) int { return max(1, customers*permille/1000) }
	for range count(w.p.thieves) {
		w.thief(&s)
	}
	for range count(w.p.resellers) {
		w.reseller(&s)
	}
	for range count(w.p.webmasters) {
		w.webmaster(&s)
	}
	for range customers*w.p.shoppers/1000 + 1 { // customers of the shops to whom nothing happens
		w.household("", s.N(len(w.countries)), &s)
	}
}

// victim is a household with a card that another uses. A card may be given.
func (w *world) victim(s *draw.Stream, card int32) (person, stolen int32) {
	c := s.N(len(w.countries))
	if card >= 0 {
		c = w.banks[w.cards[card].bank].country
	}
	from := len(w.people)
	id := w.household(truth.Victim, c, s)
	for i := from; i < len(w.people); i++ {
		if int32(i) != id {
			w.people[i].role = truth.Bystander
		}
	}
	p := &w.people[id]
	if card >= 0 {
		w.cards[card].owner = id
		p.cards = append(p.cards, card)
		return id, card
	}
	return id, draw.Pick(s, p.cards)
}

// fraudster is a household around one of them.
func (w *world) fraudster(s *draw.Stream) int32 {
	from := len(w.people)
	id := w.household(truth.Fraudster, s.N(len(w.countries)), s)
	for i := from; i < len(w.people); i++ {
		if int32(i) != id {
			w.people[i].role = truth.Bystander
		}
	}
	return id
}

// thief tries many cards: some copied from shops, some run off in sequence
// from one issuer. What works becomes accounts that mostly nobody uses.
func (w *world) thief(s *draw.Stream) {
	id := w.fraudster(s)
	via := w.hideout(s, id)
	var run []int32
	if s.N(3) > 0 {
		b := s.N(len(w.banks))
		for range s.Between(6, 20) {
			run = append(run, w.issue(b, -1))
		}
	}
	when := w.start + int64(s.N(max(1, w.spec.Days*2/3)))*day
	for n := range w.p.thiefCards {
		var stolen int32
		switch {
		case n < len(run) && s.N(3) > 0:
			stolen = run[n] // belongs to nobody
		case n < len(run):
			_, stolen = w.victim(s, run[n])
		default:
			_, stolen = w.victim(s, -1)
		}
		if s.N(8) == 0 {
			when += int64(s.Between(1, 6)) * day
		}
		a := w.stolen(s, id, via, stolen, when+w.evening(s, w.people[id].country))
		if a.habit = never; s.N(4) == 0 {
			a.habit, a.rate = usual, 2
		}
		w.enlist(s, id, a)
	}
}

// hideout is the line a fraudster works from: their own, a VPN exit, or the
// open wireless network of a stranger.
func (w *world) hideout(s *draw.Stream, id int32) int32 {
	switch s.N(4) {
	case 0:
		return draw.Pick(s, w.vpns)
	case 1:
		host := w.household(truth.Victim, w.people[id].country, s)
		w.people[host].rivals = append(w.people[host].rivals, "shared-address")
		return w.people[host].home
	}
	return w.people[id].home
}

// stolen is an account paid with a card that is not the maker's.
func (w *world) stolen(s *draw.Stream, maker, via, card int32, when int64) account {
	profile := w.cards[card].owner
	if profile < 0 {
		profile = maker
	}
	email := w.newEmail(s, draw.Pick(s, words("mail post hello info box")), "")
	w.people[maker].emails = append(w.people[maker].emails, email)
	return account{site: int32(s.N(len(w.sites))), users: []int32{maker}, profile: profile, maker: maker, makerLine: via,
		email: email, card: card, card2: -1, signup: min(when, w.end-1), rate: 2}
}

// enlist books an account to a fraudster.
func (w *world) enlist(s *draw.Stream, id int32, a account) {
	n := w.enrol(s, a, draw.Pick(s, words("sunny lucky blue fast green happy"))+strconv.Itoa(s.Between(100, 99999)))
	w.people[id].accounts = append(w.people[id].accounts, n)
}

// reseller signs up in bulk, with own and with other people's cards, and
// passes the accounts on to customers who use them from home.
func (w *world) reseller(s *draw.Stream) {
	id := w.fraudster(s)
	via := w.people[id].home
	for range w.p.resold {
		n := int32(s.N(len(w.accounts)))
		a := &w.accounts[n]
		if a.maker != a.users[0] || w.people[a.maker].role != truth.Subscriber || a.habit == never {
			continue
		}
		a.maker, a.makerLine, a.email = id, via, w.people[id].emails[0]
		if a.card = draw.Pick(s, w.people[id].cards); s.N(3) == 0 {
			var owner int32
			owner, a.card = w.victim(s, -1)
			w.people[owner].rivals = []string{"stolen-card", "reseller"}
			w.accounts[n].renews = false
		}
		w.accounts[n].card2 = -1
		w.people[id].accounts = append(w.people[id].accounts, n)
	}
}

// webmaster earns by the head: victims' cards signed up at the own site, with
// a program that logs in now and then so that it looks alive.
func (w *world) webmaster(s *draw.Stream) {
	id := w.fraudster(s)
	site := int32(s.N(len(w.sites)))
	via := w.people[id].home
	if s.N(3) == 0 {
		via = draw.Pick(s, w.offices[w.people[id].country])
	}
	for range w.p.signUps {
		owner, card := w.victim(s, -1)
		w.people[owner].rivals = []string{"stolen-card", "reseller"}
		when := w.start + int64(s.N(w.spec.Days))*day + int64(s.Between(8, 20))*3600 + int64(s.N(3600))
		a := w.stolen(s, id, via, card, when)
		a.site, a.habit, a.renews = site, script, true
		w.enlist(s, id, a)
	}
}

// createNeighbours adds lines of people without part in the case, and namesakes.
func (w *world) createNeighbours() {
	s := w.stream("neighbours")
	for range min(len(w.lines)*w.p.neighbours/1000, 20_000) {
		w.homeLine(&s, s.N(len(w.countries)), -1)
	}
	for range len(w.accounts)*w.p.namesakes/1500 + 1 {
		like := w.people[w.anyCustomer(&s)]
		id := w.addPerson(truth.Bystander, like.country, like.surname)
		line := w.homeLine(&s, like.country, id)
		n := &w.people[id]
		n.given, n.home, n.own, n.rivals = like.given, line, []int32{line}, []string{"namesake"}
		n.street, n.town = w.lines[line].street, w.lines[line].town
	}
}
