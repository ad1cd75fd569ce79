package log

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
)

// Tessera writes each file under its final name with a random number behind
// it, then renames it; a killed process leaves such files. It drops partial
// tiles once a minute, which a command that lives for a second never sees. So
// both are removed before the log is started. Files that are neither stay.
var (
	stray = regexp.MustCompile(`^(checkpoint[0-9]+|\.state/(treeState|gcState|version)[0-9]+|tile/.*/([0-9]{4,}|[0-9]{3}\.p/[0-9]{4,}))$`)
	parts = regexp.MustCompile(`^tile/.*/[0-9]{3}\.p$`)
)

// locks are the files that Tessera locks while it writes, below the log's folder.
var locks = []string{".state/treeState.lock", ".state/publish.lock", ".state/gcState.lock"}

// sweep removes leftovers, unless another process is writing to the log. It
// runs before this process starts the log: a fcntl lock belongs to the
// process, and closing the file anywhere in it would drop Tessera's own.
func sweep(path string) error {
	if _, err := os.Stat(filepath.Join(path, ".state")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var held []*os.File
	defer func() {
		for _, f := range held {
			_ = f.Close() // nothing was written to it
		}
	}()
	for _, name := range locks {
		f, err := os.OpenFile(filepath.Join(path, name), os.O_CREATE|os.O_RDWR, 0o644)
		if err != nil {
			return err
		}
		held = append(held, f)
		want := syscall.Flock_t{Type: syscall.F_WRLCK}
		err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &want)
		if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
			return nil // somebody is at work; the next start will sweep
		}
		if err != nil {
			return err
		}
	}
	return removeLeftovers(path)
}

func removeLeftovers(path string) error {
	root := os.DirFS(path)
	return fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && parts.MatchString(name) {
			return removeParts(path, name)
		}
		if e.Type().IsRegular() && stray.MatchString(name) {
			return os.Remove(filepath.Join(path, name))
		}
		return nil
	})
}

// removeParts removes a folder of partial tiles whose full tile exists. The
// full tile is made durable before the tree that needs it, and the walk goes
// on into the folder where it does not.
func removeParts(path, name string) error {
	full := filepath.Join(path, name[:len(name)-len(".p")])
	if _, err := os.Stat(full); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if err := os.RemoveAll(filepath.Join(path, name)); err != nil {
		return err
	}
	return fs.SkipDir
}
