package casefile

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Spool keeps bytes of evidence for the time of one command: in a temporary file
// of the case, encrypted under a key that never leaves memory. It is written
// once, then read.
type Spool struct {
	fsys  disk.FS
	name  string
	file  disk.File
	block cipher.Block

	mu     sync.Mutex // guards what follows
	size   int64
	buf    []byte
	closed bool
}

// NewSpool makes an empty one.
func (h *Handover) NewSpool() (*Spool, error) {
	h.spools++
	return h.c.spool(fmt.Sprintf("%sspool-%d", disk.TempPrefix, h.spools))
}

// spool makes an empty one of that name, in place of what a killed command left.
func (c *Case) spool(name string) (*Spool, error) {
	var key [32]byte
	if _, err := io.ReadFull(c.node.cfg.Rand, key[:]); err != nil {
		return nil, comity.Errorf(comity.Fault, "draw a key: %w", err)
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	s := &Spool{fsys: c.fsys, name: name, block: block}
	if err := s.fsys.Remove(s.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, comity.Errorf(comity.Fault, "make room: %w", err)
	}
	if s.file, err = s.fsys.Create(s.name, 0o600); err != nil {
		return nil, comity.Errorf(comity.Fault, "make room: %w", err)
	}
	return s, nil
}

// stream is the key stream from offset at on.
func (s *Spool) stream(at int64) cipher.Stream {
	var iv [aes.BlockSize]byte
	binary.BigEndian.PutUint64(iv[8:], uint64(at/aes.BlockSize))
	c := cipher.NewCTR(s.block, iv[:])
	var skip [aes.BlockSize]byte
	c.XORKeyStream(skip[:at%aes.BlockSize], skip[:at%aes.BlockSize])
	return c
}

// Write implements io.Writer. What is written is gathered: leaves are short.
func (s *Spool) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buf = append(s.buf, p...)
	if len(s.buf) < 1<<20 {
		return len(p), nil
	}
	return len(p), s.flush()
}

func (s *Spool) flush() error {
	s.stream(s.size).XORKeyStream(s.buf, s.buf)
	n, err := s.file.Write(s.buf)
	s.size, s.buf = s.size+int64(n), s.buf[:0]
	if err != nil {
		return comity.Errorf(comity.Fault, "write what is being put together: %w", err).WithHint("see that the disk of the case has room, then run the command again")
	}
	return nil
}

// ReadAt implements io.ReaderAt.
func (s *Spool) ReadAt(p []byte, off int64) (int, error) {
	if err := s.settle(); err != nil {
		return 0, err
	}
	n, err := s.file.ReadAt(p, off)
	s.stream(off).XORKeyStream(p[:n], p[:n])
	return n, err
}

// settle writes what is gathered: what is read lies in the file.
func (s *Spool) settle() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.buf) == 0 {
		return nil
	}
	return s.flush()
}

// Size in bytes.
func (s *Spool) Size() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size + int64(len(s.buf))
}

// Close removes it.
func (s *Spool) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	return errors.Join(s.file.Close(), s.fsys.Remove(s.name))
}
