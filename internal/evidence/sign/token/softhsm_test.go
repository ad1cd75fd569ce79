//go:build pkcs11

package token_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/sign/token"
)

// softHSM is a token of SoftHSM in a folder of the test's own. It is one for
// the process: the module reads where its tokens are once.
func softHSM(t *testing.T) token.Config {
	t.Helper()
	tool, err := exec.LookPath("softhsm2-util")
	module := ""
	for _, m := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"} {
		if _, serr := os.Stat(m); serr == nil {
			module = m
		}
	}
	if err != nil || module == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("SoftHSM is missing")
		}
		t.Skip("SoftHSM is missing")
	}
	dir := t.TempDir()
	conf := filepath.Join(dir, "softhsm2.conf")
	if err := os.WriteFile(conf, []byte("directories.tokendir = "+dir+"\nobjectstore.backend = file\nlog.level = ERROR\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOFTHSM2_CONF", conf)
	cmd := exec.Command(tool, "--init-token", "--free", "--label", "comity", "--so-pin", "87654321", "--pin", "12345678")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("softhsm2-util: %v\n%s", err, out)
	}
	return token.Config{Module: module, Label: "comity", PIN: func() (string, error) { return "12345678", nil }}
}

// TestSoftHSM: log and documents are signed with keys that lie in a token; the
// node's home holds none of them, and everything verifies as from files.
func TestSoftHSM(t *testing.T) {
	cfg := softHSM(t)
	wrong := cfg
	wrong.Label = "another"
	if _, err := token.Open(wrong); comity.KindOf(err) != comity.Refused || err == nil {
		t.Errorf("a token that is not there: %v", err)
	}
	home := t.TempDir()
	asked := 0
	open := func() *sign.Keys {
		t.Helper()
		k, err := sign.Open(sign.Config{
			FS: disk.OS(home), Name: "node.example", Now: time.Now,
			Token: func() (sign.Token, error) { asked++; return token.Open(cfg) },
		})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	k := open()
	checkLog(t, k)
	chain, err := k.Certified(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if asked != 1 {
		t.Errorf("the token was opened %d times", asked)
	}
	for _, name := range []string{"log.key", "cms.key", "root.key"} {
		b, err := os.ReadFile(filepath.Join(home, sign.Dir, name))
		if err != nil || !strings.HasPrefix(string(b), "COMITY+TOKEN+KEY+v1+comity-") {
			t.Errorf("%s does not lead to the token: %v", name, err)
		}
	}
	if _, err := k.Sign("text/plain", []byte("rose")); err != nil { // acts: by file
		t.Error(err)
	}
	verifyChain(t, home)

	again := open()
	checkLog(t, again)
	fresh, err := again.RotateCMS(t.Context(), sign.Change{Actor: "R. Verdi", Reason: "yearly"})
	if err != nil || fresh.Equal(chain.Chain[0]) {
		t.Errorf("%v", err)
	}
	verifyChain(t, home)

	bare, err := sign.Open(sign.Config{FS: disk.OS(home), Name: "node.example", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bare.LogSigner(); comity.KindOf(err) != comity.Refused || comity.HintOf(err) == "" {
		t.Errorf("without the token: %v", err)
	}
}

// checkLog signs a note and opens it with the log's verifier key.
func checkLog(t *testing.T, k *sign.Keys) {
	t.Helper()
	s, err := k.LogSigner()
	if err != nil {
		t.Fatal(err)
	}
	p, err := k.Log()
	if err != nil {
		t.Fatal(err)
	}
	msg, err := note.Sign(&note.Note{Text: "rose\n"}, s)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(p.String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(msg, note.VerifierList(v)); err != nil {
		t.Error(err)
	}
}

func verifyChain(t *testing.T, home string) {
	t.Helper()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is missing")
		}
		t.Skip("openssl is missing")
	}
	cmd := exec.Command(openssl, "verify", "-x509_strict", "-CAfile", "root.pem", "cms.pem")
	cmd.Dir = filepath.Join(home, sign.Dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
}
