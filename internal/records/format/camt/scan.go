package camt

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"comity/internal/records/record"
)

// The bounds of what is held at a time.
const (
	maxDepth  = 64
	maxTag    = 64 << 10
	maxEntity = 34 // "&" to ";"
)

// events is what a scanner finds, in the order of the stream. Byte slices are
// valid during the call.
type events interface {
	open(name, attributes []byte, at int) // name without prefix; at is where its "<" lies in the data at hand
	close(end int)                        // end is behind its ">"
	text(b []byte)                        // a piece of text, with its line ends as written
	symbol(r rune)                        // a character that was written by its number or name
	stopped(at int, why record.Reason)    // nothing is read from there on
	unknown(at, length int)               // a reference to an entity that XML itself does not define
}

// scanner takes the markup of an XML stream apart: tags, text, references,
// CDATA, comments and instructions. It reads nothing else: a document type ends
// it. It checks that elements nest, and holds what of one tag or reference lay
// in the blocks before.
type scanner struct {
	carry   []byte // an unfinished token
	data    []byte // at hand: carry and the block
	base    int64  // offset of data
	line    int64  // line ends before data[counted]
	counted int
	inside  state
	names   []byte // of the open elements, as written
	starts  [maxDepth]int
	depth   int
	ended   bool // nothing is read any more
	to      events
}

type state uint8

const (
	content state = iota
	comment
	instruction
	cdata
)

// feed reads the next bytes of the stream.
func (s *scanner) feed(block []byte, base int64) {
	if s.ended {
		return
	}
	s.data, s.base = block, base-int64(len(s.carry))
	if len(s.carry) > 0 {
		s.carry = append(s.carry, block...)
		s.data = s.carry
	}
	pos := 0
	for pos < len(s.data) && !s.ended {
		n := s.step(pos)
		if n == 0 {
			break
		}
		pos += n
	}
	if !s.ended {
		s.lineAt(pos)
		s.carry = append(s.carry[:0], s.data[pos:]...)
	}
	s.data, s.counted = nil, 0
}

// lineAt is the line, from 1, that data[pos] lies in; pos never falls.
func (s *scanner) lineAt(pos int) int64 {
	s.line += int64(bytes.Count(s.data[s.counted:pos], []byte{'\n'}))
	s.counted = pos
	return s.line + 1
}

// end stops the scanner at the token at hand.
func (s *scanner) end(pos int, why record.Reason) int {
	s.ended = true
	s.to.stopped(pos, why)
	return 0
}

// step reads the token, or what is there of a text, at pos, and returns its
// length: 0 where the rest of it has not come yet.
func (s *scanner) step(pos int) int {
	d := s.data[pos:]
	switch s.inside {
	case comment:
		return s.pass(d, "-->")
	case instruction:
		return s.pass(d, "?>")
	case cdata:
		n, done := upTo(d, "]]>")
		s.to.text(d[:n])
		if done {
			s.inside = content
			n += len("]]>")
		}
		return n
	}
	switch {
	case d[0] != '<':
		return s.text(d, pos)
	case len(d) < 2:
		return 0
	case d[1] == '/':
		return s.closing(d, pos)
	case d[1] == '?':
		s.inside = instruction
		return 2
	case d[1] == '!':
		return s.bang(d, pos)
	}
	return s.opening(d, pos)
}

// pass goes on until mark ends what the scanner is inside.
func (s *scanner) pass(d []byte, mark string) int {
	n, done := upTo(d, mark)
	if done {
		s.inside = content
		return n + len(mark)
	}
	return n
}

// upTo is how many bytes surely come before mark, and whether that follows.
func upTo(d []byte, mark string) (n int, done bool) {
	if i := bytes.Index(d, []byte(mark)); i >= 0 {
		return i, true
	}
	return max(0, len(d)-len(mark)+1), false
}

func (s *scanner) bang(d []byte, pos int) int {
	for _, m := range [...]struct {
		mark  string
		state state
	}{{"<!--", comment}, {"<![CDATA[", cdata}} {
		switch n := min(len(d), len(m.mark)); {
		case string(d[:n]) != m.mark[:n]:
		case n < len(m.mark):
			return 0
		default:
			s.inside = m.state
			return n
		}
	}
	return s.end(pos, DocumentType)
}

func (s *scanner) text(d []byte, pos int) int {
	n := bytes.IndexByte(d, '<')
	whole := n >= 0
	if !whole {
		n = len(d)
	}
	amp := bytes.IndexByte(d[:n], '&')
	switch {
	case amp < 0:
		s.to.text(d[:n])
		return n
	case amp > 0:
		s.to.text(d[:amp])
		return amp
	}
	end := bytes.IndexByte(d[:min(n, maxEntity)], ';')
	switch {
	case end < 0 && !whole && n < maxEntity:
		return 0
	case end < 0:
		s.to.unknown(pos, 1)
		return 1
	}
	if r, ok := entity(d[1:end]); ok {
		s.to.symbol(r)
	} else {
		s.to.unknown(pos, end+1)
	}
	return end + 1
}

// entity is the character that a reference stands for: by number, or by one of
// the five names of XML 1.0, 4.6.
func entity(name []byte) (r rune, ok bool) {
	if len(name) > 1 && name[0] == '#' {
		digits, base := name[1:], 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(string(digits), base, 32)
		r = rune(n)
		return r, err == nil && n <= utf8.MaxRune && utf8.ValidRune(r) && (n >= ' ' || n == '\t' || n == '\n' || n == '\r')
	}
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	return 0, false
}

// tagEnd is where the ">" of the tag at the start of d lies; one in quotes is
// none. open: there is none within maxTag bytes so far. bad: another "<" comes
// first, which XML allows nowhere in a tag.
func tagEnd(d []byte) int {
	quote := byte(0)
	d = d[:min(len(d), maxTag)]
	for i := 1; i < len(d); i++ {
		switch c := d[i]; {
		case c > '>':
		case c == '<':
			return bad
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return open
}

const (
	open = -1
	bad  = -2
)

// wait is for a tag without an end so far.
func (s *scanner) wait(d []byte, pos int) int {
	if len(d) >= maxTag {
		return s.end(pos, LongTag)
	}
	return 0
}

func (s *scanner) opening(d []byte, pos int) int {
	end := tagEnd(d)
	switch end {
	case open:
		return s.wait(d, pos)
	case bad:
		return s.end(pos, NotXML)
	}
	empty := d[end-1] == '/'
	inner := d[1:end]
	if empty {
		inner = inner[:len(inner)-1]
	}
	n := 0
	for n < len(inner) && inner[n] > ' ' {
		n++
	}
	name, attributes := inner[:n], inner[n:]
	switch {
	case n == 0:
		return s.end(pos, NotXML)
	case s.depth == maxDepth:
		return s.end(pos, TooDeep)
	}
	s.to.open(local(name), attributes, pos)
	if empty {
		s.to.close(pos + end + 1)
		return end + 1
	}
	s.starts[s.depth] = len(s.names)
	s.names = append(s.names, name...)
	s.depth++
	return end + 1
}

func (s *scanner) closing(d []byte, pos int) int {
	var want []byte
	if s.depth > 0 {
		want = s.names[s.starts[s.depth-1]:]
	}
	end := 2 + len(want)
	if end >= maxTag || len(d) <= end || d[end] != '>' { // blanks behind the name, or a name that was not to be
		if end = bytes.IndexByte(d[:min(len(d), maxTag)], '>'); end < 0 {
			return s.wait(d, pos)
		}
	}
	if s.depth == 0 || !isName(d[2:end], want) {
		return s.end(pos, NotXML)
	}
	s.depth--
	s.names = s.names[:s.starts[s.depth]]
	s.to.close(pos + end + 1)
	return end + 1
}

// isName reports whether b is the name, perhaps with blanks behind it.
func isName(b, name []byte) bool {
	return string(b) == string(name) || bytes.HasPrefix(b, name) && len(bytes.Trim(b[len(name):], " \t\r\n")) == 0
}

// local is a name without its prefix. A colon at either end parts nothing: no such name is of a namespace.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i > 0 && i+1 < len(name) {
		return name[i+1:]
	}
	return name
}
