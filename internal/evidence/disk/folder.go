package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"comity/internal/comity"
)

// MakeTemp makes a folder in dir that was not there, for its owner only, and returns its
// name, which begins with prefix.
func MakeTemp(fsys FS, dir, prefix string) (string, error) {
	for i := range maxTemps {
		name := path.Join(dir, fmt.Sprintf("%s%d", prefix, i))
		err := fsys.Mkdir(name, 0o700)
		if err == nil {
			return name, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", comity.Errorf(comity.Fault, "make a folder in %s: %w", dir, err)
		}
	}
	return "", comity.Errorf(comity.Fault, "folder %s holds %d temporary folders", dir, maxTemps).
		WithHint("remove those that begin with %q while no comity runs", prefix)
}

// RemoveAll removes a folder and what is in it; none being there is fine. It goes on after
// a failure, so that as little as possible is left, and returns what failed.
func RemoveAll(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if e.IsDir() {
			err = errors.Join(err, RemoveAll(fsys, name))
		} else {
			err = errors.Join(err, fsys.Remove(name))
		}
	}
	return errors.Join(err, fsys.Remove(dir))
}

// SyncAll makes the names in a folder, and in all below it, durable.
func SyncAll(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return comity.Errorf(comity.Fault, "sync %s: %w", dir, err)
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := SyncAll(fsys, path.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	if err := fsys.SyncDir(dir); err != nil {
		return comity.Errorf(comity.Fault, "sync %s: %w", dir, err)
	}
	return nil
}

// Given is the kind of a failure to open or make what a person named: a name that leads
// nowhere, or where they may not go, is Input; a disk that fails is a Fault.
func Given(err error) comity.Kind {
	for _, is := range []error{fs.ErrNotExist, fs.ErrPermission, fs.ErrExist, fs.ErrInvalid, errNotFolder, errFolder} {
		if errors.Is(err, is) {
			return comity.Input
		}
	}
	return comity.Fault
}
