package casefile_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

func logOf(home string, c *casefile.Case) string {
	return filepath.Join(home, "looks", c.ID()+".jsonl")
}

func listSubjects(ctx context.Context, c *casefile.Case) error {
	return c.Subjects(ctx, func(run.Subject) error { return nil })
}

// However many look at once, each leaves a line, and the lines are one chain.
func TestLooksAtOnceAreOneChain(t *testing.T) {
	n, c, dir := newCase(t)
	const people = 8
	boxes := make([]*casefile.Case, people)
	for i := range boxes {
		boxes[i] = reopen(t, n, dir)
	}
	var wait sync.WaitGroup
	for _, box := range boxes {
		wait.Go(func() {
			for range 5 {
				if err := listSubjects(t.Context(), box); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	rep, err := c.Looks(t.Context(), nil, comity.Digest{})
	if err != nil || !rep.OK || rep.Lines != 1+5*people+1 || int64(len(rep.Looks)) != rep.Lines {
		t.Errorf("%+v %v", rep.Gaps, err)
	}
}

// What a killed command left half written gives way: nothing was shown for it.
func TestHalfALookGivesWay(t *testing.T) {
	_, c, dir := newCase(t)
	name := logOf(filepath.Join(filepath.Dir(dir), "home"), c)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(b, `{"time":"20`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if rep := verify(t, c, false); !rep.OK {
		t.Errorf("half a line is damage: %+v", failed(rep))
	}
	rep, err := c.Looks(t.Context(), nil, comity.Digest{})
	if err != nil || !rep.OK || rep.Lines != 2 {
		t.Errorf("%+v %v", rep, err)
	}
}

// Lines from before there was a chain stay readable, and the chain begins behind them.
func TestOldLooksStay(t *testing.T) {
	_, c, dir := newCase(t)
	name := logOf(filepath.Join(filepath.Dir(dir), "home"), c)
	old := `{"time":"2004-05-01T08:00:00Z","actor":"anna","purpose":"p","case":"` + c.ID() + `","what":"cat"}` + "\n"
	if err := os.WriteFile(name, []byte(old+old), 0o600); err != nil {
		t.Fatal(err)
	}
	rep, err := c.Looks(t.Context(), nil, comity.Digest{})
	if err != nil || !rep.OK || rep.Lines != 3 || rep.Unchained != 2 || rep.Looks[0].Actor != "anna" {
		t.Errorf("%+v %v", rep, err)
	}
}

// Without an officer one act a day names the last look; what is cut before it shows.
func TestLooksAreNamedDaily(t *testing.T) {
	root := t.TempDir()
	cfg := config(filepath.Join(root, "home"))
	now, later := cfg.Now, time.Duration(0)
	cfg.Now = func() time.Time { return now().Add(later) }
	n := openNode(t, cfg)
	c, err := n.Init(t.Context(), filepath.Join(root, "case"), params())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seal(t.Context(), smallManifest); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := c.Notes(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.Note(t.Context(), "IT/PP/2004-7/1", "seen"); err != nil {
			t.Fatal(err)
		}
		later += 13 * time.Hour
	}
	acts, err := c.Acts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, a := range acts[1+5:] {
		kinds = append(kinds, a.Kind)
	}
	if len(kinds) != 4 || kinds[2] != "looks" || kinds[3] != "note" {
		t.Errorf("acts %v", kinds)
	}
	name := logOf(cfg.Home, c)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(b, []byte("\n"))
	if err := os.WriteFile(name, append(first, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if rep := verify(t, c, false); rep.OK || len(failed(rep)) != 1 || failed(rep)[0].Name != "looks" {
		t.Errorf("a cut log verifies: %+v", failed(rep))
	}
}

// Where an officer is named the node reads nothing of it, and a case is worked on as ever.
func TestOfficersLog(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	cfg := config(filepath.Join(root, "home"))
	if err := os.MkdirAll(cfg.Home, 0o700); err != nil {
		t.Fatal(err)
	}
	text := "name = \"node-test\"\nprotect = \"file\"\n[data_protection]\nrecipient = \"" + key.Recipient().String() + "\"\n"
	if err := os.WriteFile(filepath.Join(cfg.Home, "node.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	n := openNode(t, cfg)
	c, err := n.Init(t.Context(), filepath.Join(root, "case"), params())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seal(t.Context(), smallManifest); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := listSubjects(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := c.Note(t.Context(), "IT/PP/2004-7/1", "seen"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(logOf(cfg.Home, c))
	if err != nil || bytes.Contains(b, []byte("subjects")) || bytes.Contains(b, []byte("inspector")) {
		t.Errorf("the node can read it: %v", err)
	}
	if rep := verify(t, c, true); !rep.OK {
		t.Errorf("%+v", failed(rep))
	}
	if _, err := c.Looks(t.Context(), nil, comity.Digest{}); comity.KindOf(err) != comity.Usage {
		t.Errorf("without a key: %v", err)
	}
	rep, err := c.Looks(t.Context(), []byte(key.String()), comity.Digest{})
	if err != nil || !rep.OK || rep.Sealed != 4 || rep.Looks[1].What != "subjects" || rep.Looks[1].Actor != "inspector" {
		t.Errorf("%+v %v", rep, err)
	}
}
