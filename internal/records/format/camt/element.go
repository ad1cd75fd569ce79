package camt

import (
	"bytes"
	"unicode/utf8"

	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// scope holds the values read of a statement, an entry or a transaction.
type scope struct {
	buf   []byte
	at    [fields]span
	place record.Place
	open  bool
	bad   record.Reason // why it cannot be read
	long  bool          // its values are longer than maxValues
}

type span struct{ from, to int }

// get is the value under f; empty where there is none.
func (s *scope) get(f field) []byte { return s.buf[s.at[f].from:s.at[f].to] }

func (s *scope) begin(at record.Place) {
	s.buf, s.at, s.place = s.buf[:0], [fields]span{}, at
	s.open, s.bad, s.long = true, "", false
}

// value is the element whose text is being read; none where it is not.
type value struct {
	field field
	scope *scope
	from  int // in the scope's buf
}

// inner is the innermost scope that is open.
func (p *Parser) inner() *scope {
	switch {
	case p.detail.open:
		return &p.detail
	case p.entry.open:
		return &p.entry
	case p.stated.open:
		return &p.stated
	}
	return &p.statement
}

// place is where the element that begins at data[at] lies; its length is not
// known yet.
func (p *Parser) place(at int) record.Place {
	return record.Place{Offset: p.scan.base + int64(at), Line: p.scan.lineAt(at)}
}

func (p *Parser) open(name, attributes []byte, at int) {
	p.drop()
	if p.skip > 0 {
		p.skip++
		return
	}
	n := p.describe(name)
	if n == nil {
		p.skip = 1
		return
	}
	p.path = append(p.path, n)
	switch n.part {
	case message:
		p.paged = false
		p.statement.begin(record.Place{})
	case statement:
		p.statements++
		p.number = 0
		p.statement.begin(record.Place{})
		p.tally.Begin(p.place(at).Line)
	case balance:
		p.stated.begin(record.Place{})
	case entry:
		p.number++
		p.held, p.transactions = false, 0
		p.entry.begin(p.place(at))
		p.detail.begin(record.Place{})
		p.detail.open = false
	case detail:
		p.release(true)
		p.detail.begin(p.place(at))
	}
	p.begin(n, attributes)
}

// begin starts to read n's text, and reads what it says without any.
func (p *Parser) begin(n *node, attributes []byte) {
	s := p.inner()
	if n.mark != none {
		s.put(n.mark, []byte{'1'})
	}
	if n.currency != none {
		s.put(n.currency, attribute(attributes, "Ccy"))
	}
	if n.field != none && (s.at[n.field] == span{} || n.field == remittance) {
		p.now = value{n.field, s, len(s.buf)}
	}
}

// put sets a value that is not set yet.
func (s *scope) put(f field, v []byte) {
	if s.at[f] == (span{}) {
		s.buf = append(s.buf, v...)
		s.at[f] = span{len(s.buf) - len(v), len(s.buf)}
	}
}

// describe is the node of a child of the element at hand. Envelopes around a
// message may be of any sort.
func (p *Parser) describe(name []byte) *node {
	n := p.path[len(p.path)-1]
	if n.part != root {
		return n.next(name)
	}
	if bytes.HasPrefix(name, []byte(anyMessage)) {
		return n.next([]byte(anyMessage))
	}
	return n
}

func (p *Parser) close(end int) {
	if p.skip > 0 {
		p.skip--
		return
	}
	p.keep()
	n := p.path[len(p.path)-1]
	p.path = p.path[:len(p.path)-1]
	at := p.scan.base + int64(end)
	switch n.part {
	case detail:
		p.endDetail(at)
	case entry:
		p.endEntry(at)
	case balance:
		p.endBalance()
	case header:
		p.paged = p.page()
	case statement:
		if p.paged || p.page() {
			p.tally.Unknown()
		}
		p.tally.End()
	}
}

// drop forgets the text of an element that turns out to hold elements.
func (p *Parser) drop() {
	if p.now.field != none {
		p.now.scope.buf = p.now.scope.buf[:p.now.from]
		p.now = value{}
	}
}

// keep ends the value at hand. Parts of free text are joined by a blank.
func (p *Parser) keep() {
	v := p.now
	if v.field == none {
		return
	}
	p.now = value{}
	s := v.scope
	n := copy(s.buf[v.from:], bank.Blanks(s.buf[v.from:]))
	s.buf = s.buf[:v.from+n]
	at := &s.at[v.field]
	switch {
	case n == 0:
	case at.to == at.from:
		*at = span{v.from, v.from + n}
	default: // a further part: behind the ones before, wherever they lie
		*at = s.join(*at, span{v.from, v.from + n})
	}
}

func (s *scope) join(a, b span) span {
	if a.to == b.from {
		s.buf = append(s.buf, 0)
		copy(s.buf[b.from+1:], s.buf[b.from:])
		s.buf[b.from] = ' '
		return span{a.from, b.to + 1}
	}
	from := len(s.buf)
	s.buf = append(append(append(s.buf, s.buf[a.from:a.to]...), ' '), s.buf[b.from:b.to]...)
	return span{from, len(s.buf)}
}

func (p *Parser) text(b []byte) {
	v := p.now
	if v.field == none || p.skip > 0 {
		return
	}
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			v.scope.bad = Character
		}
	}
	v.scope.buf = p.charset.append(v.scope.buf, b)
	v.scope.limit(v.from)
}

func (p *Parser) symbol(r rune) {
	if v := p.now; v.field != none && p.skip == 0 {
		v.scope.buf = utf8.AppendRune(v.scope.buf, r)
		v.scope.limit(v.from)
	}
}

// limit bounds what is held of values: the one that begins at from is given up
// where it makes them too long, and so are all behind it.
func (s *scope) limit(from int) {
	if len(s.buf) > maxValues || s.long {
		s.buf, s.long = s.buf[:from], true
		s.bad = LongValue
	}
}

// unknown rejects the entry, or transaction, that a reference leaves unclear;
// outside of entries the reference itself.
func (p *Parser) unknown(at, length int) {
	if s := p.inner(); s != &p.statement {
		s.bad = Entity
		if s != &p.stated {
			return
		}
	}
	place := p.place(at)
	place.Length = int32(length)
	p.reject(place, Entity)
}

// stopped rejects what cannot be read to its end.
func (p *Parser) stopped(at int, why record.Reason) {
	end := p.scan.base + int64(at) + 1
	place := p.place(at)
	if p.entry.open {
		place = p.entry.place
	}
	p.reject(p.upTo(place, end), why)
	p.entry.open, p.detail.open = false, false
}

// attribute is the value of the attribute with the local name.
func attribute(b []byte, name string) []byte {
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimRight(b[:eq], " \t\r\n")
		b = bytes.TrimLeft(b[eq+1:], " \t\r\n")
		if len(b) == 0 {
			return nil
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return nil
		}
		if string(local(key)) == name {
			return b[1 : end+1]
		}
		b = b[end+2:]
	}
}
