package sign_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// TestSignAs: each person has a key of their own, made once, of mode 0600, and
// protected as the node's are.
func TestSignAs(t *testing.T) {
	for _, phrase := range []func() (string, error){nil, func() (string, error) { return "correct horse", nil }} {
		home := t.TempDir()
		open := func() *sign.Keys {
			t.Helper()
			k, err := sign.Open(sign.Config{FS: disk.OS(home), Name: "node.example", Rand: rand.Reader, Passphrase: phrase, WorkFactor: 10})
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		k := open()
		if _, found, err := k.Actor("R. Verdi"); found || err != nil {
			t.Error(found, err)
		}
		e, verdi, err := k.SignAs("R. Verdi", "text/plain", []byte("agreed"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sign.Verify(e, "text/plain", verdi); err != nil {
			t.Error(err)
		}
		_, rossi, err := k.SignAs("Rossi / +39", "text/plain", []byte("agreed"))
		if err != nil || rossi.String() == verdi.String() {
			t.Error(rossi, err)
		}
		if _, err := sign.Verify(e, "text/plain", rossi); err == nil {
			t.Error("another's key signed it")
		}
		_, again, err := open().SignAs("R. Verdi", "text/plain", []byte("agreed"))
		if err != nil || again.String() != verdi.String() {
			t.Error(again, err)
		}
		if held, found, err := open().Actor("R. Verdi"); !found || err != nil || held.String() != verdi.String() {
			t.Error(held, found, err)
		}
		secrets, err := filepath.Glob(filepath.Join(home, "keys", "actor", "*.key"))
		if err != nil || len(secrets) != 2 {
			t.Fatal(secrets, err)
		}
		for _, s := range secrets {
			if info, err := os.Stat(s); err != nil || info.Mode().Perm() != 0o600 {
				t.Error(info, err)
			}
		}
		if err := os.Remove(secrets[0]); err != nil {
			t.Fatal(err)
		}
		_, _, errA := open().SignAs("R. Verdi", "text/plain", nil)
		_, _, errB := open().SignAs("Rossi / +39", "text/plain", nil)
		if (errA == nil) == (errB == nil) {
			t.Error("a key that was lost was made anew")
		}
		if _, _, err := open().SignAs("", "text/plain", nil); err == nil {
			t.Error("nobody signed")
		}
	}
}
