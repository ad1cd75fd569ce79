package verify

import (
	"io"
	"sync"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// watch keeps the first failure of the disk, of the pack's files or of the spools. A disk that fails says nothing about
// the pack: no step may take what it could not read for damage, however the failure reached it.
type watch struct {
	mu  sync.Mutex
	err error
}

// note keeps an error that is the disk's: not an end, not a file that is not there, not what the container itself found wrong.
func (w *watch) note(err error) {
	if !disk.Failure(err) || comity.KindOf(err) != comity.Fault {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

// failed is the failure, of kind Fault; nil: there was none.
func (w *watch) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		return nil
	}
	return comity.Errorf(comity.Fault, "read or write the disk: %w", w.err).WithHint("nothing was found out about the pack; see to the disk and run the command again")
}

// watchedFiles are a pack's.
type watchedFiles struct {
	Files
	*watch
}

// File implements Files.
func (w watchedFiles) File(name string) (io.ReadCloser, error) {
	f, err := w.Files.File(name)
	if err != nil {
		w.note(err)
		return nil, err
	}
	return watchedFile{f, w.watch}, nil
}

type watchedFile struct {
	io.ReadCloser
	*watch
}

// Read implements io.Reader.
func (f watchedFile) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	f.note(err)
	return n, err
}

// Close implements io.Closer.
func (f watchedFile) Close() error {
	err := f.ReadCloser.Close()
	f.note(err)
	return err
}

// spools watches those that make makes; nil stays nil.
func (w *watch) spools(make func() (Spool, error)) func() (Spool, error) {
	if make == nil {
		return nil
	}
	return func() (Spool, error) {
		s, err := make()
		if err != nil {
			w.note(err)
			return nil, err
		}
		return watchedSpool{s, w}, nil
	}
}

type watchedSpool struct {
	Spool
	*watch
}

// Write implements io.Writer.
func (s watchedSpool) Write(p []byte) (int, error) {
	n, err := s.Spool.Write(p)
	s.note(err)
	return n, err
}

// ReadAt implements io.ReaderAt.
func (s watchedSpool) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.Spool.ReadAt(p, off)
	s.note(err)
	return n, err
}

// Close implements io.Closer.
func (s watchedSpool) Close() error {
	err := s.Spool.Close()
	s.note(err)
	return err
}
