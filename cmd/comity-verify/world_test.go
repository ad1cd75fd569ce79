package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/cooperation/pack"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/simulate"
	"comity/internal/verify"
)

// files are those of a pack, in memory, in their order.
type files struct {
	names []string
	text  map[string][]byte
}

// Add implements pack.Container.
func (f *files) Add(name string) (io.Writer, error) {
	f.names = append(f.names, name)
	return &entry{f, name}, nil
}

type entry struct {
	f    *files
	name string
}

// Write implements io.Writer.
func (e *entry) Write(p []byte) (int, error) {
	e.f.text[e.name] = append(e.f.text[e.name], p...)
	return len(p), nil
}

func (f *files) clone() *files {
	g := &files{slices.Clone(f.names), map[string][]byte{}}
	for n, b := range f.text {
		g.text[n] = bytes.Clone(b)
	}
	return g
}

func (f *files) set(name string, text []byte) {
	if _, ok := f.text[name]; !ok {
		f.names = append(f.names, name)
	}
	f.text[name] = text
}

func (f *files) drop(name string) {
	f.names = slices.DeleteFunc(f.names, func(n string) bool { return n == name })
	delete(f.text, name)
}

// like are the names that begin so.
func (f *files) like(prefix string) (out []string) {
	for _, n := range f.names {
		if strings.HasPrefix(n, prefix) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// edit changes a file of JSON as if it were a map.
func (f *files) edit(t *testing.T, name string, change func(map[string]any)) {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(f.text[name]))
	d.UseNumber()
	must(t, d.Decode(&v))
	change(v)
	b, err := json.Marshal(v)
	must(t, err)
	f.text[name] = b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is a small case that was checked, and a pack of it that two persons let pass.
type world struct {
	root, home, dir string
	node            *casefile.Node
	pack            *files
	to              string
}

// worlds are made once and read by all tests; their folder goes with the process.
var worlds = [2]func() *world{sync.OnceValue(func() *world { return build(3, 2, 14, 30) }), sync.OnceValue(func() *world { return build(3, 2, 14, 30) })}

var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "comity-verify-test-*"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = filepath.WalkDir(folder, func(p string, d os.DirEntry, err error) error { _ = os.Chmod(p, 0o700); return nil })
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// ours is the world that most tests look at; other is another case, of another node, of the very same exports.
func ours(t testing.TB) *world  { t.Helper(); return ready(t, worlds[0]()) }
func other(t testing.TB) *world { t.Helper(); return ready(t, worlds[1]()) }

func ready(t testing.TB, w *world) *world {
	t.Helper()
	if w == nil {
		t.Fatal("no world: see the first failure")
	}
	return w
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func build(seed uint64, sites, subscribers, days int) *world {
	ctx := context.Background()
	root, err := os.MkdirTemp(folder, "world-*")
	check(err)
	w := &world{root: root, home: filepath.Join(root, "home"), dir: filepath.Join(root, "case"), to: "IT"}
	_, err = simulate.Falcon(ctx, filepath.Join(root, "in"), simulate.Config{Seed: seed, Dirt: "standard", Formats: "classic", Sites: sites, Subscribers: subscribers, Days: days})
	check(err)
	manifest := filepath.Join(root, "in", "evidence.toml")
	text, err := os.ReadFile(manifest)
	check(err)
	check(os.WriteFile(manifest, regexp.MustCompile(`(?m)^handling = .*$`).ReplaceAll(text, []byte(`handling = []`)), 0o600))
	c := w.open(ctx, "A. Rossi")
	_, err = c.Seal(ctx, manifest)
	check(err)
	check(w.node.RotateKey(ctx, "act", "yearly")) // what follows is signed with another key
	c = w.open(ctx, "A. Rossi")
	_, err = c.Check(ctx)
	check(err)
	w.hand(ctx, c)
	return w
}

// morning is when cases are made, and packs of them; they are signed at noon.
func morning() time.Time { return cmstest.Noon.Add(-time.Hour) }

func (w *world) open(ctx context.Context, actor string) *casefile.Case {
	n, err := casefile.OpenNode(ctx, casefile.Config{Home: w.home, Actor: actor, Purpose: "cooperation", Now: morning, Rand: rand.Reader})
	check(err)
	w.node = n
	if _, err := os.Stat(w.dir); err != nil {
		c, err := n.Init(ctx, w.dir, casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Demonstration authority"})
		check(err)
		return c
	}
	c, err := n.Open(ctx, w.dir)
	check(err)
	return c
}

// hand makes a pack as two persons do: one proposes, another approves, the first makes it.
func (w *world) hand(ctx context.Context, c *casefile.Case) {
	w.pack = &files{text: map[string][]byte{}}
	p := casefile.HandoverParams{To: w.to, Out: filepath.Join(w.root, "out.asice")}
	put := func(ctx context.Context, h *casefile.Handover, _ io.Writer) (casefile.Made, error) {
		return pack.Make(ctx, h, w.pack, pack.Config{To: w.to, Now: morning(), Workers: 2})
	}
	if _, err := c.HandOver(ctx, p, put); err == nil {
		panic("one person was enough")
	}
	second := w.open(ctx, "B. Verdi")
	all, err := second.Proposals(ctx)
	check(err)
	check(second.Approve(ctx, all[0].ID))
	_, err = w.open(ctx, "A. Rossi").HandOver(ctx, p, put)
	check(err)
}

// sender is who signs the packs of tests: with the root, and a signer under it.
type sender struct {
	root   *cmstest.Root
	signer cms.Signer
}

func newSender(t testing.TB) *sender { return senderUnder(t, "root.example") }

// senderUnder is one with a root of its own: one name, one key.
func senderUnder(t testing.TB, root string) *sender {
	t.Helper()
	r := cmstest.NewRoot(t, root)
	return &sender{r, r.Signer(t, "seal.example", nil)}
}

// sign puts files into a container. What a cheating sender signs holds as a container.
func (s *sender) sign(t testing.TB, f *files) []byte {
	t.Helper()
	var b bytes.Buffer
	c := container.Create(&b, container.Config{Signers: []cms.Signer{s.signer}, Now: func() time.Time { return cmstest.Noon }})
	for _, n := range f.names {
		w, err := c.Add(n)
		must(t, err)
		_, err = w.Write(f.text[n])
		must(t, err)
	}
	must(t, c.Close(t.Context()))
	return b.Bytes()
}

// judge verifies a container that was signed at noon.
func (s *sender) judge(t testing.TB, b []byte, recompute bool) verify.Report {
	t.Helper()
	c, err := container.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		rep, err := (&tool{}).broken(err)
		must(t, err)
		return rep
	}
	cfg := verify.PackConfig{Files: c, Sealed: c.Verify, Trust: cms.Trust{Signers: s.root.Pool()}, Now: cmstest.Noon, Recompute: recompute, Workers: 2}
	rep, err := verify.Pack(t.Context(), cfg, verify.PackSteps())
	must(t, err)
	return rep
}

func wrong(rep verify.Report) map[string]string {
	out := map[string]string{}
	for _, c := range rep.Checks {
		if !c.OK {
			out[c.Name] = c.Text
		}
	}
	return out
}

func says(rep verify.Report, name, text string) bool {
	for n, got := range wrong(rep) {
		if strings.HasPrefix(n, name) && strings.Contains(got, text) {
			return true
		}
	}
	return false
}

func trust(s *sender) cms.Trust { return cms.Trust{Signers: s.root.Pool()} }

// unpacked writes a container into a folder as unzip does.
func unpacked(t testing.TB, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	dir := filepath.Join(t.TempDir(), "pack")
	must(t, os.CopyFS(dir, z))
	return dir
}

// only is a folder of which one file is seen, by the beginning of its name.
type only struct {
	fs.FS
	begin string
}

// ReadDir implements fs.ReadDirFS.
func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(list, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), o.begin) }), err
}
