package excerpt

import (
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// tokenMark parts a card's ends from its token.
const tokenMark = "#"

// StateCard is what a pack states in place of a card number: its first six and
// last four digits, "#", and the token of the case in letters from a to p, one
// for four bits. It has no digits that could pass for a number.
func StateCard(c record.Card) string {
	var b strings.Builder
	b.WriteString(c.Ends + tokenMark)
	for _, t := range c.Token {
		b.WriteByte('a' + t>>4)
		b.WriteByte('a' + t&15)
	}
	return b.String()
}

// cards knows cards by what StateCard says of them, and by nothing else: whoever
// reads a pack has no key to make tokens with.
type cards struct{}

// Card implements record.Cards.
func (cards) Card(s string) (c record.Card, ok bool) {
	ends, token, found := strings.Cut(strings.TrimSpace(s), tokenMark)
	if !found || len(token) != 2*len(c.Token) || !isEnds(ends) {
		return c, false
	}
	for i := range len(token) {
		if token[i] < 'a' || token[i] > 'p' {
			return record.Card{}, false
		}
		c.Token[i/2] = c.Token[i/2]<<4 | (token[i] - 'a')
	}
	c.Ends = ends
	return c, true
}

// isEnds reports whether s is six digits, six stars, four digits.
func isEnds(s string) bool {
	return len(s) == 16 && s[6:12] == "******" && strings.Trim(s[:6]+s[12:], "0123456789") == "" && !comity.HoldsCard([]byte(s))
}
