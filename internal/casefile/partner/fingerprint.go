package partner

import (
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// groups is how many groups of five digits a fingerprint has: 199 bits, so that
// nobody finds two cards with one fingerprint.
const groups = 12

// Fingerprint is what two people compare: twelve groups of five decimal digits,
// which are read out in any language, parted by blanks.
//
// They are those of SHA-512 over "comity card v1\n" and the card as canonical
// JSON: group i is bytes 5i to 5i+4, big-endian, modulo 100,000.
func (c Card) Fingerprint() (string, error) {
	b, err := sign.Canonical(c)
	if err != nil {
		return "", err
	}
	sum := sha512.Sum512(append([]byte("comity card v1\n"), b...))
	var out []string
	for i := range groups {
		var wide [8]byte
		copy(wide[3:], sum[5*i:5*i+5])
		out = append(out, fmt.Sprintf("%05d", binary.BigEndian.Uint64(wide[:])%100_000))
	}
	return strings.Join(out, " "), nil
}

// Matches reports whether a person typed the card's fingerprint, with whatever
// blanks and hyphens between the digits.
func (c Card) Matches(typed string) (bool, error) {
	own, err := c.Fingerprint()
	return err == nil && digits(typed) == digits(own), err
}

// digits leaves out what people put between digits; anything else stays, and matches nothing.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, s)
}

// errNotCompared says that nobody vouched for a card.
func errNotCompared(fingerprint string) error {
	return comity.Errorf(comity.Refused, "refused by rule card-is-compared: the card's fingerprint is %s", fingerprint).
		WithHint("ask the partner for theirs by another way than the card came, and give that as --fingerprint")
}
