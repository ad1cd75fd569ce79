package capture

import "unicode/utf8"

// Encodings that captures are written in, as manifests name them.
const (
	UTF8    = "utf-8"
	Latin1  = "iso-8859-1"
	Western = "windows-1252"
)

// western are the characters that Windows-1252 has where Latin-1 has controls, of
// those that the world uses.
var western = map[rune]byte{'€': 0x80, '…': 0x85, 'œ': 0x9c, '’': 0x92, '“': 0x93, '”': 0x94, '–': 0x96}

// Encode turns UTF-8 into an encoding; lossy says that a character it lacks became "?".
func Encode(s, encoding string) (b []byte, lossy bool) {
	if encoding == UTF8 || encoding == "" {
		return []byte(s), false
	}
	b = make([]byte, 0, len(s))
	for _, r := range s {
		switch c, ok := western[r]; {
		case r < 0x80 || r >= 0xa0 && r <= 0xff:
			b = append(b, byte(r))
		case ok && encoding == Western:
			b = append(b, c)
		default:
			b, lossy = append(b, '?'), true
		}
	}
	return b, lossy
}

// Fits reports whether an encoding has all characters of s.
func Fits(s, encoding string) bool {
	_, lossy := Encode(s, encoding)
	return !lossy
}

// Cut shortens s to at most n bytes, at the end of a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
