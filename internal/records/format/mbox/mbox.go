// Package mbox reads mailboxes: archives of mailing lists and newsgroups, one
// message after another behind lines that begin "From ". The form and every rule are
// in docs/formats/mbox.md.
package mbox

import (
	"bufio"
	"bytes"
	"math"
	"strings"

	"comity/internal/records/clock"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// Why a message could not be read, beside what the packages board and record say.
const (
	NoMessage record.Reason = "bytes before the first message"
	NoHeader  record.Reason = "message without a header"
	Cut       record.Reason = "text may go on behind the first 2 MiB of the message"
)

// mostKept is how much of a message is looked at: what lies behind are attachments.
const mostKept = 2 << 20

// mark is what some programs begin a file with, to say that it is UTF-8.
var mark = []byte("\ufeff")

// Parser reads one mailbox. Blocks must be given in the order of the stream.
type Parser struct {
	desk *board.Desk
	line int64 // of the next byte, from 1

	begun   bool
	at      record.Place // of the message at hand; Length: so far
	from    []byte       // its From_ line, without the word
	kept    []byte       // its bytes behind that line, the first ones
	cut     bool         // it has more bytes
	blank   bool         // the latest line was empty
	pending bool         // the latest line may begin a message: that tells the next one
	next    record.Place // of that line
	held    []byte       // that line
	strayed bool         // bytes before the first message were told of
	mail    mail
	post    record.Post
}

// Open makes a parser for src, which must hold a board.
func Open(src *record.Source) (*Parser, error) {
	desk, err := board.Open(src, "mbox")
	if err != nil {
		return nil, err
	}
	texts, err := board.NewTexts(src)
	if err != nil {
		return nil, err
	}
	return &Parser{desk: desk, mail: mail{texts: texts, in: bufio.NewReader(nil)}, line: 1, blank: true}, nil
}

// Sniff reports whether head begins a mailbox: a line that parts messages, and one of
// a header below it.
func Sniff(head []byte) bool {
	first, rest, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\ufeff")), []byte{'\n'})
	second, _, _ := bytes.Cut(rest, []byte{'\n'})
	return isFrom(bytes.TrimRight(first, "\r")) && isHeader(second)
}

// Skip counts lines that the stream passed over: they belong to the message at hand.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, cut at line ends; base is their
// offset. The place of a message reaches from the line that begins it to the last
// line with something in it. Lines count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.desk.Into(sink)
	for pos := 0; pos < len(data); {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		line := data[pos:end]
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if at := base + int64(pos); at == 0 && bytes.HasPrefix(line, mark) {
			p.take(line[len(mark):], at+int64(len(mark)))
		} else {
			p.take(line, at)
		}
		p.line++
		pos = next
	}
	p.desk.Into(record.Sink{})
}

// Close ends the stream, and with it the last message.
func (p *Parser) Close(sink record.Sink) {
	p.desk.Into(sink)
	p.settle(false)
	p.finish()
	p.desk.Into(record.Sink{})
}

// take reads a line.
func (p *Parser) take(line []byte, at int64) {
	if p.pending {
		p.settle(isHeader(line))
	}
	if p.blank && isFrom(line) {
		p.pending, p.next, p.held = true, record.Place{Offset: at, Length: int32(len(line)), Line: p.line}, append(p.held[:0], line...)
		p.blank = false
		return
	}
	p.add(line, record.Place{Offset: at, Length: int32(min(len(line), math.MaxInt32)), Line: p.line})
}

// settle decides on the line that may begin a message.
func (p *Parser) settle(begins bool) {
	if !p.pending {
		return
	}
	p.pending = false
	if !begins {
		p.add(p.held, p.next)
		return
	}
	p.finish()
	p.begun, p.at, p.from, p.kept, p.cut = true, p.next, append(p.from[:0], p.held[len("From "):]...), p.kept[:0], false
}

// add makes a line part of the message at hand.
func (p *Parser) add(line []byte, at record.Place) {
	p.blank = len(line) == 0
	if !p.begun {
		if !p.blank && !p.strayed {
			p.desk.Reject(at, NoMessage)
			p.strayed = true
		}
		return
	}
	if !p.blank {
		p.at.Length = int32(min(at.Offset+int64(at.Length)-p.at.Offset, math.MaxInt32))
	}
	if p.cut = p.cut || len(p.kept)+len(line) >= mostKept; !p.cut {
		p.kept = append(append(p.kept, line...), '\n')
	}
}

// finish hands the message at hand over.
func (p *Parser) finish() {
	if !p.begun {
		return
	}
	p.begun = false
	m, from := &p.mail, record.View(p.from)
	m.parse(p.kept)
	if m.fields == 0 {
		p.desk.Reject(p.at, NoHeader)
		return
	}
	when, stated, why := m.date(from)
	if why != "" {
		p.desk.Reject(p.at, why)
		return
	}
	name, email := m.author(from)
	text, ended := m.text()
	if p.cut && !ended {
		p.desk.Reject(p.at, Cut) // and what there is of it is said
	}
	split := board.Split(text)
	p.post = record.Post{
		Place: p.at, Forum: m.forum(), Subject: m.get(fieldSubject), ID: strings.Clone(id(m.raw[fieldMessageID])), Author: name, Email: email, Addr: m.addr(),
		Offset: when.Offset, Stated: stated, Text: split.Own, Quotes: split.Quotes, Signed: split.Signed,
	}
	if !stated {
		p.post.Offset = 0
	}
	p.post.Thread, p.post.Parent = m.thread(p.post.ID)
	p.desk.Post(&p.post, when, clock.Stamp{})
}

// isFrom reports whether a line is one that parts messages: "From ", a sender, and a
// date as ctime writes it.
func isFrom(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	if !ok || len(rest) < 20 || len(rest) > 400 {
		return false
	}
	_, ok = board.Ctime(record.View(rest))
	return ok
}

// isHeader reports whether a line is a field of a header, or an old line that parted
// messages.
func isHeader(line []byte) bool {
	i := bytes.IndexByte(line, ':')
	if bytes.HasPrefix(line, []byte(">From ")) {
		return true
	}
	if i < 1 || i > 80 {
		return false
	}
	for _, c := range line[:i] {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// date is when the message was written: by its Date, with the offset that its
// author's clock stated, or, where there is none to be read, by the line that begins
// it, whose clock is the archive's.
func (m *mail) date(from string) (st clock.Stamp, stated bool, why record.Reason) {
	if v := m.raw[fieldDate]; v != "" {
		if st, stated, ok := board.MailDate(v); ok {
			return st, stated, ""
		}
	}
	if st, ok := board.Ctime(from); ok {
		return st, false, ""
	}
	return st, false, board.BadTime
}
