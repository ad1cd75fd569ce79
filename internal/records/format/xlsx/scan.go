package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// maxToken bounds one tag, comment or run of text: a cell holds 32,767
// characters at most.
const maxToken = 1 << 20

// errMarkup is the cause where a part is no XML as workbooks have it.
var errMarkup = errors.New("the XML is damaged or breaks off")

// token is what next found.
type token uint8

const (
	ends  token = iota // of the part
	opens              // start of an element: name and tag are set
	shuts              // end of an element: name is set
	words              // text, not yet decoded; cdata says that it need not be
)

// scanner takes XML apart into tags and text. It keeps no stack, so nesting
// costs nothing, and knows no document type, so nothing expands. Its slices are
// good until next is called again. encoding/xml is several times slower and
// holds a run of text in memory however long it is (decision 0007).
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	err      error // of r, to be met at end

	name  []byte // local name of the element
	tag   []byte // its attributes as written
	text  []byte
	cdata bool
	empty bool // the element just begun ends as well
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, 32<<10)}
}

// more reads on, keeping what begins at pos. Where it returns false the part is
// over, or the token grew too long, which err then says.
func (s *scanner) more() bool {
	if s.err != nil {
		return false
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			s.err = errMarkup
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.r.Read(s.buf[s.end:])
	s.end += n
	s.err = err
	return n > 0 || err == nil
}

// find is the offset from pos of mark at or after offset from, or -1.
func (s *scanner) find(from int, mark string) int {
	for {
		if s.pos+from <= s.end {
			var i int
			if len(mark) == 1 {
				i = bytes.IndexByte(s.buf[s.pos+from:s.end], mark[0])
			} else {
				i = bytes.Index(s.buf[s.pos+from:s.end], []byte(mark))
			}
			if i >= 0 {
				return from + i
			}
			from = max(from, s.end-s.pos-len(mark)+1)
		}
		if !s.more() {
			return -1
		}
	}
}

// next moves to the next token.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		return shuts, nil
	}
	for {
		if s.pos == s.end {
			if s.more() {
				continue
			}
			if errors.Is(s.err, io.EOF) {
				return ends, nil
			}
			return ends, s.err
		}
		if s.buf[s.pos] != '<' {
			return s.words()
		}
		t, err := s.markup()
		if err != nil || t != ends {
			return t, err
		}
	}
}

// broken is why no token could be made.
func (s *scanner) broken() error {
	if s.err == nil || errors.Is(s.err, io.EOF) {
		return errMarkup
	}
	return s.err
}

func (s *scanner) words() (token, error) {
	n := s.find(0, "<")
	if n < 0 {
		if !errors.Is(s.err, io.EOF) {
			return ends, s.broken()
		}
		n = s.end - s.pos // white space behind the last element
	}
	s.text, s.cdata = s.buf[s.pos:s.pos+n], false
	s.pos += n
	return words, nil
}

// markup reads what begins with "<"; ends says that it is none of a reader's
// business.
func (s *scanner) markup() (token, error) {
	for s.end-s.pos < 2 {
		if !s.more() {
			return ends, s.broken()
		}
	}
	switch s.buf[s.pos+1] {
	case '?':
		return ends, s.skip("?>")
	case '!':
		return s.declaration()
	case '/':
		n := s.find(2, ">")
		if n < 0 {
			return ends, s.broken()
		}
		s.name = local(bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n"))
		s.pos += n + 1
		return shuts, nil
	}
	return s.start()
}

func (s *scanner) skip(mark string) error {
	n := s.find(2, mark)
	if n < 0 {
		return s.broken()
	}
	s.pos += n + len(mark)
	return nil
}

// declaration reads a comment or a CDATA section. A document type is refused,
// as the Open Packaging Conventions do (ISO/IEC 29500-2).
func (s *scanner) declaration() (token, error) {
	const cdata, comment = "<![CDATA[", "<!--"
	for s.end-s.pos < len(cdata) && s.more() {
	}
	head := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		n := s.find(len(comment), "-->")
		if n < 0 {
			return ends, s.broken()
		}
		s.pos += n + len("-->")
		return ends, nil
	case bytes.HasPrefix(head, []byte(cdata)):
		n := s.find(len(cdata), "]]>")
		if n < 0 {
			return ends, s.broken()
		}
		s.text, s.cdata = s.buf[s.pos+len(cdata):s.pos+n], true
		s.pos += n + len("]]>")
		return words, nil
	}
	return ends, errMarkup
}

// start reads the start of an element. A ">" inside quotes does not end it.
func (s *scanner) start() (token, error) {
	n := s.find(1, ">")
	for n >= 0 && !closed(s.buf[s.pos+1:s.pos+n]) {
		n = s.find(n+1, ">")
	}
	if n < 0 {
		return ends, s.broken()
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	if s.empty = len(tag) > 0 && tag[len(tag)-1] == '/'; s.empty {
		tag = tag[:len(tag)-1]
	}
	i := 0
	for i < len(tag) && !blank(tag[i]) {
		i++
	}
	if i == 0 {
		return ends, errMarkup
	}
	s.name, s.tag = local(tag[:i]), tag[i:]
	return opens, nil
}

// closed reports whether every quote of a tag has its partner.
func closed(tag []byte) bool {
	quote := byte(0)
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote == 0
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// local is a name without its prefix: the strict and the transitional form
// differ in namespaces only, and writers choose prefixes as they like.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// attributes walks the attributes of a tag.
type attributes struct {
	rest       []byte
	key, value []byte // value is not decoded
}

// next moves to the next attribute; what is none ends the walk.
func (a *attributes) next() bool {
	for len(a.rest) > 0 && blank(a.rest[0]) {
		a.rest = a.rest[1:]
	}
	eq := bytes.IndexByte(a.rest, '=')
	if eq <= 0 {
		return false
	}
	a.key = bytes.TrimRight(a.rest[:eq], " \t\r\n")
	v := bytes.TrimLeft(a.rest[eq+1:], " \t\r\n")
	if len(v) < 2 || v[0] != '"' && v[0] != '\'' {
		return false
	}
	n := bytes.IndexByte(v[1:], v[0])
	if n < 0 {
		return false
	}
	a.value, a.rest = v[1:n+1], v[n+2:]
	return true
}

// attribute is the decoded value of the first attribute of the tag with that
// local name; "" where there is none.
func (s *scanner) attribute(name string) string {
	a := attributes{rest: s.tag}
	for a.next() {
		if string(local(a.key)) == name {
			b, err := decode(nil, a.value)
			if err != nil { // next tells
				s.pos, s.end, s.err, s.empty = 0, 0, err, false
				return ""
			}
			return string(b)
		}
	}
	return ""
}

// content appends the text at hand to dst, its references replaced.
func (s *scanner) content(dst []byte) ([]byte, error) {
	if s.cdata {
		return append(dst, s.text...), nil
	}
	return decode(dst, s.text)
}

// decode replaces the five named and all numbered references, and line ends as
// XML 1.0, 2.11 has it. Any other reference needs a document type: errMarkup.
func decode(dst, raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(dst, raw...), nil
	}
	for len(raw) > 0 {
		i := bytes.IndexAny(raw, "&\r")
		if i < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:i]...)
		if raw[i] == '\r' {
			dst = append(dst, '\n')
			raw = bytes.TrimPrefix(raw[i+1:], []byte{'\n'})
			continue
		}
		n := bytes.IndexByte(raw[i:min(len(raw), i+12)], ';')
		if n < 0 {
			return dst, errMarkup
		}
		r := reference(raw[i+1 : i+n])
		if r < 0 {
			return dst, errMarkup
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[i+n+1:]
	}
	return dst, nil
}

// reference is the character that a reference names; negative where none.
func reference(name []byte) rune {
	switch string(name) {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	if len(name) < 2 || name[0] != '#' {
		return -1
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || n > utf8.MaxRune {
		return -1
	}
	return rune(n)
}
