package charset

import (
	"bytes"
	"unicode/utf8"
)

// Foreign reports whether the table that begins with head is surely text in
// another encoding than UTF-8, and not UTF-8 with damage in it. whole says that
// head is all of the table, so that its last line is not cut.
//
// It is, where at least two different lines below the first are such text, and
// more are than lines that hold characters of valid UTF-8. A line is such text
// where it is printable, holds the delimiter that the first line holds most of,
// and has a byte that is not UTF-8 inside a word: beside a letter or another such
// byte. Garbage mostly holds controls or no delimiter, and a stray byte stands
// alone.
func Foreign(head []byte, whole bool) bool {
	if !whole {
		head = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	first, rest, _ := bytes.Cut(head, []byte{'\n'})
	mark := delimiter(first)
	var example []byte
	foreign, sound := 0, 0
	for line := range bytes.Lines(rest) {
		switch {
		case ASCII(line):
		case utf8.Valid(line):
			sound++
		case isText(line, mark) && hasForeignWord(line) && !bytes.Equal(line, example):
			foreign++
			example = line
		}
	}
	return foreign >= 2 && foreign > sound
}

// delimiter is the mark that line holds most of; 0 where it holds none.
func delimiter(line []byte) (mark byte) {
	most := 0
	for _, b := range []byte(",;\t|^~") {
		if n := bytes.Count(line, []byte{b}); n > most {
			mark, most = b, n
		}
	}
	return mark
}

func isText(line []byte, mark byte) bool {
	if mark != 0 && bytes.IndexByte(line, mark) < 0 {
		return false
	}
	for _, c := range bytes.TrimRight(line, "\r\n") {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// hasForeignWord reports whether a byte that is not UTF-8 stands beside an ASCII
// letter or another such byte.
func hasForeignWord(line []byte) bool {
	before := false // the byte before is a letter or foreign
	for i := 0; i < len(line); {
		r, n := utf8.DecodeRune(line[i:])
		bad := r == utf8.RuneError && n == 1
		if bad && (before || i+1 < len(line) && (isLetter(line[i+1]) || line[i+1] >= utf8.RuneSelf)) {
			return true
		}
		before = bad || isLetter(line[i])
		i += n
	}
	return false
}

func isLetter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }
