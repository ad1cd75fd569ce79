package verify

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// cards names payment cards without their numbers: the token is the first half
// of HMAC-SHA-256 (RFC 2104) over the digits, under a key that belongs to the
// case and never leaves the node. Without it a token cannot be turned back by
// trying all numbers, nor compared with another case's.
type cards struct{ pool sync.Pool }

// NewCards returns the Cards of a case with the given key. It is safe for
// parallel use.
func NewCards(key [32]byte) record.Cards {
	c := &cards{}
	c.pool.New = func() any { return hmac.New(sha256.New, key[:]) }
	return c
}

// Card implements record.Cards.
func (c *cards) Card(number string) (card record.Card, ok bool) {
	ends, digits, ok := comity.CardEnds(number)
	if !ok {
		return card, false
	}
	mac := c.pool.Get().(hash.Hash)
	defer c.pool.Put(mac)
	mac.Reset()
	mac.Write([]byte(digits)) // a hash never fails
	card.Ends = ends
	copy(card.Token[:], mac.Sum(nil))
	return card, true
}
