package disk_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestWriteFileNeverOverwrites(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	if err := disk.WriteFile(fsys, "a", 0o400, text("rose")); err != nil {
		t.Fatal(err)
	}
	if err := disk.WriteFile(fsys, "a", 0o400, text("tulip")); !errors.Is(err, fs.ErrExist) {
		t.Fatalf("second write: %v, want fs.ErrExist", err)
	}
	wantContent(t, fsys, "a", "rose")
	if err := disk.ReplaceFile(fsys, "a", 0o644, text("tulip")); err != nil {
		t.Fatal(err)
	}
	wantContent(t, fsys, "a", "tulip")
	info, err := fsys.Stat("a")
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Fatalf("mode %v, %v; want 0644", info.Mode(), err)
	}
	wantNoTemps(t, fsys)
}

func TestWriteFileThatFailsLeavesNothing(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	stop := errors.New("stop")
	err := disk.WriteFile(fsys, "a", 0o400, func(io.Writer) error { return stop })
	if !errors.Is(err, stop) {
		t.Fatalf("got %v, want the writer's own error", err)
	}
	entries, err := fsys.ReadDir(".")
	if err != nil || len(entries) != 0 {
		t.Fatalf("folder holds %v, %v; want nothing", entries, err)
	}
}

func TestSweepRemovesLeftovers(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	tmp, err := disk.NewTemp(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	if err := disk.WriteFile(fsys, "kept", 0o400, text("rose")); err != nil {
		t.Fatal(err)
	}
	if err := disk.Sweep(fsys, "."); err != nil {
		t.Fatal(err)
	}
	wantNoTemps(t, fsys)
	wantContent(t, fsys, "kept", "rose")
	if err := tmp.Discard(); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("discard after sweep: %v", err)
	}
}

func TestOSRefusesNamesOutsideTheRoot(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	for _, name := range []string{"../a", "/a", "a/../../b", ""} {
		if _, err := fsys.Open(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Open(%q) = %v, want fs.ErrInvalid", name, err)
		}
		if err := fsys.Remove(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Remove(%q) = %v, want fs.ErrInvalid", name, err)
		}
	}
}

func TestRootMakesMissingParents(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	for range 2 {
		if _, err := disk.Root(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Fatalf("%v, %v; want a folder", info, err)
	}
}

func TestLockExcludes(t *testing.T) {
	fsys := disk.OS(t.TempDir())
	held, err := fsys.Lock(t.Context(), ".lock")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := fsys.Lock(ctx, ".lock"); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("second lock: %v, want the deadline", err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := fsys.Lock(t.Context(), ".lock")
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestWritesSurvivePowerCuts: at every cut a file is there whole or not at
// all, and once its write has returned it is there.
func TestWritesSurvivePowerCuts(t *testing.T) {
	rec := disktest.New(disk.OS(t.TempDir()))
	var acknowledged []int
	names := []string{"a/b/one", "a/b/two", "a/one"}
	for _, name := range names {
		if err := disk.MkdirAll(rec, filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := disk.WriteFile(rec, name, 0o400, text("rose "+name)); err != nil {
			t.Fatal(err)
		}
		acknowledged = append(acknowledged, rec.Len())
	}
	for img := range rec.Images() {
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		for i, name := range names {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil && img.Op >= acknowledged[i] {
				t.Errorf("%v: %s is lost: %v", img, name, err)
			}
			if err == nil && string(b) != "rose "+name {
				t.Errorf("%v: %s holds %q", img, name, b)
			}
		}
	}
}

// TestReplaceSurvivesPowerCuts: old content or new, never a mixture.
func TestReplaceSurvivesPowerCuts(t *testing.T) {
	rec := disktest.New(disk.OS(t.TempDir()))
	if err := disk.WriteFile(rec, "a", 0o600, text("old")); err != nil {
		t.Fatal(err)
	}
	from := rec.Len()
	if err := disk.ReplaceFile(rec, "a", 0o600, text("new")); err != nil {
		t.Fatal(err)
	}
	for img := range rec.Images() {
		if img.Op < from {
			continue
		}
		dir := t.TempDir()
		if err := img.Write(dir); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "a"))
		if err != nil || (string(b) != "old" && string(b) != "new") || (img.Op == rec.Len() && string(b) != "new") {
			t.Errorf("%v: %q, %v", img, b, err)
		}
	}
}

// TestImagesCatchAMissingSync proves that the simulation has teeth: a writer
// that forgets either fsync is found out.
func TestImagesCatchAMissingSync(t *testing.T) {
	careless := map[string]func(f disk.File, rec *disktest.FS) error{
		"no fsync of the file":   func(_ disk.File, rec *disktest.FS) error { return rec.SyncDir(".") },
		"no fsync of the folder": func(f disk.File, _ *disktest.FS) error { return f.Sync() },
	}
	for name, finish := range careless {
		t.Run(name, func(t *testing.T) {
			rec := disktest.New(disk.OS(t.TempDir()))
			f, err := rec.Create("a", 0o600)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte("rose")); err != nil {
				t.Fatal(err)
			}
			if err := finish(f, rec); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := rec.CrashAt(rec.Len(), disktest.Everything).Write(dir); err != nil {
				t.Fatal(err)
			}
			if b, err := os.ReadFile(filepath.Join(dir, "a")); err == nil && string(b) == "rose" {
				t.Fatal("the file survived")
			}
		})
	}
}

// TestEveryFailureIsReported fails each operation in turn: the error surfaces,
// and trying again succeeds.
func TestEveryFailureIsReported(t *testing.T) {
	for n := 1; ; n++ {
		rec := disktest.New(disk.OS(t.TempDir()))
		rec.FailAt(n)
		write := func() error {
			if err := disk.MkdirAll(rec, "d", 0o755); err != nil {
				return err
			}
			return disk.WriteFile(rec, "d/a", 0o400, text("rose"))
		}
		err := write()
		if err == nil {
			if n < 8 {
				t.Fatalf("only %d operations were walked through", n)
			}
			return
		}
		if !errors.Is(err, disktest.ErrInjected) {
			t.Fatalf("operation %d: %v", n, err)
		}
		if err := write(); err != nil && !errors.Is(err, fs.ErrExist) {
			t.Fatalf("operation %d, again: %v", n, err)
		}
		wantContent(t, rec, "d/a", "rose")
	}
}

func wantContent(t *testing.T, fsys disk.Reader, name, want string) {
	t.Helper()
	b, err := disk.ReadFile(fsys, name)
	if err != nil || string(b) != want {
		t.Errorf("%s holds %q, %v; want %q", name, b, err, want)
	}
}

func wantNoTemps(t *testing.T, fsys disk.Reader) {
	t.Helper()
	entries, err := fsys.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), disk.TempPrefix) {
			t.Errorf("%s is left over", e.Name())
		}
	}
}
