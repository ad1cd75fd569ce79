package query

import (
	"bytes"
	"net/netip"
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
)

// In returns where in text the query is written, in bytes.
func (m *Matcher) In(text []byte) (at int, ok bool) {
	switch m.q.Type {
	case comity.SelectorIP:
		return m.addrIn(text)
	case comity.SelectorCard:
		if m.q.digits != "" {
			return comity.CardIn(text, m.q.digits)
		}
		return m.literal(text, m.q.needle)
	case comity.SelectorPhone:
		return phoneIn(text, m.q.digits)
	case comity.SelectorEmail:
		if at, ok = m.literal(text, m.q.needle); ok {
			return at, ok
		}
		return m.literal(text, bytes.Replace(m.q.needle, []byte("@"), []byte("%40"), 1)) // in the query of a request
	}
	return m.literal(text, m.q.needle)
}

// literal finds the folded needle in text; a selector only as a whole word.
func (m *Matcher) literal(text, needle []byte) (int, bool) {
	m.folded = fold(m.folded[:0], text)
	for from := 0; ; {
		i := bytes.Index(m.folded[from:], needle)
		if i < 0 {
			return 0, false
		}
		at := from + i
		if m.whole(at, at+len(needle)) {
			return unfold(text, m.folded, at), true
		}
		from = at + 1
	}
}

// whole reports whether the folded text's part from at to end is no part of
// a longer word of the query's type.
func (m *Matcher) whole(at, end int) bool {
	before, after := byte(' '), byte(' ')
	if at > 0 {
		before = m.folded[at-1]
	}
	if end < len(m.folded) {
		after = m.folded[end]
	}
	dotted := after == '.' && end+1 < len(m.folded) && letter(m.folded[end+1])
	switch m.q.Type {
	case Text:
		return true
	case comity.SelectorDomain:
		return !letter(before) && before != '-' && !letter(after) && after != '-' && !dotted
	case comity.SelectorEmail:
		return (!letter(before) || encoded(m.folded[:at])) && !strings.ContainsRune(".-_+", rune(before)) && !letter(after) && after != '-' && !dotted
	}
	return !letter(before) && !letter(after)
}

// encoded reports whether b ends in a percent-encoded byte, whose last digit is
// no letter of the word that follows.
func encoded(b []byte) bool { return len(b) >= 3 && b[len(b)-3] == '%' }

// letter reports whether c belongs to a word; every character beyond ASCII does.
func letter(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= utf8.RuneSelf
}

// addrIn finds an address in any of its spellings, with a port behind it or not.
func (m *Matcher) addrIn(text []byte) (int, bool) {
	for i := 0; i < len(text); {
		if !ofAddr(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && ofAddr(text[i]) {
			i++
		}
		if i-start >= 3 && m.spells(text[start:i]) {
			return start, true
		}
	}
	return 0, false
}

func ofAddr(c byte) bool {
	return c >= '0' && c <= '9' || c == '.' || c == ':' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// spells reports whether word is the address looked for.
func (m *Matcher) spells(word []byte) bool {
	word = bytes.TrimRight(word, ".")
	if bytes.HasSuffix(word, []byte(":")) && !bytes.HasSuffix(word, []byte("::")) {
		word = word[:len(word)-1]
	}
	colons := bytes.Count(word, []byte(":"))
	if colons < 2 && (!m.q.addr.Is4() || bytes.Count(word, []byte(".")) != 3) {
		return false // no address of the family; parsing would cost more
	}
	if a, ok := comity.ParseAddr(string(word)); ok {
		return a == m.q.addr
	}
	p, err := netip.ParseAddrPort(string(word))
	return err == nil && comity.AddrOf(p.Addr()) == m.q.addr
}

// phoneIn finds a telephone number however its digits are grouped.
func phoneIn(text []byte, digits string) (int, bool) {
	const between = " +-./()"
	for i := 0; i < len(text); {
		if text[i] < '0' || text[i] > '9' {
			i++
			continue
		}
		start, number := i, []byte(nil)
		for i < len(text) && (text[i] >= '0' && text[i] <= '9' || strings.IndexByte(between, text[i]) >= 0) {
			if text[i] >= '0' && text[i] <= '9' {
				number = append(number, text[i])
			}
			i++
		}
		if string(bytes.TrimPrefix(number, []byte("00"))) == digits {
			return start, true
		}
	}
	return 0, false
}
