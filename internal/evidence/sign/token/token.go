// Package token keeps keys in a PKCS #11 token, which signs and never gives
// them out: ECDSA P-256 for documents and Ed25519 for a log.
//
// Talking to a token takes cgo, so only a comity built with the tag pkcs11 does
// it; any other says so where a token is asked for. docs/formats/keys.md.
package token

import "comity/internal/comity"

// Config says which token, and who asks for its PIN.
type Config struct {
	Module string                 // path of the PKCS #11 library
	Label  string                 // of the token
	PIN    func() (string, error) // asked once
}

func (cfg Config) check() error {
	switch {
	case cfg.Module == "" || cfg.Label == "":
		return comity.Errorf(comity.Input, "node.toml: [token] needs module and label").
			WithHint(`write module = "/usr/lib/softhsm/libsofthsm2.so" and label = "comity"`)
	case cfg.PIN == nil:
		return comity.Errorf(comity.Refused, "nobody was asked for the token's PIN").
			WithHint("set COMITY_TOKEN_PIN, or run comity at a terminal")
	}
	return nil
}
