package shell_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/sign"
)

const caseID = "000102030405060708090a0b0c0d0e0f"

// folder is a pack in a folder, with a key and a root of its own.
type folder struct {
	t         *testing.T
	dir       string
	root      string // file of the root certificate
	authority string // file of the root of timestamps; "": root
	signer    string // file of the signer's certificate and key
}

// newFolder makes a pack of two exhibits and two receipts.
func newFolder(t *testing.T) *folder {
	t.Helper()
	f := &folder{t: t, dir: filepath.Join(t.TempDir(), "pack"), root: filepath.Join(t.TempDir(), "root.pem"), signer: filepath.Join(t.TempDir(), "signer.pem")}
	f.certify()
	f.write("mimetype", "application/vnd.etsi.asic-e+zip")
	f.exhibit(1, 13, func(i int64) seal.Show { return seal.Show{Leaf: i == 2 || i == 3 || i == 12} })
	f.exhibit(2, 8, func(i int64) seal.Show {
		if i == 5 {
			return seal.Show{Stated: []byte("411111******1111,")}
		}
		return seal.Show{Leaf: i == 4}
	})
	f.exhibit(3, 0, func(int64) seal.Show { return seal.Show{} })
	f.exhibit(4, 1, func(int64) seal.Show { return seal.Show{Leaf: true} })
	f.exhibit(5, 37, func(int64) seal.Show { return seal.Show{} })
	f.custody()
	f.write("pack.json", fmt.Sprintf("{\n \"format\": 1,\n \"case\": %q\n}\n", caseID))
	f.seal()
	return f
}

func (f *folder) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	file := filepath.Join(f.dir, name)
	f.check(os.MkdirAll(filepath.Dir(file), 0o700))
	f.check(os.WriteFile(file, []byte(text), 0o600))
}

func (f *folder) read(name string) string {
	f.t.Helper()
	b, err := os.ReadFile(filepath.Join(f.dir, name))
	f.check(err)
	return string(b)
}

func (f *folder) exhibit(n, lines int, show func(int64) seal.Show) {
	f.t.Helper()
	var data bytes.Buffer
	for i := range lines {
		fmt.Fprintf(&data, "line %d of exhibit %d: roses\n", i, n)
	}
	cfg := seal.Config{Rule: seal.Line, Key: seal.SaltKey([32]byte{byte(n)}, seal.Line, "", "")}
	tree, err := seal.Build(f.t.Context(), bytes.NewReader(data.Bytes()), cfg)
	f.check(err)
	var rows bytes.Buffer
	f.check(seal.Prune(f.t.Context(), &rows, bytes.NewReader(data.Bytes()), tree, cfg, func(i, _ int64, _ []byte) seal.Show { return show(i) }))
	dir := fmt.Sprintf("exhibits/%03d/", n)
	text, err := json.MarshalIndent(map[string]any{"source": map[string]any{"ref": `"tree":{"root":"00"}`}, "tree": tree}, "", "  ")
	f.check(err)
	f.write(dir+"description.json", string(text))
	f.write(dir+"rows.txt", rows.String())
}

// custody writes acts that sealed the exhibits, signed with two keys one after the other, and receipts of a real log.
func (f *folder) custody() {
	f.t.Helper()
	home, ctx := f.t.TempDir(), f.t.Context()
	keys, err := sign.Open(sign.Config{FS: disk.OS(home), Now: time.Now})
	f.check(err)
	f.check(os.MkdirAll(filepath.Join(f.dir, "custody"), 0o700))
	first, own, err := sign.Public(disk.OS(home))
	f.check(err)
	l, err := log.Open(log.Config{Path: filepath.Join(home, log.Dir), Signer: keys.LogSigner})
	f.check(err)
	said := func(kind string, body any) act.Act {
		keys, err := sign.Open(sign.Config{FS: disk.OS(home)}) // of today
		f.check(err)
		chain, err := act.Open(act.Config{FS: disk.OS(filepath.Join(f.dir, "custody")), Case: caseID, Signer: keys, Now: time.Now})
		f.check(err)
		a, err := chain.Append(ctx, act.Draft{Actor: `A. "Rossi"`, Purpose: `to \"show\", "seq":1`, Kind: kind, Body: body})
		f.check(err)
		return a
	}
	f.record(l, said("init", map[string]any{"id": caseID, "keys": map[string]any{"act": first.String(), "log": own.String()}}))
	for n := 1; n <= 5; n++ {
		if n == 3 {
			_, err := keys.RotateAct(ctx, sign.Change{Actor: "A. Rossi", Reason: "yearly"})
			f.check(err)
			ring, err := sign.ReadRing(disk.OS(home))
			f.check(err)
			said(act.KindKey, act.Handover{Statements: ring.Envelopes})
		}
		a := said("seal", map[string]any{"digest": comity.DigestOf([]byte(f.read(fmt.Sprintf("exhibits/%03d/description.json", n)))), "exhibit": "x"})
		if n != 4 { // covered by the receipt behind it
			f.record(l, a)
		}
	}
	f.check(os.Remove(filepath.Join(f.dir, "custody/acts/.lock")))
	f.check(l.Close(context.Background()))
	text, err := json.MarshalIndent(map[string]any{"act": first.String(), "log": own.String()}, "", " ")
	f.check(err)
	f.write("custody/keys.json", string(text))
}

// record puts an act into the log, and its receipt into the pack.
func (f *folder) record(l *log.Log, a act.Act) {
	f.t.Helper()
	salt := bytes.Repeat([]byte{byte(a.Seq)}, 16)
	r, err := l.Add(f.t.Context(), proof.Entry{Case: caseID, Seq: a.Seq, Head: proof.Head(salt, a.Digest)})
	f.check(err)
	text, err := json.MarshalIndent(map[string]any{"seq": a.Seq, "act": a.Digest, "salt": fmt.Sprintf("%x", salt), "receipt": r}, "", "  ")
	f.check(err)
	f.write(fmt.Sprintf("custody/receipts/%06d.json", a.Seq), string(text)+"\n")
}

// files are the pack's, sorted, without those that seal it.
func (f *folder) files() (names []string) {
	f.check(filepath.WalkDir(f.dir, func(file string, d os.DirEntry, err error) error {
		name, _ := filepath.Rel(f.dir, file)
		if err == nil && !d.IsDir() && name != "mimetype" && name != "manifest-sha256.txt" && !strings.HasPrefix(name, "META-INF") {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	slices.Sort(names)
	return names
}

// seal writes the manifests and signs, as a sender would, whatever the files hold.
func (f *folder) seal() {
	f.t.Helper()
	var sums, list strings.Builder
	names := f.files()
	for _, name := range names {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256([]byte(f.read(name))), name)
	}
	f.write("manifest-sha256.txt", sums.String())
	for _, name := range append(names, "manifest-sha256.txt") {
		sum := sha256.Sum256([]byte(f.read(name)))
		fmt.Fprintf(&list, `<asic:DataObjectReference URI="%s"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue></asic:DataObjectReference>`,
			name, base64.StdEncoding.EncodeToString(sum[:]))
	}
	f.write("META-INF/ASiCManifest001.xml", `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><asic:SigReference URI="META-INF/signature001.p7s" MimeType="application/x-pkcs7-signature"></asic:SigReference>`+list.String()+`</asic:ASiCManifest>`)
	f.run("openssl", "cms", "-sign", "-cades", "-binary", "-outform", "DER", "-md", "sha256", "-signer", f.signer, "-in", filepath.Join(f.dir, "META-INF/ASiCManifest001.xml"), "-out", filepath.Join(f.dir, "META-INF/signature001.p7s"))
}

func (f *folder) run(name string, args ...string) {
	f.t.Helper()
	if out, err := exec.CommandContext(f.t.Context(), name, args...).CombinedOutput(); err != nil {
		f.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func (f *folder) certify() {
	f.t.Helper()
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	f.check(err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	f.check(err)
	now := time.Now()
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root.example"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "seal.example"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, rootKey.Public(), rootKey)
	f.check(err)
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, root, key.Public(), rootKey)
	f.check(err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	f.check(err)
	f.check(os.WriteFile(f.root, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER}), 0o600))
	f.check(os.WriteFile(f.signer, slices.Concat(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leafDER}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})), 0o600))
}
