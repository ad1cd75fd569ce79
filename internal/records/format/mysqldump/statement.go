package mysqldump

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/records/record"
)

// statement takes what comes next between statements: white space, a comment,
// or the head of a statement.
func (p *Parser) statement(final bool) bool {
	if p.base == 0 && p.pos == 0 {
		if !final && len(p.buf) < len(record.Mark) {
			return false
		}
		p.pos = record.PastMark(p.buf, 0)
	}
	p.pos = space(p.buf, p.pos)
	rest := p.buf[p.pos:]
	if len(rest) == 0 {
		return false
	}
	ends, isShort := begins(rest, p.delimiter, final)
	switch {
	case isShort:
		return false
	case ends:
		p.pos += len(p.delimiter)
		return true
	}
	kind, n, isShort := remark(rest, final)
	switch {
	case isShort:
		return false
	case kind == '!':
		p.enter(version, "")
		p.pos += n
		return true
	case kind != 0:
		p.enter(aside, "")
		p.lex.in = kind
		p.pos += n
		return true
	}
	return p.begin(final)
}

// begin judges a statement by its first word.
func (p *Parser) begin(final bool) bool {
	window := p.buf[p.pos:min(len(p.buf), p.pos+maxTuple+1)]
	if h := &p.head; h.begins(window) {
		return p.rows(h.name, h.columns, len(h.text))
	}
	w := words{b: window}
	first := w.word()
	if w.short && !final && len(window) < 64 {
		return false
	}
	whole := final || len(window) > maxTuple // no more bytes will be waited for
	switch first {
	case "INSERT", "REPLACE":
		return p.insert(&w, whole)
	case "CREATE":
		return p.create(&w, whole)
	case "USE":
		name, found := w.name()
		if w.short && !whole {
			return false
		}
		if found {
			p.database = name
		}
	case "DELIMITER":
		return p.delimit(window, whole)
	case "COPY", "PRAGMA", "SET", "SELECT":
		m := maker(first, &w)
		if w.short && !whole {
			return false
		}
		if m != "" {
			p.maker = m
		}
	}
	return p.enter(skipping, "")
}

// maker is the other database that writes a statement which begins so; "" where MySQL may.
func maker(first string, w *words) string {
	switch first {
	case "COPY":
		return postgres
	case "PRAGMA":
		return sqlite
	case "SET":
		if slices.Contains([]string{"STANDARD_CONFORMING_STRINGS", "CLIENT_MIN_MESSAGES", "STATEMENT_TIMEOUT", "SEARCH_PATH"}, w.word()) {
			return postgres
		}
	case "SELECT":
		if w.word() == "PG_CATALOG" {
			return postgres
		}
	}
	return ""
}

// delimit takes the line `DELIMITER ;;`, a command of the client.
func (p *Parser) delimit(window []byte, whole bool) bool {
	end := bytes.IndexByte(window, '\n')
	if end < 0 {
		if !whole {
			return false
		}
		end = len(window)
	}
	if d := string(bytes.TrimSpace(window[len("DELIMITER"):end])); d != "" && len(d) <= 16 {
		p.delimiter = d
	}
	p.pos += end
	return true
}

// insert reads the head of an INSERT, up to VALUES, and decides whether its
// tuples are read.
func (p *Parser) insert(w *words, whole bool) bool {
	name, columns, found := w.head()
	if w.short && !whole {
		return false
	}
	if found != good {
		if p.taker != nil && !p.taker.Wants(p.full(name)) || p.taker == nil && name != "" && !p.wants(p.full(name)) {
			return p.enter(skipping, "")
		}
		return p.enter(skipping, BadInsert)
	}
	if !w.short {
		p.head = head{append(p.head.text[:0], w.b[:w.i]...), name, columns}
	}
	return p.rows(name, columns, w.i)
}

// rows decides whether the tuples behind the head of an INSERT, of n bytes, are read.
func (p *Parser) rows(name string, columns []string, n int) bool {
	if !p.choose(p.full(name), columns) {
		return p.enter(skipping, "")
	}
	p.pos += n
	p.mode, p.comma = tuples, false
	return true
}

// head is the latest head of an INSERT up to VALUES: in a dump the next one is nearly always the same, byte for byte.
type head struct {
	text    []byte
	name    string
	columns []string
}

// begins reports whether what b begins with is that head, and what follows is not part of its last word.
func (h *head) begins(b []byte) bool {
	n := len(h.text)
	return n > 0 && len(b) > n && bytes.Equal(b[:n], h.text) && !isName(b[n])
}

// create reads the names of the columns of a CREATE TABLE.
func (p *Parser) create(w *words, whole bool) bool {
	for {
		switch w.word() {
		case "OR", "REPLACE", "TEMPORARY":
			continue
		case "TABLE":
		default:
			if w.short && !whole {
				return false
			}
			return p.enter(skipping, "")
		}
		break
	}
	var l lexer
	end, found := l.until(w.b, w.i, p.delimiter, whole)
	if !found && !whole {
		return false
	}
	if found {
		d := words{b: w.b[:end], i: w.i}
		if name, columns, ok := d.definition(); ok {
			p.defined(p.full(name), columns)
		}
	}
	return p.enter(skipping, "")
}

// full is the name of a table with its database where that is known.
func (p *Parser) full(name string) string {
	if p.database == "" || strings.Contains(name, ".") {
		return name
	}
	return p.database + "." + name
}

// words takes keywords and names off a statement.
type words struct {
	b     []byte
	i     int
	short bool // b ended where more may follow
}

// peek is the next byte behind white space and comments; 0 where b ends first.
func (w *words) peek() byte {
	for {
		if w.i = space(w.b, w.i); w.i == len(w.b) {
			w.short = true
			return 0
		}
		kind, n, isShort := remark(w.b[w.i:], false)
		w.short = w.short || isShort
		if kind == 0 || kind == '!' || isShort {
			return w.b[w.i]
		}
		l := lexer{in: kind}
		w.i, _ = l.leave(w.b, w.i+n, true)
	}
}

func (w *words) is(c byte) bool {
	if w.peek() != c || w.short {
		return false
	}
	w.i++
	return true
}

// word takes a bare word, in upper case; "" where there is none.
func (w *words) word() string { return strings.ToUpper(w.bare()) }

func (w *words) bare() string {
	w.peek()
	from := w.i
	for w.i < len(w.b) && isName(w.b[w.i]) {
		w.i++
	}
	w.short = w.short || w.i == len(w.b)
	return string(w.b[from:w.i])
}

func isName(c byte) bool {
	return c-'0' <= 9 || c|32-'a' <= 25 || c == '_' || c == '$' || c >= 0x80
}

// name takes a name, perhaps in backticks or double quotes.
func (w *words) name() (string, bool) {
	q := w.peek()
	if q != '`' && q != '"' {
		s := w.bare()
		return s, s != ""
	}
	var out []byte
	for i := w.i + 1; i < len(w.b); i++ {
		if w.b[i] == q {
			if i+1 == len(w.b) {
				break
			}
			if w.b[i+1] != q {
				w.i = i + 1
				return string(out), true
			}
			i++
		}
		out = append(out, w.b[i])
	}
	w.i, w.short = len(w.b), true
	return "", false
}

// dotted takes a name that may have the database's before it.
func (w *words) dotted() (string, bool) {
	name, found := w.name()
	if !found || w.peek() != '.' {
		return name, found
	}
	w.i++
	last, found := w.name()
	return name + "." + last, found
}

// head reads `[IGNORE …] [INTO] name [(columns)] VALUES` behind INSERT.
func (w *words) head() (name string, columns []string, f found) {
	for {
		from := w.i
		switch w.word() {
		case "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO":
			continue
		}
		w.i = from
		break
	}
	name, is := w.dotted()
	if !is {
		return "", nil, odd
	}
	if w.is('(') {
		if columns, is = w.columns(); !is {
			return name, nil, odd
		}
	}
	if next := w.word(); next != "VALUES" && next != "VALUE" {
		return name, nil, odd
	}
	return name, columns, good
}

// columns reads `a, b)`.
func (w *words) columns() (names []string, is bool) {
	for {
		name, is := w.name()
		if !is {
			return nil, false
		}
		names = append(names, name)
		if w.is(')') {
			return names, true
		}
		if !w.is(',') {
			return nil, false
		}
	}
}

// notColumns are the words that begin a line of a definition that is no column.
var notColumns = []string{"PRIMARY", "KEY", "UNIQUE", "INDEX", "CONSTRAINT", "FULLTEXT", "SPATIAL", "CHECK", "FOREIGN", "PERIOD"}

// definition reads `[IF NOT EXISTS] name (…)` behind CREATE TABLE.
func (w *words) definition() (name string, columns []string, is bool) {
	if from := w.i; w.word() != "IF" || w.word() != "NOT" || w.word() != "EXISTS" {
		w.i = from
	}
	if name, is = w.dotted(); !is || !w.is('(') {
		return "", nil, false
	}
	for {
		quote := w.peek()
		column, is := w.name()
		if !is {
			return "", nil, false
		}
		if quote == '`' || quote == '"' || !slices.Contains(notColumns, strings.ToUpper(column)) {
			columns = append(columns, column)
		}
		if !w.next() {
			return name, columns, true
		}
	}
}

// next goes behind the comma that ends a line of a definition; false where the
// definition ends.
func (w *words) next() bool {
	l, depth := lexer{}, 0
	for w.i < len(w.b) {
		c := w.b[w.i]
		n, _ := l.opens(w.b[w.i:], true)
		w.i += n
		switch {
		case l.in != 0:
			w.i, _ = l.leave(w.b, w.i, true)
		case c == '(':
			depth++
		case c == ')' && depth == 0:
			return false
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			return true
		}
	}
	return false
}
