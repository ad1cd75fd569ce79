package sign_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/evidence/sign"
)

const payloadType = "http://example.com/HelloWorld"

func openKeys(t testing.TB, dir string) *sign.Keys {
	t.Helper()
	k, err := sign.Open(sign.Config{FS: disk.OS(dir), Name: "node.example"})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func protected(dir, phrase string) (*sign.Keys, error) {
	return sign.Open(sign.Config{
		FS: disk.OS(dir), Name: "node.example", WorkFactor: 4,
		Passphrase: func() (string, error) { return phrase, nil },
	})
}

func public(t testing.TB, k *sign.Keys) sign.PublicKey {
	t.Helper()
	p, err := k.Act()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestKeysAreMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	first := public(t, openKeys(t, dir))
	if again := public(t, openKeys(t, dir)); again.String() != first.String() {
		t.Errorf("the act key changed from %s to %s", first, again)
	}
	if first.Name != "node.example/act" {
		t.Errorf("name = %q", first.Name)
	}
	for _, name := range []string{"act.key", "log.key", "wrap.key"} {
		info, err := os.Stat(filepath.Join(dir, sign.Dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", name, info, err)
		}
	}
	act, log, err := sign.Public(disk.OS(dir))
	if err != nil || act.String() != first.String() || log.Name != "node.example/log" {
		t.Errorf("Public = %v, %v, %v", act, log, err)
	}
}

func TestUnnamedNodesGetDifferentNames(t *testing.T) {
	var names []string
	for range 2 {
		k, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir())})
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, public(t, k).Name)
	}
	if names[0] == names[1] || !strings.HasPrefix(names[0], "node-") {
		t.Errorf("names %q", names)
	}
}

func TestBadNamesAreRefused(t *testing.T) {
	for _, name := range []string{"a b", "a+b"} {
		if _, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir()), Name: name}); comity.KindOf(err) != comity.Input || err == nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestPassphrase(t *testing.T) {
	dir := t.TempDir()
	k, err := protected(dir, "garden train")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Sign(payloadType, []byte("rose")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"act.key", "log.key", "wrap.key"} {
		b, err := os.ReadFile(filepath.Join(dir, sign.Dir, name))
		if err != nil || !bytes.HasPrefix(b, []byte("age-encryption.org/v1\n")) {
			t.Errorf("%s is not encrypted: %v", name, err)
		}
	}
	if k, err = protected(dir, "garden train"); err != nil {
		t.Fatal(err)
	}
	if _, err = k.Sign(payloadType, nil); err != nil {
		t.Errorf("right passphrase: %v", err)
	}
	wrong, err := protected(dir, "garden tram")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = wrong.Sign(payloadType, nil); comity.KindOf(err) != comity.Refused || strings.Contains(err.Error(), "tram") {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err = openKeys(t, dir).Sign(payloadType, nil); comity.KindOf(err) != comity.Refused || comity.HintOf(err) == "" {
		t.Errorf("no passphrase: %v", err)
	}
	if act, _, err := sign.Public(disk.OS(dir)); err != nil || act.Name == "" {
		t.Errorf("public keys need no passphrase: %v", err)
	}
}

func TestLostKeysAreNotReplaced(t *testing.T) {
	for _, name := range []string{"act.key", "log.key", "wrap.key"} {
		dir := t.TempDir()
		putExhibitKey(t, openKeys(t, dir))
		if err := os.Remove(filepath.Join(dir, sign.Dir, name)); err != nil {
			t.Fatal(err)
		}
		if _, err := sign.Open(sign.Config{FS: disk.OS(dir)}); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s lost: %v", name, err)
		}
	}
}

func TestDamagedKeyFilesDoNotLeak(t *testing.T) {
	for _, name := range []string{"act.key", "log.key", "wrap.key"} {
		dir := t.TempDir()
		openKeys(t, dir)
		at := filepath.Join(dir, sign.Dir, name)
		secret, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, secret[:len(secret)-9], 0o600); err != nil {
			t.Fatal(err)
		}
		k := openKeys(t, dir)
		err = useAll(k)
		if comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s cut: %v", name, err)
		} else if strings.Contains(err.Error(), string(secret[len(secret)-30:len(secret)-10])) {
			t.Errorf("%s: the error quotes the key", name)
		}
	}
}

func useAll(k *sign.Keys) error {
	_, signErr := k.Sign(payloadType, nil)
	_, logErr := k.LogSigner()
	s, err := k.Case("c1")
	if err != nil {
		return err
	}
	return errors.Join(signErr, logErr, s.Put(comity.Digest{1}, [32]byte{2}))
}

// TestPAE is the example of the specification,
// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
func TestPAE(t *testing.T) {
	got := sign.PAE(payloadType, []byte("hello world"))
	if want := "DSSEv1 29 http://example.com/HelloWorld 11 hello world"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := sign.PAE("", nil); string(got) != "DSSEv1 0  0 " {
		t.Errorf("empty: %q", got)
	}
}

func TestSignThenVerify(t *testing.T) {
	k, other := openKeys(t, t.TempDir()), openKeys(t, t.TempDir())
	e, err := k.Sign(payloadType, []byte("rose"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if e, err = sign.ParseEnvelope(b); err != nil {
		t.Fatal(err)
	}
	by, err := sign.Verify(e, payloadType, public(t, other), public(t, k))
	if err != nil || by.ID() != public(t, k).ID() {
		t.Errorf("Verify = %v, %v", by, err)
	}
	for name, err := range map[string]error{
		"another's key": verify(e, payloadType, public(t, other)),
		"no key":        verify(e, payloadType),
		"other type":    verify(e, "text/plain", public(t, k)),
		"empty key":     verify(e, payloadType, sign.PublicKey{}),
	} {
		if comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	e.Payload[0] ^= 1
	if err := verify(e, payloadType, public(t, k)); err == nil {
		t.Error("an altered payload verifies")
	}
}

func verify(e sign.Envelope, typ string, keys ...sign.PublicKey) error {
	_, err := sign.Verify(e, typ, keys...)
	return err
}

// TestOpenSSLAgrees checks a signature with a tool that is not ours.
func TestOpenSSLAgrees(t *testing.T) {
	openssl := needOpenSSL(t)
	dir := t.TempDir()
	k := openKeys(t, dir)
	e, err := k.Sign(payloadType, []byte("hello world"))
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(public(t, k).Key)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"pub.pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}),
		"pae":     sign.PAE(e.PayloadType, e.Payload),
		"sig":     e.Signatures[0].Sig,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(openssl, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "pub.pem", "-sigfile", "sig", "-in", "pae")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("openssl: %v\n%s", err, out)
	}
}

func TestPublicKeyPrintsAndParses(t *testing.T) {
	p := public(t, openKeys(t, t.TempDir()))
	back, err := sign.ParsePublicKey(p.String())
	if err != nil || back.String() != p.String() || !back.Key.Equal(p.Key) {
		t.Errorf("%v, %v", back, err)
	}
	if v, err := note.NewVerifier(p.String()); err != nil || v.Name() != p.Name {
		t.Errorf("x/mod note refuses the key: %v", err)
	}
	for _, bad := range []string{"", "a", "a+00000000+AAAA", p.String() + "x", "x" + p.String()} {
		if _, err := sign.ParsePublicKey(bad); comity.KindOf(err) != comity.Input || err == nil {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestLogSignerMatchesItsPublicKey(t *testing.T) {
	k := openKeys(t, t.TempDir())
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

func putExhibitKey(t testing.TB, k *sign.Keys) *sign.KeyStore {
	t.Helper()
	s, err := k.Case("case-1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Put(comity.Digest{1}, [32]byte{7}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeyStore(t *testing.T) {
	dir := t.TempDir()
	s := putExhibitKey(t, openKeys(t, dir))
	if err := s.Put(comity.Digest{1}, [32]byte{8}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("second Put: %v", err)
	}
	if key, err := s.Get(comity.Digest{1}); err != nil || key != [32]byte{7} {
		t.Errorf("Get = %v, %v", key[:1], err)
	}
	if ids, err := s.List(); err != nil || len(ids) != 1 || ids[0] != (comity.Digest{1}) {
		t.Errorf("List = %v, %v", ids, err)
	}
	at := filepath.Join(dir, sign.Dir, "case", "case-1", comity.Digest{1}.String()+".key")
	if info, err := os.Stat(at); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v; want mode 0600", info, err)
	}
	for range 2 {
		if err := s.Destroy(comity.Digest{1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(comity.Digest{1}); !errors.Is(err, fs.ErrNotExist) || comity.KindOf(err) != comity.Refused {
		t.Errorf("Get after Destroy: %v", err)
	}
}

// TestDestroyLeavesNoCopy: a process killed between link and remove leaves a
// second name for the key's file.
func TestDestroyLeavesNoCopy(t *testing.T) {
	dir := t.TempDir()
	s := putExhibitKey(t, openKeys(t, dir))
	folder := filepath.Join(dir, sign.Dir, "case", "case-1")
	key := filepath.Join(folder, comity.Digest{1}.String()+".key")
	if err := os.Link(key, filepath.Join(folder, disk.TempPrefix+"0")); err != nil {
		t.Fatal(err)
	}
	if err := s.Destroy(comity.Digest{1}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != ".lock" {
		t.Errorf("folder holds %v, %v; want the lock only", entries, err)
	}
}

func TestCaseIDsCannotLeaveTheFolder(t *testing.T) {
	k := openKeys(t, t.TempDir())
	for _, id := range []string{"", ".", "..", "../x", "a/b", "a\nb", "-a", strings.Repeat("a", 101)} {
		if _, err := k.Case(id); comity.KindOf(err) != comity.Input || err == nil {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestKeyFilesAreBound: to their case, their exhibit and every byte of theirs.
func TestKeyFilesAreBound(t *testing.T) {
	dir := t.TempDir()
	k := openKeys(t, dir)
	s := putExhibitKey(t, k)
	folder := filepath.Join(dir, sign.Dir, "case")
	at := filepath.Join(folder, "case-1", comity.Digest{1}.String()+".key")
	b, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	moved := map[string]comity.Digest{"case-1": {2}, "case-2": {1}}
	for id, exhibit := range moved {
		other, err := k.Case(id)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(folder, id), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, id, exhibit.String()+".key"), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := other.Get(exhibit); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("moved to %s/%s: %v", id, exhibit.Short(), err)
		}
	}
	for i := range len(b) - 1 { // the final line feed carries nothing
		bad := bytes.Clone(b)
		bad[i] ^= 1
		if err := os.WriteFile(at, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(comity.Digest{1}); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}

// TestKeysSurvivePowerCuts: a home cut at any moment opens again, and what was
// made before it had been acknowledged stays.
func TestKeysSurvivePowerCuts(t *testing.T) {
	rec := disktest.New(disk.OS(t.TempDir()))
	k, err := sign.Open(sign.Config{FS: rec})
	if err != nil {
		t.Fatal(err)
	}
	opened, key := rec.Len(), public(t, k).String()
	putExhibitKey(t, k)
	for img := range rec.Images() {
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		after, err := sign.Open(sign.Config{FS: disk.OS(dir)})
		if err != nil {
			t.Errorf("%v: %v", img, err)
			continue
		}
		if img.Op >= opened && public(t, after).String() != key {
			t.Errorf("%v: the act key changed", img)
		}
		if s, err := after.Case("case-1"); err != nil {
			t.Error(err)
		} else if _, err := s.Get(comity.Digest{1}); err != nil && (img.Op == rec.Len() || !errors.Is(err, fs.ErrNotExist)) {
			t.Errorf("%v: %v", img, err)
		}
	}
}

func TestCanonical(t *testing.T) {
	type pair struct {
		B int64  `json:"b"`
		A string `json:"a"`
	}
	for _, c := range []struct {
		in   any
		want string
	}{
		{pair{B: -7, A: "<rose>&\u2028"}, `{"a":"<rose>&` + "\u2028" + `","b":-7}`},
		{map[string]any{"\u20ac": 1, "\r": 2, "1": 3, "\U0001f600": 4, "\ufb33": 5, "\u00f6": 6, "\u0080": 7},
			`{"\r":2,"1":3,"` + "\u0080" + `":7,"` + "\u00f6" + `":6,"` + "\u20ac" + `":1,"` + "\U0001f600" + `":4,"` + "\ufb33" + `":5}`}, // RFC 8785, section 3.2.3
		{"\b\t\n\f\r\x01\x1f\"\\/", `"\b\t\n\f\r\u0001\u001f\"\\/"`},
		{[]any{nil, true, false, []int{}, map[string]int{}}, `[null,true,false,[],{}]`},
	} {
		got, err := sign.Canonical(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("got %s, %v; want %s", got, err, c.want)
		}
		if !sign.IsCanonical(got) {
			t.Errorf("%s is not canonical", got)
		}
	}
	if _, err := sign.Canonical(1.5); err == nil {
		t.Error("a fraction was taken")
	}
	for _, bad := range []string{`{"a":1,"a":1}`, `{"b":1,"a":1}`, ` 1`, `1 `, `1.0`, `1e2`, `-0`, `"\u0041"`, `{}{}`, ``, "\"\xff\""} {
		if sign.IsCanonical([]byte(bad)) {
			t.Errorf("%q passes as canonical", bad)
		}
	}
}

func FuzzParseEnvelope(f *testing.F) {
	e, err := openKeys(f, f.TempDir()).Sign(payloadType, []byte("rose"))
	if err != nil {
		f.Fatal(err)
	}
	b, err := e.Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := sign.ParseEnvelope(b)
		if err != nil {
			return
		}
		again, err := e.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if e2, err := sign.ParseEnvelope(again); err != nil || !bytes.Equal(e2.Payload, e.Payload) {
			t.Errorf("%s does not survive: %v", b, err)
		}
	})
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{"b":[1,"x"],"a":null}`, `"é\u0000"`, `[1,2,-3]`, `1.5`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if !json.Valid(b) {
			return
		}
		c, err := sign.Canonical(json.RawMessage(b))
		if err == nil && !sign.IsCanonical(c) {
			t.Errorf("%q became %q, which is not canonical", b, c)
		}
	})
}
