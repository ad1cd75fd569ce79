package intake

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"comity/internal/records/charset"
)

// decode finds the code of the text and brings UTF-16 into UTF-8. Text of a
// single-byte code stays as it is.
func (s *sample) decode() {
	raw := s.raw
	switch order := utf16Order(raw); order {
	case "utf-16le", "utf-16be":
		s.encoding = Encoding{order, 100, true}
		for i := range s.pieces {
			s.pieces[i] = fromUTF16(s.pieces[i], order == "utf-16be")
		}
		s.pieces = s.pieces[:1] // where a piece begins, half a character may be cut
		return
	}
	s.encoding = code(raw)
}

// utf16Order tells UTF-16 by its mark, or by every other byte being NUL.
func utf16Order(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return "utf-16le"
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return "utf-16be"
	}
	b = b[:min(len(b), 4096)&^1]
	var nul [2]int
	for i, c := range b {
		if c == 0 {
			nul[i&1]++
		}
	}
	switch half := len(b) / 2; {
	case half < 8:
	case nul[1]*10 > half*7 && nul[0]*20 < half:
		return "utf-16le"
	case nul[0]*10 > half*7 && nul[1]*20 < half:
		return "utf-16be"
	}
	return ""
}

func fromUTF16(b []byte, big bool) []byte {
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		lo, hi := b[i], b[i+1]
		if big {
			lo, hi = hi, lo
		}
		u = append(u, uint16(lo)|uint16(hi)<<8)
	}
	if len(u) > 0 && u[0] == 0xfeff {
		u = u[1:]
	}
	return []byte(string(utf16.Decode(u)))
}

// code guesses the code of single bytes by lines: a damaged line, which holds
// control characters too, is no evidence.
func code(b []byte) Encoding {
	good, bad := 0, 0
	for line := range bytes.Lines(b) {
		switch {
		case utf8.Valid(line):
			if bytes.IndexFunc(line, func(r rune) bool { return r > 0x7f }) >= 0 {
				good++
			}
		case control(line) || len(b) >= headSize-4 && len(line) > pieceLen:
		default:
			bad++
		}
	}
	if bad == 0 || good >= 20*bad {
		return Encoding{"utf-8", 100, true}
	}
	if c := charset.Detect(b, ""); c.Basis == charset.Guess {
		return Encoding{c.Name, c.Score, false}
	}
	return Encoding{"windows-1252", 30, false}
}

func control(line []byte) bool {
	for _, c := range line {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return true
		}
	}
	return false
}
