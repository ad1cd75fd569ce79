//go:build !pkcs11

package token

import (
	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// Open refuses: this comity was built without tokens.
func Open(cfg Config) (sign.Token, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return nil, comity.Errorf(comity.Refused, "this comity cannot talk to a token: it was built without PKCS #11").
		WithHint("build it with: CGO_ENABLED=1 go build -tags pkcs11 ./cmd/comity; or take [token] out of node.toml")
}
