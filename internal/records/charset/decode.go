package charset

import (
	"encoding/binary"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// Decode returns b in UTF-8. What is ASCII, or needs no decoding, is b itself;
// else it is appended to buf, whose new end is returned: buf may be used for one
// cell after another. A byte that means nothing becomes U+FFFD.
func (d *Decoder) Decode(b, buf []byte) (text, grown []byte) {
	if d == nil || ASCII(b) {
		return b, buf
	}
	start := len(buf)
	if d.table != nil {
		for _, c := range b {
			buf = append(buf, d.table[c]...)
		}
	} else {
		buf = d.several(b, buf)
	}
	return buf[start:len(buf):len(buf)], buf
}

// several decodes an encoding in several bytes. What its decoder cannot take
// further, it does not take silently: one U+FFFD stands for the rest.
func (d *Decoder) several(b, buf []byte) []byte {
	out, n, err := transform.Append(d.multi, buf, b)
	if err != nil || n < len(b) {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// String is Decode for a string of its own.
func (d *Decoder) String(s string) string {
	b, _ := d.Decode([]byte(s), nil)
	return string(b)
}

// ASCII reports whether b holds nothing beyond: in every encoding that is known it says the same.
func ASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
