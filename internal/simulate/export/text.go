package export

import (
	"bufio"
	"unicode/utf16"
	"unicode/utf8"
)

// Encodings of a table, as the manifest names them.
const (
	UTF16   = "utf-16le" // with a byte order mark, which is why no manifest needs to say it
	Western = "windows-1252"
	Latin1  = "iso-8859-1" // chat logs only
)

// text writes lines of UTF-8 in another encoding.
type text struct {
	w        *bufio.Writer
	encoding string
	buf      []byte
}

// mark writes the byte order mark of the exhibit's encoding.
func (t *text) mark(e *Exhibit) error {
	if t.encoding == UTF16 || e.Mark {
		return t.write([]byte("\ufeff"))
	}
	return nil
}

// write encodes b, which ends where a character ends. A byte that is no UTF-8
// becomes the character of the same number.
func (t *text) write(b []byte) error {
	if t.encoding != "" {
		b = t.encode(b)
	}
	_, err := t.w.Write(b)
	return err
}

func (t *text) encode(b []byte) []byte {
	out := t.buf[:0]
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = rune(b[0])
		}
		b = b[n:]
		if t.encoding == UTF16 {
			for _, u := range utf16.Encode([]rune{r}) {
				out = append(out, byte(u), byte(u>>8))
			}
		} else {
			out = append(out, western(r))
		}
	}
	t.buf = out
	return out
}

// western is a character of Windows-1252, of which the world uses only those
// that are Latin-1 too.
func western(r rune) byte {
	if r > 0xff || r >= 0x80 && r < 0xa0 {
		return '?'
	}
	return byte(r)
}
