package disktest

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"sync"
	"syscall"

	"comity/internal/evidence/disk"
)

// ErrFull is what a full disk answers.
var ErrFull = errors.Join(ErrInjected, syscall.ENOSPC)

// Faulty passes every call on to another file system, counts them (those that
// only read too) and lets one fail, or all that need room from one on. It is
// safe for parallel use.
type Faulty struct {
	inner disk.FS

	mu    sync.Mutex
	calls int
	at    int
	full  bool
}

// Fail returns an FS whose call number at (from 1; 0: none) fails with ErrInjected, undone.
func Fail(inner disk.FS, at int) *Faulty { return &Faulty{inner: inner, at: at} }

// Full returns an FS whose disk is full from call number at on: what needs room
// fails with ErrFull, a write after its first half.
func Full(inner disk.FS, at int) *Faulty { return &Faulty{inner: inner, at: at, full: true} }

// Calls is the number of calls so far.
func (f *Faulty) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// call counts one call; room says that it needs some.
func (f *Faulty) call(room bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	switch {
	case f.at == 0:
		return nil
	case f.full && room && f.calls >= f.at:
		return ErrFull
	case !f.full && f.calls == f.at:
		return ErrInjected
	}
	return nil
}

// done is call for what has no other result than an error.
func (f *Faulty) done(room bool, run func() error) error {
	if err := f.call(room); err != nil {
		return err
	}
	return run()
}

// Open implements disk.Reader.
func (f *Faulty) Open(name string) (disk.File, error) {
	if err := f.call(false); err != nil {
		return nil, err
	}
	return f.wrap(f.inner.Open(name))
}

// ReadDir implements disk.Reader.
func (f *Faulty) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.call(false); err != nil {
		return nil, err
	}
	return f.inner.ReadDir(name)
}

// Stat implements disk.Reader.
func (f *Faulty) Stat(name string) (fs.FileInfo, error) {
	if err := f.call(false); err != nil {
		return nil, err
	}
	return f.inner.Stat(name)
}

// Create implements disk.FS.
func (f *Faulty) Create(name string, perm fs.FileMode) (disk.File, error) {
	if err := f.call(true); err != nil {
		return nil, err
	}
	return f.wrap(f.inner.Create(name, perm))
}

// Lock implements disk.FS.
func (f *Faulty) Lock(ctx context.Context, name string) (io.Closer, error) {
	if err := f.call(true); err != nil {
		return nil, err
	}
	return f.inner.Lock(ctx, name)
}

// Link implements disk.FS.
func (f *Faulty) Link(old, name string) error {
	return f.done(true, func() error { return f.inner.Link(old, name) })
}

// Rename implements disk.FS.
func (f *Faulty) Rename(old, name string) error {
	return f.done(false, func() error { return f.inner.Rename(old, name) })
}

// Remove implements disk.FS.
func (f *Faulty) Remove(name string) error {
	return f.done(false, func() error { return f.inner.Remove(name) })
}

// Mkdir implements disk.FS.
func (f *Faulty) Mkdir(name string, perm fs.FileMode) error {
	return f.done(true, func() error { return f.inner.Mkdir(name, perm) })
}

// SyncDir implements disk.FS.
func (f *Faulty) SyncDir(name string) error {
	return f.done(false, func() error { return f.inner.SyncDir(name) })
}

func (f *Faulty) wrap(inner disk.File, err error) (disk.File, error) {
	if err != nil {
		return nil, err
	}
	return &faultyFile{inner, f}, nil
}

// faultyFile counts what is done to an open file.
type faultyFile struct {
	disk.File
	fsys *Faulty
}

// Read implements io.Reader.
func (f *faultyFile) Read(p []byte) (int, error) {
	if err := f.fsys.call(false); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

// ReadAt implements io.ReaderAt.
func (f *faultyFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.fsys.call(false); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

// Write implements io.Writer. On a full disk the first half still fits.
func (f *faultyFile) Write(p []byte) (int, error) {
	err := f.fsys.call(true)
	if err == nil {
		return f.File.Write(p)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		return 0, err
	}
	n, werr := f.File.Write(p[:len(p)/2])
	return n, errors.Join(err, werr)
}

// Stat implements disk.File.
func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if err := f.fsys.call(false); err != nil {
		return nil, err
	}
	return f.File.Stat()
}

// Chmod implements disk.File.
func (f *faultyFile) Chmod(mode fs.FileMode) error {
	return f.fsys.done(false, func() error { return f.File.Chmod(mode) })
}

// Sync implements disk.File.
func (f *faultyFile) Sync() error { return f.fsys.done(true, f.File.Sync) }

// Close implements io.Closer. The file is closed all the same: a test must not run out of them.
func (f *faultyFile) Close() error { return errors.Join(f.fsys.call(false), f.File.Close()) }
