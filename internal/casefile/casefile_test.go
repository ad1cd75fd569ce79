package casefile_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
)

// config is a node whose clock and randomness are the test's, for any number of goroutines.
func config(home string) casefile.Config {
	d := &dice{at: time.Date(2004, 5, 1, 8, 0, 0, 0, time.UTC), drawn: rand.NewChaCha8(sha256.Sum256([]byte(home)))}
	return casefile.Config{Home: home, Actor: "inspector", Purpose: "test", Now: d.now, Rand: d}
}

type dice struct {
	mu    sync.Mutex
	at    time.Time
	drawn *rand.ChaCha8
}

func (d *dice) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.at.Add(time.Second)
	return d.at
}

// Read implements io.Reader.
func (d *dice) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.drawn.Read(p)
}

func openNode(t *testing.T, cfg casefile.Config) *casefile.Node {
	t.Helper()
	n, err := casefile.OpenNode(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func params() casefile.InitParams {
	return casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Polizia Postale"}
}

const smallManifest = "testdata/small/evidence.toml"

// newCase is a case with the small exhibits sealed and checked.
func newCase(t *testing.T) (n *casefile.Node, c *casefile.Case, dir string) {
	t.Helper()
	root := t.TempDir()
	n = openNode(t, config(filepath.Join(root, "home")))
	dir = filepath.Join(root, "case")
	c, err := n.Init(t.Context(), dir, params())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seal(t.Context(), smallManifest); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	return n, c, dir
}

func reopen(t *testing.T, n *casefile.Node, dir string) *casefile.Case {
	t.Helper()
	c, err := n.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verify(t *testing.T, c *casefile.Case, recompute bool) casefile.VerifyReport {
	t.Helper()
	rep, err := c.Verify(t.Context(), recompute)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func failed(rep casefile.VerifyReport) (out []casefile.CheckRow) {
	for _, r := range rep.Checks {
		if !r.OK {
			out = append(out, r)
		}
	}
	return out
}

func TestWholeCaseVerifies(t *testing.T) {
	n, _, dir := newCase(t)
	rep := verify(t, reopen(t, n, dir), true)
	if !rep.OK {
		t.Fatalf("a fresh case does not verify: %+v", failed(rep))
	}
	runs, err := reopen(t, n, dir).Runs(t.Context())
	if err != nil || len(runs) != 1 || rep.Recomputed != runs[0].Run.String() {
		t.Fatalf("recomputed %q, runs %+v, %v", rep.Recomputed, runs, err)
	}
}

func TestRepeatingChangesNothing(t *testing.T) {
	n, _, dir := newCase(t)
	before, err := reopen(t, n, dir).Runs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := reopen(t, n, dir)
	rep, err := c.Seal(t.Context(), smallManifest)
	if err != nil || len(rep.Exhibits) != 5 {
		t.Fatalf("%+v %v", rep, err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	acts, err := c.Acts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, a := range acts {
		kinds = append(kinds, a.Kind)
	}
	want := []string{"init", "seal", "seal", "seal", "seal", "seal", "check", "check"}
	if d := cmp.Diff(want, kinds); d != "" {
		t.Error(d)
	}
	after, err := c.Runs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, after); d != "" {
		t.Error(d)
	}
}

// answers is everything that can be asked of a case.
func answers(t *testing.T, c *casefile.Case) string {
	t.Helper()
	var b bytes.Buffer
	put := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&b).Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	put(c.Exhibits(ctx))
	put(c.Quarantine(ctx))
	put(c.Runs(ctx))
	put(c.Outcomes(ctx))
	put(c.Report(ctx))
	put(nil, c.Rejects(ctx, func(r run.Reject) error { put(r, nil); return nil }))
	var subjects []run.Subject
	put(nil, c.Subjects(ctx, func(s run.Subject) error { subjects = append(subjects, s); return nil }))
	for _, s := range subjects {
		v, err := c.Subject(ctx, s.ID)
		put(v, err)
		put(c.Claim(ctx, s.ID+"/for/1"))
		for _, h := range v.Hits {
			put(c.Hit(ctx, h.ID))
		}
	}
	return b.String()
}

func TestCatalogueIsDerived(t *testing.T) {
	n, c, dir := newCase(t)
	var id string
	if err := c.Subjects(t.Context(), func(s run.Subject) error { id = s.ID; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := c.Decide(t.Context(), id, "unsure", "ask the provider again"); err != nil {
		t.Fatal(err)
	}
	if err := c.Note(t.Context(), id, "seen"); err != nil {
		t.Fatal(err)
	}
	if err := c.Outcome(t.Context(), id, casefile.Informed, "DE", "letter 7/2004"); err != nil {
		t.Fatal(err)
	}
	want := answers(t, reopen(t, n, dir))
	db := filepath.Join(dir, catalogue.File)
	for name, spoil := range map[string]func() error{
		"missing":   func() error { return os.Remove(db) },
		"empty":     func() error { return os.WriteFile(db, nil, 0o600) },
		"no sqlite": func() error { return os.WriteFile(db, bytes.Repeat([]byte("x"), 8192), 0o600) },
		"cut": func() error {
			return os.Truncate(db, 8192)
		},
		"rebuilt": func() error { return reopen(t, n, dir).Rebuild(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, answers(t, reopen(t, n, dir))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestCatGivesTheExactBytes(t *testing.T) {
	_, c, _ := newCase(t)
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile("testdata/small/site/access.log")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := c.Cat(t.Context(), comity.Citation{Exhibit: rows[0].ID, Offset: 3, Length: 40}, &b); err != nil {
		t.Fatal(err)
	}
	if got := b.Bytes(); !bytes.Equal(got, plain[3:43]) {
		t.Errorf("got %q", got)
	}
	err = c.Cat(t.Context(), comity.Citation{Exhibit: rows[0].ID, Offset: 3, Length: 1 << 40}, &b)
	if comity.KindOf(err) != comity.Input {
		t.Errorf("beyond the end: %v", err)
	}
}

func TestEveryLookIsLogged(t *testing.T) {
	root := t.TempDir()
	_ = root
	n, c, dir := newCase(t)
	_ = n
	answers(t, c)
	home := filepath.Join(filepath.Dir(dir), "home")
	b, err := os.ReadFile(filepath.Join(home, "looks", c.ID()+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range bytes.Lines(b) {
		var l casefile.Look
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		if l.Actor != "inspector" || l.Purpose != "test" || l.Case != c.ID() || l.Time.IsZero() {
			t.Errorf("incomplete: %s", line)
		}
		seen[l.What] = true
	}
	for _, what := range []string{"check", "rejects", "subjects", "subject", "claim", "hit"} {
		if !seen[what] {
			t.Errorf("no look %q", what)
		}
	}
	if err := os.RemoveAll(filepath.Join(home, "looks")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "looks"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err = c.Subjects(t.Context(), func(run.Subject) error { t.Error("shown without a log line"); return nil })
	if comity.KindOf(err) != comity.Refused {
		t.Errorf("got %v", err)
	}
}
