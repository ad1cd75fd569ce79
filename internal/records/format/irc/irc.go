// Package irc reads logs of chat channels as irssi, XChat, mIRC, ZNC, WeeChat,
// energymech and eggdrop write them, and as the archives of channels publish them.
// The form and every rule are in docs/formats/irc.md.
//
// What day a line is of may stand far above it: blocks must be given in the order
// of the stream, to one Parser.
package irc

import (
	"bytes"
	"math"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// Why a line could not be read, beside what package record says.
const (
	NoLine   record.Reason = "no line of a chat log"
	NoDay    record.Reason = "nothing says of which day the line is"
	LongLine record.Reason = "line longer than 64 KiB"
	Told     record.Reason = "the program's own words: days, topics, connections" // set aside
)

const maxLine = 64 << 10

// Parser reads one log.
type Parser struct {
	desk  *board.Desk
	texts *board.Texts
	forum string
	line  int64 // of the next byte, from 1
	days  days
	plain bool // deeds have no mark of their own: a line that begins "* " may be one
	post  record.Post
	deed  record.Deed
}

// Open makes a parser for src, which must hold a board; head is the start of the
// stream. A log of which neither the manifest nor a line in the head says the day
// is an Input error.
func Open(head []byte, src *record.Source) (*Parser, error) {
	desk, err := board.Open(src, "irc")
	if err != nil {
		return nil, err
	}
	texts, err := board.NewTexts(src)
	if err != nil {
		return nil, err
	}
	p := &Parser{desk: desk, texts: texts, line: 1, forum: src.Forum}
	if src.Day != "" {
		st, ok := clock.Parse(src.Day, "2006-01-02")
		if !ok {
			return nil, comity.Errorf(comity.Input, "exhibit %s: day %.20q is no day", src.Ref, src.Day).WithHint("write day = 2004-01-20")
		}
		p.days.set(st.Civil)
	}
	seen := look(head)
	p.plain = !seen.marked
	if p.forum == "" {
		p.forum = texts.String(seen.channel)
	}
	if src.Day == "" && !seen.dated {
		return nil, comity.Errorf(comity.Input, "exhibit %s: the log's lines bear the time alone, and nothing says of which day they are", src.Ref).
			WithHint("write day = 2004-01-20, the date of its first line")
	}
	return p, nil
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, cut at line ends; base is their
// offset. Lines of places count from the start of the stream.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	p.desk.Into(sink)
	for pos := 0; pos < len(data); {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		text := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		at := record.Place{Offset: base + int64(pos), Length: int32(min(len(text), math.MaxInt32)), Line: p.line}
		if base+int64(pos) == 0 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(text)) > 0 {
			if why := p.read(text, at); why != "" {
				p.desk.Reject(at, why)
			}
		}
		p.line++
		pos = next
	}
	p.desk.Into(record.Sink{})
}

// Close has nothing to hand over.
func (p *Parser) Close(record.Sink) {}

func (p *Parser) read(text []byte, at record.Place) record.Reason {
	if len(text) > maxLine {
		return LongLine
	}
	text = bare(text)
	if is, ok := p.days.line(text); is {
		if !ok {
			return board.BadTime
		}
		p.desk.Aside(at, Told)
		return ""
	}
	s, rest, stamped := readStamp(text)
	if !stamped && !mark(text) {
		return NoLine
	}
	if is, ok := p.days.line(rest); is { // eggdrop writes the time before it
		if !ok {
			return board.BadTime
		}
		p.desk.Aside(at, Told)
		return ""
	}
	var when clock.Stamp
	if stamped {
		when = p.days.stamp(&s)
	} else {
		when = p.days.latest()
	}
	if when.Sub == 0 {
		return NoDay
	}
	m := split(rest, s.tabbed)
	switch m.kind {
	case said, acted, noticed:
		if m.kind == acted && p.plain && p.unmarked(m.whole, when, at) {
			return ""
		}
		p.post = record.Post{Place: at, Forum: p.forum, Author: p.name(m.nick), Text: p.text(m.text), Action: m.kind == acted}
		p.desk.Post(&p.post, when, clock.Stamp{})
		return ""
	case told:
		if !p.deeds(m.text, when, at) {
			p.desk.Aside(at, Told)
		}
		return ""
	}
	if stamped && p.deeds(rest, when, at) {
		return ""
	}
	return NoLine
}

// name is a nickname without the marks of rank before it.
func (p *Parser) name(nick []byte) string {
	return p.texts.String(bytes.TrimLeft(bytes.TrimSpace(plainText(nick)), " @+%&~!"))
}

func (p *Parser) text(b []byte) string { return p.texts.String(bytes.TrimSpace(plainText(b))) }

// bare is b without the codes before its first letter: clients that colour what is no talk write them before the time.
func bare(b []byte) []byte {
	for len(b) > 0 && b[0] < ' ' && b[0] != '\t' {
		if b[0] == 3 {
			b = b[colour(b, 0):]
		}
		b = b[1:]
	}
	return b
}

// plainText is b without the codes that clients colour and underline text with.
func plainText(b []byte) []byte {
	any := false
	for _, c := range b {
		any = any || c < ' ' && c != '\t'
	}
	if !any {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == 3:
			i = colour(b, i)
		case c == 4 && i+6 < len(b) && hex(b[i+1:i+7]):
			i += 6
		case c < ' ' && c != '\t':
		default:
			out = append(out, c)
		}
	}
	return out
}

// colour is the last index of the colour code at i: up to two digits, and behind a
// comma up to two more.
func colour(b []byte, i int) int {
	digits := func() (n int) {
		for n < 2 && i+1+n < len(b) && b[i+1+n]-'0' <= 9 {
			n++
		}
		return n
	}
	n := digits()
	if i += n; n > 0 && i+2 < len(b) && b[i+1] == ',' && b[i+2]-'0' <= 9 {
		i++
		i += digits()
	}
	return i
}

func hex(b []byte) bool {
	for _, c := range b {
		if c-'0' > 9 && (c|32)-'a' > 5 {
			return false
		}
	}
	return true
}
