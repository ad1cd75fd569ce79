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
	Score int    // of a guess: 0 to 100, how sure it is; else 100
	Or    string // of a guess: another encoding that is nearly as likely and reads the text otherwise; "": none
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
			return Choice{Name: m.name, Basis: BOM, Score: 100}
		}
	}
	if name, ok := Canonical(declared); ok {
		return Choice{Name: name, Basis: Declared, Score: 100}
	}
	if valid(head) {
		return Choice{Name: UTF8, Basis: Valid, Score: 100}
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
// off its scores what the encoding would make no letters of, and where the letters
// are not those of its languages: "³" inside a word speaks against windows-1252, and
// so does "ø" beside "ì". Of equal scores the one that Known names first wins,
// so that the answer is always the same.
func guess(head []byte) Choice {
	var text []byte
	for line := range bytes.Lines(head) {
		if !ASCII(line) {
			text = append(text, line...)
		}
	}
	list := []candidate{{"windows-1252", 0}}
	for name, confidence := range scores(text) {
		if slices.Contains([]string{"Shift_JIS", "EUC-JP", "EUC-KR", "GB-18030", "Big5"}, name) {
			confidence = confidence * (100 - alone(text, siblings(name)[0])) / 100
		}
		few := siblings(name)
		for i, likely := range likeliest(text, few) {
			list = append(list, candidate{few[i], int(float64(max(0, min(confidence, 100))*letters(text, few[i])) * likely)})
		}
	}
	list = append(append(list, elder(text)...), cyrillic(text)...)
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(rank(a.name), rank(b.name)))
	})
	return Choice{list[0].name, Guess, list[0].score / 10_000, second(text, list)}
}

// elder are the codes of DOS and of old Macintoshes, of which the library knows none: such
// exports still come from programs for a till or a ward. One is a candidate where it makes
// words of a language of the text (readable), much more likely ones than Windows would.
func elder(text []byte) (out []candidate) {
	if text = straight(text); ASCII(text) {
		return nil
	}
	most := 0.0
	windows, names := 0.0, []string{"ibm850", "ibm852", "macintosh"}
	for i, name := range append(siblings("ISO-8859-1"), names...) {
		if most = max(most, likelihood(text, name)); i < 3 {
			windows = most
		}
	}
	for _, name := range names {
		if l := likelihood(text, name); l > readable && l > 3*windows {
			out = append(out, candidate{name, int(float64(eldest*letters(text, name)) * l / most)})
		}
	}
	return out
}

// straight is text with straight apostrophes in place of those that Windows writes between
// letters: O\x92Brien would be a word with Æ in the codes of DOS, and with í on a Macintosh, and a
// list of such names Danish or Spanish.
func straight(text []byte) []byte {
	out := bytes.Clone(text)
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	for i := 1; i+1 < len(out); i++ {
		if out[i] == 0x92 && letter(out[i-1]) && letter(out[i+1]) {
			out[i] = '\''
		}
	}
	return out
}

// Of a code that the library does not know: the score of one that is surely it, and from which
// likelihood it is read as words of a language. Of one's own letters each stands for some tenth
// of all; a letter that the language does not have counts a fiftieth of that.
const (
	eldest   = 80
	readable = 0.03
)

// candidate is an encoding that text may be in, with a score of a million.
type candidate struct {
	name  string
	score int
}

// second is the best of the others that reads text otherwise and has two thirds of the
// first's score; "" where there is none.
func second(text []byte, list []candidate) string {
	read := func(name string) string {
		d, err := NewDecoder(name)
		if err != nil {
			return ""
		}
		return d.String(string(text))
	}
	first := read(list[0].name)
	for _, c := range list[1:] {
		if c.score == 0 || c.score*3 < list[0].score*2 {
			break
		}
		if read(c.name) != first {
			return c.name
		}
	}
	return ""
}

// likeliest says of each encoding how likely the letters are that it makes of text, beside
// the likeliest of them: 1. Of encodings that nothing is known of each is as good.
func likeliest(text []byte, names []string) []float64 {
	out, most := make([]float64, len(names)), 0.0
	for i, name := range names {
		out[i] = likelihood(text, name)
		most = max(most, out[i])
	}
	for i := range out {
		if most == 0 {
			out[i] = 1
		} else {
			out[i] /= most
		}
	}
	return out
}

// alone is in how many of a hundred places where characters beyond ASCII stand, in an encoding
// of East Asia, there is only one byte of them: an accent in a word, while such characters
// stand together. The second byte of one may be ASCII, as in katakana: there it is not bytes
// but characters that are counted.
func alone(text []byte, name string) int {
	d, err := NewDecoder(name)
	if err != nil {
		return 0
	}
	single, all, run := 0, 0, 0
	count := func(beyond bool) {
		switch {
		case beyond:
			run++
			return
		case run == 1:
			single++
		}
		all += min(run, 1)
		run = 0
	}
	if strings.HasPrefix(name, "euc") {
		for _, c := range text {
			count(c >= utf8.RuneSelf)
		}
	} else {
		out, _ := d.Decode(text, nil)
		for _, r := range string(out) {
			count(r >= utf8.RuneSelf)
		}
	}
	count(false)
	return 100 * single / max(1, all)
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

// Letters is how many of ten thousand characters beyond ASCII are letters where text is
// read in the encoding; 0 of an encoding that is not known.
func Letters(text []byte, name string) int { return letters(text, name) }

// letters is how many of ten thousand characters beyond ASCII are letters where text
// is read in the encoding, or signs of a currency beside digits. A letter between a mark
// and a digit is no part of a word: £29 it is, and not Ł29.
func letters(text []byte, name string) int {
	d, err := NewDecoder(name)
	if err != nil {
		return 0
	}
	out, _ := d.Decode(text, nil)
	read := []rune(string(out))
	n, all := 0, 0
	for i, r := range read {
		if r < utf8.RuneSelf {
			continue
		}
		switch all++; {
		case unicode.Is(unicode.Sc, r) && digitBeside(read, i):
			n++
		case (unicode.IsLetter(r) || unicode.IsMark(r)) && !sign(read, i):
			n++
		case unicode.IsControl(r) || r == utf8.RuneError: // in another code it is a quotation mark or a dash
			all += 4
		}
	}
	return 10_000 * n / max(1, all)
}

// digitBeside reports whether a digit stands before or behind text[i], perhaps with a blank between.
func digitBeside(text []rune, i int) bool {
	for _, j := range []int{i - 2, i - 1, i + 1, i + 2} {
		between := (i + j) / 2
		if j >= 0 && j < len(text) && unicode.IsDigit(text[j]) && (between == i || between == j || unicode.IsSpace(text[between])) {
			return true
		}
	}
	return false
}

// sign reports whether text[i] stands alone before a digit, as signs of currencies do.
func sign(text []rune, i int) bool {
	return i+1 < len(text) && unicode.IsDigit(text[i+1]) && (i == 0 || !unicode.IsLetter(text[i-1]) && !unicode.IsDigit(text[i-1]))
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
		"ISO-8859-8":   {"windows-1255"},
		"ISO-8859-8-I": {"windows-1255"},
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
