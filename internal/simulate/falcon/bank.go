package falcon

import (
	"strconv"

	"comity/internal/simulate/draw"
)

// bank issues cards. Its prefix begins with 99, which no card scheme uses.
type bank struct {
	country int
	name    string
	prefix  int   // six digits
	next    int64 // nine digits of the next card
	answers bool  // hands over its holders
}

// card is one payment card; owner -1 means that nobody holds it.
type card struct {
	number   string
	bank     int32
	owner    int32
	reported int64 // when reported as misused; 0: never
	used     bool  // occurs in the payments
}

func (w *world) createBanks() {
	s := w.stream("banks")
	for c := range w.countries {
		answers := c < 2 || s.Chance(w.p.issuers)
		for k := 0; k < 2; k++ {
			w.banks = append(w.banks, bank{country: c, name: "Sparbank " + w.countries[c].code + " " + strconv.Itoa(k+1),
				prefix: 990000 + c*100 + k*10 + s.N(10), next: int64(s.Between(1e8, 4e8)), answers: answers})
		}
	}
}

// newCard issues a card to a person of a country; few hold one from abroad.
func (w *world) newCard(s *draw.Stream, owner int32, c int) int32 {
	b := c*2 + s.N(2)
	if s.Chance(30) {
		b = s.N(len(w.banks))
	}
	w.banks[b].next += int64(s.Between(1, 4000))
	return w.issue(b, owner)
}

// issue makes the bank's next card.
func (w *world) issue(b int, owner int32) int32 {
	bank := &w.banks[b]
	body := strconv.Itoa(bank.prefix) + strconv.FormatInt(bank.next, 10)
	bank.next++
	w.cards = append(w.cards, card{number: body + luhn(body), bank: int32(b), owner: owner})
	return int32(len(w.cards) - 1)
}

// luhn is the check digit of a card number (ISO/IEC 7812-1, annex B).
func luhn(body string) string {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// ends is how the truth names a card.
func (c *card) ends() string { return c.number[:6] + "******" + c.number[len(c.number)-4:] }
