package disktest

import (
	"context"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"testing"

	"comity/internal/evidence/disk"
)

// Every plays a command on a sound disk, and then again and again on one that fails at a call, another each time, and on
// one that is full from a call on: at every call where COMITY_CALLS is 1, as `make faults` sets it, else at `most` of them, evenly
// spread. try plays the command on a state of its own, through the wrapped file system of a folder, judges what is left, and returns the wrapper.
func Every(t *testing.T, most int, try func(t *testing.T, wrap func(disk.FS) *Faulty) *Faulty) {
	t.Helper()
	if os.Getenv("COMITY_CALLS") == "1" {
		most = math.MaxInt
	}
	Some(t, most, try)
}

// Some is Every for what takes long: it is never played at more than most of the calls.
func Some(t *testing.T, most int, try func(t *testing.T, wrap func(disk.FS) *Faulty) *Faulty) {
	t.Helper()
	calm := try(t, func(inner disk.FS) *Faulty { return Fail(inner, 0) }).Calls()
	step := max(1, calm/most)
	for name, wrap := range map[string]func(disk.FS, int) *Faulty{"fails": Fail, "full": Full} {
		t.Run(name, func(t *testing.T) {
			tried := 0
			for n := 1 + (calm-1)%step; n <= calm; n += step { // the last calls are those that name things: the very last is among them
				tried++
				t.Run(strconv.Itoa(n), func(t *testing.T) { // each leaves nothing behind, and most of it waits for a disk
					t.Parallel()
					try(t, func(inner disk.FS) *Faulty { return wrap(inner, n) })
				})
			}
			t.Logf("%d of %d calls", tried, calm)
		})
	}
}

// Below gives the folders below root, or root, through fsys, which is root's file system.
func Below(root string, fsys disk.FS) func(dir string) disk.FS {
	return func(dir string) disk.FS {
		rel, err := filepath.Rel(root, dir)
		if err != nil || !filepath.IsLocal(rel) {
			return disk.OS(dir)
		}
		return sub{fsys, filepath.ToSlash(rel)}
	}
}

// sub is the folder dir of another file system, as a file system.
type sub struct {
	disk.FS
	dir string
}

func (s sub) at(name string) string { return path.Join(s.dir, name) }

// Open implements disk.Reader.
func (s sub) Open(name string) (disk.File, error) { return s.FS.Open(s.at(name)) }

// ReadDir implements disk.Reader.
func (s sub) ReadDir(name string) ([]fs.DirEntry, error) { return s.FS.ReadDir(s.at(name)) }

// Stat implements disk.Reader.
func (s sub) Stat(name string) (fs.FileInfo, error) { return s.FS.Stat(s.at(name)) }

// Create implements disk.FS.
func (s sub) Create(name string, perm fs.FileMode) (disk.File, error) {
	return s.FS.Create(s.at(name), perm)
}

// Link implements disk.FS.
func (s sub) Link(old, name string) error { return s.FS.Link(s.at(old), s.at(name)) }

// Rename implements disk.FS.
func (s sub) Rename(old, name string) error { return s.FS.Rename(s.at(old), s.at(name)) }

// Remove implements disk.FS.
func (s sub) Remove(name string) error { return s.FS.Remove(s.at(name)) }

// Mkdir implements disk.FS.
func (s sub) Mkdir(name string, perm fs.FileMode) error { return s.FS.Mkdir(s.at(name), perm) }

// SyncDir implements disk.FS.
func (s sub) SyncDir(name string) error { return s.FS.SyncDir(s.at(name)) }

// Lock implements disk.FS.
func (s sub) Lock(ctx context.Context, name string) (io.Closer, error) {
	return s.FS.Lock(ctx, s.at(name))
}

// IO is fsys as the standard library reads a folder.
func IO(fsys disk.FS) fs.FS { return dir{fsys} }

type dir struct{ fsys disk.FS }

// Open implements fs.FS.
func (d dir) Open(name string) (fs.File, error) {
	f, err := d.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ReadDir implements fs.ReadDirFS.
func (d dir) ReadDir(name string) ([]fs.DirEntry, error) { return d.fsys.ReadDir(name) }

// Stat implements fs.StatFS.
func (d dir) Stat(name string) (fs.FileInfo, error) { return d.fsys.Stat(name) }
