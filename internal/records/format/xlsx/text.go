package xlsx

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"comity/internal/comity"
)

// texts are the texts that cells share, read as far as cells have asked for
// them: programs number them in the order in which cells use them first.
type texts struct {
	part  *part  // nil once all are read
	bytes []byte // one behind the other
	ends  []int  // where each ends
	most  int64
	path  string
	whole bool // the end of the list was there
}

func (b *Book) openTexts() (*texts, error) {
	t := &texts{most: b.limits.Strings, path: b.texts}
	if b.texts == "" {
		return t, nil
	}
	var err error
	t.part, err = b.open(b.texts, b.limits.Part)
	return t, err
}

// at is text n. ok is false where there is none of that number.
func (t *texts) at(n int) (text []byte, ok bool, err error) {
	for n >= len(t.ends) && t.part != nil {
		if err := t.read(); err != nil {
			return nil, false, err
		}
	}
	if n < 0 || n >= len(t.ends) {
		return nil, false, nil
	}
	start := 0
	if n > 0 {
		start = t.ends[n-1]
	}
	return t.bytes[start:t.ends[n]], true, nil
}

// read reads the next text, or finds that there is none.
func (t *texts) read() error {
	var s stringItem
	start := len(t.bytes)
	for {
		tok, err := t.part.next()
		if err == nil && tok == ends {
			if t.close(); !t.whole {
				return damaged(t.path, errMarkup)
			}
			return nil
		}
		t.whole = t.whole || err == nil && tok != words && string(t.part.name) == "sst" && (tok == shuts || t.part.empty)
		if err == nil {
			t.bytes, err = s.take(t.part.scanner, tok, t.bytes)
		}
		if err != nil {
			return damaged(t.path, err)
		}
		if int64(len(t.bytes))+int64(8*len(t.ends)) > t.most {
			return comity.Errorf(comity.Input, "the workbook's shared texts take more than %d bytes", t.most).
				WithHint("export the sheet as CSV and seal that beside the workbook")
		}
		if tok == shuts && string(t.part.name) == "si" {
			t.bytes = t.bytes[:start+len(unescape(t.bytes[start:]))]
			t.ends = append(t.ends, len(t.bytes))
			return nil
		}
	}
}

func (t *texts) close() {
	if t.part != nil {
		t.part.close()
	}
	t.part = nil
}

// stringItem gathers the text of an item: of its plain or rich runs, not of
// phonetic ones, which say how it is read aloud.
type stringItem struct {
	inText   bool
	phonetic bool
}

func (s *stringItem) take(x *scanner, tok token, dst []byte) ([]byte, error) {
	switch {
	case tok == words && s.inText && !s.phonetic:
		return x.content(dst)
	case tok == words:
		return dst, nil
	}
	switch string(x.name) {
	case "t":
		s.inText = tok == opens
	case "rPh":
		s.phonetic = tok == opens
	}
	return dst, nil
}

// unescape replaces _xHHHH_, in which strings write what XML cannot hold (ISO/IEC
// 29500-1, 22.9.2.19), in place.
func unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	w := 0
	for i := 0; i < len(b); {
		if r, ok := escaped(b[i:]); ok {
			w += utf8.EncodeRune(b[w:], r)
			i += len("_xHHHH_")
			continue
		}
		b[w] = b[i]
		w, i = w+1, i+1
	}
	return b[:w]
}

// escaped is the character that b begins with in that form. Halves of a pair
// stay as written.
func escaped(b []byte) (rune, bool) {
	if len(b) < len("_xHHHH_") || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n), err == nil && !utf16.IsSurrogate(rune(n))
}
