package mysqldump

import (
	"bytes"
	"encoding/hex"
	"net/netip"
)

// found is what a look at bytes gave.
type found uint8

const (
	good  found = iota
	short       // more bytes are needed
	odd         // something else stands there
)

// values reads the tuple that w begins with into p.cells; n is its length.
func (p *Parser) values(w []byte) (n int, f found) {
	p.cells, p.binary, p.text = p.cells[:0], p.binary[:0], p.text[:0]
	for i := 1; ; i++ {
		if i = space(w, i); i == len(w) {
			return 0, short
		}
		if i, f = p.value(w, i); f != good {
			return 0, f
		}
		if i = space(w, i); i == len(w) {
			return 0, short
		}
		switch w[i] {
		case ',':
		case ')':
			return i + 1, good
		default:
			return 0, odd
		}
	}
}

func (p *Parser) cell(b []byte, binary bool) {
	p.cells, p.binary = append(p.cells, b), append(p.binary, binary)
}

// value reads the value at i; next is behind it.
func (p *Parser) value(w []byte, i int) (next int, f found) {
	switch c := w[i]; {
	case c == '\'' || c == '"':
		return p.quoted(w, i, false)
	case c == '0' && i+1 == len(w):
		return i, short
	case c == '0' && w[i+1] == 'x':
		return p.hex(w, i+2, 0)
	case c-'0' <= 9 || c == '-' || c == '+' || c == '.':
		return p.number(w, i)
	case isName(c):
		return p.named(w, i)
	}
	return i, odd
}

// number reads a number, which stays as written.
func (p *Parser) number(w []byte, i int) (next int, f found) {
	from := i
	if w[i] == '-' || w[i] == '+' {
		i++
	}
	n := digits(w, &i)
	if i < len(w) && w[i] == '.' {
		i++
		n += digits(w, &i)
	}
	if n > 0 && i < len(w) && w[i]|32 == 'e' {
		if i++; i < len(w) && (w[i] == '-' || w[i] == '+') {
			i++
		}
		n = digits(w, &i)
	}
	switch {
	case i == len(w):
		return i, short
	case n == 0:
		return i, odd
	}
	p.cell(w[from:i], false)
	return i, good
}

func digits(w []byte, i *int) (n int) {
	for *i < len(w) && w[*i]-'0' <= 9 {
		*i++
		n++
	}
	return n
}

// named reads a value that begins with a letter: NULL, X'00', _binary 'text'.
func (p *Parser) named(w []byte, i int) (next int, f found) {
	from := i
	for i < len(w) && isName(w[i]) {
		i++
	}
	if i == len(w) {
		return i, short
	}
	switch word := w[from:i]; {
	case bytes.EqualFold(word, []byte("NULL")):
		p.cell(nil, false)
		return i, good
	case bytes.EqualFold(word, []byte("TRUE")), bytes.EqualFold(word, []byte("FALSE")):
		p.cell(word, false)
		return i, good
	case w[i] == '\'' && len(word) == 1 && word[0]|32 == 'x':
		return p.hex(w, i+1, '\'')
	case w[i] == '\'' && len(word) == 1 && (word[0]|32 == 'n' || word[0]|32 == 'b'):
		return p.quoted(w, i, false)
	case word[0] == '_':
		return p.introduced(w, i, bytes.EqualFold(word, []byte("_binary")))
	}
	return i, odd
}

// introduced reads the text behind the name of a character set.
func (p *Parser) introduced(w []byte, i int, binary bool) (next int, f found) {
	if i = space(w, i); i+1 >= len(w) {
		return i, short
	}
	switch {
	case w[i] == '\'' || w[i] == '"':
		return p.quoted(w, i, binary)
	case w[i] == '0' && w[i+1] == 'x':
		return p.hex(w, i+2, 0)
	case w[i]|32 == 'x' && w[i+1] == '\'':
		return p.hex(w, i+2, '\'')
	}
	return i, odd
}

// quoted reads a text in quotes, which is copied only where it holds an escape.
func (p *Parser) quoted(w []byte, i int, binary bool) (next int, f found) {
	q, from, escaped := w[i], i+1, false
	quote, escape := i, i // the next ones; behind the last escape before the quote, escape is the quote
	for i++; ; i += 2 {
		if quote < i {
			if quote = index(w, i, q); quote == len(w) {
				return i, short
			}
		}
		if escape < i {
			escape = index(w[:quote], i, '\\')
		}
		if i = escape; i+1 >= len(w) {
			return i, short
		}
		if i == quote && w[i+1] != q {
			break
		}
		escaped = true
	}
	b := w[from:i]
	if escaped {
		b = p.unescape(b, q)
	}
	p.cell(b, binary)
	return i + 1, good
}

// index is where the first c from i on stands in b, its end where there is none.
func index(b []byte, i int, c byte) int {
	if n := bytes.IndexByte(b[i:], c); n >= 0 {
		return i + n
	}
	return len(b)
}

// unescape copies a text without its escapes (MySQL manual, "String Literals").
// What a backslash does not escape stands for itself; \% and \_ keep theirs.
// A quote that is not escaped is doubled.
func (p *Parser) unescape(s []byte, quote byte) []byte {
	from := len(p.text)
	doubled, escape := -1, -1 // the next ones
	for i := 0; ; i += 2 {
		if doubled < i {
			doubled = index(s, i, quote)
		}
		if escape < i {
			escape = index(s, i, '\\')
		}
		at := min(doubled, escape)
		p.text = append(p.text, s[i:at]...)
		if at == len(s) {
			return p.text[from:]
		}
		c := s[at+1]
		if at == escape {
			if c == '%' || c == '_' {
				p.text = append(p.text, '\\')
			}
			c = meant(c)
		}
		p.text = append(p.text, c)
		i = at
	}
}

// meant is the byte that c stands for behind a backslash.
func meant(c byte) byte {
	switch c {
	case '0':
		return 0
	case 'b':
		return '\b'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'Z':
		return 0x1a
	}
	return c
}

// hex reads pairs of digits up to end, or, where that is 0, as long as there are any.
func (p *Parser) hex(w []byte, i int, end byte) (next int, f found) {
	from := i
	for i < len(w) && isHex(w[i]) {
		i++
	}
	if i == len(w) {
		return i, short
	}
	if (i-from)%2 != 0 || end != 0 && w[i] != end || end == 0 && i == from {
		return i, odd
	}
	at := len(p.text)
	p.text, _ = hex.AppendDecode(p.text, w[from:i])
	p.cell(p.text[at:], true)
	if end != 0 {
		i++
	}
	return i, good
}

func isHex(c byte) bool { return c-'0' <= 9 || c|32-'a' <= 5 }

// addresses writes the addresses that a column under a key for one holds as
// bytes (INET6_ATON) as text.
func (r *reader) addresses(p *Parser) {
	for _, i := range r.ips {
		if i >= len(p.cells) || !p.binary[i] {
			continue
		}
		var a netip.Addr
		switch b := p.cells[i]; len(b) {
		case 4:
			a = netip.AddrFrom4([4]byte(b))
		case 16:
			if _, err := netip.ParseAddr(string(b)); err == nil {
				continue // sixteen letters that are an address as text
			}
			a = netip.AddrFrom16([16]byte(b))
		default:
			continue
		}
		from := len(p.text)
		p.text = a.AppendTo(p.text)
		p.cells[i] = p.text[from:]
	}
}
