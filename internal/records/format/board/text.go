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
