package shell_test

import (
	"archive/zip"
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/stamp"
	"comity/internal/verify/shell"
	"comity/internal/verify/shell/shelltest"
)

// verify runs the script over the pack and returns what it says and whether it says yes.
func (f *folder) verify() (string, bool) {
	f.t.Helper()
	script := filepath.Join(f.t.TempDir(), shell.File)
	f.check(os.WriteFile(script, shell.Script, 0o600))
	args := []string{script, f.dir, f.root}
	if f.authority != "" {
		args = append(args, f.authority)
	}
	out, err := exec.CommandContext(f.t.Context(), "bash", args...).CombinedOutput()
	return string(out), err == nil
}

func TestScriptStaysReadable(t *testing.T) {
	if n := strings.Count(string(shell.Script), "\n"); n >= 60 {
		t.Errorf("%d lines: it is to stay under 60", n)
	}
}

func TestOpenSSLScriptAcceptsAPack(t *testing.T) {
	shelltest.Need(t)
	out, ok := newFolder(t).verify()
	if !ok || !strings.HasSuffix(out, "VERIFIED\n") {
		t.Fatalf("not verified:\n%s", out)
	}
	t.Log(out)
}

// own is a copy of a file for this test alone.
func (f *folder) own(name string) string {
	f.t.Helper()
	b, err := os.ReadFile(name)
	f.check(err)
	to := filepath.Join(f.t.TempDir(), filepath.Base(name))
	f.check(os.WriteFile(to, b, 0o600))
	return to
}

// copied is a copy of the pack, to be altered.
func (f *folder) copied(t *testing.T) *folder {
	t.Helper()
	c := *f
	c.t, c.dir = t, filepath.Join(t.TempDir(), "pack")
	c.check(os.CopyFS(c.dir, os.DirFS(f.dir)))
	c.root, c.signer = c.own(f.root), c.own(f.signer) // another copy may draw other keys beside it
	return &c
}

// swap replaces text once in a file of the pack.
func (f *folder) swap(name, old, text string) {
	f.t.Helper()
	before := f.read(name)
	after := strings.Replace(before, old, text, 1)
	if after == before {
		f.t.Fatalf("%s: %q is not in it", name, old)
	}
	f.write(name, after)
}

// line is the i-th line of a file, with its end.
func (f *folder) line(name string, i int) string {
	return strings.SplitAfter(f.read(name), "\n")[i]
}

// custodyOf is the name of an act's file, or of its receipt's.
func (f *folder) custodyOf(sort string, seq int) string {
	f.t.Helper()
	all, err := filepath.Glob(filepath.Join(f.dir, "custody", sort, fmt.Sprintf("%06d*", seq)))
	f.check(err)
	if len(all) != 1 {
		f.t.Fatalf("%v", all)
	}
	name, err := filepath.Rel(f.dir, all[0])
	f.check(err)
	return filepath.ToSlash(name)
}

// named gives an act's file the name that it hashes to.
func (f *folder) named(name string) {
	f.t.Helper()
	to := name[:len("custody/acts/000002-")] + comity.DigestOf([]byte(f.read(name))).String() + ".json"
	f.check(os.Rename(filepath.Join(f.dir, name), filepath.Join(f.dir, to)))
}

// Each alteration is refused, though whoever made it signed the pack again; the reader of rows in
// package seal agrees.
func TestOpenSSLScriptRefusesAlterations(t *testing.T) {
	shelltest.Need(t)
	f := newFolder(t)
	const rows = "exhibits/001/rows.txt"
	for _, c := range []struct {
		name   string
		alter  func(f *folder)
		signed bool // by the forger
		says   string
	}{
		{"a flipped letter", func(f *folder) { f.swap("pack.json", "format", "farmot") }, false, "manifest-sha256.txt"},
		{"a file too many", func(f *folder) { f.write("findings/extra.jsonl", "{}") }, false, "manifest-sha256.txt"},
		{"a file too few", func(f *folder) { f.check(os.Remove(filepath.Join(f.dir, "pack.json"))) }, false, "manifest-sha256.txt"},
		{"an altered manifest", func(f *folder) { f.swap("META-INF/ASiCManifest001.xml", "p7s", "p7m") }, false, "signature"},
		{"no manifest", func(f *folder) { f.check(os.RemoveAll(filepath.Join(f.dir, "META-INF"))) }, false, "ASiCManifest"},
		{"another's signature", func(f *folder) { f.certify(); f.seal(); f.root = filepath.Join(f.t.TempDir(), "root.pem"); f.certify() }, false, "signature"},
		{"an altered row", func(f *folder) { f.swap(rows, "cm9zZX", "cm9zZY") }, true, rows},
		{"a swapped salt", func(f *folder) {
			two, three := strings.Fields(f.line(rows, 2)), strings.Fields(f.line(rows, 3))
			f.swap(rows, two[3], "salt")
			f.swap(rows, three[3], two[3])
			f.swap(rows, "salt", three[3])
		}, true, rows},
		{"a removed row", func(f *folder) { f.swap(rows, f.line(rows, 3), "") }, true, rows},
		{"rows in another order", func(f *folder) {
			two, three := f.line(rows, 2), f.line(rows, 3)
			f.swap(rows, two+three, three+two)
		}, true, rows},
		{"a row twice", func(f *folder) { f.swap(rows, f.line(rows, 2), f.line(rows, 2)+f.line(rows, 2)) }, true, rows},
		{"a withheld hash altered", func(f *folder) { f.swap(rows, strings.Fields(f.line(rows, 1))[3][:8], "01234567") }, true, rows},
		{"fewer leaves than sealed", func(f *folder) { f.swap(rows, " 13 ", " 12 ") }, true, rows},
		{"fewer leaves than sealed, twice", func(f *folder) {
			f.swap(rows, " 13 ", " 12 ")
			f.swap("exhibits/001/description.json", `"leaves": 13`, `"leaves": 12`)
		}, true, rows},
		{"another root than sealed", func(f *folder) { f.write(rows, f.read("exhibits/004/rows.txt")) }, true, rows},
		{"another rule", func(f *folder) { f.swap(rows, " line ", " cell ") }, true, rows},
		{"a row of neither kind", func(f *folder) { f.swap(rows, "leaf 2 ", "leef 2 ") }, true, rows},
		{"something stated of no leaf", func(f *folder) { f.write("exhibits/002/rows.txt", f.read("exhibits/002/rows.txt")+"stated 8 YQ==\n") }, true, "exhibits/002/rows.txt"},
		{"stated of another leaf", func(f *folder) { f.swap("exhibits/002/rows.txt", "stated 5", "stated 6") }, true, "exhibits/002/rows.txt"},
		{"another case's receipt", func(f *folder) { f.swap("pack.json", caseID, strings.Repeat("a", 32)) }, true, "custody/receipts"},
		{"a place behind the log's end", func(f *folder) { f.swap("custody/receipts/000001.json", `"index": 0`, `"index": 1`) }, true, "custody/receipts/000001.json"},
		{"an altered checkpoint", func(f *folder) { f.swap("custody/receipts/000003.json", `\n3\n`, `\n4\n`) }, true, "custody/receipts/000003.json"},
		{"a description altered", func(f *folder) { f.swap("exhibits/003/description.json", `"ref"`, `"fer"`) }, true, "exhibits/003/description.json"},
		{"an exhibit's number left out", func(f *folder) {
			f.check(os.Rename(filepath.Join(f.dir, "exhibits/005"), filepath.Join(f.dir, "exhibits/006")))
		}, true, "exhibits/005/rows"},
		{"an act signed by nobody", func(f *folder) {
			name := f.custodyOf("acts", 2)
			f.write(name, strings.Replace(f.read(name), `"sig":"`, `"sig":"AAAA`, 1))
			f.named(name)
		}, true, "custody/acts/000002"},
		{"acts of a key that none passed on to", func(f *folder) { f.check(os.Remove(filepath.Join(f.dir, f.custodyOf("acts", 4)))) }, true, "custody/acts/000005"},
		{"other keys than act 1 names", func(f *folder) { f.swap("custody/keys.json", `"act"`, `"fact"`) }, true, "custody/acts/000001"},
		{"an act that no receipt shows", func(f *folder) { f.check(os.Remove(filepath.Join(f.dir, f.custodyOf("receipts", 7)))) }, true, "act 7: no receipt"},
		{"two acts of one number", func(f *folder) {
			f.write("custody/acts/000002-"+strings.Repeat("0", 64)+".json", f.read(f.custodyOf("acts", 2)))
		}, true, "custody/acts/000002"},
		{"an altered act", func(f *folder) {
			name := f.custodyOf("acts", 3)
			f.write(name, strings.Replace(f.read(name), `"payload":"`, `"payload":"AAAA`, 1))
		}, true, "custody/acts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := f.copied(t)
			c.alter(f)
			if c.signed {
				f.seal()
			}
			out, ok := f.verify()
			if ok || !strings.HasSuffix(out, "NOT VERIFIED\n") || !slices.ContainsFunc(strings.Split(out, "\n"), func(l string) bool {
				return strings.HasPrefix(l, "NOT OK") && strings.Contains(l, c.says)
			}) {
				t.Errorf("said yes, or not why (%s):\n%s", c.says, out)
			}
			if strings.HasSuffix(c.says, "rows.txt") && f.readable(c.says) {
				t.Error("package seal accepts it")
			}
		})
	}
}

// Text that is arithmetic to a shell is run by none, even where a partner signed it.
func TestOpenSSLScriptRunsNothing(t *testing.T) {
	shelltest.Need(t)
	f := newFolder(t)
	mark := filepath.Join(t.TempDir(), "mark")
	run := "x[$(touch${IFS}" + mark + ")]"
	f.swap("exhibits/001/rows.txt", "node 1 0", "node 1 "+run)
	f.swap("exhibits/002/rows.txt", "stated 5", "stated "+run)
	f.swap("exhibits/004/rows.txt", "leaf 0", "leaf "+run)
	f.swap("custody/receipts/000002.json", `\n2\n`, `\n`+run+`\n`)
	f.swap("custody/receipts/000003.json", `"index": 2`, `"index": "`+run+`"`)
	f.swap("custody/receipts/000001.json", `"seq": 1`, `"seq": "`+run+`"`)
	f.seal()
	if out, ok := f.verify(); ok {
		t.Errorf("said yes:\n%s", out)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("a command of the pack was run")
	}
}

// readable says what package seal thinks of an exhibit's rows.
func (f *folder) readable(name string) bool {
	var d struct{ Tree seal.Tree }
	f.check(json.Unmarshal([]byte(f.read(filepath.Dir(name)+"/description.json")), &d))
	s, err := seal.ReadRows(strings.NewReader(f.read(name)), func(seal.Leaf) error { return nil })
	return err == nil && s.Root == d.Tree.Root && s.Leaves == d.Tree.Leaves && s.Rule == d.Tree.Rule
}

func TestOpenSSLScriptReadsAFile(t *testing.T) {
	shelltest.Need(t, "unzip")
	f := newFolder(t)
	file := filepath.Join(t.TempDir(), "pack.asice")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f.check(z.AddFS(os.DirFS(f.dir)))
	f.check(z.Close())
	f.check(os.WriteFile(file, b.Bytes(), 0o600))
	f.dir = file
	if out, ok := f.verify(); !ok {
		t.Fatalf("not verified:\n%s", out)
	}
	for _, name := range []string{"../out", "/etc/out", "pack.json"} {
		f.check(os.WriteFile(file, twice(t, f, name), 0o600))
		if out, ok := f.verify(); ok || !strings.Contains(out, "names in the file") {
			t.Errorf("%s: said yes, or not why:\n%s", name, out)
		}
	}
}

// twice is an archive with a file of the name, and pack.json.
func twice(t *testing.T, f *folder, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range []string{"pack.json", name} {
		w, err := z.Create(n)
		f.check(err)
		_, err = w.Write([]byte("{}"))
		f.check(err)
	}
	f.check(z.Close())
	return b.Bytes()
}

// contained is the pack as package container writes and signs it.
func (f *folder) contained(cfg container.Config) string {
	f.t.Helper()
	var b bytes.Buffer
	c := container.Create(&b, cfg)
	for _, name := range f.files() {
		w, err := c.Add(name)
		f.check(err)
		_, err = io.WriteString(w, f.read(name))
		f.check(err)
	}
	f.check(c.Close(f.t.Context()))
	file := filepath.Join(f.t.TempDir(), "pack.asice")
	f.check(os.WriteFile(file, b.Bytes(), 0o600))
	return file
}

// accepts says what package container thinks of a file.
func accepts(t *testing.T, file string, trust cms.Trust) bool {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := container.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return false
	}
	rep, err := c.Verify(t.Context(), trust, cmstest.Noon)
	// Of several, ours tells those whose root is known from others; the script wants the roots of all.
	return err == nil && !slices.ContainsFunc(rep.Signatures, func(s cms.Signature) bool { return s.Root == nil })
}

// Our own containers, with two signers and timestamps, are the same to both verifiers: accepted under
// the right roots, refused under others.
func TestOpenSSLScriptAgreesOnContainers(t *testing.T) {
	shelltest.Need(t)
	f := newFolder(t)
	one, two, clock, stranger := cmstest.NewRoot(t, "One"), cmstest.NewRoot(t, "Two"), cmstest.NewRoot(t, "Clock"), cmstest.NewRoot(t, "Stranger")
	authority := stamp.Authority{Signer: clock.Authority(t, "TSA", nil), Now: func() time.Time { return cmstest.Noon }}
	server := httptest.NewServer(authority)
	defer server.Close()
	client, err := stamp.New(stamp.Config{URL: server.URL, Roots: clock.Pool(), Now: func() time.Time { return cmstest.Noon }})
	f.check(err)
	file := f.contained(container.Config{Signers: []cms.Signer{one.Signer(t, "sealer of one", nil), two.Signer(t, "sealer of two", nil)}, Stamper: client, Now: func() time.Time { return cmstest.Noon }})
	for _, c := range []struct {
		name           string
		signers, times []*cmstest.Root
		want           bool
	}{
		{"both roots", []*cmstest.Root{one, two}, []*cmstest.Root{clock}, true},
		{"one root of two", []*cmstest.Root{one}, []*cmstest.Root{clock}, false},
		{"another authority", []*cmstest.Root{one, two}, []*cmstest.Root{stranger}, false},
		{"strangers", []*cmstest.Root{stranger}, []*cmstest.Root{clock}, false},
	} {
		f.dir, f.root, f.authority = file, bundle(t, c.signers), bundle(t, c.times)
		out, ok := f.verify()
		if own := accepts(t, file, cms.Trust{Signers: pool(c.signers), Authorities: pool(c.times)}); ok != c.want || own != c.want {
			t.Errorf("%s: the script says %v, package container %v:\n%s", c.name, ok, own, out)
		}
	}
}

// What a certificate is for is judged alike: of the signer's own, key usage and extended key usage.
func TestOpenSSLScriptAgreesOnPurposes(t *testing.T) {
	shelltest.Need(t)
	f := &folder{t: t, dir: filepath.Join(t.TempDir(), "pack")}
	f.write("mimetype", "application/vnd.etsi.asic-e+zip")
	f.write("pack.json", "{}")
	root := cmstest.NewRoot(t, "Purposes")
	f.root = bundle(t, []*cmstest.Root{root})
	usage := func(n ...int) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.ExtKeyUsage, c.ExtraExtensions = nil, []pkix.Extension{cmstest.Usage(t, false, n...)}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*x509.Certificate)
		want   bool
	}{
		{"mail", nil, true},
		{"no purpose said", func(c *x509.Certificate) { c.ExtKeyUsage = nil }, true},
		{"documents", usage(36), true},
		{"documents among others", usage(1, 36), true},
		{"anything", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }, true},
		{"for commitment alone", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }, true},
		{"a server", usage(1), false},
		{"code", usage(3), false},
		{"timestamps", usage(8), false},
		{"agreeing on keys", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement }, false},
		{"no key usage", func(c *x509.Certificate) { c.KeyUsage = 0 }, false},
		{"an authority", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }, false},
		{"run out", func(c *x509.Certificate) { c.NotAfter = cmstest.Noon.Add(-time.Hour) }, false},
	} {
		own := *f
		own.dir = f.contained(container.Config{Signers: []cms.Signer{root.Signer(t, c.name, c.change)}, Now: func() time.Time { return cmstest.Noon }})
		out, _ := own.verify()
		ok := strings.Contains(out, "\nok      META-INF/signature001.p7s: CAdES")
		if ours := accepts(t, own.dir, cms.Trust{Signers: root.Pool()}); ok != c.want || ours != c.want {
			t.Errorf("%s: the script says %v, package container %v:\n%s", c.name, ok, ours, out)
		}
	}
}

func pool(roots []*cmstest.Root) *x509.CertPool {
	p := x509.NewCertPool()
	for _, r := range roots {
		p.AddCert(r.Cert)
	}
	return p
}

func bundle(t *testing.T, roots []*cmstest.Root) string {
	t.Helper()
	var b []byte
	for _, r := range roots {
		b = append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Cert.Raw})...)
	}
	name := filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
