// Package disktest plays power cuts. Its FS passes every operation on to a
// real file system and records it; afterwards the recording can be cut after
// any operation, and the folder be written out as a power cut at that moment
// could have left it.
//
//	rec := disktest.New(disk.OS(t.TempDir()))
//	... run a whole use case through rec; note rec.Len() whenever it has acknowledged something ...
//	for img := range rec.Images() {
//		dir := t.TempDir()
//		err := img.Write(dir)
//		... what was acknowledged at or before img.Op must be in dir ...
//	}
//
// FailAt makes one operation fail instead, for walks through every error path.
// Folders that exist before the recording starts count as durable, and so do
// the files in them that were there.
package disktest

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"
	"sync"

	"comity/internal/evidence/disk"
)

// ErrInjected is what an operation chosen by FailAt returns.
var ErrInjected = errors.New("injected failure")

// FS records what is done through it. It is safe for parallel use.
type FS struct {
	inner disk.FS

	mu     sync.Mutex
	ops    []op
	failAt int
}

// New returns an FS that writes through inner.
func New(inner disk.FS) *FS { return &FS{inner: inner} }

// FailAt makes operation n (counted from 1 over everything that changes the
// disk or makes it durable, as Len counts) fail with ErrInjected, undone.
// 0 makes none fail.
func (f *FS) FailAt(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failAt = n
}

// Len is the number of operations recorded so far.
func (f *FS) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.ops)
}

// CrashAt is the disk after a power cut that follows operation n, 0 to Len.
func (f *FS) CrashAt(n int, loss Loss) Image {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Image{Op: n, Loss: loss, ops: slices.Clone(f.ops[:n])}
}

// Images yields CrashAt for every operation and every Loss, in order.
func (f *FS) Images() iter.Seq[Image] {
	return func(yield func(Image) bool) {
		for n := range f.Len() + 1 {
			for loss := range losses {
				if !yield(f.CrashAt(n, loss)) {
					return
				}
			}
		}
	}
}

// do runs an operation and records it. Both happen under the lock, so that the
// order recorded is the order in which the disk saw them.
func (f *FS) do(o op, run func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failAt == len(f.ops)+1 {
		f.failAt = 0
		return ErrInjected
	}
	if err := run(); err != nil {
		return err
	}
	f.ops = append(f.ops, o)
	return nil
}

// Open implements disk.Reader.
func (f *FS) Open(name string) (disk.File, error) { return f.inner.Open(name) }

// ReadDir implements disk.Reader.
func (f *FS) ReadDir(name string) ([]fs.DirEntry, error) { return f.inner.ReadDir(name) }

// Stat implements disk.Reader.
func (f *FS) Stat(name string) (fs.FileInfo, error) { return f.inner.Stat(name) }

// Lock implements disk.FS. Locks are not recorded: a power cut leaves none.
func (f *FS) Lock(ctx context.Context, name string) (io.Closer, error) {
	return f.inner.Lock(ctx, name)
}

// Create implements disk.FS.
func (f *FS) Create(name string, perm fs.FileMode) (disk.File, error) {
	var inner disk.File
	o := op{kind: opCreate, name: name, mode: perm}
	err := f.do(o, func() (err error) {
		inner, err = f.inner.Create(name, perm)
		return err
	})
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return &file{File: inner, fsys: f, id: f.number(name)}, nil
}

// number identifies the file that was created last under name: operations on
// an open file must find it after it has been renamed or removed.
func (f *FS) number(name string) int {
	for i := len(f.ops) - 1; i >= 0; i-- {
		if f.ops[i].kind == opCreate && f.ops[i].name == name {
			return i
		}
	}
	return -1
}

// Link implements disk.FS.
func (f *FS) Link(old, name string) error {
	return f.do(op{kind: opLink, name: old, to: name}, func() error { return f.inner.Link(old, name) })
}

// Rename implements disk.FS.
func (f *FS) Rename(old, name string) error {
	return f.do(op{kind: opRename, name: old, to: name}, func() error { return f.inner.Rename(old, name) })
}

// Remove implements disk.FS.
func (f *FS) Remove(name string) error {
	return f.do(op{kind: opRemove, name: name}, func() error { return f.inner.Remove(name) })
}

// Mkdir implements disk.FS.
func (f *FS) Mkdir(name string, perm fs.FileMode) error {
	return f.do(op{kind: opMkdir, name: name, mode: perm}, func() error { return f.inner.Mkdir(name, perm) })
}

// SyncDir implements disk.FS.
func (f *FS) SyncDir(name string) error {
	return f.do(op{kind: opSyncDir, name: name}, func() error { return f.inner.SyncDir(name) })
}

// file records what is done to an open file.
type file struct {
	disk.File
	fsys *FS
	id   int // index of the operation that created it
}

// Write implements io.Writer.
func (f *file) Write(p []byte) (int, error) {
	var n int
	err := f.fsys.do(op{kind: opWrite, id: f.id, data: slices.Clone(p)}, func() (err error) {
		n, err = f.File.Write(p)
		return err
	})
	return n, err
}

// Chmod implements disk.File.
func (f *file) Chmod(mode fs.FileMode) error {
	return f.fsys.do(op{kind: opChmod, id: f.id, mode: mode}, func() error { return f.File.Chmod(mode) })
}

// Sync implements disk.File.
func (f *file) Sync() error {
	return f.fsys.do(op{kind: opSync, id: f.id}, f.File.Sync)
}
