package pack

import (
	"encoding/binary"

	"comity/internal/analysis/excerpt"
)

// far is spans that lie in a spool, in order.
type far struct {
	spool excerpt.Spool
	n     int64
	shows bool // one of them is shown
	buf   []byte
}

// farSize is bytes of a span in a spool: from, to, class.
const farSize = 8 + 8 + 4

// add appends spans; room makes the spool for the first.
func (f *far) add(room func() (excerpt.Spool, error), list ...span) error {
	if f.spool == nil {
		var err error
		if f.spool, err = room(); err != nil {
			f.spool = nil // an interface that holds no spool is not nil
			return err
		}
	}
	f.buf = f.buf[:0]
	for _, x := range list {
		f.buf = binary.LittleEndian.AppendUint64(f.buf, uint64(x.from))
		f.buf = binary.LittleEndian.AppendUint64(f.buf, uint64(x.to))
		f.buf = binary.LittleEndian.AppendUint32(f.buf, uint32(x.class))
		f.shows = f.shows || x.class == show
	}
	f.n += int64(len(list))
	_, err := f.spool.Write(f.buf)
	return err
}

// read gives the spans from the i-th on, as many as dst has room for.
func (f *far) read(dst []span, i int64) ([]span, error) {
	n := min(int64(cap(dst)), f.n-i)
	f.buf = append(f.buf[:0], make([]byte, n*farSize)...)
	if _, err := f.spool.ReadAt(f.buf, i*farSize); err != nil {
		return nil, err
	}
	dst = dst[:0]
	for b := f.buf; len(b) > 0; b = b[farSize:] {
		dst = append(dst, span{int64(binary.LittleEndian.Uint64(b)), int64(binary.LittleEndian.Uint64(b[8:])), class(binary.LittleEndian.Uint32(b[16:]))})
	}
	return dst, nil
}

func (f *far) close() error {
	if f.spool == nil {
		return nil
	}
	return f.spool.Close()
}

// farWindow is how many spans are read at a time.
const farWindow = 4096

// cursor goes over settled spans once.
type cursor struct {
	window []span
	i      int
	far    *far // nil: the window is all
	at     int64
	err    error
}

// peek is the span that the cursor stands at; false behind the last, or after an error.
func (c *cursor) peek() (span, bool) {
	if c.i == len(c.window) && c.far != nil && c.at < c.far.n && c.err == nil {
		if c.window == nil {
			c.window = make([]span, 0, farWindow)
		}
		c.window, c.err = c.far.read(c.window, c.at)
		c.at, c.i = c.at+int64(len(c.window)), 0
	}
	if c.i == len(c.window) {
		return span{}, false
	}
	return c.window[c.i], true
}

func (c *cursor) pass() { c.i++ }
