package sign_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// TestNewIdentity: what is encrypted to the recipient opens with the file, and
// the node remembers the recipient once the file is safe.
func TestNewIdentity(t *testing.T) {
	for _, c := range []struct {
		x25519 bool
		phrase func() (string, error)
		prefix string
	}{
		{false, nil, "age1pq1"}, {true, nil, "age1"},
		{false, func() (string, error) { return "garden train", nil }, "age1pq1"},
	} {
		dir := t.TempDir()
		k, err := sign.Open(sign.Config{FS: disk.OS(dir), Name: "node.example", WorkFactor: 4, Passphrase: c.phrase})
		if err != nil {
			t.Fatal(err)
		}
		full := errors.New("disk full")
		if _, err := k.NewIdentity(c.x25519, func([]byte) error { return full }); !errors.Is(err, full) {
			t.Error(err)
		}
		var text []byte
		to, err := k.NewIdentity(c.x25519, func(b []byte) error { text = bytes.Clone(b); return nil })
		if err != nil || !strings.HasPrefix(to, c.prefix) {
			t.Fatal(to, err)
		}
		if got, err := sign.Recipients(disk.OS(dir)); err != nil || cmp.Diff([]string{to}, got) != "" {
			t.Errorf("%v, %v", got, err)
		}
		if c.phrase != nil {
			if _, err := sign.ReadIdentities(text, nil); comity.KindOf(err) != comity.Refused || err == nil {
				t.Errorf("without passphrase: %v", err)
			}
		}
		ids, err := sign.ReadIdentities(text, c.phrase)
		if err != nil {
			t.Fatal(err)
		}
		if got := through(t, to, ids); got != "rose" {
			t.Errorf("%q came out", got)
		}
	}
	if _, err := sign.ReadIdentities([]byte("AGE-SECRET-KEY-1ROSE\n"), nil); comity.KindOf(err) != comity.Input || strings.Contains(err.Error(), "ROSE") {
		t.Error(err)
	}
	if got, err := sign.Recipients(disk.OS(filepath.Join(t.TempDir(), "none"))); got != nil || err != nil {
		t.Error(got, err)
	}
}

// through encrypts to a recipient and opens with the identities.
func through(t *testing.T, to string, ids []age.Identity) string {
	t.Helper()
	rs, err := age.ParseRecipients(strings.NewReader(to))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, rs...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "rose"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(&b, ids...)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}
