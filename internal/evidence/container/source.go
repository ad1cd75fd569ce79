package container

import (
	"io"
	"sync"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// source is the disk that a container lies on. It keeps the first call that failed: from then on nothing can be
// said of the container, whatever a parser makes of the bytes that it did not get.
type source struct {
	mu  sync.Mutex
	err error
}

// note keeps an error that is the disk's own; an end, or a file that is not there, is an answer.
func (s *source) note(err error) {
	if !disk.Failure(err) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

// failed is the failure as an error of kind Fault; nil: there was none.
func (s *source) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		return nil
	}
	return comity.Errorf(comity.Fault, "container: read the disk that it lies on: %w", s.err).
		WithHint("nothing was found out about the container; see to the disk, or copy it to another, and run the command again")
}

// blame is the failure where there was one, else err.
func (s *source) blame(err error) error {
	if bad := s.failed(); bad != nil && err != nil {
		return bad
	}
	return err
}

// reading is a container that is read for the source.
type reading struct {
	io.ReaderAt
	src *source
}

// ReadAt implements io.ReaderAt. That there is nothing before the beginning is no failure.
func (r reading) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, off)
	if off >= 0 {
		r.src.note(err)
	}
	return n, err
}

// plainFile is a file of a folder, read for the source.
type plainFile struct {
	io.ReadCloser
	src *source
}

// Read implements io.Reader.
func (r plainFile) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.src.note(err)
	return n, err
}

// Close implements io.Closer.
func (r plainFile) Close() error {
	err := r.ReadCloser.Close()
	r.src.note(err)
	return err
}

// Failed is the failure of the disk that the container lies on, since it was opened, of kind Fault; nil: there was
// none. Whoever reads entries through a parser asks it before a parser's error is taken for damage.
func (c *Reader) Failed() error { return c.src.failed() }
