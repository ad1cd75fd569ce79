package partner

import (
	"crypto/sha512"
	"strings"
	"unicode"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// groups is how many groups of four letters a fingerprint has: 192 bits, so that
// nobody finds two cards with one fingerprint.
const groups = 12

// Fingerprint is what two people compare: twelve groups of four letters from a to
// p, which are read out in any language, parted by blanks. Digits would at times be
// taken for a payment card's, and masked.
//
// They are the first 24 bytes of SHA-512 over "comity card v1\n" and the card as
// canonical JSON; a letter is four bits, the higher ones first, from a.
func (c Card) Fingerprint() (string, error) {
	if c.Recipients == nil {
		c.Recipients = []string{} // as a card that was read has it
	}
	b, err := sign.Canonical(c)
	if err != nil {
		return "", err
	}
	sum := sha512.Sum512(append([]byte("comity card v1\n"), b...))
	var out []string
	for i := range groups {
		hi, lo := sum[2*i], sum[2*i+1]
		out = append(out, string([]byte{'a' + hi>>4, 'a' + hi&15, 'a' + lo>>4, 'a' + lo&15}))
	}
	return strings.Join(out, " "), nil
}

// Matches reports whether a person typed the card's fingerprint, with whatever
// blanks and hyphens between the letters, small or capital.
func (c Card) Matches(typed string) (bool, error) {
	own, err := c.Fingerprint()
	return err == nil && letters(typed) == letters(own), err
}

// letters leaves out what people put between letters; anything else stays, and matches nothing.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// errNotCompared says that nobody vouched for a card.
func errNotCompared(fingerprint string) error {
	return comity.Errorf(comity.Refused, "refused by rule card-is-compared: the card's fingerprint is %s", fingerprint).
		WithHint("ask the partner for theirs by another way than the card came, and give that as --fingerprint")
}
