//go:build !pkcs11

package token_test

import (
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/sign/token"
)

// TestWithoutPKCS11: a comity without tokens says so when one is asked for, and
// makes no key elsewhere.
func TestWithoutPKCS11(t *testing.T) {
	cfg := token.Config{Module: "m.so", Label: "comity", PIN: func() (string, error) { return "12345678", nil }}
	_, err := token.Open(cfg)
	if comity.KindOf(err) != comity.Refused || !strings.Contains(comity.HintOf(err), "-tags pkcs11") {
		t.Errorf("%v (%s)", err, comity.HintOf(err))
	}
	dir := t.TempDir()
	_, err = sign.Open(sign.Config{FS: disk.OS(dir), Token: func() (sign.Token, error) { return token.Open(cfg) }})
	if comity.KindOf(err) != comity.Refused {
		t.Errorf("a new node: %v", err)
	}
	if _, _, err := sign.Public(disk.OS(dir)); err == nil {
		t.Error("the log's key was made in a file")
	}
	for _, bad := range []token.Config{{}, {Module: "m.so"}, {Module: "m.so", Label: "comity"}} {
		if _, err := token.Open(bad); err == nil || comity.HintOf(err) == "" {
			t.Errorf("%v: %v", bad.Module, err)
		}
	}
}
