package disk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"comity/internal/comity"
)

// OS is the operating system's file system below the folder root, which must
// exist before anything is written; Root makes it.
func OS(root string) FS { return osFS{root: root} }

// Root makes the folder root and the parents it lacks, durably, and returns
// OS(root). An existing folder is taken as it is.
func Root(root string, perm fs.FileMode) (FS, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "make folder %s: %w", root, err)
	}
	base, rest := root, ""
	for {
		if _, err := os.Stat(base); !errors.Is(err, fs.ErrNotExist) {
			break // what is wrong with any other answer, making the first folder will tell
		}
		rest = filepath.Join(filepath.Base(base), rest)
		base = filepath.Dir(base)
	}
	if rest == "" {
		return OS(root), nil
	}
	return OS(root), MkdirAll(OS(base), filepath.ToSlash(rest), perm)
}

type osFS struct{ root string }

// lockPoll is the pause between two attempts at a lock that another process holds.
const lockPoll = 2 * time.Millisecond

// path joins name to the root. A name that could leave the root is refused.
func (o osFS) path(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return filepath.Join(o.root, filepath.FromSlash(name)), nil
}

// on runs f on the full path of name.
func (o osFS) on(op, name string, f func(path string) error) error {
	p, err := o.path(op, name)
	if err != nil {
		return err
	}
	return f(p)
}

func (o osFS) open(name string, flag int, perm fs.FileMode) (File, error) {
	p, err := o.path("open", name)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(p, flag, perm)
	if err != nil {
		return nil, err // not f: a nil *os.File would be a non-nil File
	}
	return f, nil
}

// Open implements Reader. What is neither a file nor a folder is refused: a pipe would be waited for, and a device may
// never end.
func (o osFS) Open(name string) (File, error) {
	p, err := o.path("open", name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(p); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errPlain}
	}
	return o.open(name, os.O_RDONLY, 0)
}

// errPlain says that something is neither a file nor a folder.
var errPlain = fmt.Errorf("it is no plain file: %w", fs.ErrInvalid)

// Create implements FS.
func (o osFS) Create(name string, perm fs.FileMode) (File, error) {
	return o.open(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
}

// ReadDir implements Reader.
func (o osFS) ReadDir(name string) ([]fs.DirEntry, error) {
	p, err := o.path("readdir", name)
	if err != nil {
		return nil, err
	}
	return os.ReadDir(p)
}

// Stat implements Reader. A symbolic link is described, not followed: nothing
// in a case is one.
func (o osFS) Stat(name string) (fs.FileInfo, error) {
	p, err := o.path("stat", name)
	if err != nil {
		return nil, err
	}
	return os.Lstat(p)
}

// Link implements FS.
func (o osFS) Link(old, name string) error {
	return o.on("link", old, func(from string) error {
		return o.on("link", name, func(to string) error { return os.Link(from, to) })
	})
}

// Rename implements FS.
func (o osFS) Rename(old, name string) error {
	return o.on("rename", old, func(from string) error {
		return o.on("rename", name, func(to string) error { return os.Rename(from, to) })
	})
}

// Remove implements FS.
func (o osFS) Remove(name string) error { return o.on("remove", name, os.Remove) }

// Mkdir implements FS.
func (o osFS) Mkdir(name string, perm fs.FileMode) error {
	return o.on("mkdir", name, func(p string) error { return os.Mkdir(p, perm) })
}

// SyncDir implements FS.
func (o osFS) SyncDir(name string) error { return o.on("sync", name, syncDir) }

// Lock implements FS.
func (o osFS) Lock(ctx context.Context, name string) (io.Closer, error) {
	p, err := o.path("lock", name)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(p, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "lock %s: %w", name, err)
	}
	if err := waitLock(ctx, f); err != nil {
		return nil, comity.Errorf(comity.Fault, "lock %s: %w", name, errors.Join(err, f.Close())).
			WithHint("another comity is writing here; wait for it to end")
	}
	return f, nil
}

func waitLock(ctx context.Context, f *os.File) error {
	pause := time.NewTicker(lockPoll)
	defer pause.Stop()
	for {
		if held, err := tryLock(f); held || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-pause.C:
		}
	}
}
