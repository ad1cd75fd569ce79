package intake

import (
	"bytes"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"comity/internal/records/charset"
)

// decode finds the code of the text and brings the pieces into UTF-8; raw stays as
// it came. Of a code in single bytes each line stands for itself, so that damaged
// lines of UTF-8 are left as they are.
func (s *sample) decode() {
	raw := s.raw
	switch order := utf16Order(raw); order {
	case charset.UTF16LE, charset.UTF16BE:
		s.encoding = Encoding{Name: order, Score: 100, Sure: true, Basis: wideBasis(raw)}
		for i := range s.pieces {
			s.pieces[i] = fromUTF16(s.pieces[i], order == charset.UTF16BE)
		}
		s.pieces = s.pieces[:1] // where a piece begins, half a character may be cut
		return
	}
	if noText(raw) {
		return
	}
	s.encoding = code(raw)
	if s.encoding.Sure {
		return
	}
	d, err := charset.NewDecoder(s.encoding.Name)
	if err != nil || d == nil {
		return // a guess is always of a known code; UTF-8 is what the pieces are in
	}
	s.coded = slices.Clone(s.pieces)
	for i, p := range s.pieces {
		s.pieces[i], _ = d.Decode(p, nil)
	}
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

// noText reports whether b begins a stream of bytes that mean no characters: an
// archive, a picture, or anything that is full of controls.
func noText(b []byte) bool {
	b = b[:min(len(b), 4096)]
	controls := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' || c == 0x7f {
			controls++
		}
	}
	return controls*20 > len(b) || bytes.HasPrefix(b, zipMagic)
}

// guessBytes is how much text a guess rests on.
const guessBytes = 64 << 10

// code finds the code of single bytes by lines: a damaged line, which holds
// control characters too, is no evidence. Text that is not UTF-8 is a guess from
// its letters, with its score; where lines of UTF-8 stand among them, half of it. Where
// those are more, it is rather UTF-8 with damage in it.
func code(b []byte) Encoding {
	good, bad := 0, 0
	var text []byte
	for line := range bytes.Lines(b) {
		switch {
		case utf8.Valid(line):
			if bytes.IndexFunc(line, func(r rune) bool { return r > 0x7f }) >= 0 {
				good++
			}
		case control(line) || len(b) >= headSize-4 && len(line) > pieceLen:
		default:
			bad++
			if len(text) < guessBytes {
				text = append(text, line...)
			}
		}
	}
	if bad == 0 || good >= 20*bad {
		return Encoding{Name: charset.UTF8, Score: 100, Sure: true, Basis: charset.Detect(b[:min(len(b), 3)], "").Basis}
	}
	guess := charset.Detect(text, "")
	if good > 0 {
		guess.Score /= 2
	}
	e := Encoding{Name: guess.Name, Score: guess.Score, Basis: charset.Guess, Or: guess.Or, sound: good, other: bad, strays: stray(text)}
	if good > bad {
		e.Name, e.Or, e.Score = charset.UTF8, guess.Name, 100*good/(good+bad)
	}
	return e
}

// choices are the guess, another that is nearly as likely, and UTF-8 where any line is that, or where lines would be but for stray bytes.
func (e Encoding) choices() []string {
	out := []string{e.Name}
	if e.Or != "" {
		out = append(out, e.Or)
	}
	if (e.sound > 0 || e.strays) && !slices.Contains(out, charset.UTF8) {
		out = append(out, charset.UTF8)
	}
	return out
}

// stray reports whether at least as many letters beyond ASCII are UTF-8 as bytes are none: in a code of single bytes,
// letters that happen to be are few.
func stray(text []byte) bool {
	letters, strays := 0, 0
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && n == 1:
			strays++
		case n > 1:
			letters++
		}
		text = text[n:]
	}
	return letters > 0 && letters >= strays
}

func control(line []byte) bool {
	for _, c := range line {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return true
		}
	}
	return false
}

// wideBasis says how UTF-16 was told.
func wideBasis(b []byte) string {
	if b[0] >= 0xfe {
		return charset.BOM
	}
	return charset.Guess
}

// keptBytes notes text in another code than UTF-8 where nothing decodes it.
func (f *File) keptBytes() {
	if !f.Encoding.Sure && f.Encoding.Name != "" {
		f.why("not all of the text is UTF-8 (best guess %s, score %d of 100); what is not stays in its bytes", f.Encoding.Name, f.Encoding.Score)
	}
}
