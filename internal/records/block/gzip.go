package block

import (
	"bufio"
	"errors"
	"hash"
	"io"

	"github.com/klauspost/compress/gzip"
)

// unpack streams a gzip exhibit (RFC 1952, several members allowed). The packed
// bytes are hashed to their end even where the packing is damaged: the seal
// speaks of them, and the damage is a finding of its own.
func (s *stream) unpack(sum hash.Hash) {
	packed := &packedReader{s: s, sum: sum}
	in := bufio.NewReaderSize(packed, 1<<16)
	z, err := gzip.NewReader(in)
	if err != nil && !errors.Is(err, io.EOF) {
		s.result.Torn, err = err, io.EOF
	}
	for err == nil {
		b := s.take()
		if b == nil {
			return
		}
		b.n, err = io.ReadFull(z, b.data[headroom:headroom+chunkSize])
		if packed.err != nil {
			s.cancel(packed.err)
			return
		}
		if !s.emit(b, err != nil) {
			return
		}
		s.free <- b
	}
	if !errors.Is(err, io.EOF) && (!errors.Is(err, io.ErrUnexpectedEOF) || !drained(z)) {
		s.result.Torn = err
	}
	s.result.Stream = s.pos
	if _, err := io.Copy(io.Discard, in); err != nil {
		s.cancel(err)
	}
}

// drained tells the end of the stream, which io.ReadFull reports in the middle
// of a buffer as ErrUnexpectedEOF, from a stream that breaks off.
func drained(z *gzip.Reader) bool {
	var one [1]byte
	n, err := z.Read(one[:])
	return n == 0 && errors.Is(err, io.EOF)
}

// packedReader reads the exhibit's bytes in order, hashing them.
type packedReader struct {
	s    *stream
	sum  hash.Hash
	next int64
	buf  []byte
	rest []byte
	err  error
}

func (p *packedReader) Read(dst []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.next == p.s.src.Segments() {
			return 0, io.EOF
		}
		if p.buf, p.err = p.s.src.ReadSegment(p.buf[:0], p.next); p.err != nil {
			return 0, p.err
		}
		p.next++
		p.sum.Write(p.buf)
		p.s.progress(len(p.buf))
		p.rest = p.buf
	}
	n := copy(dst, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}
