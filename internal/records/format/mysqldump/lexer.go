package mysqldump

import (
	"bytes"
	"strings"
)

// lexer goes over SQL that is not read. It may stop anywhere and go on with the
// next piece: what it is inside of is all it remembers.
type lexer struct {
	in    byte // the quote; '\n' in a comment to the line's end, '*' in one to */; 0: neither
	depth int  // of brackets, where a bracket is looked for
}

// special are the bytes that may begin a quote or a comment, or are a bracket.
var special = func() (t [256]bool) {
	for _, c := range "'\"`#-/()" {
		t[c] = true
	}
	return t
}()

// until finds the first mark from i on that stands outside quotes and comments;
// next is behind it. For the mark ) that is the one that closes the first
// bracket from i on. Where there is none yet, next is how far b was judged.
func (l *lexer) until(b []byte, i int, mark string, final bool) (next int, found bool) {
	for {
		if l.in != 0 {
			done := false
			if i, done = l.leave(b, i, final); !done {
				return i, false
			}
		}
		for i < len(b) && !special[b[i]] && b[i] != mark[0] {
			i++
		}
		if i == len(b) {
			return i, false
		}
		is, short := begins(b[i:], mark, final)
		if short {
			return i, false
		}
		if is && l.closes(mark) {
			return i + len(mark), true
		}
		if b[i] == '(' {
			l.depth++
		}
		n, short := l.opens(b[i:], final)
		if short {
			return i, false
		}
		i += n
	}
}

// closes reports whether the mark at hand is the one that is looked for.
func (l *lexer) closes(mark string) bool {
	if mark != ")" {
		return true
	}
	l.depth--
	return l.depth <= 0
}

// opens takes the quote or comment mark, or else the one byte, that s begins
// with; n is its length. What some versions execute is no comment.
func (l *lexer) opens(s []byte, final bool) (n int, isShort bool) {
	switch c := s[0]; c {
	case '\'', '"', '`':
		l.in = c
	case '#':
		l.in = '\n'
	case '-', '/':
		kind, n, isShort := remark(s, final)
		if kind != 0 && kind != '!' && !isShort {
			l.in = kind
		}
		return n, isShort
	}
	return 1, false
}

// remark judges the comment that s may begin with: '\n' one to the line's end,
// '*' one to */, '!' one that some versions execute, 0 none. n is the length of
// its mark, 1 where there is none.
func remark(s []byte, final bool) (kind byte, n int, isShort bool) {
	cut := len(s) < len("/*M!") && !final
	switch {
	case s[0] == '#':
		return '\n', 1, false
	case len(s) == 1:
		return 0, 1, cut
	case s[0] == '-' && s[1] == '-':
		if len(s) == 2 {
			return '\n', 2, cut
		}
		if s[2] <= ' ' {
			return '\n', 2, false
		}
	case s[0] == '/' && s[1] == '*':
		switch rest := s[2:]; {
		case len(rest) > 0 && rest[0] == '!':
			return '!', 3, false
		case len(rest) > 1 && rest[0] == 'M' && rest[1] == '!':
			return '!', 4, false
		case len(rest) == 0 || len(rest) == 1 && rest[0] == 'M':
			return '*', 2, cut
		}
		return '*', 2, false
	}
	return 0, 1, false
}

// leave goes behind the end of the quote or comment that the lexer is in.
func (l *lexer) leave(b []byte, i int, final bool) (next int, done bool) {
	var n int
	switch l.in {
	case '\n', '`':
		if n = bytes.IndexByte(b[i:], l.in); n >= 0 {
			n++
		}
	case '*':
		if n = bytes.Index(b[i:], []byte("*/")); n >= 0 {
			n += 2
		} else if len(b) > i && b[len(b)-1] == '*' && !final {
			return len(b) - 1, false
		}
	default:
		return l.leaveText(b, i, final)
	}
	if n < 0 {
		return len(b), false
	}
	l.in = 0
	return i + n, true
}

// leaveText is leave for a text in quotes, where a backslash escapes. A doubled
// quote ends one text and begins the next: for what is skipped that is the same.
func (l *lexer) leaveText(b []byte, i int, final bool) (next int, done bool) {
	quote := -1 // the next one
	for i < len(b) {
		if quote < i {
			quote = index(b, i, l.in)
		}
		at := index(b[:quote], i, '\\')
		switch {
		case at < quote && at+1 == len(b) && !final:
			return at, false
		case at < quote:
			i = at + 2
		case quote < len(b):
			l.in = 0
			return quote + 1, true
		default:
			return len(b), false
		}
	}
	return len(b), false
}

// begins reports whether s begins with mark; isShort that it may, once there is
// more of it.
func begins(s []byte, mark string, final bool) (is, isShort bool) {
	if len(s) >= len(mark) {
		return string(s[:len(mark)]) == mark, false
	}
	return false, !final && strings.HasPrefix(mark, string(s))
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// space is the first index from i on that holds no white space.
func space(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}
