// Package rds reads the National Software Reference Library's RDSv3: a SQLite 3
// database whose table FILE or METADATA holds the hashes of files. The form and every
// rule are in docs/formats/rds.md.
//
// The database is read as a stream of pages, by this package's own reader of b-trees
// of tables: no query runs, so nothing that a file brings along does, such as views
// and triggers. A first pass learns which pages are the table's, a second reads its
// rows.
package rds

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Why a row could not be read.
const (
	BadCell  record.Reason = "row does not lie in its page, or breaks the rules of its form"
	BadValue record.Reason = "hash is no text"
	LongRow  record.Reason = "hash lies behind what fits on the row's page"
)

// Parser reads one database in two passes over the stream: Survey, then Block.
type Parser struct {
	src    string
	pages  pages // of the pass at hand
	tree   tree
	schema schema
	table  table  // whose rows are read
	said   string // the database's version, from where it was met
	cells  []cell
	hashed record.Hashed
	err    error
}

// Open makes a parser for src, which must hold hashes and say nothing of columns.
func Open(src *record.Source) (*Parser, error) {
	if src.Kind != record.Hashes {
		return nil, comity.Errorf(comity.Input, "exhibit %s: format \"rds\" holds hashes, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "hashes"`)
	}
	if len(src.Columns) > 0 || len(src.Values) > 0 {
		return nil, comity.Errorf(comity.Input, "exhibit %s: columns and values are not used with format \"rds\"", src.Ref).
			WithHint("leave them out: the format says what its columns mean")
	}
	return &Parser{src: src.Ref}, nil
}

// fail keeps the first thing that is wrong with the database as a whole.
func (p *Parser) fail(hint, form string, args ...any) {
	if p.err == nil {
		p.err = comity.Errorf(comity.Input, "exhibit %s: %w", p.src, comity.Errorf(comity.Input, form, args...)).WithHint("%s", hint)
	}
}

const (
	hintWhole = "see that the file is whole and opens in its own program; what a set lacks would look new"
	hintOther = `export the table of hashes as CSV, and seal that beside the database (kind = "document")`
)

// Survey takes the next bytes of the stream, cut anywhere, in the first pass; final
// says that they, which may be none, are the last.
func (p *Parser) Survey(data []byte, final bool) {
	for len(data) > 0 && p.err == nil {
		var page []byte
		if page, data = p.pages.next(data); page != nil {
			p.look(page)
		}
	}
	if !final || p.err != nil {
		return
	}
	p.choose()
	if p.err == nil && (len(p.pages.held) > 0 || !p.tree.mark(p.table.root, p.pages.number)) {
		p.fail(hintWhole, "the database breaks off, or its pages contradict each other: table %s cannot be read whole", p.table.name)
	}
	p.pages = pages{}
}

// look learns what a page says of the schema and of trees.
func (p *Parser) look(page []byte) {
	n := p.pages.number
	if n == 1 {
		if why := p.pages.refuse(page); why != "" {
			p.fail(hintOther, "%s", why)
			return
		}
	}
	if !p.schema.take(page, n, p.pages.usable) {
		p.fail(hintOther, "the database's schema cannot be read")
	}
	p.note(page)
	if !p.tree.take(page, n, p.pages.usable) {
		p.fail(hintOther, "the database has more than %d pages that lead to others", maxBranches)
	}
}

// note takes the database's version over, where the page says it. That may come before
// the schema is known, so both passes look.
func (p *Parser) note(page []byte) {
	if v, ok := p.schema.tables["version"]; ok && v.root == p.pages.number {
		p.said = v.version(page, v.root, p.pages.usable)
	}
}

// choose finds the table to read.
func (p *Parser) choose() {
	t, ok := p.schema.hashes()
	switch {
	case p.pages.number == 0:
		p.fail(hintWhole, "this is no SQLite database: it is shorter than a page")
	case !ok:
		p.fail(hintOther, "the database is no RDSv3: it has no table FILE or METADATA with columns sha256, sha1 or md5")
	case t.odd:
		p.fail(hintOther, "table %s is of a sort that is not read (WITHOUT ROWID, virtual, or with generated columns)", t.name)
	}
	p.table = t
}

// Block reads data, the next bytes of the stream in the second pass, cut anywhere;
// base is their offset. A record is used again for the next one.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	sink = sink.Complete()
	if p.table.root == 0 {
		p.choose()
	}
	for len(data) > 0 && p.err == nil {
		var page []byte
		if page, data = p.pages.next(data); page != nil {
			p.read(page, sink)
		}
	}
}

// read hands over the rows of a page, where it is one of the table's.
func (p *Parser) read(page []byte, sink record.Sink) {
	n := p.pages.number
	p.note(page)
	if !p.tree.leaf(n) {
		return
	}
	cells, ok := leafCells(p.cells[:0], page, n, p.pages.usable)
	if !ok {
		p.fail(hintWhole, "page %d is no page of table %s", n, p.table.name)
		return
	}
	slices.SortStableFunc(cells, func(a, b cell) int { return cmp.Compare(a.at, b.at) })
	from := int64(n-1) * int64(len(page))
	for _, c := range cells {
		h := &p.hashed
		*h = record.Hashed{Place: record.Place{Offset: from + int64(c.at), Length: int32(c.length), Line: max(c.rowid, 0)}, //nolint:gosec // within a page
			FirstSeen: record.Absent(), Size: -1, Edition: p.said}
		if why := p.table.row(c, h); why != "" {
			sink.Reject(record.Reject{Place: h.Place, Reason: why})
		} else {
			sink.Hashed(h)
		}
	}
	p.cells = cells
}

// Close has nothing to hand over.
func (p *Parser) Close(record.Sink) {}

// Err says why the stream is no such database; asked after Close.
func (p *Parser) Err() error { return p.err }

// Sniff reports whether head begins a database with the tables of an RDSv3.
func Sniff(head []byte) bool {
	if !Database(head) {
		return false
	}
	var p Parser
	for len(head) > 0 && p.err == nil {
		var page []byte
		if page, head = p.pages.next(head); page != nil {
			p.look(page)
		}
	}
	_, hashes := p.schema.hashes()
	_, version := p.schema.tables["version"]
	return p.err == nil && hashes && version
}
