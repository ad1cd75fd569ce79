package opening

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// desk is a folder beside what is to be made, in which it is put together and into which nobody looks.
type desk struct {
	fsys disk.FS // the folder that out goes into
	out  string  // its name there
	said string  // as the caller named it
	work string
	done bool // what was made has its name
}

// newDesk makes one for out, which must not be there.
func newDesk(files func(dir string) disk.FS, out, prefix, hint string) (*desk, error) {
	dir, name, err := place(out, hint)
	if err != nil {
		return nil, err
	}
	d := &desk{fsys: files(dir), out: name, said: out}
	switch _, err := d.fsys.Stat(d.out); {
	case err == nil:
		return nil, comity.Errorf(comity.Input, "%s is there already", out).WithHint("%s", hint)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, comity.Errorf(disk.Given(err), "%s: %w", out, err).WithHint("%s", hint)
	}
	if d.work, err = disk.MakeTemp(d.fsys, ".", prefix); err != nil {
		return nil, comity.Errorf(disk.Given(err), "make a folder beside %s: %w", out, err)
	}
	return d, nil
}

// in is the way to a file in the folder.
func (d *desk) in(name string) string { return path.Join(d.work, name) }

// create makes a file there.
func (d *desk) create(name string) (disk.File, error) {
	f, err := d.fsys.Create(d.in(name), 0o600)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write %s: %w", name, err)
	}
	return f, nil
}

// open opens a file there, and says how long it is.
func (d *desk) open(name string) (disk.File, int64, error) {
	f, err := d.fsys.Open(d.in(name))
	if err != nil {
		return nil, 0, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, comity.Errorf(comity.Fault, "read %s: %w", name, errors.Join(err, f.Close()))
	}
	return f, info.Size(), nil
}

// name gives the whole folder its name, durably. Where that fails nothing bears the name.
func (d *desk) name() error {
	if err := disk.SyncAll(d.fsys, d.work); err != nil {
		return err
	}
	if err := d.fsys.Rename(d.work, d.out); err != nil {
		return comity.Errorf(disk.Given(err), "name the folder %s: %w", d.said, err)
	}
	if err := d.fsys.SyncDir("."); err != nil {
		return comity.Errorf(comity.Fault, "name the folder %s: %w", d.said, errors.Join(err, d.fsys.Rename(d.out, d.work)))
	}
	d.done = true
	return nil
}

// link gives a file of the folder the name, durably and never in place of one that came there meanwhile. Where that fails
// nothing of ours bears the name.
func (d *desk) link(name string) error {
	if err := d.fsys.Link(d.in(name), d.out); err != nil {
		return comity.Errorf(disk.Given(err), "name the file %s: %w", d.said, err)
	}
	if err := d.fsys.SyncDir("."); err != nil {
		return comity.Errorf(comity.Fault, "name the file %s: %w", d.said, errors.Join(err, d.fsys.Remove(d.out)))
	}
	return nil
}

// clear removes what is left of the folder. What bears its name is whole by then: what cannot be
// removed beside it is said, and takes nothing back.
func (d *desk) clear() error {
	if d.done {
		return nil
	}
	if err := disk.RemoveAll(d.fsys, d.work); err != nil {
		return comity.Errorf(comity.Fault, "remove %s: %w", filepath.Join(filepath.Dir(trimmed(d.said)), d.work), err).
			WithHint("what is in it was not verified: remove it")
	}
	return nil
}

// finish closes a file that was written, durably where nothing went wrong before.
func finish(f disk.File, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil && comity.KindOf(err) == comity.Fault {
		return comity.Errorf(comity.Fault, "write: %w", err).WithHint("see that the disk has room, then run the command again")
	}
	return err
}

// sourced reads what a person named and keeps the disk's failure.
type sourced struct {
	io.Reader
	err error
}

// Read implements io.Reader.
func (s *sourced) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}
