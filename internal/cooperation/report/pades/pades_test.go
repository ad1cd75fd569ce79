package pades_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/cooperation/report/pades"
	"comity/internal/cooperation/report/paper"
	"comity/internal/cooperation/report/pdf"
)

func file(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	p := pdf.New(&b, paper.Cover{Language: "en", Title: paper.Plain("Roses"), Page: paper.Plain("page %d of %s")}, time.Date(2004, 3, 1, 9, 30, 0, 0, time.UTC))
	p.Heading(1, paper.Plain("endobj %%EOF startxref"), "")
	p.Para(paper.Plain("Garden and trains"))
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var note = pades.Note{At: time.Date(2004, 3, 1, 10, 0, 0, 0, time.UTC), Name: "Bundeskriminalamt", Reason: "pack 1 (Ü)"}

func TestWhatWasThereStays(t *testing.T) {
	before := file(t)
	var seen []byte
	after, err := pades.Sign(before, note, func(r io.Reader) ([]byte, error) {
		var err error
		seen, err = io.ReadAll(r)
		return []byte{0x30, 0x82, 0xab}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(after, before) {
		t.Error("the file itself was changed")
	}
	i := bytes.Index(after, []byte("/Contents <3082ab00"))
	if i < 0 {
		t.Fatal("no signature in the file")
	}
	hole := i + len("/Contents ")
	if want := append(bytes.Clone(after[:hole]), after[hole+2*pades.Room+2:]...); !bytes.Equal(seen, want) {
		t.Error("what was signed is not what stands around the signature")
	}
}

func TestSignRefuses(t *testing.T) {
	large := func(io.Reader) ([]byte, error) { return make([]byte, pades.Room+1), nil }
	if _, err := pades.Sign(file(t), note, large); err == nil {
		t.Error("a signature without room was put in")
	}
	own := errors.New("no key")
	if _, err := pades.Sign(file(t), note, func(io.Reader) ([]byte, error) { return nil, own }); !errors.Is(err, own) {
		t.Errorf("the signer's error is lost: %v", err)
	}
	for _, b := range []string{"", "%PDF-1.7", "startxref\n999999999999\n%%EOF", "startxref\n0\n%%EOF\n", string(file(t)[:2000])} {
		if _, err := pades.Sign([]byte(b), note, large); err == nil {
			t.Errorf("signed %.40q", b)
		}
	}
}

func FuzzSign(f *testing.F) {
	f.Add([]byte("1 0 obj\n<<\n/Pages 1 0 R/Kids [1 0 R\n>>\nendobj\ntrailer\n<<\n/Size 2\n/Root 1 0 R\n/Info 1 0 R\n>>\nstartxref\n0\n%%EOF\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := pades.Sign(b, note, func(io.Reader) ([]byte, error) { return []byte{1}, nil })
		if err == nil && !bytes.HasPrefix(out, b) {
			t.Error("the file itself was changed")
		}
	})
}

// openssl returns a signer of the name, under a root of its own.
func openssl(t *testing.T, name string) func(io.Reader) ([]byte, error) {
	t.Helper()
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	check(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	check(t, err)
	own := filepath.Join(dir, "own.pem")
	check(t, os.WriteFile(own, append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...), 0o600))
	return func(r io.Reader) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), "openssl", "cms", "-sign", "-cades", "-binary", "-outform", "DER", "-md", "sha256", "-signer", own)
		cmd.Stdin = r
		return cmd.Output()
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pdfsig is what Poppler says of a file.
func pdfsig(t *testing.T, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "report.pdf")
	check(t, os.WriteFile(name, b, 0o600))
	out, err := exec.CommandContext(t.Context(), "pdfsig", "-nocert", name).CombinedOutput()
	if err != nil {
		t.Logf("pdfsig: %v", err)
	}
	return string(out)
}

func TestJudgePdfsigAcceptsTwoSignatures(t *testing.T) {
	for _, tool := range []string{"openssl", "pdfsig"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is missing", tool)
			}
			t.Skipf("%s is missing", tool)
		}
	}
	one, err := pades.Sign(file(t), note, openssl(t, "one.example"))
	check(t, err)
	if out := pdfsig(t, one); strings.Count(out, "Signature is Valid") != 1 || !strings.Contains(out, "Total document signed") || !strings.Contains(out, "ETSI.CAdES.detached") {
		t.Fatalf("one signature:\n%s", out)
	}
	two, err := pades.Sign(one, note, openssl(t, "two.example"))
	check(t, err)
	if out := pdfsig(t, two); strings.Count(out, "Signature is Valid") != 2 || strings.Count(out, "Total document signed") != 1 {
		t.Fatalf("two signatures:\n%s", out)
	}
	bad := bytes.Replace(one, []byte("/Title"), []byte("/Tytle"), 1)
	if out := pdfsig(t, bad); strings.Contains(out, "Signature is Valid") {
		t.Errorf("an altered file:\n%s", out)
	}
	name := filepath.Join(t.TempDir(), "report.pdf")
	check(t, os.WriteFile(name, two, 0o600))
	if _, err := exec.LookPath("qpdf"); err == nil {
		if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", name).CombinedOutput(); err != nil {
			t.Errorf("qpdf: %v\n%s", err, out)
		}
	}
	if dir := os.Getenv("COMITY_LOOK"); dir != "" {
		check(t, os.WriteFile(filepath.Join(dir, "signed.pdf"), two, 0o600))
	}
}
