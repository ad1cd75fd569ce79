// Package jsonline reads objects of JSON in place (RFC 8259): the records of logs
// and registers that write one object a line. It judges every byte of an object
// and copies none: what a caller wants of a value it reads where the value stands.
//
// All functions take the bytes of a line and an index into them, which may be its
// length, and return the index behind what they read.
package jsonline

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"

	"comity/internal/records/record"
)

// Why an object cannot be read. The empty reason is success.
const (
	ok      record.Reason = ""
	Bad     record.Reason = "line breaks the rules of JSON, or breaks off"
	TooDeep record.Reason = "values are nested too deep"
)

// Object calls member for each member of the object at i; at is where its value
// begins. member returns where the value ends.
func Object(s []byte, i int, member func(s, name []byte, at int) (next int, why record.Reason)) (next int, why record.Reason) {
	if i >= len(s) || s[i] != '{' {
		return i, Bad
	}
	if i = Blank(s, i+1); i < len(s) && s[i] == '}' {
		return i + 1, ok
	}
	for {
		name, at := Name(s, i)
		if at < 0 {
			return i, Bad
		}
		if i, why = member(s, name, at); why != ok {
			return i, why
		}
		if i = Blank(s, i); i == len(s) {
			return i, Bad
		}
		switch s[i] {
		case ',':
			i = Blank(s, i+1)
		case '}':
			return i + 1, ok
		default:
			return i, Bad
		}
	}
}

// Name reads the name of a member at i, without escapes, and where its value
// begins; negative where there is no name with a colon behind it.
func Name(s []byte, i int) (name []byte, at int) {
	if i >= len(s) || s[i] != '"' {
		return nil, -1
	}
	end, escaped := Text(s, i+1)
	if end < 0 {
		return nil, -1
	}
	name = s[i+1 : end]
	if escaped {
		name = Unescape(nil, name)
	}
	if i = Blank(s, end+1); i == len(s) || s[i] != ':' {
		return nil, -1
	}
	return name, Blank(s, i+1)
}

// Array calls element for each element of the array at i, which returns where
// the element ends.
func Array(s []byte, i int, element func(s []byte, at int) (next int, why record.Reason)) (next int, why record.Reason) {
	if i >= len(s) || s[i] != '[' {
		return i, Bad
	}
	if i = Blank(s, i+1); i < len(s) && s[i] == ']' {
		return i + 1, ok
	}
	for {
		if i, why = element(s, i); why != ok {
			return i, why
		}
		if i = Blank(s, i); i == len(s) {
			return i, Bad
		}
		switch s[i] {
		case ',':
			i = Blank(s, i+1)
		case ']':
			return i + 1, ok
		default:
			return i, Bad
		}
	}
}

// Skip passes over any value at i, in which up to room values may be nested in
// each other.
func Skip(s []byte, i, room int) (next int, why record.Reason) {
	if i == len(s) {
		return i, Bad
	}
	switch c := s[i]; {
	case c == '"':
		if next, _ = Text(s, i+1); next >= 0 {
			return next + 1, ok
		}
	case c == '-' || c-'0' <= 9:
		if next = Number(s, i); next >= 0 {
			return next, ok
		}
	case c == '{' || c == '[':
		if room == 0 {
			return i, TooDeep
		}
		return inside(s, i, room)
	default:
		for _, word := range [...]string{"null", "true", "false"} {
			if len(s)-i >= len(word) && string(s[i:i+len(word)]) == word {
				return i + len(word), ok
			}
		}
	}
	return i, Bad
}

// inside passes over the object or array that opens at i.
func inside(s []byte, i, room int) (next int, why record.Reason) {
	end := s[i] + 2 // } behind {, ] behind [
	if i = Blank(s, i+1); i < len(s) && s[i] == end {
		return i + 1, ok
	}
	for {
		if end == '}' {
			if i = pastName(s, i); i < 0 {
				return 0, Bad
			}
		}
		if i, why = Skip(s, i, room-1); why != ok {
			return i, why
		}
		if i = Blank(s, i); i == len(s) {
			return i, Bad
		}
		switch s[i] {
		case ',':
			i = Blank(s, i+1)
		case end:
			return i + 1, ok
		default:
			return i, Bad
		}
	}
}

// pastName is where the value of the member at i begins; negative where there is
// no name with a colon behind it.
func pastName(s []byte, i int) int {
	if i >= len(s) || s[i] != '"' {
		return -1
	}
	if i, _ = Text(s, i+1); i < 0 {
		return -1
	}
	if i = Blank(s, i+1); i == len(s) || s[i] != ':' {
		return -1
	}
	return Blank(s, i+1)
}

// Blank is the first index from i on that holds no white space.
func Blank(s []byte, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n') {
		i++
	}
	return i
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// Text finds the quote that closes the text at i; negative where there is none
// or the text holds a bare control character or an escape that JSON does not
// know. Eight bytes are judged at a time.
func Text(s []byte, i int) (end int, escaped bool) {
	for i < len(s) {
		if len(s)-i >= 8 {
			x := binary.LittleEndian.Uint64(s[i:])
			quote, slash := x^'"'*ones, x^'\\'*ones
			m := ((quote-ones)&^quote | (slash-ones)&^slash | (x-' '*ones)&^x) & highs
			if m == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(m) / 8
		}
		switch c := s[i]; {
		case c == '"':
			return i, escaped
		case c < ' ':
			return -1, false
		case c == '\\':
			n := escape(s[i+1:])
			if n == 0 {
				return -1, false
			}
			i, escaped = i+n, true
		}
		i++
	}
	return -1, false
}

// escape is the length of what follows a backslash; 0 where JSON knows no such.
func escape(s []byte) int {
	if len(s) == 0 {
		return 0
	}
	switch s[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		if _, good := hex4(s[1:]); good {
			return 5
		}
	}
	return 0
}

func hex4(s []byte) (r rune, good bool) {
	if len(s) < 4 {
		return 0, false
	}
	for _, c := range s[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|32-'a' <= 5:
			c = c | 32 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// Unescape appends s, whose escapes Text has judged. Half a surrogate pair
// becomes U+FFFD.
func Unescape(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		i++
		switch s[i] {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			var n int
			dst, n = unescapeRune(dst, s[i+1:])
			i += n
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

// unescapeRune appends the rune of the four digits at the start of s, and of
// the other half of its pair; n is how many bytes of s that took.
func unescapeRune(dst, s []byte) (out []byte, n int) {
	r, _ := hex4(s)
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(dst, r), 4
	}
	if len(s) >= 10 && s[4] == '\\' && s[5] == 'u' {
		low, _ := hex4(s[6:])
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			return utf8.AppendRune(dst, both), 10
		}
	}
	return utf8.AppendRune(dst, utf8.RuneError), 4
}

// Number is the index behind the number at i; negative where it is none.
func Number(s []byte, i int) int {
	if s[i] == '-' {
		i++
	}
	from := i
	if i = digits(s, i); i == from || s[from] == '0' && i > from+1 {
		return -1
	}
	if i < len(s) && s[i] == '.' {
		from = i + 1
		if i = digits(s, from); i == from {
			return -1
		}
	}
	if i < len(s) && s[i]|32 == 'e' {
		if i++; i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		from = i
		if i = digits(s, i); i == from {
			return -1
		}
	}
	return i
}

func digits(s []byte, i int) int {
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	return i
}
