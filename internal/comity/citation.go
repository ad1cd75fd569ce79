package comity

import (
	"strconv"
	"strings"
)

// Citation is a place in the evidence: a run of bytes of an exhibit, or of a
// stream inside it. Its printed forms are
//
//	exhibit:offset+length            bytes of the exhibit itself
//	exhibit!gzip:offset+length       bytes of the decompressed stream
//	exhibit!zip/a.log!gzip:0+87      the same of a file in an archive
//	exhibit!xlsx/Sheet1/R17          a row of a sheet; no byte range
//
// where exhibit is the digest of the exhibit's plain bytes and nested parts
// chain with "!"; docs/formats/packing.md says how a member's name is written. Offsets and lengths count bytes from 0.
type Citation struct {
	Exhibit Digest
	Inner   string // parts after the exhibit, joined by "!"; "" for the exhibit's own bytes
	Offset  int64
	Length  int64 // negative: the citation has no byte range
}

// String prints c in the form above.
func (c Citation) String() string { return string(c.Append(nil)) }

// Append adds the printed form of c to b.
func (c Citation) Append(b []byte) []byte {
	b = append(b, c.Exhibit.String()...)
	if c.Inner != "" {
		b = append(append(b, '!'), c.Inner...)
	}
	if c.Length < 0 {
		return b
	}
	b = strconv.AppendInt(append(b, ':'), c.Offset, 10)
	return strconv.AppendInt(append(b, '+'), c.Length, 10)
}

// ParseCitation reads the printed form; anything else is an Input error.
func ParseCitation(s string) (Citation, error) {
	c := Citation{Length: -1}
	head, tail := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 {
		head, tail = s[:i], s[i+1:]
	}
	digest, inner, nested := strings.Cut(head, "!")
	var err error
	if c.Exhibit, err = ParseDigest(digest); err != nil {
		return c, citationError(s)
	}
	if c.Inner = inner; nested && inner == "" {
		return c, citationError(s)
	}
	if tail == "" {
		if inner == "" || strings.HasSuffix(s, ":") {
			return c, citationError(s)
		}
		return c, nil
	}
	off, length, ok := strings.Cut(tail, "+")
	if c.Offset, err = strconv.ParseInt(off, 10, 64); err != nil || !ok || c.Offset < 0 {
		return c, citationError(s)
	}
	if c.Length, err = strconv.ParseInt(length, 10, 64); err != nil || c.Length < 0 {
		return c, citationError(s)
	}
	return c, nil
}

func citationError(s string) error {
	return Errorf(Input, "citation %.120q is not of the form exhibit:offset+length", s).
		WithHint("copy it from `comity show`, for example <64 hex digits>:1024+87")
}

// MarshalText implements encoding.TextMarshaler.
func (c Citation) MarshalText() ([]byte, error) { return c.Append(nil), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Citation) UnmarshalText(b []byte) error {
	v, err := ParseCitation(string(b))
	if err != nil {
		return err
	}
	*c = v
	return nil
}
