// Package hypermail reads pages of archives of mailing lists that hypermail and its
// kin wrote: HTML with what the message's header said in comments. The form and every
// rule are in docs/formats/hypermail.md.
package hypermail

import (
	"bytes"
	"cmp"
	"html"
	"math"
	"strings"

	"comity/internal/records/clock"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// Why a message could not be read, beside what the packages board and record say.
const (
	NoMessage record.Reason = "page without a message"
	NoBody    record.Reason = "message whose body does not begin"
	Cut       record.Reason = "text goes on behind the first 2 MiB of the message"
)

// mostKept is how much of a message is looked at.
const mostKept = 2 << 20

// begin, start and end are what parts a page.
var (
	begin = []byte(`<!-- received="`)
	start = []byte(`<!-- body="start" -->`)
	end   = []byte(`<!-- body="end" -->`)

	opened, equals, closed = []byte("<!-- "), []byte(`="`), []byte(`" -->`) // of a comment
)

// Parser reads a page, or several one after another. Blocks must be given in the
// order of the stream.
type Parser struct {
	desk  *board.Desk
	texts *board.Texts
	line  int64

	begun bool
	over  bool // the body has ended: what follows is the page's
	cut   bool // the message has more bytes than are kept
	any   bool // there was a message
	at    record.Place
	kept  []byte
	post  record.Post
	first record.Place // the first line with something in it
}

// Open makes a parser for src, which must hold a board.
func Open(src *record.Source) (*Parser, error) {
	desk, err := board.Open(src, "hypermail")
	if err != nil {
		return nil, err
	}
	texts, err := board.NewTexts(src)
	if err != nil {
		return nil, err
	}
	return &Parser{desk: desk, texts: texts, line: 1}, nil
}

// Sniff reports whether head holds the comments of such a page.
func Sniff(head []byte) bool {
	return bytes.Contains(head, begin) && bytes.Contains(head, []byte(`<!-- id="`)) && (bytes.Contains(head, []byte(`<!-- sent="`)) || bytes.Contains(head, []byte(`<!-- name="`)))
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, cut at line ends; base is their
// offset. The place of a message reaches from its first comment to the end of its body.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.desk.Into(sink)
	for pos := 0; pos < len(data); {
		stop, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			stop, next = pos+n, pos+n+1
		}
		line := data[pos:stop]
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		p.take(line, record.Place{Offset: base + int64(pos), Length: int32(min(len(line), math.MaxInt32)), Line: p.line})
		p.line++
		pos = next
	}
	p.desk.Into(record.Sink{})
}

// Close ends the stream, and with it the last message.
func (p *Parser) Close(sink record.Sink) {
	p.desk.Into(sink)
	p.finish()
	if !p.any && p.first.Line > 0 {
		p.desk.Reject(p.first, NoMessage)
	}
	p.desk.Into(record.Sink{})
}

func (p *Parser) take(line []byte, at record.Place) {
	blank := len(bytes.TrimSpace(line)) == 0
	if p.first.Line == 0 && !blank {
		p.first = at
	}
	if (!p.begun || p.over) && bytes.HasPrefix(bytes.TrimLeft(line, " \t"), begin) {
		p.finish()
		p.begun, p.over, p.cut, p.any, p.at, p.kept = true, false, false, true, at, p.kept[:0]
	}
	if !p.begun || p.over {
		return
	}
	if !blank {
		p.at.Length = int32(min(at.Offset+int64(at.Length)-p.at.Offset, math.MaxInt32))
	}
	if p.cut = p.cut || len(p.kept)+len(line) >= mostKept; !p.cut {
		p.kept = append(append(p.kept, line...), '\n')
	}
	p.over = bytes.Contains(line, end)
}

// finish hands the message at hand over.
func (p *Parser) finish() {
	if !p.begun {
		return
	}
	p.begun, p.over = false, false
	head, body, ok := bytes.Cut(p.kept, start)
	if !ok {
		p.desk.Reject(p.at, NoBody)
		return
	}
	body, _, whole := bytes.Cut(body, end)
	if p.cut && !whole {
		p.desk.Reject(p.at, Cut) // and what there is of it is said
	}
	said := comments(head)
	code := record.View(said[charset])
	get := func(c comment) string { // a view of the message, perhaps
		return strings.TrimSpace(undone(p.texts.ViewIn(code, said[c])))
	}
	when, stated, ok := date(&said)
	if !ok {
		p.desk.Reject(p.at, board.BadTime)
		return
	}
	m := board.Split(board.Strip(p.texts.ViewIn(code, body), false))
	p.post = record.Post{
		Place: p.at, Subject: strings.Clone(get(subject)), ID: strings.Clone(address(get(id))), Author: strings.Clone(get(name)), Email: strings.Clone(address(get(email))), Stated: stated,
		Text: m.Own, Quotes: m.Quotes, Signed: m.Signed,
	}
	if stated {
		p.post.Offset = when.Offset
	}
	if strings.Contains(p.post.Email, "[hidden]") || !strings.Contains(p.post.Email, "@") {
		p.post.AuthorID, p.post.Email = p.post.Email, ""
	}
	if parent := address(get(inReplyTo)); strings.Contains(parent, "@") && !strings.Contains(parent, " ") {
		p.post.Parent = strings.Clone(parent)
	}
	p.post.Thread = cmp.Or(p.post.Parent, p.post.ID) // what is read as one joins those that answer each other
	p.desk.Post(&p.post, when, clock.Stamp{})
}

// comment is one of those that are read.
type comment int

const (
	received comment = iota
	isoReceived
	sent
	isoSent
	name
	email
	subject
	id
	charset
	inReplyTo
	commentCount
)

// commentNames are as hypermail writes them.
var commentNames = [commentCount]string{"received", "isoreceived", "sent", "isosent", "name", "email", "subject", "id", "charset", "inreplyto"}

// comments are the values that stand in <!-- name="value" -->, as views of b; of one that stands
// twice the first counts.
func comments(b []byte) (out [commentCount][]byte) {
	var seen [commentCount]bool
	for line := range bytes.Lines(b) {
		s, ok := bytes.CutPrefix(bytes.TrimSpace(line), opened)
		if !ok {
			continue
		}
		s, ok = bytes.CutSuffix(s, closed)
		called, value, ok2 := bytes.Cut(s, equals)
		if !ok || !ok2 {
			continue
		}
		for c := range commentCount {
			if commentNames[c] == string(called) && !seen[c] {
				out[c], seen[c] = value, true
			}
		}
	}
	return out
}

// undone is s without its entities.
func undone(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		return html.UnescapeString(s)
	}
	return s
}

// date is when the message was written: as its author's clock stated it, else as the
// archive put it in UTC, else by the archive's clock.
func date(said *[commentCount][]byte) (st clock.Stamp, stated, ok bool) {
	if st, stated, ok = board.MailDate(undone(record.View(said[sent]))); ok {
		return st, stated, true
	}
	for _, c := range []comment{isoSent, isoReceived} {
		if st, ok = clock.Parse(record.View(said[c]), "20060102150405"); ok {
			st.HasOffset = true
			return st, false, true
		}
	}
	st, ok = board.Ctime("x " + record.View(said[received]))
	return st, false, ok
}

// address undoes how archives hide addresses from harvesters.
func address(s string) string {
	if !strings.Contains(s, "@") {
		s = strings.Replace(s, "_at_", "@", 1)
	}
	return strings.Trim(s, "<>")
}
