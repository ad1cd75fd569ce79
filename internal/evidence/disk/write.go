package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"comity/internal/comity"
)

// WriteFile writes a new file name with mode perm so that it is there whole
// and durable, or not at all. It never overwrites: where name exists, the
// error satisfies errors.Is(err, fs.ErrExist), and what is there is durable.
func WriteFile(fsys FS, name string, perm fs.FileMode, write func(io.Writer) error) error {
	return writeFile(fsys, name, write, func(t *Temp) error { return t.Link(name, perm) })
}

// ReplaceFile is WriteFile for a file that may exist: after a crash name holds
// the old content or the new, never a mixture.
func ReplaceFile(fsys FS, name string, perm fs.FileMode, write func(io.Writer) error) error {
	return writeFile(fsys, name, write, func(t *Temp) error { return t.Rename(name, perm) })
}

func writeFile(fsys FS, name string, write func(io.Writer) error, place func(*Temp) error) error {
	t, err := NewTemp(fsys, path.Dir(name))
	if err != nil {
		return err
	}
	if err := write(t); err != nil {
		return errors.Join(err, t.Discard())
	}
	return place(t)
}

// Temp is a file under a temporary name, on its way to a final one in the same
// file system. It is finished by exactly one of Link, Rename and Discard.
type Temp struct {
	fsys FS
	name string
	file File
}

// maxTemps bounds the search for a free temporary name.
const maxTemps = 1 << 16

// NewTemp creates a temporary file in dir, readable by its owner only. Names
// are numbered, and creation is exclusive, so no randomness is needed.
func NewTemp(fsys FS, dir string) (*Temp, error) {
	for i := range maxTemps {
		name := path.Join(dir, fmt.Sprintf("%s%d", TempPrefix, i))
		f, err := fsys.Create(name, 0o600)
		if err == nil {
			return &Temp{fsys: fsys, name: name, file: f}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, comity.Errorf(comity.Fault, "create a temporary file in %s: %w", dir, err)
		}
	}
	return nil, comity.Errorf(comity.Fault, "folder %s holds %d temporary files", dir, maxTemps).
		WithHint("remove the files that begin with %q while no comity runs", TempPrefix)
}

// Write implements io.Writer.
func (t *Temp) Write(p []byte) (int, error) { return t.file.Write(p) }

// Link gives the file its mode and final name, durably. An existing file of
// that name stays and gives fs.ErrExist, after its folder has been synced: it
// may be the work of a process that was killed before it could do so itself.
func (t *Temp) Link(name string, perm fs.FileMode) error {
	if err := t.seal(perm); err != nil {
		return err
	}
	linkErr := t.fsys.Link(t.name, name)
	if linkErr != nil && !errors.Is(linkErr, fs.ErrExist) {
		return errors.Join(placeError(name, linkErr), t.fsys.Remove(t.name))
	}
	if err := errors.Join(t.fsys.Remove(t.name), t.fsys.SyncDir(path.Dir(name))); err != nil {
		return placeError(name, err)
	}
	if linkErr != nil {
		return placeError(name, linkErr)
	}
	return nil
}

// Rename gives the file its mode and final name, durably, in place of any file of that name.
func (t *Temp) Rename(name string, perm fs.FileMode) error {
	if err := t.seal(perm); err != nil {
		return err
	}
	if err := t.fsys.Rename(t.name, name); err != nil {
		return errors.Join(placeError(name, err), t.fsys.Remove(t.name))
	}
	if err := t.fsys.SyncDir(path.Dir(name)); err != nil {
		return placeError(name, err)
	}
	return nil
}

// Discard removes the file.
func (t *Temp) Discard() error {
	return errors.Join(t.file.Close(), t.fsys.Remove(t.name))
}

// seal sets the mode and makes the content durable before any name points at it.
func (t *Temp) seal(perm fs.FileMode) error {
	err := t.file.Chmod(perm)
	if err == nil {
		err = t.file.Sync()
	}
	if err = errors.Join(err, t.file.Close()); err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", t.name, errors.Join(err, t.fsys.Remove(t.name)))
	}
	return nil
}

func placeError(name string, err error) error {
	return comity.Errorf(comity.Fault, "write %s: %w", name, err)
}

// MkdirAll makes the folder name and its parents, each durably. A folder that
// exists is synced into its parent all the same: whoever made it may have been
// killed before.
func MkdirAll(fsys FS, name string, perm fs.FileMode) error {
	if name == "." {
		return nil
	}
	parent := path.Dir(name)
	if err := MkdirAll(fsys, parent, perm); err != nil {
		return err
	}
	if err := fsys.Mkdir(name, perm); err != nil && !errors.Is(err, fs.ErrExist) {
		return comity.Errorf(comity.Fault, "make folder %s: %w", name, err)
	}
	if err := fsys.SyncDir(parent); err != nil {
		return comity.Errorf(comity.Fault, "make folder %s: %w", name, err)
	}
	return nil
}

// ReadFile returns the whole content of name.
func ReadFile(fsys Reader, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f)
	return b, errors.Join(err, f.Close())
}

// ErrLarge says that a file has more bytes than it may have.
var ErrLarge = errors.New("it is larger than any such file is")

// ReadWithin returns the whole content of name, which somebody else may have made: of more than most bytes it is
// ErrLarge, and no more is held in memory.
func ReadWithin(fsys Reader, name string, most int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err = errors.Join(err, f.Close()); err == nil && int64(len(b)) > most {
		return nil, &fs.PathError{Op: "read", Path: name, Err: ErrLarge}
	}
	return b, err
}

// Sweep removes the temporary files in dir that killed processes left there.
// The caller holds the lock under which files are written to dir.
func Sweep(fsys FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err != nil {
		return comity.Errorf(comity.Fault, "sweep %s: %w", dir, err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), TempPrefix) {
			continue
		}
		if err := fsys.Remove(path.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return comity.Errorf(comity.Fault, "sweep %s: %w", dir, err)
		}
	}
	return nil
}

// Loss is the kind of a failure to read what must be there: what is gone, or is no such file, was
// taken away (Negative), while a disk that fails says nothing about what it holds (Fault).
func Loss(err error) comity.Kind {
	if !Failure(err) {
		return comity.Negative
	}
	return comity.Fault
}
