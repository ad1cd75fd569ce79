package container_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"hash/crc32"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/evidence/stamp"
)

type world struct {
	root, times *cmstest.Root
	cfg         container.Config
	trust       cms.Trust
}

// newWorld has two signers under one root and a timestamp authority under another.
func newWorld(t testing.TB) world {
	t.Helper()
	w := world{root: cmstest.NewRoot(t, "Root"), times: cmstest.NewRoot(t, "Time root")}
	now := func() time.Time { return cmstest.Noon }
	srv := httptest.NewServer(stamp.Authority{Signer: w.times.Authority(t, "Time", nil), Now: now})
	t.Cleanup(srv.Close)
	client, err := stamp.New(stamp.Config{URL: srv.URL, Roots: w.times.Pool(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	w.cfg = container.Config{Signers: []cms.Signer{w.root.Signer(t, "First", nil), w.root.Signer(t, "Second", nil)}, Stamper: client, Now: now}
	w.trust = cms.Trust{Signers: w.root.Pool(), Authorities: w.times.Pool()}
	return w
}

var files = [][2]string{
	{"exhibits/001/rows.txt", strings.Repeat("leaf 1 seeds and bulbs\n", 400)},
	{"findings/findings.jsonl", "{\"id\":\"a\"}\n"},
	{"README.txt", ""},
}

func (w world) pack(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	c := container.Create(&b, w.cfg)
	for _, f := range files {
		e, err := c.Add(f[0])
		if err == nil {
			_, err = io.WriteString(e, f[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w world) verify(t testing.TB, b []byte) (container.Report, error) {
	t.Helper()
	c, err := container.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return container.Report{}, err
	}
	return c.Verify(t.Context(), w.trust, cmstest.Noon.Add(time.Hour))
}

func TestWriteAndVerify(t *testing.T) {
	w := newWorld(t)
	b := w.pack(t)
	if got := string(b[30 : 38+len(container.MediaType)]); got != "mimetype"+container.MediaType {
		t.Errorf("the file begins with %q", got)
	}
	r, err := w.verify(t, b)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range r.Entries {
		names = append(names, e.Name)
	}
	if diff := cmp.Diff([]string{files[0][0], files[1][0], files[2][0], container.Sums}, names); diff != "" {
		t.Error(diff)
	}
	if len(r.Signatures) != 2 || r.Signatures[0].Signer.Subject.CommonName != "First" || r.Signatures[1].Level != cms.BT || !r.Signatures[1].Independent() {
		t.Errorf("signatures: %+v", r.Signatures)
	}
	c, err := container.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.File(files[0][0])
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(f); err != nil || string(got) != files[0][1] {
		t.Errorf("read %d bytes, %v", len(got), err)
	}
}

// A signature under a root that nobody here knows takes nothing from one that is known; alone it proves nothing.
func TestStrangerCountersigns(t *testing.T) {
	w := newWorld(t)
	w.cfg.Signers = append(w.cfg.Signers[:1], cmstest.NewRoot(t, "Elsewhere").Signer(t, "Stranger", nil))
	r, err := w.verify(t, w.pack(t))
	if err != nil || len(r.Signatures) != 2 || r.Signatures[0].Root == nil || r.Signatures[1].Root != nil || r.Signatures[1].Brought.Subject.CommonName != "Elsewhere" {
		t.Errorf("%+v, %v", r.Signatures, err)
	}
	w.cfg.Signers = w.cfg.Signers[1:]
	if _, err := w.verify(t, w.pack(t)); !errors.Is(err, cms.ErrUntrusted) {
		t.Errorf("a stranger's alone: %v", err)
	}
}

// Whoever packs the same twice gets the same bytes up to the first signature.
func TestSameBytes(t *testing.T) {
	w := newWorld(t)
	a, b := w.pack(t), w.pack(t)
	at := bytes.Index(a, []byte("META-INF/signature001"))
	if at < 0 || !bytes.Equal(a[:at], b[:at]) {
		t.Error("two packs of the same entries differ before their signatures")
	}
}

// A second signer adds a signature to what the first has made.
func TestSecondSignerLater(t *testing.T) {
	w := newWorld(t)
	second := w.cfg.Signers[1]
	w.cfg.Signers = w.cfg.Signers[:1]
	first := w.pack(t)
	c, err := container.Open(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var both bytes.Buffer
	if err := container.Sign(t.Context(), &both, c, w.trust, second, w.cfg); err != nil {
		t.Fatal(err)
	}
	r, err := w.verify(t, both.Bytes())
	if err != nil || len(r.Signatures) != 2 || r.Signatures[1].Signer.Subject.CommonName != "Second" {
		t.Errorf("%+v, %v", r.Signatures, err)
	}
	at := bytes.Index(first, []byte("PK\x01\x02"))
	if !bytes.Equal(first[:at], both.Bytes()[:at]) {
		t.Error("what the first signer wrote was not copied as it was")
	}
}

// Each row changes what a ZIP tool can change: entries and their contents, in a file that is a good ZIP afterwards.
func TestForgeries(t *testing.T) {
	w := newWorld(t)
	pack := w.pack(t)
	other := w
	other.cfg.Signers = w.cfg.Signers[:1]
	stranger := w
	stranger.cfg.Signers = []cms.Signer{cmstest.NewRoot(t, "Another root").Signer(t, "First", nil)}
	saved := files[1][1]
	files[1][1] = "{\"id\":\"b\"}\n"
	otherPack := w.pack(t)
	files[1][1] = saved
	late := w
	late.cfg.Signers = []cms.Signer{w.root.Signer(t, "Expired", func(c *x509.Certificate) { c.NotAfter = cmstest.Noon.Add(-time.Hour) })}
	wrong := w
	wrong.cfg.Signers = []cms.Signer{w.root.Authority(t, "Time", nil)}
	const m1, s1, s2 = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s", "META-INF/signature002.p7s"
	change := func(name, old, with string) []byte {
		return rezip(t, pack, func(e *file) { e.replace(name, old, with) })
	}
	for name, c := range map[string]struct {
		pack []byte
		want string
	}{
		"altered manifest":         {change(m1, "text/plain", "text/plaim"), "signature 1: the signature is not over this content"},
		"altered entry":            {change(files[0][0], "leaf 1", "leaf 2"), "not what was signed"},
		"altered sums":             {change(container.Sums, "README", "README2"), "not what was signed"},
		"added entry":              {rezip(t, pack, nil, file{name: "exhibits/002/rows.txt", body: []byte("x")}), "no signature covers it"},
		"removed entry":            {rezip(t, pack, func(e *file) { e.gone = e.name == files[1][0] }), "names an entry that is missing"},
		"renamed entry":            {rezip(t, pack, func(e *file) { e.rename("README.txt", "README.md") }), "no signature covers it"},
		"removed signatures":       {rezip(t, pack, func(e *file) { e.gone = strings.HasPrefix(e.name, "META-INF/") }), "no signature"},
		"removed one signature":    {rezip(t, pack, func(e *file) { e.gone = e.name == s2 }), "one without the other"},
		"another pack's signature": {rezip(t, pack, func(e *file) { e.take(t, otherPack, s1) }), "not over this content"},
		"another pack's manifest":  {rezip(t, pack, func(e *file) { e.take(t, otherPack, m1); e.take(t, otherPack, s1) }), "signers signed different contents"},
		"the other's signature":    {rezip(t, pack, func(e *file) { e.swap(t, pack, s1, s2) }), "not over this content"},
		"a stranger's pack":        {stranger.pack(t), "trusted root"},
		"expired certificate":      {late.pack(t), "not valid"},
		"wrong-purpose":            {wrong.pack(t), "not for signing documents"},
		"duplicate name":           {rezip(t, pack, nil, file{name: "README.txt", body: []byte("x")}), "twice"},
		"duplicate but for case":   {rezip(t, pack, nil, file{name: "readme.TXT", body: []byte("x")}), "twice"},
		"climbs":                   {rezip(t, pack, nil, file{name: "../evil.txt", body: []byte("x")}), "not a name"},
		"absolute":                 {rezip(t, pack, nil, file{name: "/etc/evil.txt", body: []byte("x")}), "not a name"},
		"backslash":                {rezip(t, pack, nil, file{name: `a\b.txt`, body: []byte("x")}), "not a name"},
		"drive":                    {rezip(t, pack, nil, file{name: `C:evil.txt`, body: []byte("x")}), "not a name"},
		"hidden":                   {rezip(t, pack, nil, file{name: `.profile`, body: []byte("x")}), "not a name"},
		"folder":                   {rezip(t, pack, nil, file{name: `dir/`}), "not a name"},
		"something in META-INF":    {rezip(t, pack, nil, file{name: "META-INF/x.xml", body: []byte("x")}), "no manifest or signature"},
		"a third without manifest": {rezip(t, pack, nil, file{name: "META-INF/signature003.p7s", body: []byte("x")}), "no manifest or signature"},
		"bomb":                     {rezip(t, pack, nil, file{name: "zeros.bin", body: make([]byte, 100<<20)}), "grow more"},
		"no mimetype":              {rezip(t, pack, func(e *file) { e.gone = e.name == "mimetype" }), "mimetype"},
		"other mimetype":           {rezip(t, pack, func(e *file) { e.replace("mimetype", "asic-e", "asic-s") }), "not an ASiC-E"},
		"trailing data":            {append(bytes.Clone(pack), "tail"...), "does not end as"},
		"leading data":             {append([]byte("#!/bin/sh\n"), pack...), "container:"},
		"cut":                      {pack[:len(pack)-1], "does not end as"},
		"cut in the middle":        {pack[:len(pack)/2], "does not end as"},
		"empty":                    {nil, "does not end as"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := w.verify(t, c.pack)
			if err == nil || comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Verify = %d signatures, %v; want a refusal with %q", len(r.Signatures), err, c.want)
			}
		})
	}
}

// A byte that is between entries, or says of an entry what the list does not, is no part of a container: outside of what
// is packed only the versions of programs may differ.
func TestFlippedByte(t *testing.T) {
	w := newWorld(t)
	w.cfg.Signers = w.cfg.Signers[:1]
	pack := w.pack(t)
	whole, err := w.verify(t, pack)
	if err != nil {
		t.Fatal(err)
	}
	free := freeBytes(t, pack)
	for i := range pack {
		b := bytes.Clone(pack)
		b[i] ^= 1 << (i % 8)
		switch r, err := w.verify(t, b); {
		case err == nil && !cmp.Equal(r.Entries, whole.Entries):
			t.Errorf("byte %d changed: other entries verified", i)
		case err == nil && !free[i]:
			t.Errorf("byte %d changed, unnoticed: % x", i, pack[max(0, i-8):min(len(pack), i+8)])
		}
	}
}

func TestNames(t *testing.T) {
	w := newWorld(t)
	c := container.Create(io.Discard, w.cfg)
	for _, name := range []string{"", "mimetype", "META-INF/x", "meta-inf/x", container.Sums, "a//b", "a/../b", "./a", "a/.", "a\nb", "a b", "ä", strings.Repeat("a", 201), "a/", "a."} {
		if _, err := c.Add(name); err == nil {
			t.Errorf("%.30q was taken", name)
		}
	}
	if _, err := c.Add("a/b-c_1.json"); err != nil {
		t.Error(err)
	}
	if _, err := c.Add("A/b-c_1.json"); err == nil {
		t.Error("a name was taken twice")
	}
}

func TestNobodySigns(t *testing.T) {
	c := container.Create(io.Discard, container.Config{})
	if err := c.Close(t.Context()); comity.KindOf(err) != comity.Usage {
		t.Errorf("Close = %v", err)
	}
}

// A full disk shows, whenever it is full.
func TestFaultFullDisk(t *testing.T) {
	w := newWorld(t)
	n := len(w.pack(t))
	for room := 0; room < n-200; room += 97 { // signatures differ in length by some bytes
		c := container.Create(&disk{room: room}, w.cfg)
		var errs []error
		for _, f := range files {
			e, err := c.Add(f[0])
			if err == nil {
				_, err = io.WriteString(e, f[1])
			}
			errs = append(errs, err)
		}
		if err := errors.Join(append(errs, c.Close(context.Background()))...); err == nil {
			t.Errorf("room for %d of %d bytes: no error", room, n)
		}
	}
}

type disk struct{ room int }

// Write implements io.Writer.
func (d *disk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

func TestEncrypt(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	pq, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("seeds and bulbs\n"), 20000)
	for _, c := range []struct {
		to   age.Recipient
		with age.Identity
		not  age.Identity
	}{{x.Recipient(), x, pq}, {pq.Recipient(), pq, x}} {
		var b bytes.Buffer
		w, err := container.Encrypt(&b, []age.Recipient{c.to})
		if err == nil {
			_, err = w.Write(plain)
		}
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		got, err := decrypt(t, b.Bytes(), c.with)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("decrypted %d bytes: %v", len(got), err)
		}
		_, err = decrypt(t, b.Bytes(), c.not)
		wantNegative(t, "other key", err)
		for _, cut := range []int{0, 10, 300, b.Len() / 2, b.Len() - 1} {
			_, err = decrypt(t, b.Bytes()[:cut], c.with)
			wantNegative(t, "cut", err)
		}
	}
	if _, err := container.Encrypt(io.Discard, []age.Recipient{x.Recipient(), pq.Recipient()}); comity.KindOf(err) != comity.Usage {
		t.Errorf("mixed recipients: %v", err)
	}
}

func wantNegative(t *testing.T, what string, err error) {
	t.Helper()
	if comity.KindOf(err) != comity.Negative || err == nil {
		t.Errorf("%s: %v", what, err)
	}
}

func decrypt(t *testing.T, b []byte, with age.Identity) ([]byte, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	err = container.Decrypt(t.Context(), bytes.NewReader(b), []age.Identity{with}, f)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	got, readErr := os.ReadFile(name)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return got, err
}

// file is an entry on its way from one ZIP to another.
type file struct {
	name string
	body []byte
	gone bool
}

func (f *file) replace(name, old, with string) {
	if f.name == name {
		f.body = bytes.Replace(f.body, []byte(old), []byte(with), 1)
	}
}

func (f *file) rename(old, with string) {
	if f.name == old {
		f.name = with
	}
}

func (f *file) take(t *testing.T, from []byte, name string) {
	if f.name == name {
		f.body = unzip(t, from, name)
	}
}

func (f *file) swap(t *testing.T, from []byte, a, b string) {
	switch f.name {
	case a:
		f.body = unzip(t, from, b)
	case b:
		f.body = unzip(t, from, a)
	}
}

func crc(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

func unzip(t *testing.T, b []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// rezip writes a ZIP again as turn changes it, and adds entries at the end.
func rezip(t *testing.T, b []byte, turn func(*file), more ...file) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(f file, method uint16) {
		if f.gone {
			return
		}
		h := &zip.FileHeader{Name: f.name, Method: method}
		create := w.CreateHeader
		if method == zip.Store {
			h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc(f.body), uint64(len(f.body)), uint64(len(f.body))
			create = w.CreateRaw
		}
		e, err := create(h)
		if err == nil && len(f.body) > 0 {
			_, err = e.Write(f.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		e := file{name: f.Name, body: unzip(t, b, f.Name)}
		if turn != nil {
			turn(&e)
		}
		add(e, f.Method)
	}
	for _, e := range more {
		add(e, zip.Deflate)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
