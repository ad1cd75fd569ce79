package casefile_test

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"comity/internal/casefile"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
)

// sub is the folder dir of another file system, as a file system.
type sub struct {
	disk.FS
	dir string
}

func (s sub) at(name string) string { return path.Join(s.dir, name) }

func (s sub) Open(name string) (disk.File, error)               { return s.FS.Open(s.at(name)) }
func (s sub) ReadDir(name string) ([]fs.DirEntry, error)        { return s.FS.ReadDir(s.at(name)) }
func (s sub) Stat(name string) (fs.FileInfo, error)             { return s.FS.Stat(s.at(name)) }
func (s sub) Link(old, name string) error                       { return s.FS.Link(s.at(old), s.at(name)) }
func (s sub) Rename(old, name string) error                     { return s.FS.Rename(s.at(old), s.at(name)) }
func (s sub) Remove(name string) error                          { return s.FS.Remove(s.at(name)) }
func (s sub) Mkdir(name string, perm fs.FileMode) error         { return s.FS.Mkdir(s.at(name), perm) }
func (s sub) SyncDir(name string) error                         { return s.FS.SyncDir(s.at(name)) }
func (s sub) Create(n string, p fs.FileMode) (disk.File, error) { return s.FS.Create(s.at(n), p) }
func (s sub) Lock(ctx context.Context, name string) (io.Closer, error) {
	return s.FS.Lock(ctx, s.at(name))
}

// acknowledged is a promise: after op operations the case has this many acts of sealing.
type acknowledged struct{ op, seals int }

// crash records a command on a case that prepare has set up and then looks at
// every disk that a power cut during the command can leave.
type crash struct {
	base, root string // before, and worked on
	rec        *disktest.FS
	logged     int // operations done when the node's log is asked
	acks       []acknowledged
	logs       []logBefore // of a command that records more than once
}

// logBefore is the node's log as it was when it was asked after op operations.
type logBefore struct {
	op  int
	dir string
}

const pairManifest = "testdata/pair/evidence.toml"

func TestPowerCutDuringSeal(t *testing.T) {
	t.Parallel()
	c := record(t, func(*casefile.Case) error { return nil }, func(c *casefile.Case) error {
		_, err := c.Seal(t.Context(), pairManifest)
		return err
	})
	c.each(t, func(c *casefile.Case) error {
		_, err := c.Seal(t.Context(), pairManifest)
		return err
	}, 2)
}

func TestPowerCutDuringCheck(t *testing.T) {
	t.Parallel()
	c := record(t, func(c *casefile.Case) error {
		_, err := c.Seal(t.Context(), pairManifest)
		return err
	}, func(c *casefile.Case) error {
		_, err := c.Check(t.Context())
		return err
	})
	c.each(t, func(c *casefile.Case) error {
		_, err := c.Check(t.Context())
		return err
	}, 2)
}

// record prepares a case, keeps a copy of it and records the command.
func record(t *testing.T, prepare, command func(*casefile.Case) error) *crash {
	t.Helper()
	c := &crash{base: t.TempDir(), root: t.TempDir()}
	on(t, c.root, config("prepare"), func(n *casefile.Node, dir string) error {
		kase, err := n.Init(t.Context(), dir, params())
		if err != nil {
			return err
		}
		return prepare(kase)
	})
	copyTree(t, c.root, c.base)
	c.rec = disktest.New(disk.OS(c.root))
	cfg := config("command")
	cfg.FS = func(dir string) disk.FS { return sub{c.rec, filepath.Base(dir)} }
	cfg.Progress = func(stage string, done, total int64) {
		switch {
		case stage == "record" && done == 0:
			c.logged = c.rec.Len()
			before := logBefore{c.logged, t.TempDir()}
			copyTree(t, filepath.Join(c.root, "home", "log"), before.dir)
			c.logs = append(c.logs, before)
		case stage == "seal":
			c.acks = append(c.acks, acknowledged{c.rec.Len(), int(done)})
		}
	}
	on(t, c.root, cfg, func(n *casefile.Node, dir string) error {
		kase, err := n.Open(t.Context(), dir)
		if err != nil {
			return err
		}
		return command(kase)
	})
	return c
}

// on runs use with the node and the case folder below root.
func on(t *testing.T, root string, cfg casefile.Config, use func(n *casefile.Node, dir string) error) {
	t.Helper()
	cfg.Home = filepath.Join(root, "home")
	n, err := casefile.OpenNode(t.Context(), cfg)
	if err == nil {
		err = use(n, filepath.Join(root, "case"))
	}
	if err == nil {
		err = n.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *crash) each(t *testing.T, repeat func(*casefile.Case) error, seals int) {
	t.Helper()
	var group sync.WaitGroup
	gate := make(chan struct{}, 8) // publishing in the node's log is mostly waiting
	images := 0
	for img := range c.rec.Images() {
		images++
		gate <- struct{}{}
		group.Go(func() {
			defer func() { <-gate }()
			c.image(t, img, repeat, seals)
		})
	}
	group.Wait()
	t.Logf("%d operations, %d images", c.rec.Len(), images)
}

func (c *crash) image(t *testing.T, img disktest.Image, repeat func(*casefile.Case) error, seals int) {
	root, err := os.MkdirTemp(filepath.Dir(c.base), "image-*")
	if err != nil {
		t.Error(err)
		return
	}
	defer os.RemoveAll(root)
	copyTree(t, c.base, root)
	if err := img.Write(root); err != nil {
		t.Error(err)
		return
	}
	if img.Op >= c.logged { // the node's log does not write through disk.FS
		if err := os.RemoveAll(filepath.Join(root, "home", "log")); err != nil {
			t.Error(err)
			return
		}
		copyTree(t, filepath.Join(c.root, "home", "log"), filepath.Join(root, "home", "log"))
	}
	if err := c.survive(t, root, img, repeat, seals); err != nil {
		t.Errorf("%s: %v", img, err)
	}
}

// survive verifies the image, repeats the command and verifies again.
func (c *crash) survive(t *testing.T, root string, img disktest.Image, repeat func(*casefile.Case) error, seals int) error {
	n, err := casefile.OpenNode(t.Context(), config(filepath.Join(root, "home")))
	if err != nil {
		return err
	}
	kase, err := n.Open(t.Context(), filepath.Join(root, "case"))
	if err != nil {
		return err
	}
	if err := accepted(t, kase); err != nil {
		return err
	}
	rows, err := kase.Exhibits(t.Context())
	if err != nil {
		return err
	}
	for _, a := range c.acks {
		if img.Op >= a.op && len(rows) < a.seals {
			t.Errorf("%s: %d exhibits were acknowledged, %d are there", img, a.seals, len(rows))
		}
	}
	if img.Loss != disktest.Everything && img.Op%4 != int(img.Loss) { // repeating costs a wait for the node's log
		return n.Close()
	}
	if err := repeat(kase); err != nil {
		return err
	}
	if rows, err = kase.Exhibits(t.Context()); err != nil || len(rows) != seals {
		t.Errorf("%s: repeated, there are %d exhibits, %v", img, len(rows), err)
	}
	if err := accepted(t, kase); err != nil {
		return err
	}
	return n.Close()
}

func accepted(t *testing.T, c *casefile.Case) error {
	rep, err := c.Verify(t.Context(), false)
	if err == nil && !rep.OK {
		t.Errorf("not accepted: %+v", failed(rep))
	}
	return err
}

// copyTree copies the regular files below from to to; temporary images aside.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, info.Mode().Perm()|0o200)
	})
	if err != nil && !strings.Contains(err.Error(), "no such file") {
		t.Error(err)
	}
}
