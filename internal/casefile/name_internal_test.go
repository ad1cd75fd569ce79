package casefile

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path"
	"path/filepath"
	"testing"
	"time"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
)

// older seals and checks as versions before names did: acts and descriptions bear digests.
func older(ctx context.Context, c *Case, name string) (err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	m, err := manifest.Parse(filepath.Base(name), text)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	return c.write(ctx, func(ctx context.Context) error {
		s := sealing{c: c, m: m, root: root}
		for i := range m.Exhibits {
			if err := s.olderOne(ctx, i); err != nil {
				return err
			}
		}
		res, err := c.compute(ctx)
		if err != nil {
			return err
		}
		return c.append(ctx, actCheck, checkBody{Run: res.Run, Version: res.Manifest.Version, Files: res.Files, Counts: res.Manifest.Counts, Quarantined: res.Quarantined})
	})
}

func (s *sealing) olderOne(ctx context.Context, i int) error {
	p, err := s.validate(ctx, i)
	if err != nil {
		return err
	}
	f, err := openPlain(s.root, p.exhibit.Path)
	if err != nil {
		return err
	}
	object, err := s.object(ctx, f)
	if err = errors.Join(err, f.file.Close()); err != nil {
		return err
	}
	p.desc.Object, p.desc.Source.Exhibit = object.Name, object.Plain
	name := path.Join(sealDir, object.Plain.String()+".json")
	if err := s.tree(ctx, &p, name); err != nil {
		return err
	}
	text, err := p.desc.bytes(object.Plain)
	if err != nil {
		return err
	}
	if err := s.c.place(name, text); err != nil {
		return err
	}
	return s.c.append(ctx, actSeal, sealBody{Exhibit: object.Plain, Ref: p.exhibit.Ref, Kind: p.exhibit.Kind, Seal: name, Digest: comity.DigestOf(text), Tree: p.desc.Tree})
}

// A case of an older version verifies, and what it holds keeps the digests that its acts
// have told already; what is sealed and checked from now on bears names.
func TestCaseOfAnOlderVersion(t *testing.T) {
	c, _ := garden(t)
	all := filepath.Join("testdata", "small", "evidence.toml")
	if err := older(t.Context(), c, all); err != nil {
		t.Fatal(err)
	}
	verified := func() {
		t.Helper()
		rep, err := c.Verify(t.Context(), true)
		if err != nil || !rep.OK {
			t.Fatalf("%v, %+v", err, rep.Checks)
		}
	}
	verified()
	if rep, err := c.Seal(t.Context(), all); err != nil || len(rep.Exhibits) == 0 {
		t.Fatalf("what is sealed already is sealed again otherwise: %v", err)
	}
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Name != r.ID {
			t.Errorf("%s has a name, and an act tells its digest", r.Ref)
		}
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	verified()
	last := c.state.checks[len(c.state.checks)-1].body
	if first := c.state.checks[0].body; first.Run != last.Run || !first.Name.IsZero() || last.Name.IsZero() || last.Outward() == last.Run {
		t.Errorf("%+v, then %+v", first, last)
	}
}

// What names stand for is derived: an exhibit's from its key, a run's from the next check.
func TestNamesAreDerived(t *testing.T) {
	c, root := garden(t)
	if _, err := c.Seal(t.Context(), filepath.Join("testdata", "small", "evidence.toml")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what string
		back func() error
	}{
		{`"exhibit"`, func() error { return c.Rebuild(t.Context()) }},
		{`"run"`, func() error { _, err := c.Check(t.Context()); return err }},
	} {
		was := lose(t, filepath.Join(root, "case", "names"), tt.what)
		if rep, err := c.Verify(t.Context(), false); err != nil || rep.OK || len(was) == 0 {
			t.Fatalf("%d names are lost, and all holds: %v", len(was), err)
		}
		if err := tt.back(); err != nil {
			t.Fatal(err)
		}
		for name, b := range was {
			if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, b) {
				t.Errorf("%s came back as %s, %v", filepath.Base(name), got, err)
			}
		}
		if rep, err := c.Verify(t.Context(), true); err != nil || !rep.OK {
			t.Errorf("%v, %+v", err, rep.Checks)
		}
	}
}

// lose removes what names stand for that say what, and returns it.
func lose(t *testing.T, dir, what string) map[string][]byte {
	t.Helper()
	was := map[string][]byte{}
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte(what)) {
			continue
		}
		if was[name] = b; os.Remove(name) != nil {
			t.Fatal(name)
		}
	}
	return was
}

// garden is a new case of a node of its own; root holds both.
func garden(t *testing.T) (c *Case, root string) {
	t.Helper()
	root = t.TempDir()
	n, err := OpenNode(t.Context(), Config{Home: filepath.Join(root, "home"), Actor: "A. Rossi", Purpose: "cooperation", Now: time.Now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	c, err = n.Init(t.Context(), filepath.Join(root, "case"), InitParams{Title: "Garden", Country: "IT", Authority: "A"})
	if err != nil {
		t.Fatal(err)
	}
	return c, root
}
