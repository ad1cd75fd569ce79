package casefile

import (
	"testing"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// The digits of a public key are of chance: now and then they look like a card number, and an act that bears such a key
// must be signed all the same. What somebody chose must hold none.
func TestKeysAreNoCards(t *testing.T) {
	key := keyWithCard(t, "node-e4e549408422")
	if err := mayKeep("erase", map[string]any{"key": key}); err != nil {
		t.Error(err)
	}
	for what, text := range map[string]string{
		"a number in its name":    keyWithCard(t, "4000000000000002"),
		"something behind it":     key + " 4000000000000002",
		"a number that is no key": "4000000000000002",
	} {
		if err := mayKeep("erase", map[string]any{"key": text}); err == nil {
			t.Errorf("%s is kept", what)
		}
	}
}

// keyWithCard makes keys of that name until one looks as if it held a card number.
func keyWithCard(t *testing.T, name string) string {
	t.Helper()
	for n := range uint32(1 << 20) {
		raw := [33]byte{1, byte(n), byte(n >> 8), byte(n >> 16)}
		key, err := note.NewEd25519VerifierKey(name, raw[1:])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sign.ParsePublicKey(key); err != nil {
			t.Fatal(err)
		}
		if comity.HoldsCard([]byte(key)) {
			return key
		}
	}
	t.Fatal("no key looks like a card number")
	return ""
}
