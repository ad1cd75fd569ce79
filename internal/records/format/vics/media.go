package vics

import (
	"bytes"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/jsonline"
	"comity/internal/records/record"
)

// media is what a media object says.
type media struct {
	hashed record.Hashed
	files  []file
}

// file is one of the files that had the hash.
type file struct {
	seen  clock.Span // Lo = comity.Latest where not stated
	owner string
}

// read hands over one record for each file of the object that says when or whose,
// or one alone.
func (p *Parser) read(sink record.Sink) record.Reason {
	m := &p.media
	m.hashed, m.files = record.Hashed{Place: p.at, Size: -1, FirstSeen: record.Absent()}, m.files[:0]
	end, why := jsonline.Object(p.object, 0, p.member)
	switch {
	case why == jsonline.Bad || why == jsonline.TooDeep || why == "" && end != len(p.object):
		return BadJSON
	case why != "":
		return why
	}
	if why := m.hashed.Fault(); why != "" {
		return why
	}
	if len(m.files) == 0 {
		sink.Hashed(&m.hashed)
		return ""
	}
	return p.each(sink)
}

// each hands over the files; nothing where one has a fault, and the object is outside
// where all that it states is.
func (p *Parser) each(sink record.Sink) record.Reason {
	h, some := &p.media.hashed, false
	for _, f := range p.media.files {
		if h.Member = f.owner; h.Fault() != "" {
			return h.Fault()
		}
	}
	for _, f := range p.media.files {
		if f.seen.Lo != comity.Latest && !p.gate.Time(f.seen) {
			continue
		}
		h.FirstSeen, h.Member, some = f.seen, f.owner, true
		sink.Hashed(h)
	}
	if !some {
		sink.Outside(h.Place)
	}
	return ""
}

// member takes over one member of the media object.
func (p *Parser) member(s, name []byte, at int) (next int, why record.Reason) {
	h := &p.media.hashed
	var set func([]byte) bool
	switch strings.ToLower(string(name)) {
	case "md5":
		set = h.SetMD5
	case "sha1":
		set = h.SetSHA1
	case "sha256":
		set = h.SetSHA256
	case "pdq", "perceptual":
		set = h.SetPerceptual
	case "category":
		text, next, why := scalar(s, at)
		if own, ok := p.labels[string(text)]; ok {
			text = own
		}
		h.Label = string(text)
		return next, why
	case "mediasize":
		text, next, why := scalar(s, at)
		if n, ok := record.Digits(text, 15); ok {
			h.Size = n
		}
		return next, why
	case "mediafiles":
		if next, why := jsonline.Skip(s, at, 1); why == "" && string(s[at:next]) == "null" {
			return next, ""
		}
		return jsonline.Array(s, at, p.file)
	default:
		return jsonline.Skip(s, at, maxDepth)
	}
	text, next, why := scalar(s, at)
	if why == "" && len(text) > 0 && !set(text) {
		why = record.NoHash
	}
	return next, why
}

// file takes over one of the files.
func (p *Parser) file(s []byte, at int) (next int, why record.Reason) {
	f := file{seen: record.Absent()}
	next, why = jsonline.Object(s, at, func(s, name []byte, at int) (int, record.Reason) {
		low := strings.ToLower(string(name))
		if low != "created" && low != "owner" {
			return jsonline.Skip(s, at, maxDepth)
		}
		text, next, why := scalar(s, at)
		if why == "" && low == "owner" {
			f.owner = string(text)
		} else if why == "" {
			f.seen, why = p.span(text)
		}
		return next, why
	})
	if f.owner != "" || f.seen.Lo != comity.Latest {
		p.media.files = append(p.media.files, f)
	}
	return next, why
}

// span is where a time lies, by any of the readings of the exhibit's clock.
func (p *Parser) span(text []byte) (clock.Span, record.Reason) {
	if len(text) == 0 {
		return record.Absent(), ""
	}
	st, ok := p.dates.Parse(record.View(text), p.form)
	if !ok {
		return record.Absent(), BadTime
	}
	if !p.readings[0].Agrees(st) {
		return record.Absent(), record.ZoneClash
	}
	s := p.readings[0].Span(st)
	for i := range p.readings[1:] {
		o := p.readings[1+i].Span(st)
		s = clock.Span{Lo: min(s.Lo, o.Lo), Hi: max(s.Hi, o.Hi)}
	}
	return s, ""
}

// scalar reads a text without blanks around it, or a number as written; null is
// nothing.
func scalar(s []byte, at int) (text []byte, next int, why record.Reason) {
	next, why = jsonline.Skip(s, at, 0)
	switch {
	case why == jsonline.TooDeep:
		return nil, at, BadValue
	case why != "":
		return nil, next, why
	case s[at] == '"':
		text = s[at+1 : next-1]
		if bytes.IndexByte(text, '\\') >= 0 {
			text = jsonline.Unescape(nil, text)
		}
		return bytes.TrimSpace(text), next, ""
	case s[at] == 't' || s[at] == 'f':
		return nil, next, BadValue
	case s[at] == 'n':
		return nil, next, ""
	}
	return s[at:next], next, ""
}

// Sniff reports whether head begins as a document of VICS does: an object with an
// array of media, or the words of its catalogue.
func Sniff(head []byte) bool {
	head = bytes.TrimLeft(record.Unmarked(head), " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	w := walk{line: 1}
	for _, c := range head {
		if !w.next(c) {
			return false
		}
		if w.seen {
			low := bytes.ToLower(head)
			return bytes.Contains(low, []byte(`"media"`)) || bytes.Contains(low, []byte(`"mediaid"`))
		}
	}
	return false
}
