// Package comity is the vocabulary that every room shares: digests, instants,
// citations, selectors, weights, bands and errors.
//
// It imports the standard library only and holds no behaviour beyond parsing
// and printing its own values. All types are comparable, so that they can be
// map keys, and every printed form parses back to the same value.
package comity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Digest is a SHA-256 (FIPS 180-4). Its printed form is 64 lower-case hex digits.
type Digest [sha256.Size]byte

// DigestOf returns the SHA-256 of b.
func DigestOf(b []byte) Digest { return sha256.Sum256(b) }

// ParseDigest reads 64 hex digits; anything else is an Input error.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	if len(s) != 2*len(d) {
		return d, Errorf(Input, "digest %.80q has %d characters, not %d", s, len(s), 2*len(d))
	}
	if _, err := hex.Decode(d[:], []byte(s)); err != nil {
		return d, Errorf(Input, "digest %.80q is not hexadecimal", s)
	}
	return d, nil
}

// String returns the lower-case hex form.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short returns the first 12 hex digits, enough to tell exhibits of a case apart on a screen.
func (d Digest) Short() string { return hex.EncodeToString(d[:6]) }

// IsZero reports whether d is unset.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText implements encoding.TextMarshaler.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Digest) UnmarshalText(b []byte) error {
	v, err := ParseDigest(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Weight is a log-likelihood ratio in milli-bans: 1000 is a factor of ten.
// Integers, so that sums are exact and the same on every machine.
type Weight int64

// String shows a weight with its sign, as "+1.500 ban".
func (w Weight) String() string {
	sign := '+'
	if w < 0 {
		sign, w = '-', -w
	}
	return fmt.Sprintf("%c%d.%03d ban", sign, w/1000, w%1000)
}

// Band says how far a subject may be trusted. See the precedence in docs/terms.md.
type Band string

// The bands, strongest first.
const (
	Corroborated Band = "corroborated"
	Supported    Band = "supported"
	Unresolved   Band = "unresolved"
	Contradicted Band = "contradicted"
)

// Bands lists the bands in the order in which subjects are ranked.
func Bands() []Band { return []Band{Corroborated, Supported, Unresolved, Contradicted} }

// Rank is the position of b in Bands; an unknown band ranks last.
func (b Band) Rank() int {
	for i, v := range Bands() {
		if v == b {
			return i
		}
	}
	return len(Bands())
}
