package disk

import (
	"errors"
	"io"
	"io/fs"
	"sync"

	"comity/internal/comity"
)

// Failure reports whether an error is the machine's own: not an end, nor an answer to a name that
// leads nowhere, to a folder, through a file or in circles, or to what is too large, as whoever altered a case could leave it.
func Failure(err error) bool {
	if err == nil {
		return false
	}
	for _, is := range []error{io.EOF, fs.ErrNotExist, fs.ErrExist, fs.ErrInvalid, errNotFolder, errFolder, errLoop, errLong, ErrLarge} {
		if errors.Is(err, is) {
			return false
		}
	}
	return true
}

// Watch keeps the first failure of the file systems that it watches. A disk that fails says
// nothing about what lies on it: whoever looks for damage asks the watch before believing any.
// The zero value is one; it is safe for parallel use.
type Watch struct {
	mu  sync.Mutex
	err error
}

// Note keeps an error, if it is a failure and the first.
func (w *Watch) Note(err error) {
	if !Failure(err) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

// Failed is the failure, of kind Fault; nil: there was none.
func (w *Watch) Failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		return nil
	}
	return comity.Errorf(comity.Fault, "the disk failed: %w", w.err).
		WithHint("nothing was found out about what lies on it; see to the disk, or copy it to another, and run the command again")
}

// FS watches what is read of a file system.
func (w *Watch) FS(fsys FS) FS { return watched{fsys, w} }

type watched struct {
	FS
	w *Watch
}

// Open implements Reader.
func (d watched) Open(name string) (File, error) {
	f, err := d.FS.Open(name)
	if err != nil {
		d.w.Note(err)
		return nil, err
	}
	return watchedFile{f, d.w}, nil
}

// ReadDir implements Reader.
func (d watched) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := d.FS.ReadDir(name)
	d.w.Note(err)
	return list, err
}

// Stat implements Reader.
func (d watched) Stat(name string) (fs.FileInfo, error) {
	info, err := d.FS.Stat(name)
	d.w.Note(err)
	return info, err
}

type watchedFile struct {
	File
	w *Watch
}

// Read implements io.Reader.
func (f watchedFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.w.Note(err)
	return n, err
}

// ReadAt implements io.ReaderAt.
func (f watchedFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.File.ReadAt(p, off)
	f.w.Note(err)
	return n, err
}

// Stat implements File.
func (f watchedFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	f.w.Note(err)
	return info, err
}

// Close implements io.Closer.
func (f watchedFile) Close() error {
	err := f.File.Close()
	f.w.Note(err)
	return err
}

// Dir watches what is read of a folder that the standard library reads.
func (w *Watch) Dir(fsys fs.FS) fs.FS { return watchedDir{fsys, w} }

type watchedDir struct {
	fs.FS
	w *Watch
}

// Open implements fs.FS.
func (d watchedDir) Open(name string) (fs.File, error) {
	f, err := d.FS.Open(name)
	if err != nil {
		d.w.Note(err)
		return nil, err
	}
	return watchedEntry{f, d.w}, nil
}

// ReadDir implements fs.ReadDirFS.
func (d watchedDir) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(d.FS, name)
	d.w.Note(err)
	return list, err
}

// Stat implements fs.StatFS.
func (d watchedDir) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(d.FS, name)
	d.w.Note(err)
	return info, err
}

type watchedEntry struct {
	fs.File
	w *Watch
}

// Read implements io.Reader.
func (f watchedEntry) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.w.Note(err)
	return n, err
}

// Close implements io.Closer.
func (f watchedEntry) Close() error {
	err := f.File.Close()
	f.w.Note(err)
	return err
}
