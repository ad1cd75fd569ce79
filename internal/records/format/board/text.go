package board

import (
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/record"
)

// Texts turns bytes into text: by the stated encoding, or, where none is, as
// UTF-8, and what is none by windows-1252, as programs of the time wrote it.
type Texts struct {
	stated *charset.Decoder // nil: none
	legacy *charset.Decoder
	buf    []byte
	named  map[string]*charset.Decoder // by name as a message states it; nil: unknown
}

// NewTexts is for the text of src; an unknown encoding is an Input error.
func NewTexts(src *record.Source) (*Texts, error) {
	legacy, err := charset.NewDecoder("windows-1252")
	if err != nil {
		return nil, err
	}
	t := &Texts{legacy: legacy}
	switch src.Encoding {
	case "", charset.UTF8, charset.UTF16LE, charset.UTF16BE: // the latter two are unpacked
		return t, nil
	}
	if t.stated, err = charset.NewDecoder(src.Encoding); err != nil {
		return nil, comity.Errorf(comity.KindOf(err), "exhibit %s: %w", src.Ref, err)
	}
	return t, nil
}

// mostNamed bounds how many names of encodings are remembered.
const mostNamed = 64

// In is what b says in the encoding that goes by the name where that is known, else
// as String has it.
func (t *Texts) In(name string, b []byte) string {
	if plain(name) {
		return t.String(b)
	}
	d, seen := t.named[name]
	if !seen {
		if t.named == nil || len(t.named) >= mostNamed {
			t.named = map[string]*charset.Decoder{}
		}
		d, _ = charset.NewDecoder(name) // nil where it is unknown
		t.named[strings.Clone(name)] = d
	}
	if d == nil {
		return t.String(b)
	}
	var text []byte
	text, t.buf = d.Decode(b, t.buf[:0])
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

// View is String, but may be b itself: it is valid as long as b stays as it is.
func (t *Texts) View(b []byte) string {
	if t.stated == nil && utf8.Valid(b) || charset.ASCII(b) {
		return record.View(b)
	}
	return t.String(b)
}

// ViewIn is In, but valid as long as View is.
func (t *Texts) ViewIn(name string, b []byte) string {
	if plain(name) {
		return t.View(b)
	}
	if charset.ASCII(b) {
		return record.View(b)
	}
	return t.In(name, b)
}

// plain reports whether what is in an encoding of this name is read as if none were named.
func plain(name string) bool {
	return name == "" || strings.EqualFold(name, "us-ascii") || strings.EqualFold(name, charset.UTF8)
}

// String is what b says, in a string of its own.
func (t *Texts) String(b []byte) string {
	d := t.stated
	if d == nil {
		if utf8.Valid(b) {
			return string(b)
		}
		d = t.legacy
	}
	var text []byte
	text, t.buf = d.Decode(b, t.buf[:0])
	return strings.ToValidUTF8(string(text), "\uFFFD")
}
