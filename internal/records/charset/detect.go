package charset

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
)

// What a choice rests on, strongest first.
const (
	BOM      = "bom"
	Declared = "declared"
	Valid    = "valid utf-8"
	Guess    = "guess"
)

// Choice is an encoding and why it was chosen.
type Choice struct {
	Name  string
	Basis string
	Score int // of a guess: 0 to 100, how sure it is; else 100
}

// String is the choice for a person to read.
func (c Choice) String() string {
	if c.Basis != Guess {
		return c.Name + " (" + c.Basis + ")"
	}
	return fmt.Sprintf("%s (the best guess, score %d.%02d)", c.Name, c.Score/100, c.Score%100)
}

// Detect says which encoding the text is in that begins with head: by its byte
// order mark, else as declared, else UTF-8 where it is valid, else by a guess
// from how often letters follow one another.
func Detect(head []byte, declared string) Choice {
	for _, m := range []struct{ mark, name string }{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}} {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return Choice{m.name, BOM, 100}
		}
	}
	if name, ok := Canonical(declared); ok {
		return Choice{name, Declared, 100}
	}
	if valid(head) {
		return Choice{UTF8, Valid, 100}
	}
	return guess(head)
}

// valid reports whether head is UTF-8, its last character perhaps cut.
func valid(head []byte) bool {
	for n := 1; n <= min(utf8.UTFMax-1, len(head)); n++ {
		if tail := head[len(head)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				head = head[:len(head)-n]
			}
			break
		}
	}
	return utf8.Valid(head)
}

// guess asks the statistics of ICU about the lines that are not ASCII, and takes
// off its scores what the encoding would make no letters of: "³" inside a word
// speaks against windows-1252. Of equal scores the one that Known names first wins,
// so that the answer is always the same.
func guess(head []byte) Choice {
	var text []byte
	for line := range bytes.Lines(head) {
		if !ascii(line) {
			text = append(text, line...)
		}
	}
	best := Choice{"windows-1252", Guess, 0}
	consider := func(name string, confidence int) {
		c := Choice{name, Guess, max(0, min(confidence, 100)) * letters(text, name) / 100}
		if cmp.Or(cmp.Compare(c.Score, best.Score), cmp.Compare(rank(best.Name), rank(name))) > 0 {
			best = c
		}
	}
	for name, confidence := range scores(text) {
		for _, sibling := range siblings(name) {
			consider(sibling, confidence)
		}
	}
	return best
}

func rank(name string) int { return slices.Index(Known(), name) }

// scores are what the library says of each of its encodings. It takes a byte from
// 0x80 to 0x9f for a sign of Windows' variant of ISO 8859: of that family it is
// asked with those bytes left out, and siblings tells the variants apart.
func scores(text []byte) map[string]int {
	out := map[string]int{}
	var latin []byte
	for _, c := range text {
		if c < 0x80 || c > 0x9f {
			latin = append(latin, c)
		}
	}
	for i, part := range [][]byte{latin, text} {
		results, err := chardet.NewTextDetector().DetectAll(part)
		if err != nil {
			continue // it knows none
		}
		for _, r := range results {
			if strings.HasPrefix(r.Charset, "ISO-8859-") == (i == 0) {
				out[r.Charset] = r.Confidence
			}
		}
	}
	return out
}

// letters is how many of a hundred characters beyond ASCII are letters where text
// is read in the encoding.
func letters(text []byte, name string) int {
	d, err := NewDecoder(name)
	if err != nil {
		return 0
	}
	out, _ := d.Decode(text, nil)
	n, all := 0, 0
	for _, r := range string(out) {
		if r < utf8.RuneSelf {
			continue
		}
		if all++; unicode.IsLetter(r) || unicode.IsMark(r) {
			n++
		}
	}
	return 100 * n / max(1, all)
}

// siblings are the encodings that the library's name stands for. ISO 8859-1 is
// part of windows-1252, which is what programs that say the one mostly write; the
// library uses that name for Central European languages as well. What is not in
// the list is not guessed.
func siblings(name string) []string {
	return map[string][]string{
		"ISO-8859-1":   {"windows-1252", "windows-1250", "iso-8859-2"},
		"ISO-8859-5":   {"iso-8859-5"},
		"ISO-8859-7":   {"iso-8859-7", "windows-1253"},
		"ISO-8859-9":   {"iso-8859-9", "windows-1254"},
		"windows-1251": {"windows-1251"},
		"windows-1256": {"windows-1256"},
		"KOI8-R":       {"koi8-r"},
		"Shift_JIS":    {"shift_jis"},
		"EUC-JP":       {"euc-jp"},
		"EUC-KR":       {"euc-kr"},
		"GB-18030":     {"gb18030"},
		"Big5":         {"big5"},
	}[name]
}
