package sign

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
)

// PublicKey is an Ed25519 key with a name. Its printed form is a verifier key
// as in C2SP signed-note and golang.org/x/mod/sumdb/note:
// <name>+<hash, 8 hex digits>+<base64 of 1 and the 32 bytes of the key>.
type PublicKey struct {
	Name string
	Hash uint32 // of name and key
	Key  ed25519.PublicKey
}

// ParsePublicKey reads the printed form; anything else is an Input error.
func ParsePublicKey(s string) (PublicKey, error) {
	v, err := note.NewVerifier(s)
	if err != nil {
		return PublicKey{}, comity.Errorf(comity.Input, "verifier key %.120q: %w", s, err).
			WithHint("a verifier key has the form name+hash+base64")
	}
	encoded, _ := strings.CutPrefix(s, fmt.Sprintf("%s+%08x+", v.Name(), v.KeyHash()))
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return PublicKey{}, comity.Errorf(comity.Input, "verifier key %.120q is not Ed25519", s)
	}
	return PublicKey{Name: v.Name(), Hash: v.KeyHash(), Key: raw[1:]}, nil
}

// String prints p as above.
func (p PublicKey) String() string {
	encoded := base64.StdEncoding.EncodeToString(append([]byte{1}, p.Key...))
	return p.ID() + "+" + encoded
}

// ID tells keys apart: the first two parts of the printed form. Envelopes carry it as keyid.
func (p PublicKey) ID() string { return fmt.Sprintf("%s+%08x", p.Name, p.Hash) }
