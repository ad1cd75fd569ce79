package attribution

import (
	"slices"

	"comity/internal/comity"
)

// Company is who else was seen on the claimed connection, by what is claimed of them: it
// tells a place where guests come, and a home whose network others used, from one hand's
// own connection: a hand makes accounts to use each for some days, and who works or lives at a
// place comes back. No score and no band depends on it; what a score is worth does.
type Company struct {
	Guests   int32 `json:"guests,omitempty"`   // subjects whose claimed connection is another, and who used this one as well
	Payers   int32 `json:"payers,omitempty"`   // other subjects of this connection who only paid from it, without an account
	Days     int32 `json:"days,omitempty"`     // where a crowd used theirs: on how many days (UTC) each subject of this connection with an account was seen, in the mean, rounded down
	Begun    int32 `json:"begun,omitempty"`    // the same subjects: on how many different days the first of each was, for a hundred of them, rounded down; 0 only where nobody is counted
	Held     int32 `json:"held,omitempty"`     // the same subjects: whose accounts were only paid for or opened there, of a hundred of them, rounded down
	Like     int32 `json:"like,omitempty"`     // on how many other connections a crowd was that is as large, or larger or smaller by one, of whom as few or as many were held (isShop), and that did not last: see lastingDays
	Firm     bool  `json:"firm,omitempty"`     // its holder is by its name no person: a firm, a house open to guests, or a number stands in it
	Nameless bool  `json:"nameless,omitempty"` // who holds it is not stated
}

// countCompany counts for each subject.
func (c *Case) countCompany(subjects []Subject) {
	at := make([]Company, len(c.subscribers))
	seen := map[int32]*mean{}
	for i := range subjects {
		if s := &subjects[i]; len(s.Subscribers) > 0 {
			at[s.Subscribers[0]].Payers += c.payer(s)
			holder := c.subscribers[s.Subscribers[0]].person
			at[s.Subscribers[0]].Firm, at[s.Subscribers[0]].Nameless = c.impersonal(holder), holder == noName
			for _, sub := range s.Subscribers[1:] {
				at[sub].Guests++
			}
			c.addDays(seen, s)
		}
	}
	for sub, m := range seen {
		at[sub].Days, at[sub].Begun, at[sub].Held = int32(m.sum/m.n), int32(100*len(m.firsts)/m.n), int32(100*m.held/m.n)
	}
	countLike(at, seen)
	for i := range subjects {
		if s := &subjects[i]; len(s.Subscribers) > 0 {
			s.Company = at[s.Subscribers[0]]
			s.Company.Payers -= c.payer(s)
		}
	}
}

// crowds are connections whose crowds are one like the other.
type crowds struct {
	size int
	shop bool
}

// countLike counts other crowds of the same size: a hand makes as many accounts on each of its connections.
func countLike(at []Company, seen map[int32]*mean) {
	n := map[crowds]int32{}
	for sub, m := range seen {
		if at[sub].Days < lastingDays {
			n[crowds{m.n, at[sub].isShop()}]++
		}
	}
	for sub, m := range seen {
		shop := at[sub].isShop()
		like := n[crowds{m.n - 1, shop}] + n[crowds{m.n, shop}] + n[crowds{m.n + 1, shop}]
		if at[sub].Days < lastingDays {
			like-- // itself
		}
		at[sub].Like = like
	}
}

type mean struct {
	sum, n int
	held   int                     // of n, of whom nothing but payment or sign-up came from there
	firsts map[comity.Instant]bool // the days on which somebody was seen first
}

// addDays adds on how many days the subject was seen, where a crowd used the connection
// and it has an account or used one.
func (c *Case) addDays(seen map[int32]*mean, s *Subject) {
	if s.crowd.people < crowdSize || s.Missing&useBeyondPayment != 0 && !c.hasAccount(s) {
		return
	}
	m := seen[s.Subscribers[0]]
	if m == nil {
		m = &mean{firsts: map[comity.Instant]bool{}}
		seen[s.Subscribers[0]] = m
	}
	days := c.days(s.profile.uses)
	m.sum += len(days)
	m.n++
	if s.Missing&useBeyondPayment != 0 {
		m.held++
	}
	if len(days) > 0 {
		m.firsts[days[0]] = true
	}
}

// days are the days of UTC on which there is one of the uses, in order.
func (c *Case) days(uses []int32) []comity.Instant {
	all := make([]comity.Instant, len(uses))
	for i, u := range uses {
		all[i] = c.uses[u].First / comity.Day
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// payer is 1 for who only paid, and has no account.
func (c *Case) payer(s *Subject) int32 {
	if s.Missing&useBeyondPayment == 0 || c.hasAccount(s) {
		return 0
	}
	return 1
}
