package sign_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/evidence/sign"
)

var made = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// certifying opens keys that can certify, at a time.
func certifying(t testing.TB, fsys disk.FS, now time.Time) *sign.Keys {
	t.Helper()
	k, err := sign.Open(sign.Config{
		FS: fsys, Name: "node.example", Now: at(now),
		Subject: sign.Subject{Country: "IT", Authority: "Garden Office"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func certified(t testing.TB, k *sign.Keys) sign.Certified {
	t.Helper()
	c, err := k.Certified(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Chain) != 2 {
		t.Fatalf("%d certificates, want 2", len(c.Chain))
	}
	return c
}

func TestCertified(t *testing.T) {
	dir := t.TempDir()
	if chain, err := sign.Certificates(disk.OS(dir)); chain != nil || err != nil {
		t.Errorf("before first use: %v, %v", chain, err)
	}
	c := certified(t, certifying(t, disk.OS(dir), made))
	leaf, root := c.Chain[0], c.Chain[1]

	pool := x509.NewCertPool()
	pool.AddCert(root)
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: made, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
	if got, want := leaf.Subject.String(), "CN=node.example,O=Garden Office,C=IT"; got != want {
		t.Errorf("subject %q, want %q", got, want)
	}
	if got, want := root.Subject.String(), "CN=node.example root,O=Garden Office,C=IT"; got != want {
		t.Errorf("root's subject %q, want %q", got, want)
	}
	if leaf.IsCA || !leaf.BasicConstraintsValid || leaf.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment {
		t.Errorf("leaf: CA %v, usage %b", leaf.IsCA, leaf.KeyUsage)
	}
	if !root.IsCA || !root.MaxPathLenZero || root.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign {
		t.Errorf("root: CA %v, path %d, usage %b", root.IsCA, root.MaxPathLen, root.KeyUsage)
	}
	for _, c := range c.Chain {
		key, ok := c.PublicKey.(*ecdsa.PublicKey)
		if !ok || key.Curve != elliptic.P256() || c.SignatureAlgorithm != x509.ECDSAWithSHA256 {
			t.Errorf("%s: %T, %s", c.Subject, c.PublicKey, c.SignatureAlgorithm)
		}
		if c.SerialNumber.BitLen() != 127 || len(c.SubjectKeyId) != 20 {
			t.Errorf("%s: serial of %d bits, key id %x", c.Subject, c.SerialNumber.BitLen(), c.SubjectKeyId)
		}
	}
	if !bytes.Equal(leaf.AuthorityKeyId, root.SubjectKeyId) || leaf.SerialNumber.Cmp(root.SerialNumber) == 0 {
		t.Error("leaf does not name the root's key, or shares its serial")
	}
	sum := sha256.Sum256([]byte("rose"))
	sig, err := c.Signer.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := leaf.CheckSignature(x509.ECDSAWithSHA256, []byte("rose"), sig); err != nil {
		t.Error(err)
	}
	again := certified(t, certifying(t, disk.OS(dir), made.AddDate(1, 0, 0)))
	if !again.Chain[0].Equal(leaf) || !again.Chain[1].Equal(root) {
		t.Error("the certificates were made anew")
	}
	read, err := sign.Certificates(disk.OS(dir))
	if err != nil || len(read) != 2 || !read[0].Equal(leaf) || !read[1].Equal(root) {
		t.Errorf("Certificates = %v, %v", read, err)
	}
	for _, name := range []string{"root.key", "cms.key"} {
		if info, err := os.Stat(filepath.Join(dir, sign.Dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", name, info, err)
		}
	}
}

// TestCertifiedInForce: certificates that ran out, or do not hold yet, sign nothing.
func TestCertifiedInForce(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	certified(t, certifying(t, fsys, made))
	for _, c := range []struct {
		now time.Time
		ok  bool
	}{
		{made.Add(-2 * time.Hour), false}, {made.Add(-time.Minute), true},
		{made.AddDate(3, 0, -1), true}, {made.AddDate(3, 0, 1), false},
	} {
		_, err := certifying(t, fsys, c.now).Certified(t.Context())
		if (err == nil) != c.ok || err != nil && (comity.KindOf(err) != comity.Refused || comity.HintOf(err) == "") {
			t.Errorf("at %s: %v", c.now, err)
		}
	}
	if _, err := openKeys(t, t.TempDir()).Certified(t.Context()); comity.KindOf(err) != comity.Fault || err == nil {
		t.Errorf("without a clock: %v", err)
	}
}

func TestCertifiedUnderPassphrase(t *testing.T) {
	dir := t.TempDir()
	open := func(phrase string) *sign.Keys {
		t.Helper()
		k, err := sign.Open(sign.Config{
			FS: disk.OS(dir), Name: "node.example", WorkFactor: 4, Now: at(made),
			Passphrase: func() (string, error) { return phrase, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	leaf := certified(t, open("garden train")).Chain[0]
	for _, name := range []string{"root.key", "cms.key"} {
		b, err := os.ReadFile(filepath.Join(dir, sign.Dir, name))
		if err != nil || !bytes.HasPrefix(b, []byte("age-encryption.org/v1\n")) {
			t.Errorf("%s is not encrypted: %v", name, err)
		}
	}
	if again := certified(t, open("garden train")).Chain[0]; !again.Equal(leaf) {
		t.Error("the certificate changed")
	}
	if _, err := open("garden tram").Certified(t.Context()); comity.KindOf(err) != comity.Refused {
		t.Errorf("wrong passphrase: %v", err)
	}
}

// TestCertifiedLosesNothing: what is missing is made where it can be, and never
// in place of something that was lost or exchanged.
func TestCertifiedLosesNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(dir string) error
		ok   bool
	}{
		{"no signing certificate", remove("cms.pem"), true}, // it can be issued again
		{"no signing key", remove("cms.key"), false},
		{"no root key", remove("root.key"), false},
		{"keys exchanged", func(dir string) error {
			return os.Rename(filepath.Join(dir, "root.key"), filepath.Join(dir, "cms.key"))
		}, false},
		{"certificates exchanged", func(dir string) error {
			return os.Rename(filepath.Join(dir, "root.pem"), filepath.Join(dir, "cms.pem"))
		}, false},
		{"certificate cut", func(dir string) error { return os.Truncate(filepath.Join(dir, "cms.pem"), 99) }, false},
		{"key cut", func(dir string) error { return os.Truncate(filepath.Join(dir, "cms.key"), 99) }, false},
		{"another key", func(dir string) error {
			other := filepath.Join(filepath.Dir(dir), "other")
			k, err := sign.Open(sign.Config{FS: disk.OS(other), Name: "other.example", Now: at(made)})
			if err != nil {
				return err
			}
			if _, err := k.Certified(t.Context()); err != nil {
				return err
			}
			return os.Rename(filepath.Join(other, sign.Dir, "root.pem"), filepath.Join(dir, "root.pem"))
		}, false},
	} {
		dir := filepath.Join(t.TempDir(), "home")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		root := certified(t, certifying(t, disk.OS(dir), made)).Chain[1]
		if err := os.Mkdir(filepath.Join(dir, "other"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := c.do(filepath.Join(dir, sign.Dir)); err != nil {
			t.Fatal(err)
		}
		after, err := certifying(t, disk.OS(dir), made).Certified(t.Context())
		switch {
		case c.ok && (err != nil || !after.Chain[1].Equal(root)):
			t.Errorf("%s: %v", c.name, err)
		case !c.ok && (err == nil || comity.KindOf(err) != comity.Negative):
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func remove(name string) func(string) error {
	return func(dir string) error { return os.Remove(filepath.Join(dir, name)) }
}

// TestCertifiedSurvivesPowerCuts: cut at any moment, it can be asked again, and
// what was acknowledged stays.
func TestCertifiedSurvivesPowerCuts(t *testing.T) {
	rec := disktest.New(disk.OS(t.TempDir()))
	k := certifying(t, rec, made)
	opened := rec.Len()
	c := certified(t, k)
	for img := range rec.Images() {
		if img.Op < opened {
			continue // TestKeysSurvivePowerCuts
		}
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		after, err := certifying(t, disk.OS(dir), made).Certified(t.Context())
		if err != nil {
			t.Errorf("%v: %v", img, err)
		} else if img.Op == rec.Len() && !after.Chain[0].Equal(c.Chain[0]) {
			t.Errorf("%v: the certificate changed", img)
		}
	}
}

// TestFaultEveryCallOfCertified lets every call of the file system fail, and fills the disk at each, while keys and certificates
// are made: what does not get there whole does not get there, and the next time it works.
func TestFaultEveryCallOfCertified(t *testing.T) {
	disktest.Every(t, 40, func(t *testing.T, wrap func(disk.FS) *disktest.Faulty) *disktest.Faulty {
		dir := t.TempDir()
		fsys := wrap(disk.OS(dir))
		k, err := sign.Open(sign.Config{FS: fsys, Name: "it.example", Now: func() time.Time { return made }})
		if err == nil {
			_, err = k.Certified(t.Context())
		}
		if err != nil && (comity.KindOf(err) != comity.Fault || !errors.Is(err, disktest.ErrInjected)) {
			t.Errorf("%d calls: %v", fsys.Calls(), err)
		}
		if _, err := certifying(t, disk.OS(dir), made).Certified(t.Context()); err != nil {
			t.Errorf("%d calls, on a sound disk: %v", fsys.Calls(), err)
		}
		return fsys
	})
}

// TestOpenSSLVerifiesTheChain: and a CMS signature made with the key, by
// openssl from beginning to end.
func TestOpenSSLVerifiesTheChain(t *testing.T) {
	openssl := needOpenSSL(t)
	dir := t.TempDir()
	certified(t, certifying(t, disk.OS(dir), time.Now()))
	keys := filepath.Join(dir, sign.Dir)
	if err := os.WriteFile(filepath.Join(keys, "text"), []byte("rose\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"verify", "-x509_strict", "-CAfile", "root.pem", "cms.pem"},
		{"verify", "-x509_strict", "-purpose", "smimesign", "-CAfile", "root.pem", "cms.pem"},
		{"cms", "-sign", "-cades", "-binary", "-md", "sha256", "-in", "text", "-signer", "cms.pem", "-inkey", "cms.key", "-outform", "DER", "-out", "sig"},
		{"cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "sig", "-content", "text", "-CAfile", "root.pem", "-out", "back"},
	} {
		cmd := exec.Command(openssl, args...)
		cmd.Dir = keys
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("openssl %v: %v\n%s", args, err, out)
		}
	}
}

func needOpenSSL(t *testing.T) string {
	t.Helper()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is missing")
		}
		t.Skip("openssl is missing")
	}
	return openssl
}

func FuzzParseCertificate(f *testing.F) {
	c := certified(f, certifying(f, disk.OS(f.TempDir()), made))
	f.Add(sign.MarshalCertificate(c.Chain[0]))
	f.Add([]byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := sign.ParseCertificate(b)
		if err != nil {
			return
		}
		again, err := sign.ParseCertificate(sign.MarshalCertificate(c))
		if err != nil || !again.Equal(c) {
			t.Errorf("%q does not survive: %v", b, err)
		}
	})
}
