package sheet

import "comity/internal/records/record"

// most bounds how many distinct strings a parser remembers. Beyond it the
// memory starts anew: strings are then allocated again, nothing else changes.
const most = 1 << 18

// words remembers strings that repeat from row to row.
type words struct {
	seen      map[string]string
	customers map[string]*customer
	last      *customer
}

// customer is what the latest row of a subscriber said about them.
type customer struct {
	subscriber, device string
	person             record.Person
}

func newWords() words {
	return words{seen: map[string]string{}, customers: map[string]*customer{}}
}

func (w *words) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := w.seen[string(b)]; ok {
		return s
	}
	if len(w.seen) >= most {
		clear(w.seen)
	}
	s := string(b)
	w.seen[s] = s
	return s
}

// customer finds the subscriber that b names, or makes one that nothing else is
// known of.
func (w *words) customer(b []byte) *customer {
	if w.last != nil && w.last.subscriber == string(b) {
		return w.last
	}
	c, ok := w.customers[string(b)]
	if !ok {
		if len(w.customers) >= most {
			clear(w.customers)
		}
		c = &customer{subscriber: string(b)}
		w.customers[c.subscriber] = c
	}
	w.last = c
	return c
}

// customer reads who the row names. Strings that an earlier row of the same
// subscriber had are used again.
func (p *Parser) customer(subscriber []byte) *customer {
	c := p.words.customer(subscriber)
	renew(&c.device, p.cell(kDevice))
	if !p.person {
		return c
	}
	renew(&c.person.Name, p.cell(kName))
	renew(&c.person.Street, p.cell(kStreet))
	renew(&c.person.Town, p.cell(kTown))
	renew(&c.person.Country, p.cell(kCountry))
	renew(&c.person.Phone, p.cell(kPhone))
	renew(&c.person.Email, p.cell(kEmail))
	return c
}

func renew(s *string, b []byte) {
	if *s != string(b) {
		*s = string(b)
	}
}
