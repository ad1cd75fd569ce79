package nginx

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"

	"comity/internal/records/record"
)

// maxDepth is how deep values may be nested in a member; none of them is read.
const maxDepth = 32

// members scans the object that the line is and keeps the values that are read.
func (p *Parser) members(s []byte) record.Reason {
	clear(p.values)
	p.scratch = p.scratch[:0]
	i := blank(s, 0)
	if i == len(s) || s[i] != '{' {
		return NotObject
	}
	if i = blank(s, i+1); i < len(s) && s[i] == '}' {
		return closed(s, i)
	}
	for {
		var why record.Reason
		if i, why = p.member(s, i); why != ok {
			return why
		}
		if i == len(s) {
			return BadJSON
		}
		switch s[i] {
		case ',':
			i = blank(s, i+1)
		case '}':
			return closed(s, i)
		default:
			return BadJSON
		}
	}
}

// closed wants nothing but blanks behind the object's end.
func closed(s []byte, i int) record.Reason {
	if blank(s, i+1) != len(s) {
		return BadJSON
	}
	return ok
}

// member reads `"name": value` at i and returns where what follows begins.
func (p *Parser) member(s []byte, i int) (next int, why record.Reason) {
	if i == len(s) || s[i] != '"' {
		return i, BadJSON
	}
	end, escaped := text(s, i+1)
	if end < 0 {
		return i, BadJSON
	}
	slot, read := p.slotOf(s[i+1:end], escaped)
	if i = blank(s, end+1); i == len(s) || s[i] != ':' {
		return i, BadJSON
	}
	i = blank(s, i+1)
	v, next, why := p.plain(s, i, read)
	if why != ok {
		return next, why
	}
	if read {
		if p.values[slot] != nil {
			return next, Repeated
		}
		p.values[slot] = v
	}
	return blank(s, next), ok
}

func (p *Parser) slotOf(name []byte, escaped bool) (slot int, read bool) {
	if escaped {
		from := len(p.scratch)
		p.scratch = unescape(p.scratch, name)
		name = p.scratch[from:]
	}
	slot, read = p.slots[string(name)]
	return slot, read
}

// none is the value of a member that holds neither text nor number.
var none = []byte{}

// plain scans the value at i. v is its content where that is a text or a number
// and wanted.
func (p *Parser) plain(s []byte, i int, wanted bool) (v []byte, next int, why record.Reason) {
	if i == len(s) {
		return nil, i, BadJSON
	}
	switch c := s[i]; {
	case c == '"':
		end, escaped := text(s, i+1)
		if end < 0 {
			return nil, i, BadJSON
		}
		v = s[i+1 : end]
		if escaped && wanted {
			from := len(p.scratch)
			p.scratch = unescape(p.scratch, v)
			v = p.scratch[from:]
		}
		return v, end + 1, ok
	case c == '-' || c-'0' <= 9:
		if next = number(s, i); next < 0 {
			return nil, i, BadJSON
		}
		return s[i:next], next, ok
	}
	next, why = skip(s, i, 1)
	return none, next, why
}

// skip passes over any value at i.
func skip(s []byte, i, depth int) (next int, why record.Reason) {
	if i == len(s) {
		return i, BadJSON
	}
	switch c := s[i]; {
	case c == '"':
		if next, _ = text(s, i+1); next >= 0 {
			return next + 1, ok
		}
	case c == '-' || c-'0' <= 9:
		if next = number(s, i); next >= 0 {
			return next, ok
		}
	case c == '{' || c == '[':
		if depth > maxDepth {
			return i, TooDeep
		}
		return inside(s, i, depth)
	default:
		for _, word := range [...]string{"null", "true", "false"} {
			if len(s)-i >= len(word) && string(s[i:i+len(word)]) == word {
				return i + len(word), ok
			}
		}
	}
	return i, BadJSON
}

// inside passes over the object or array that opens at i.
func inside(s []byte, i, depth int) (next int, why record.Reason) {
	end := s[i] + 2 // } behind {, ] behind [
	if i = blank(s, i+1); i < len(s) && s[i] == end {
		return i + 1, ok
	}
	for {
		if end == '}' {
			if i == len(s) || s[i] != '"' {
				return i, BadJSON
			}
			if i, _ = text(s, i+1); i < 0 {
				return 0, BadJSON
			}
			if i = blank(s, i+1); i == len(s) || s[i] != ':' {
				return i, BadJSON
			}
			i = blank(s, i+1)
		}
		if i, why = skip(s, i, depth+1); why != ok {
			return i, why
		}
		if i = blank(s, i); i == len(s) {
			return i, BadJSON
		}
		switch s[i] {
		case ',':
			i = blank(s, i+1)
		case end:
			return i + 1, ok
		default:
			return i, BadJSON
		}
	}
}

// blank is the first index from i on that holds no white space.
func blank(s []byte, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n') {
		i++
	}
	return i
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// text finds the quote that closes the text at i; negative where there is none
// or the text holds a bare control character or an escape that JSON does not
// know. Eight bytes are judged at a time.
func text(s []byte, i int) (end int, escaped bool) {
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

// unescape appends s, whose escapes text has judged. Half a surrogate pair
// becomes U+FFFD.
func unescape(dst, s []byte) []byte {
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

// number is the index behind the number at i; negative where it is none.
func number(s []byte, i int) int {
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
