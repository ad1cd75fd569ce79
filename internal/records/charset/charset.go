// Package charset says what the bytes of a text mean: which encoding a table is
// in, and what a cell of it says in UTF-8. Evidence stays in its own bytes;
// decoding is for the values that are read out of it. docs/formats/charset.md.
//
// UTF-16 is not decoded here: its line ends are not bytes, so it is a packing
// (package unpack).
package charset

import (
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"comity/internal/comity"
)

// Encodings that need no decoding of cells.
const (
	UTF8    = "utf-8"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
)

// known is an encoding in which real exports come. In all of them the bytes of
// ASCII mean ASCII, and no line end, quote, comma, semicolon or tab is part of
// another character: a table can be taken apart before it is decoded.
type known struct {
	name  string
	other []string // further names, as programs write them
	code  encoding.Encoding
}

// all lists the encodings, likelier ones of a family first. The names are IANA's
// in lower case.
func all() []known {
	return []known{
		{UTF8, []string{"utf8"}, nil},
		{UTF16LE, []string{"utf16le"}, nil},
		{UTF16BE, []string{"utf16be"}, nil},
		{"windows-1252", []string{"cp1252", "ansi"}, charmap.Windows1252},
		{"iso-8859-1", []string{"latin1", "latin-1"}, charmap.ISO8859_1},
		{"iso-8859-15", []string{"latin9", "latin-9"}, charmap.ISO8859_15},
		{"windows-1250", []string{"cp1250"}, charmap.Windows1250},
		{"iso-8859-2", []string{"latin2", "latin-2"}, charmap.ISO8859_2},
		{"iso-8859-5", nil, charmap.ISO8859_5},
		{"iso-8859-7", nil, charmap.ISO8859_7},
		{"iso-8859-9", []string{"latin5", "latin-5"}, charmap.ISO8859_9},
		{"windows-1251", []string{"cp1251"}, charmap.Windows1251},
		{"windows-1253", []string{"cp1253"}, charmap.Windows1253},
		{"windows-1254", []string{"cp1254"}, charmap.Windows1254},
		{"windows-1255", []string{"cp1255"}, charmap.Windows1255},
		{"windows-1256", []string{"cp1256"}, charmap.Windows1256},
		{"windows-1257", []string{"cp1257"}, charmap.Windows1257},
		{"ibm437", []string{"cp437"}, charmap.CodePage437},
		{"ibm850", []string{"cp850"}, charmap.CodePage850},
		{"ibm852", []string{"cp852"}, charmap.CodePage852},
		{"ibm866", []string{"cp866"}, charmap.CodePage866},
		{"koi8-r", []string{"koi8r"}, charmap.KOI8R},
		{"koi8-u", []string{"koi8u"}, charmap.KOI8U},
		{"macintosh", []string{"mac", "mac-roman"}, charmap.Macintosh},
		{"shift_jis", []string{"shift-jis", "sjis", "cp932", "windows-31j"}, japanese.ShiftJIS},
		{"euc-jp", []string{"eucjp"}, japanese.EUCJP},
		{"gb18030", []string{"gbk", "gb2312", "cp936"}, simplifiedchinese.GB18030},
		{"big5", []string{"cp950"}, traditionalchinese.Big5},
		{"euc-kr", []string{"euckr", "cp949", "ks_c_5601-1987"}, korean.EUCKR},
	}
}

// Known lists the names of all encodings.
func Known() []string {
	var out []string
	for _, k := range all() {
		out = append(out, k.name)
	}
	return out
}

// Canonical is the one name of an encoding that a person calls name; false where
// it is not known.
func Canonical(name string) (string, bool) {
	k, ok := find(name)
	return k.name, ok
}

func find(name string) (known, bool) {
	name = strings.ToLower(name)
	for _, k := range all() {
		if k.name == name || slices.Contains(k.other, name) {
			return k, true
		}
	}
	return known{}, false
}

// Decoder turns text of one encoding into UTF-8. One goroutine at a time; nil is
// a Decoder of UTF-8, which it leaves as it is.
type Decoder struct {
	table *[256]string      // of an encoding in single bytes
	multi *encoding.Decoder // of one in several
	code  encoding.Encoding
}

// NewDecoder makes a decoder. It is nil for "", UTF-8 and UTF-16, which need
// none. An unknown name is an Input error that lists what is known.
func NewDecoder(name string) (*Decoder, error) {
	if name == "" {
		return nil, nil
	}
	k, ok := find(name)
	if !ok {
		return nil, Unknown(name)
	}
	switch code := k.code.(type) {
	case nil:
		return nil, nil
	case *charmap.Charmap:
		d := &Decoder{table: new([256]string)}
		for i := range d.table {
			d.table[i] = string(code.DecodeByte(byte(i)))
		}
		return d, nil
	}
	return &Decoder{multi: k.code.NewDecoder(), code: k.code}, nil
}

// Unknown is the error for an encoding that nobody here knows.
func Unknown(name string) *comity.Error {
	return comity.Errorf(comity.Input, "encoding %.40q is not known", name).WithHint("known: %s", strings.Join(Known(), ", "))
}

// Clone returns a decoder for another goroutine.
func (d *Decoder) Clone() *Decoder {
	if d == nil || d.multi == nil {
		return d // tables are only read
	}
	return &Decoder{multi: d.code.NewDecoder(), code: d.code}
}
