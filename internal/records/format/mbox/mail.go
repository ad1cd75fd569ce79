package mbox

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format/board"
)

// id is the first identifier in a value, without its brackets; a view of it.
func id(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, ok := strings.Cut(s, ">")
	if !ok {
		return ""
	}
	return strings.TrimSpace(valid(s))
}

// thread is the message that begins the discussion, and the one that is answered.
func (m *mail) thread(own string) (root, parent string) {
	refs := m.raw[fieldReferences]
	root = id(refs)
	parent = id(m.raw[fieldInReplyTo])
	if i := strings.LastIndexByte(refs, '<'); i >= 0 && parent == "" {
		parent = id(refs[i:])
	}
	parent = strings.Clone(parent)
	switch root {
	case "":
		return cmp.Or(parent, own), parent
	case parent:
		return parent, parent
	}
	return strings.Clone(root), parent
}

// forum is the list or the first newsgroup.
func (m *mail) forum() string {
	if v := m.get(fieldListID); v != "" {
		if i := strings.LastIndexByte(v, '<'); i >= 0 {
			return strings.Trim(v[i:], "<> ")
		}
		return v
	}
	if v := m.get(fieldNewsgroups); v != "" {
		v, _, _ = strings.Cut(v, ",")
		return strings.TrimSpace(v)
	}
	return strings.Trim(m.get(fieldMailingList), "<> ")
}

// addr is the address that a mail or news server says it was sent from.
func (m *mail) addr() comity.Addr {
	for _, f := range []field{fieldOriginatingIP, fieldPostingHost} {
		if v := strings.Trim(m.raw[f], "[]() "); v != "" {
			if a, ok := comity.ParseAddr(v); ok {
				return a
			}
		}
	}
	return comity.Addr{}
}

// text is the body as plain text, perhaps a view of it; ended: a boundary stands behind it, so that it is whole also where the message was cut.
func (m *mail) text() (text string, ended bool) {
	plain, markup := m.part(m.raw[fieldContentType], m.raw[fieldContentCoding], m.body, 0)
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
func (m *mail) part(content, coding string, body []byte, depth int) (plain, markup string) {
	kind, params := m.types.parse(content)
	switch {
	case strings.HasPrefix(kind, "multipart/") && depth < maxDepth:
		return m.parts(body, params["boundary"], depth)
	case kind == "text/plain" || kind == "text/html" || kind == "text" || kind == "text/enriched":
	default:
		return "", ""
	}
	text := m.texts.ViewIn(params["charset"], m.unpack(coding, body))
	if kind == "text/html" {
		return "", text
	}
	if strings.EqualFold(params["format"], "flowed") {
		text = flowed(text, strings.EqualFold(params["delsp"], "yes"))
	}
	return text, ""
}

// types are media types by how they are written, each taken apart once.
type types map[string]mediaType

type mediaType struct {
	kind   string // text/plain where there is none to be read
	params map[string]string
}

// mostTypes bounds how many are remembered.
const mostTypes = 64

func (t *types) parse(s string) (kind string, params map[string]string) {
	if s == "" {
		return "text/plain", nil
	}
	if known, ok := (*t)[s]; ok {
		return known.kind, known.params
	}
	s = strings.Clone(s)
	kind, params, _ = mime.ParseMediaType(s)
	kind = cmp.Or(kind, "text/plain")
	if !strings.HasPrefix(kind, "multipart/") { // those bear a boundary of the message's own
		if *t == nil || len(*t) >= mostTypes {
			*t = types{}
		}
		(*t)[s] = mediaType{kind, params}
	}
	return kind, params
}

func (m *mail) parts(body []byte, boundary string, depth int) (plain, markup string) {
	if boundary == "" {
		return m.texts.View(body), ""
	}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for range maxParts {
		p, err := r.NextRawPart()
		if err != nil {
			return plain, markup
		}
		if d, _ := m.types.parse(p.Header.Get("Content-Disposition")); d == "attachment" {
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
func (m *mail) unpack(coding string, body []byte) []byte {
	switch strings.ToLower(strings.TrimSpace(coding)) {
	case "quoted-printable":
		m.in.Reset(bytes.NewReader(body))
		var out bytes.Buffer
		out.Grow(len(body) + bytes.MinRead)
		_, err := out.ReadFrom(quotedprintable.NewReader(m.in)) // which takes a reader with room for a line as it is
		if err != nil && out.Len() < len(body)/4 {
			return body
		}
		return out.Bytes()
	case "base64":
		clean := make([]byte, 0, len(body))
		for _, c := range body {
			if c > ' ' {
				clean = append(clean, c)
			}
		}
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
