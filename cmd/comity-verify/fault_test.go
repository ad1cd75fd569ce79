package main

import (
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/verify"
)

// TestFaultEveryCallOfVerify lets every call of the file system fail while a pack, an unpacked one and a case are verified and
// computed anew. What is said is that the disk failed, or that all holds; never that the other side's evidence is damaged.
func TestFaultEveryCallOfVerify(t *testing.T) {
	w := ours(t)
	s := newSender(t)
	b := s.sign(t, w.pack)
	roots := filepath.Join(t.TempDir(), "roots.pem")
	must(t, os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.root.Cert.Raw}), 0o600))
	file := filepath.Join(t.TempDir(), "pack.asice")
	must(t, os.WriteFile(file, b, 0o600))
	dir, home := smallCase(t)
	for name, x := range map[string]struct {
		play       func(t *testing.T, most int, try func(*testing.T, func(disk.FS) *disktest.Faulty) *disktest.Faulty)
		most       int
		path, home string
		recompute  bool
	}{
		"pack":           {disktest.Every, 4, file, "", false},
		"folder":         {disktest.Every, 4, unpacked(t, b), "", false},
		"case":           {disktest.Every, 4, dir, home, true},
		"pack recompute": {disktest.Some, 1, file, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			x.play(t, x.most, func(t *testing.T, wrap func(disk.FS) *disktest.Faulty) *disktest.Faulty {
				return failing(t, &tool{path: x.path, home: x.home, recompute: x.recompute, roots: roots}, wrap)
			})
		})
	}
}

// failing verifies through a faulty file system.
func failing(t *testing.T, v *tool, wrap func(disk.FS) *disktest.Faulty) *disktest.Faulty {
	fsys := wrap(disk.OS("/"))
	v.files = disktest.Below("/", fsys)
	v.env = func(string) string { return "" }
	v.dirs = func(dir string) (fs.FS, io.Closer, error) { return disktest.IO(v.files(dir)), io.NopCloser(nil), nil }
	v.room = func() (verify.Spool, error) {
		room := v.files(t.TempDir())
		f, err := room.Create("rows", 0o600)
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "make room for rows: %w", err)
		}
		return f, nil
	}
	rep, err := v.verify(t.Context())
	switch {
	case err == nil && !rep.OK:
		t.Errorf("%d calls: a disk that fails is told as damage: %v", fsys.Calls(), wrong(rep))
	case err != nil && (comity.KindOf(err) != comity.Fault || !errors.Is(err, disktest.ErrInjected)):
		t.Errorf("%d calls: a disk that fails is told as %d: %v", fsys.Calls(), comity.KindOf(err).ExitCode(), err)
	}
	return fsys
}

// smallCase is one that was checked, with its node's home: nothing else is done to it.
func smallCase(t *testing.T) (dir, home string) {
	t.Helper()
	root := t.TempDir()
	dir, home = filepath.Join(root, "case"), filepath.Join(root, "home")
	n, err := casefile.OpenNode(t.Context(), casefile.Config{Home: home, Actor: "A. Rossi", Purpose: "test", Now: time.Now, Rand: rand.Reader})
	must(t, err)
	c, err := n.Init(t.Context(), dir, casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Demonstration authority"})
	must(t, err)
	_, err = c.Seal(t.Context(), "../../internal/casefile/testdata/small/evidence.toml")
	must(t, err)
	_, err = c.Check(t.Context())
	must(t, errors.Join(err, n.Close()))
	return dir, home
}
