package query

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/records/record"
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
		return m.phoneIn(text)
	case comity.SelectorEmail:
		if at, ok = m.literal(text, m.q.needle); ok {
			return at, ok
		}
		return m.word(text, m.q.coded)
	}
	return m.literal(text, m.q.needle)
}

// literal finds the folded needle in text; a selector only as a whole word.
func (m *Matcher) literal(text, needle []byte) (int, bool) {
	m.folded = fold(m.folded[:0], text)
	return m.word(text, needle)
}

// word is literal of a text that has been folded.
func (m *Matcher) word(text, needle []byte) (int, bool) {
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
	dotted := bytes.Count(word, []byte(".")) == 3
	switch { // what cannot be an address is not parsed: refusing it costs more than reading one
	case colons > 1 && colons < 6 && !bytes.Contains(word, []byte("::")):
		return false // the time of a day
	case colons < 2 && (!m.q.addr.Is4() || !dotted):
		return false
	}
	if colons == 1 {
		addr, behind, _ := bytes.Cut(word, []byte(":"))
		if port, ok := record.Digits(behind, 18); !ok || port > 65535 {
			return false
		}
		word = addr
	}
	a, ok := comity.ParseAddr(record.View(word))
	return ok && m.q.covers(a)
}

// phoneIn finds a telephone number however its digits are grouped.
func (m *Matcher) phoneIn(text []byte) (int, bool) {
	const between = " +-./()"
	for i := 0; i < len(text); {
		if text[i] < '0' || text[i] > '9' {
			i++
			continue
		}
		start, number := i, m.digits[:0]
		for i < len(text) && (text[i] >= '0' && text[i] <= '9' || strings.IndexByte(between, text[i]) >= 0) {
			if text[i] >= '0' && text[i] <= '9' {
				number = append(number, text[i])
			}
			i++
		}
		m.digits = number
		if string(bytes.TrimPrefix(number, []byte("00"))) == m.q.digits {
			return start, true
		}
	}
	return 0, false
}
