package mbox

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/format/board"
)

// mail is a message taken apart.
type mail struct {
	raw    map[string]string // unfolded values of the fields that are read, by name in lower case
	fields int
	body   []byte
	texts  *board.Texts
	ended  bool // the latest part with text ended in a boundary
}

// read are the fields that are read; of one that stands twice the first counts.
var read = map[string]bool{
	"from": true, "date": true, "subject": true, "message-id": true, "in-reply-to": true, "references": true, "list-id": true, "newsgroups": true,
	"content-type": true, "content-transfer-encoding": true, "x-originating-ip": true, "nntp-posting-host": true, "x-mailing-list": true,
}

// maxField is how long an unfolded field may be.
const maxField = 64 << 10

func parse(b []byte, texts *board.Texts) *mail {
	m := &mail{raw: map[string]string{}, texts: texts}
	name := ""
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte{'\n'})
		if len(line) == 0 {
			b = rest
			break
		}
		switch i := bytes.IndexByte(line, ':'); {
		case line[0] == ' ' || line[0] == '\t':
			if name != "" && len(m.raw[name]) < maxField {
				m.raw[name] += " " + strings.TrimSpace(string(line))
			}
		case isHeader(line) && i > 0:
			m.fields++
			if name = strings.ToLower(string(line[:i])); !read[name] || m.raw[name] != "" {
				name = ""
				break
			}
			m.raw[name] = strings.TrimSpace(string(line[i+1:]))
		default:
			name = ""
		}
		b = rest
	}
	m.body = unescape(b)
	return m
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

// get is a field with its encoded words decoded.
func (m *mail) get(name string) string { return m.words(m.raw[name]) }

func (m *mail) words(s string) string {
	d := mime.WordDecoder{CharsetReader: reader}
	if strings.Contains(s, "=?") {
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

// author is the sender's name and address: also where an archive wrote them as
// "moss at mail.example (Moss Green)".
func (m *mail) author(from string) (name, email string) {
	v := m.raw["from"]
	p := netmail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: reader}}
	if a, err := p.Parse(v); err == nil {
		name, email = a.Name, a.Address
		if i := strings.LastIndexByte(v, '('); name == "" && i > 0 {
			name = m.words(strings.Trim(v[i:], "() "))
		}
	} else {
		v = m.words(v)
		if addr, said, ok := strings.Cut(v, "("); ok {
			name = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(said), ")"))
			email = address(addr)
		} else if said, addr, ok := strings.Cut(v, "<"); ok {
			name, email = strings.Trim(strings.TrimSpace(said), `"`), address(strings.Trim(addr, "> "))
		} else if email = address(v); email == "" {
			name = v
		}
	}
	if email == "" && name == "" {
		if f := strings.Fields(from); len(f) > 0 {
			email = address(f[0])
		}
	}
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	return strings.ToValidUTF8(name, "\uFFFD"), strings.ToValidUTF8(email, "\uFFFD")
}

// address is s where it is one, "moss at mail.example" among them.
func address(s string) string {
	s = strings.TrimSpace(s)
	if user, host, ok := strings.Cut(s, " at "); ok && !strings.Contains(s, "@") {
		s = strings.TrimSpace(user) + "@" + strings.TrimSpace(host)
	}
	if strings.Count(s, "@") != 1 || strings.ContainsAny(s, " \t<>") {
		return ""
	}
	return s
}

// id is the first identifier in a value, without its brackets.
func id(s string) string {
	_, s, ok := strings.Cut(s, "<")
	s, _, ok2 := strings.Cut(s, ">")
	if !ok || !ok2 {
		return ""
	}
	return strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))
}

// thread is the message that begins the discussion, and the one that is answered.
func (m *mail) thread(own string) (root, parent string) {
	refs := m.raw["references"]
	root = id(refs)
	parent = id(m.raw["in-reply-to"])
	if i := strings.LastIndexByte(refs, '<'); i >= 0 && parent == "" {
		parent = id(refs[i:])
	}
	if root == "" {
		root = parent
	}
	if root == "" {
		root = own
	}
	return root, parent
}

// forum is the list or the first newsgroup.
func (m *mail) forum() string {
	if v := m.get("list-id"); v != "" {
		if i := strings.LastIndexByte(v, '<'); i >= 0 {
			return strings.Trim(v[i:], "<> ")
		}
		return v
	}
	if v := m.get("newsgroups"); v != "" {
		v, _, _ = strings.Cut(v, ",")
		return strings.TrimSpace(v)
	}
	return strings.Trim(m.get("x-mailing-list"), "<> ")
}

// addr is the address that a mail or news server says it was sent from.
func (m *mail) addr() comity.Addr {
	for _, name := range []string{"x-originating-ip", "nntp-posting-host"} {
		if a, ok := comity.ParseAddr(strings.Trim(m.raw[name], "[]() ")); ok {
			return a
		}
	}
	return comity.Addr{}
}

// text is the body as plain text; ended: a boundary stands behind it, so that it is whole also where the message was cut.
func (m *mail) text() (text string, ended bool) {
	plain, markup := m.part(m.raw["content-type"], m.raw["content-transfer-encoding"], m.body, 0)
	if plain == "" && markup != "" {
		return board.Strip(markup, false), m.ended
	}
	return plain, m.ended && plain != ""
}

// Bounds of what is looked at in a message of several parts.
const (
	maxDepth = 8
	maxParts = 200
)

// part is the text of one part and of those within: plain, or else as HTML.
func (m *mail) part(contentType, coding string, body []byte, depth int) (plain, markup string) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil && kind == "" {
		kind = "text/plain"
	}
	switch {
	case strings.HasPrefix(kind, "multipart/") && depth < maxDepth:
		return m.parts(body, params["boundary"], depth)
	case kind == "text/plain" || kind == "text/html" || kind == "text" || kind == "text/enriched":
	default:
		return "", ""
	}
	text := m.texts.In(params["charset"], unpack(coding, body))
	if kind == "text/html" {
		return "", text
	}
	if strings.EqualFold(params["format"], "flowed") {
		text = flowed(text, strings.EqualFold(params["delsp"], "yes"))
	}
	return text, ""
}

func (m *mail) parts(body []byte, boundary string, depth int) (plain, markup string) {
	if boundary == "" {
		return m.texts.String(body), ""
	}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for range maxParts {
		p, err := r.NextRawPart()
		if err != nil {
			return plain, markup
		}
		if d, _, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition")); d == "attachment" {
			continue
		}
		b, err := io.ReadAll(p) // what a broken end leaves is read
		one, html := m.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), b, depth+1)
		if one != "" || html != "" {
			m.ended = err == nil
		}
		if one != "" && plain != "" {
			plain += "\n"
		}
		plain += one
		if markup == "" {
			markup = html
		}
	}
	return plain, markup
}

// unpack undoes the coding in which a part was sent; what is broken in it ends it.
func unpack(coding string, body []byte) []byte {
	switch strings.ToLower(strings.TrimSpace(coding)) {
	case "quoted-printable":
		out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		if err != nil && len(out) < len(body)/4 {
			return body
		}
		return out
	case "base64":
		clean := bytes.Map(func(r rune) rune {
			if r <= ' ' {
				return -1
			}
			return r
		}, body)
		clean = bytes.TrimRight(clean, "=")
		if len(clean)%4 == 1 { // cut in the middle
			clean = clean[:len(clean)-1]
		}
		out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
		n, _ := base64.RawStdEncoding.Decode(out, clean)
		return out[:n]
	}
	return body
}

// flowed joins the lines that RFC 3676 lets end in a blank, which is part of the text unless blanks are to go (DelSp);
// the mark of a signature stays.
func flowed(s string, delete bool) string {
	var out strings.Builder
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.TrimPrefix(l, " ")
		if strings.HasSuffix(l, " ") && l != "-- " && i+1 < len(lines) && !strings.HasPrefix(lines[i+1], ">") && !strings.HasPrefix(l, ">") && lines[i+1] != "-- " {
			if delete {
				l = l[:len(l)-1]
			}
			out.WriteString(l)
			continue
		}
		out.WriteString(l)
		if i+1 < len(lines) {
			out.WriteByte('\n')
		}
	}
	return out.String()
}
