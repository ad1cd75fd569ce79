package sign

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"comity/internal/comity"
)

// Canonical returns v as JSON whose bytes depend on its value alone: RFC 8785
// (sorted keys, no blanks, minimal escapes) with integers only. v is anything
// encoding/json takes. A number with a fraction or an exponent is a Fault:
// floating point has no place in what is signed.
func Canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "canonical JSON: %w", err)
	}
	return canonicalBytes(b)
}

func canonicalBytes(b []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, comity.Errorf(comity.Input, "canonical JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, comity.Errorf(comity.Input, "canonical JSON: something follows the value")
	}
	return appendValue(nil, tree)
}

// IsCanonical reports whether b is what Canonical gives for its value. Keys
// that occur twice are not: readers would differ on them.
func IsCanonical(b []byte) bool {
	c, err := canonicalBytes(b)
	return err == nil && bytes.Equal(b, c)
}

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case string:
		return appendString(b, v), nil
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "canonical JSON: number %.40s is not an integer of 64 bits", v)
		}
		return strconv.AppendInt(b, n, 10), nil
	case []any:
		return appendArray(b, v)
	case map[string]any:
		return appendObject(b, v)
	}
	return nil, comity.Errorf(comity.Fault, "canonical JSON: value of type %T", v)
}

func appendArray(b []byte, vs []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range vs {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendValue(b, v); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendObject(b []byte, m map[string]any) ([]byte, error) {
	b = append(b, '{')
	for i, key := range slices.SortedFunc(maps.Keys(m), compareUTF16) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, key), ':')
		var err error
		if b, err = appendValue(b, m[key]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// compareUTF16 is the order of RFC 8785, section 3.2.3: by UTF-16 code units,
// which differs from that of the bytes beyond the basic plane.
func compareUTF16(a, b string) int {
	if isASCII(a) && isASCII(b) {
		return cmp.Compare(a, b)
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// appendString escapes what RFC 8785, section 3.2.2.2 says and nothing else.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r >= ' ':
			b = utf8.AppendRune(b, r)
		case r == '\b':
			b = append(b, `\b`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\f':
			b = append(b, `\f`...)
		case r == '\r':
			b = append(b, `\r`...)
		default:
			b = append(b, `\u00`...)
			b = append(b, hex[r>>4], hex[r&15])
		}
	}
	return append(b, '"')
}
