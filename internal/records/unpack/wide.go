package unpack

import (
	"bufio"
	"errors"
	"io"
	"unicode/utf8"
)

// wide turns UTF-16 into UTF-8. A byte order mark at the start is dropped. A
// surrogate without its partner becomes the three bytes that the pattern of
// UTF-8 has for it (WTF-8), so that no two texts give the same bytes.
type wide struct {
	in      *bufio.Reader
	hi, lo  int // which byte of a unit is which
	begun   bool
	pending []byte // decoded and not handed out
	scratch [4096]byte
	err     error
}

func newWide(r io.Reader, bigEndian bool) *wide {
	w := &wide{in: bufio.NewReaderSize(r, 1<<16), hi: 1, lo: 0}
	if bigEndian {
		w.hi, w.lo = 0, 1
	}
	return w
}

// Read implements io.Reader.
func (w *wide) Read(p []byte) (int, error) {
	for len(w.pending) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		w.fill()
	}
	n := copy(p, w.pending)
	w.pending = w.pending[n:]
	return n, nil
}

// fill decodes the next units into scratch.
func (w *wide) fill() {
	out := w.scratch[:0]
	for len(out)+4 <= len(w.scratch) && w.err == nil {
		if out = w.ascii(out); len(out)+4 > len(w.scratch) {
			break
		}
		unit, ok := w.unit()
		if !ok {
			break
		}
		if first := !w.begun; first {
			w.begun = true
			if unit == 0xfeff {
				continue
			}
		}
		out = w.appendUnit(out, unit)
	}
	w.pending = out
}

// ascii is the fast way for runs of ASCII, as most text is.
func (w *wide) ascii(out []byte) []byte {
	if !w.begun {
		return out
	}
	b, _ := w.in.Peek(min(w.in.Buffered(), 2*(len(w.scratch)-len(out))))
	n := 0
	for ; n+1 < len(b) && b[n+w.hi] == 0 && b[n+w.lo] < utf8.RuneSelf; n += 2 {
		out = append(out, b[n+w.lo])
	}
	_, _ = w.in.Discard(n) // n bytes are buffered
	return out
}

// unit reads one unit of 16 bits; false ends the text.
func (w *wide) unit() (uint16, bool) {
	b, err := w.in.Peek(2)
	if len(b) < 2 {
		w.err = err
		if errors.Is(err, io.EOF) && len(b) == 1 {
			w.err = &Damage{Reason: Split}
		}
		return 0, false
	}
	u := uint16(b[w.hi])<<8 | uint16(b[w.lo])
	_, _ = w.in.Discard(2) // both are buffered
	return u, true
}

// appendUnit appends a unit, with its partner where it is the first of a pair.
func (w *wide) appendUnit(out []byte, u uint16) []byte {
	if u&0xf800 != 0xd800 {
		return utf8.AppendRune(out, rune(u))
	}
	if u < 0xdc00 {
		if b, _ := w.in.Peek(2); len(b) == 2 && b[w.hi]&0xfc == 0xdc {
			low := rune(b[w.hi])<<8 | rune(b[w.lo])
			_, _ = w.in.Discard(2) // both are buffered
			return utf8.AppendRune(out, 0x10000+(rune(u)-0xd800)<<10+low-0xdc00)
		}
	}
	return append(out, 0xe0|byte(u>>12), 0x80|byte(u>>6)&0x3f, 0x80|byte(u)&0x3f)
}
