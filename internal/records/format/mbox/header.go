package mbox

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"strings"

	"comity/internal/records/charset"
	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// field is one that is read.
type field int

const (
	unread field = iota - 1
	fieldFrom
	fieldDate
	fieldSubject
	fieldMessageID
	fieldInReplyTo
	fieldReferences
	fieldListID
	fieldNewsgroups
	fieldContentType
	fieldContentCoding
	fieldOriginatingIP
	fieldPostingHost
	fieldMailingList
	fieldCount
)

// fieldNames are as RFC 5322, RFC 2045 and custom have them.
var fieldNames = [fieldCount][]byte{
	fieldFrom: []byte("from"), fieldDate: []byte("date"), fieldSubject: []byte("subject"), fieldMessageID: []byte("message-id"), fieldInReplyTo: []byte("in-reply-to"), fieldReferences: []byte("references"),
	fieldListID: []byte("list-id"), fieldNewsgroups: []byte("newsgroups"), fieldContentType: []byte("content-type"), fieldContentCoding: []byte("content-transfer-encoding"),
	fieldOriginatingIP: []byte("x-originating-ip"), fieldPostingHost: []byte("nntp-posting-host"), fieldMailingList: []byte("x-mailing-list"),
}

// fieldOf is the field of a name in letters of any size.
func fieldOf(name []byte) field {
	for f := range fieldCount {
		if len(fieldNames[f]) == len(name) && bytes.EqualFold(fieldNames[f], name) {
			return f
		}
	}
	return unread
}

// mail is a message taken apart. What it holds of the message are views of it.
type mail struct {
	raw    [fieldCount]string // unfolded values; of a field that stands twice the first counts
	lines  [fieldCount][]byte // those that stood on several lines
	fields int
	body   []byte
	texts  *board.Texts
	types  types
	in     *bufio.Reader // of a part that is decoded
	ended  bool          // the latest part with text ended in a boundary
}

// maxField is how long an unfolded field may be.
const maxField = 64 << 10

// parse takes b apart, which must stay as it is for as long as m is asked.
func (m *mail) parse(b []byte) {
	m.raw, m.fields, m.ended = [fieldCount]string{}, 0, false
	at := unread
	for len(b) > 0 {
		end := bytes.IndexByte(b, '\n') // there is one: lines are kept with theirs
		line := b[:end]
		if b = b[end+1:]; len(line) == 0 {
			break
		}
		switch i := bytes.IndexByte(line, ':'); {
		case line[0] == ' ' || line[0] == '\t':
			if at != unread && len(m.raw[at]) < maxField {
				m.unfold(at, bytes.TrimSpace(line))
			}
		case i > 0 && isHeader(line):
			m.fields++
			if at = fieldOf(line[:i]); at == unread || m.raw[at] != "" {
				at = unread
				break
			}
			m.raw[at], m.lines[at] = strings.TrimSpace(record.View(line[i+1:])), m.lines[at][:0]
		default:
			at = unread
		}
	}
	m.body = unescape(b)
}

// unfold puts another line behind a field's value, in a buffer: hostile mail folds one line by line.
func (m *mail) unfold(f field, line []byte) {
	if len(m.lines[f]) == 0 {
		m.lines[f] = append(m.lines[f], m.raw[f]...)
	}
	if len(m.lines[f]) > 0 {
		m.lines[f] = append(m.lines[f], ' ')
	}
	m.lines[f] = append(m.lines[f], line...)
	m.raw[f] = record.View(m.lines[f])
}

// unescape takes one > off each line that begins with some and "From ": an mbox
// marks so what would else begin a message.
func unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte(">From ")) {
		return b
	}
	var out []byte
	for line := range bytes.Lines(b) {
		if line[0] == '>' && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
			line = line[1:]
		}
		out = append(out, line...)
	}
	return out
}

// get is a field with its encoded words decoded, in a string of its own.
func (m *mail) get(f field) string { return m.words(m.raw[f]) }

func (m *mail) words(s string) string {
	if s == "" {
		return ""
	}
	if strings.Contains(s, "=?") {
		d := mime.WordDecoder{CharsetReader: reader}
		if out, err := d.DecodeHeader(s); err == nil {
			return strings.Join(strings.Fields(out), " ")
		}
	}
	return m.texts.String([]byte(s))
}

// reader decodes a charset that the standard library does not know.
func reader(name string, in io.Reader) (io.Reader, error) {
	d, err := charset.NewDecoder(name)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(in, maxField))
	if err != nil {
		return nil, err
	}
	return strings.NewReader(d.String(string(b))), nil
}
