package camt

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
)

// charset turns single bytes from 128 on into characters.
type charset [128]rune

// append adds text; without a charset it is UTF-8 already.
func (c *charset) append(to, b []byte) []byte {
	if c == nil {
		return append(to, b...)
	}
	for _, ch := range b {
		if ch < utf8.RuneSelf {
			to = append(to, ch)
		} else {
			to = utf8.AppendRune(to, c[ch-utf8.RuneSelf])
		}
	}
	return to
}

// encoding is how the document's text is written: as the source says, else as
// the document declares. Only text is turned, so that offsets stay those of the
// bytes as they came.
func encoding(head []byte, said string) (*charset, error) {
	if bytes.IndexByte(head[:min(len(head), 4)], 0) >= 0 {
		return nil, comity.Errorf(comity.Input, "the document is in UTF-16 or no text").
			WithHint(`write packing = "utf-16le" or "utf-16be", or ask for an export in UTF-8`)
	}
	if said == "" {
		said = declared(head)
	}
	switch strings.ToLower(said) {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be": // UTF-16 was unpacked before
		return nil, nil
	case "iso-8859-1", "latin1", "latin-1":
		return single("", nil), nil
	case "iso-8859-15", "latin-9":
		return single("\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe", []rune("€ŠšŽžŒœŸ")), nil
	case "windows-1252", "cp1252":
		return single("\x80\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8e\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9e\x9f",
			[]rune("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")), nil
	}
	return nil, comity.Errorf(comity.Input, "encoding %.40q of the document is not read", said).
		WithHint(`convert it to UTF-8 and seal both, or state encoding = "utf-8", "iso-8859-1", "iso-8859-15" or "windows-1252"`)
}

// single is ISO 8859-1 but for the given bytes.
func single(bytes string, runes []rune) *charset {
	c := &charset{}
	for i := range c {
		c[i] = rune(i + utf8.RuneSelf)
	}
	for i := range bytes {
		c[bytes[i]-utf8.RuneSelf] = runes[i]
	}
	return c
}

// declared is the encoding that the XML declaration names.
func declared(head []byte) string {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	decl, ok := bytes.CutPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("<?xml"))
	end := bytes.Index(decl, []byte("?>"))
	if !ok || end < 0 {
		return ""
	}
	return string(attribute(decl[:end], "encoding"))
}
