package falcon

import (
	"net/netip"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// Habits of an account.
const (
	usual  = iota
	never  // signed up, never seen again
	mirror // fetches a whole site at once, then is quiet
	leaked // password passed round among strangers for a few days
	script // logged into by a program, from where it was signed up
)

// account is one membership of one site.
type account struct {
	site      int32
	user      string
	users     []int32 // who logs in
	profile   int32   // whose name is given
	maker     int32   // who signs up and pays
	makerLine int32   // line the maker sits on; -1: as the maker's habits have it
	email     string
	card      int32
	card2     int32 // replaces card from switched on
	switched  int64
	signup    int64
	end       int64
	habit     uint8
	rate      int   // log-ins in 30 days
	taken     int64 // when a stranger took it over; 0: never
	taker     int32
	takerLine int32
	seen      int64
	seenAt    netip.Addr
	joinedAt  seat
	renews    bool
}

// name of the account as the truth and the logs give it.
func (w *world) accountName(a *account) string { return w.sites[a.site].domain + ":" + a.user }

// createCustomers makes households until every site has its subscribers.
func (w *world) createCustomers() {
	s := w.stream("customers")
	weights := make([]int, len(w.countries))
	for i, c := range w.countries {
		weights[i] = c.weight
	}
	var places []int32
	for i := range w.sites {
		for range w.spec.Subscribers {
			places = append(places, int32(i))
		}
	}
	s.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	for len(places) > 0 {
		c := s.Weighted(weights)
		if len(w.people) < len(w.countries) {
			c = len(w.people) // each country has somebody
		}
		from := len(w.people)
		w.household(truth.Subscriber, c, &s)
		for id := from; id < len(w.people); id++ {
			if w.people[id].role == truth.Subscriber {
				places = w.join(&s, int32(id), places)
			}
		}
		w.leftOver(from)
	}
	w.socialise(&s)
}

// leftOver turns those for whom no place was left into bystanders.
func (w *world) leftOver(from int) {
	for id := from; id < len(w.people); id++ {
		if p := &w.people[id]; p.role == truth.Subscriber && len(p.accounts) == 0 {
			p.role, p.own = truth.Bystander, p.own[:1]
		}
	}
}

// join signs a person up to some of the places, at most once a site.
func (w *world) join(s *draw.Stream, id int32, places []int32) []int32 {
	on := map[int32]bool{}
	for n := 0; len(places) > 0 && (n == 0 || n < 4 && s.Chance(w.p.second)); n++ {
		site := places[len(places)-1]
		if on[site] {
			break
		}
		on[site] = true
		places = places[:len(places)-1]
		w.addAccount(s, site, id)
	}
	return places
}

// addAccount makes a customer's own account.
func (w *world) addAccount(s *draw.Stream, site, id int32) int32 {
	p := &w.people[id]
	base := p.handle
	if !s.Chance(w.p.handle) {
		base = w.nickname(s, p)
	}
	a := account{site: site, users: []int32{id}, profile: id, maker: id, makerLine: -1, card2: -1, renews: true,
		email: draw.Pick(s, p.emails), card: draw.Pick(s, p.cards), rate: max(1, w.p.sessions*s.Between(40, 200)/100)}
	switch r := s.N(1000); {
	case r < w.p.never:
		a.habit = never
	case r < w.p.never+w.p.mirror:
		a.habit = mirror
	case r < w.p.never+w.p.mirror+w.p.leaked:
		a.habit = leaked
	}
	n := w.enrol(s, a, base)
	p = &w.people[id]
	p.accounts = append(p.accounts, n)
	return n
}

// enrol gives an account its user name and its time of life.
func (w *world) enrol(s *draw.Stream, a account, base string) int32 {
	id := int32(len(w.accounts))
	domain := w.sites[a.site].domain
	a.user = w.unique(base, ":"+domain, s)
	a.user = a.user[:len(a.user)-len(domain)-1]
	if a.signup == 0 {
		a.signup = w.start + int64(s.N(w.spec.Days))*day + w.evening(s, w.people[a.maker].country)
		if s.Chance(w.p.existing) {
			a.signup -= int64(w.spec.Days+s.N(300)) * day
		}
	}
	a.end = 1 << 40
	for m := a.signup + 30*day; m < w.end; m += 30 * day {
		if m > w.start-30*day && s.Chance(w.p.cancel) {
			a.end = m
			break
		}
	}
	if a.end < w.start {
		a.end = w.start + 15*day
	}
	w.accounts = append(w.accounts, a)
	w.sites[a.site].accounts = append(w.sites[a.site].accounts, id)
	return id
}

// evening is a time of day, in seconds UTC, at which people of a country are
// at their screens.
func (w *world) evening(s *draw.Stream, c int) int64 {
	_, offset := timeIn(w.countries[c].loc, w.start)
	hour := s.Weighted([]int{3, 1, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 7, 9, 11, 12, 10, 7})
	t := int64(hour)*3600 + int64(s.N(3600)) - int64(offset)
	return (t + day) % day
}

// socialise lets friends share accounts and visit, and families lend cards.
func (w *world) socialise(s *draw.Stream) {
	for i := range w.accounts {
		a := &w.accounts[i]
		if s.Chance(w.p.replaced) {
			c := w.people[a.maker].country
			a.card2, a.switched = w.newCard(s, a.maker, c), w.start+int64(s.N(w.spec.Days))*day
			w.people[a.maker].cards = append(w.people[a.maker].cards, a.card2)
		}
		if other := w.anyCustomer(s); s.Chance(w.p.shared) && other != a.maker {
			a.users = append(a.users, other)
			w.people[other].accounts = append(w.people[other].accounts, int32(i))
		}
	}
	for i := range w.people {
		p := &w.people[i]
		if p.role != truth.Subscriber {
			continue
		}
		if s.Chance(30) {
			p.friend = w.people[w.anyCustomer(s)].home
		}
		holder := w.lines[p.home].holder
		if holder != int32(i) && w.people[holder].role == truth.Bystander && s.Chance(w.p.borrowed*5) {
			w.accounts[p.accounts[0]].card = w.people[holder].cards[0]
			w.people[holder].rivals = []string{"shared-address", "other"}
		}
	}
}

func (w *world) anyCustomer(s *draw.Stream) int32 {
	for {
		id := int32(s.N(len(w.people)))
		if w.people[id].role == truth.Subscriber {
			return id
		}
	}
}
