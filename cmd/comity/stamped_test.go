package main

import (
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/evidence/stamp"
)

// With [timestamp] a pack is B-T, its report and pack.json say who vouches for the time; where the authority is silent
// no pack is made, and --no-timestamp makes one that says that nobody vouches.
func TestPackTimestamp(t *testing.T) {
	dir, day := t.TempDir(), cmstest.Noon
	home, in := filepath.Join(dir, "home"), filepath.Join(dir, "case")
	root := cmstest.NewRoot(t, "Hours root")
	srv := httptest.NewServer(stamp.Authority{Signer: root.Authority(t, "Hours", nil), Now: func() time.Time { return day }})
	t.Cleanup(srv.Close)
	must(t, home, day, "init", in, "--title", "T", "--country", "IT", "--authority", "A", "--quiet")
	must(t, home, day, "seal", in, filepath.Join(smallDir(t), "evidence.toml"), "--quiet")
	must(t, home, day, "check", in, "--quiet")
	var subject struct{ ID string }
	if err := json.NewDecoder(strings.NewReader(must(t, home, day, "show", in, "subjects", "--json").out)).Decode(&subject); err != nil {
		t.Fatal(err)
	}
	disclose := func(file string, more ...string) answer {
		return call(t, home, day, append([]string{"disclose", in, "--subject", subject.ID, "--purpose", "defence", "--out", filepath.Join(dir, file)}, more...)...)
	}
	node, err := os.OpenFile(filepath.Join(home, "node.toml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := node.WriteString("\n[timestamp]\nurl = \"" + srv.URL + "\"\nroots = \"hours.pem\"\n"); err != nil {
		t.Fatal(err)
	}
	if err := node.Close(); err != nil {
		t.Fatal(err)
	}
	if r := disclose("x.asice"); r.code != 3 || !strings.Contains(r.err, "roots is a PEM file") {
		t.Errorf("without its roots: exit %d\n%s", r.code, r.err)
	}
	if err := os.WriteFile(filepath.Join(home, "hours.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Cert.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := disclose("bt.asice"); r.code != 0 || !strings.Contains(r.out, "signature B-T: its time is vouched for by Hours root") {
		t.Fatalf("exit %d\n%s%s", r.code, r.out, r.err)
	}
	holds(t, filepath.Join(dir, "bt.asice"), `"level": "B-T"`, "Hours root, http://127.0.0.1", 2)
	srv.Close()
	if r := disclose("silent.asice"); r.code != 5 || !strings.Contains(r.err, "no timestamp, and so no pack") || !strings.Contains(r.err, "--no-timestamp") {
		t.Errorf("a silent authority: exit %d\n%s", r.code, r.err)
	}
	if list, err := filepath.Glob(filepath.Join(dir, "silent*")); err != nil || len(list) > 0 {
		t.Errorf("left behind: %v", list)
	}
	if r := disclose("bb.asice", "--no-timestamp"); r.code != 0 || !strings.Contains(r.out, "signature B-B: no timestamp") {
		t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
	}
	holds(t, filepath.Join(dir, "bb.asice"), `"level": "B-B"`, "bears no timestamp", 0)
}

// holds wants pack.json and README.txt of a pack to say what they should, and so many timestamps: of the report's signature and the pack's.
func holds(t *testing.T, name, level, who string, stamps int) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := container.Open(f, st.Size())
	if err != nil {
		t.Fatal(err)
	}
	if got := entry(t, r, "pack.json"); !strings.Contains(got, level) {
		t.Errorf("pack.json does not say %s:\n%s", level, got)
	}
	if got := strings.Join(strings.Fields(entry(t, r, "README.txt")), " "); !strings.Contains(got, who) {
		t.Errorf("README.txt does not say %q:\n%s", who, got)
	}
	const oid = "060b2a864886f70d010910020e" // id-aa-signatureTimeStampToken, in DER and hexadecimal
	n := strings.Count(strings.ToLower(entry(t, r, "report.pdf")), oid)
	if sig := entry(t, r, "META-INF/signature001.p7s"); strings.Contains(sig, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e") {
		n++
	}
	if n != stamps {
		t.Errorf("%d timestamps, not %d", n, stamps)
	}
}

func entry(t *testing.T, r *container.Reader, name string) string {
	t.Helper()
	f, err := r.File(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return string(b)
}
