package block

import (
	"errors"
	"hash"
	"io"
	"sync"

	"comity/internal/records/unpack"
)

// unpack streams a packed exhibit. The plain bytes are hashed to their end even
// where the packing is damaged: the seal speaks of them, and the damage is a
// finding of its own. Packings that are read in order are hashed in the same
// pass; what needs random access is hashed beside it.
func (s *stream) unpack(sum hash.Hash) {
	plain := unpack.NewPlain(s.ctx, s.src)
	plain.On = func(segment []byte) {
		if !s.cfg.Skim {
			sum.Write(segment)
		}
		s.progress(len(segment))
	}
	var beside sync.WaitGroup
	if unpack.Random(s.cfg.Packing) {
		beside.Go(func() { s.drain(plain) })
	}
	s.follow(plain)
	beside.Wait()
	if s.ctx.Err() == nil {
		s.drain(plain)
	}
}

// drain hashes what has not been read.
func (s *stream) drain(plain *unpack.Plain) {
	if _, err := io.Copy(io.Discard, struct{ io.Reader }{plain}); err != nil {
		s.cancel(err)
	}
}

// follow emits the innermost stream.
func (s *stream) follow(plain *unpack.Plain) {
	r, err := unpack.Open(plain, s.cfg.Packing, s.cfg.Unpack)
	if err != nil {
		s.cancel(err)
		return
	}
	defer r.Close()
	for err == nil {
		b := s.take()
		if b == nil {
			return
		}
		if b.n, err = fill(r, b.data[headroom:headroom+chunkSize]); failed(err) {
			s.cancel(err)
			return
		}
		if !s.emit(b, err != nil) {
			return
		}
		s.free <- b
	}
	errors.As(err, &s.result.Torn)
	s.result.Stream = s.pos
}

// failed reports whether err is one of reading the plain bytes.
func failed(err error) bool {
	var torn *unpack.Damage
	return err != nil && !errors.Is(err, io.EOF) && !errors.As(err, &torn)
}

// fill reads until p is full or the stream ends, and tells the two apart where
// io.ReadFull would not.
func fill(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var k int
		k, err = r.Read(p[n:])
		n += k
	}
	return n, err
}
