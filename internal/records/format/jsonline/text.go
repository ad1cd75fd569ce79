package jsonline

import (
	"encoding/binary"
	"unicode/utf8"
)

// ASCII reports whether no byte of s is beyond ASCII. One look at a line spares
// one at each of its texts.
func ASCII(s []byte) bool {
	var seen uint64
	for ; len(s) >= 8; s = s[8:] {
		seen |= binary.LittleEndian.Uint64(s)
	}
	for _, c := range s {
		seen |= uint64(c)
	}
	return seen&0x8080808080808080 == 0
}

// AppendValid appends s to dst with U+FFFD for every byte that is not of UTF-8.
func AppendValid(dst, s []byte) []byte {
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		dst, s = utf8.AppendRune(dst, r), s[n:]
	}
	return dst
}
