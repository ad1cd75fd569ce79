// Package mysqldump reads one table out of a dump that mysqldump, mariadb-dump
// or phpMyAdmin wrote: the tuples of its INSERT statements are rows of a table.
// No SQL is evaluated. The form and every rule are in docs/formats/mysqldump.md.
//
// A statement may be many megabytes on one line, so a Parser takes the stream in
// pieces cut anywhere, in order, and carries over what has begun and not ended.
// What comes out does not depend on where the stream was cut.
package mysqldump

import (
	"bytes"
	"math"

	"comity/internal/comity"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Why a tuple, or a statement, could not be read. Why the cells of one could not
// is in package table.
const (
	NoColumns  record.Reason = "no column list, and no CREATE TABLE above"
	Misfit     record.Reason = "the statement's columns lack a needed one"
	Expression record.Reason = "tuple holds something else than plain values"
	LongTuple  record.Reason = "tuple longer than 1 MiB"
	BadInsert  record.Reason = "statement is not of the form INSERT … VALUES (…), (…)"
	CutOff     record.Reason = "dump breaks off here"
)

// maxTuple bounds a tuple, and what of any other statement is held.
const maxTuple = 1 << 20

// mode is what the parser is inside of.
type mode uint8

const (
	between  mode = iota // statements
	aside                // a comment between statements
	version              // a comment between statements that some versions execute: /*!40101 … */
	skipping             // a statement that is not read
	tuples               // the list behind VALUES
	passing              // a tuple that is rejected
)

// Parser reads one dump.
type Parser struct {
	src  *record.Source
	cfg  table.Config
	sink record.Sink

	buf     []byte // what is not taken yet
	base    int64  // offset of buf in the stream
	pos     int    // of the next byte to take, in buf
	line    int64  // of counted
	counted int

	mode      mode
	lex       lexer
	delimiter string
	maker     string        // of a dump that is not MySQL's
	start     record.Place  // of what is being skipped or passed
	why       record.Reason // it is rejected for; "": it is not
	comma     bool          // the latest tuple wants a comma behind it
	head      head          // of the latest INSERT that could be read

	choice
	taker  Taker // in place of choosing a table: gets what it wants of all
	cells  [][]byte
	binary []bool // by cell: written as bytes, not as text
	text   []byte // unescaped cells
}

// Open makes a parser for src, which holds a kind that a table can. Which table
// of the dump is read is src.Sheet, else the only one whose columns fit; whether
// there is one shows at the stream's end: ask Err then.
func Open(src *record.Source, cfg table.Config) (*Parser, error) {
	p := &Parser{src: src, cfg: cfg, line: 1, delimiter: ";", choice: newChoice()}
	if err := p.describes(); err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return p, nil
}

// Block reads data, the next bytes of the stream, cut anywhere. The place of a
// record is its tuple with both brackets; lines count from the start of the
// stream.
func (p *Parser) Block(data []byte, _ int64, sink record.Sink) {
	p.into(sink)
	p.buf = append(p.buf, data...)
	for p.step(false) {
	}
	p.place(0)
	n := copy(p.buf, p.buf[p.pos:])
	p.buf, p.base, p.pos, p.counted = p.buf[:n], p.base+int64(p.pos), 0, 0
	p.into(record.Sink{})
}

// Close ends the stream. A statement that has not ended is a reject.
func (p *Parser) Close(sink record.Sink) {
	p.into(sink)
	for p.step(true) {
	}
	switch {
	case p.mode == between && p.pos == len(p.buf), p.mode == aside && p.lex.in == '\n':
	case p.mode == skipping || p.mode == passing || p.mode == version || p.mode == aside:
		p.pos = len(p.buf)
		p.reject(CutOff)
	default:
		p.start = p.place(0)
		p.pos = len(p.buf)
		p.reject(CutOff)
	}
	p.into(record.Sink{})
}

func (p *Parser) into(sink record.Sink) {
	p.sink = sink.Complete()
	if p.now != nil {
		p.now.Into(sink)
	}
}

// place is where the next n bytes lie.
func (p *Parser) place(n int) record.Place {
	p.line += int64(bytes.Count(p.buf[p.counted:p.pos], []byte{'\n'}))
	p.counted = p.pos
	return record.Place{Offset: p.base + int64(p.pos), Length: int32(n), Line: p.line}
}

// reject tells of what lies from start to the next byte to take.
func (p *Parser) reject(why record.Reason) {
	p.start.Length = int32(min(p.base+int64(p.pos)-p.start.Offset, math.MaxInt32))
	p.sink.Reject(record.Reject{Place: p.start, Reason: why})
}

// step takes the next piece of the stream that is whole. It reports false where
// more bytes are needed; final says that there are none.
func (p *Parser) step(final bool) bool {
	switch p.mode {
	case between:
		return p.statement(final)
	case tuples:
		return p.list(final)
	case aside:
		return p.leave(final)
	case version:
		return p.until("*/", final, between)
	case passing:
		if !p.until(")", final, tuples) {
			return false
		}
		p.reject(p.why)
		p.comma = true
		return true
	}
	if !p.until(p.delimiter, final, between) {
		return false
	}
	if p.why != "" {
		p.reject(p.why)
	}
	return true
}

// until goes behind the next mark outside quotes and comments, and to mode then.
func (p *Parser) until(mark string, final bool, then mode) (found bool) {
	p.pos, found = p.lex.until(p.buf, p.pos, mark, final)
	if found {
		p.mode = then
	}
	return found
}

func (p *Parser) leave(final bool) (done bool) {
	p.pos, done = p.lex.leave(p.buf, p.pos, final)
	if done {
		p.mode = between
	}
	return done
}

// enter begins a piece that starts at the next byte to take.
func (p *Parser) enter(m mode, why record.Reason) bool {
	p.start, p.why, p.mode, p.lex = p.place(0), why, m, lexer{}
	return true
}

// list reads what stands behind VALUES: tuples and commas in turn.
func (p *Parser) list(final bool) bool {
	p.pos = space(p.buf, p.pos)
	rest := p.buf[p.pos:]
	if len(rest) == 0 {
		return false
	}
	if !p.comma {
		if rest[0] != '(' {
			return p.enter(skipping, BadInsert)
		}
		return p.tuple(final)
	}
	ends, short := begins(rest, p.delimiter, final)
	switch {
	case short:
		return false
	case ends:
		p.pos += len(p.delimiter)
		p.mode = between
		return true
	case rest[0] == ',':
		p.pos++
		p.comma = false
		return true
	}
	w := words{b: rest[:min(len(rest), maxTuple+1)]}
	next := w.word()
	switch {
	case w.short && !final && len(rest) <= maxTuple:
		return false // a comment, or a word, may go on
	case next == "ON" || next == "AS": // … DUPLICATE KEY UPDATE
		return p.enter(skipping, "")
	}
	return p.enter(skipping, BadInsert)
}

// tuple reads the tuple at the next byte.
func (p *Parser) tuple(bool) bool {
	window := p.buf[p.pos:min(len(p.buf), p.pos+maxTuple+1)]
	n, found := p.values(window)
	switch {
	case found == short && len(window) <= maxTuple:
		return false
	case found == odd:
		return p.enter(passing, Expression)
	case found == short || n > maxTuple:
		return p.enter(passing, LongTuple)
	}
	at := p.place(n)
	p.pos += n
	p.comma = true
	if p.taker != nil {
		p.taker.Row(p.cells, p.binary, at)
		return true
	}
	if p.now == nil {
		p.sink.Reject(record.Reject{Place: at, Reason: p.unread})
		return true
	}
	p.now.addresses(p)
	p.now.Row(p.cells, at)
	return true
}
