package xlsx

import (
	"bytes"
	"strconv"
)

// The cited form of a row: a line for each cell that holds something, its name,
// a tab and its value; behind a second tab what the value means, where that is
// written otherwise: a date, a number without an exponent, a truth. A cell without
// a value that can be read has a blank behind its name, and words. An empty line
// ends the row.
//
//	A17<TAB>198.51.100.7
//	B17<TAB>38048.5<TAB>2004-03-02 12:00:00
//	C17 formula without a stored result
//
// Inside values \\ \t \n \r and \xHH stand for a backslash and for control
// characters.

// appendRef appends the name of the row's cell in a column, such as AB17.
func (s *Sheet) appendRef(dst []byte, column int) []byte {
	var letters [4]byte
	i := len(letters)
	for column > 0 && i > 0 {
		column--
		i--
		letters[i] = 'A' + byte(column%26)
		column /= 26
	}
	return strconv.AppendInt(append(dst, letters[i:]...), int64(s.row), 10)
}

func (s *Sheet) appendWhy(dst []byte, column int, why string) []byte {
	return append(append(append(s.appendRef(dst, column), ' '), why...), '\n')
}

// appendValue ends the line of a cell. means is nil where it is the value.
func appendValue(dst, value, means []byte) []byte {
	dst = appendPlain(append(dst, '\t'), value)
	if means != nil {
		dst = appendPlain(append(dst, '\t'), means)
	}
	return append(dst, '\n')
}

const hexDigits = "0123456789abcdef"

func appendPlain(dst, b []byte) []byte {
	from := 0
	for i, c := range b {
		if c >= ' ' && c != '\\' && c != 0x7f {
			continue
		}
		dst = append(dst, b[from:i]...)
		from = i + 1
		switch c {
		case '\\':
			dst = append(dst, `\\`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(dst, b[from:]...)
}

// plain undoes appendPlain; what it replaces is appended to arena, of which the
// result is then a part.
func plain(arena, b []byte) (all, value []byte) {
	i := bytes.IndexByte(b, '\\')
	if i < 0 {
		return arena, b
	}
	start := len(arena)
	for ; i >= 0; i = bytes.IndexByte(b, '\\') {
		arena = append(arena, b[:i]...)
		n, c := 2, byte('\\')
		switch rest := b[i+1:]; {
		case len(rest) == 0:
			n = 1
		case rest[0] == 't':
			c = '\t'
		case rest[0] == 'n':
			c = '\n'
		case rest[0] == 'r':
			c = '\r'
		case rest[0] == 'x' && len(rest) > 2:
			v, _ := strconv.ParseUint(string(rest[1:3]), 16, 8)
			n, c = 4, byte(v)
		}
		arena, b = append(arena, c), b[i+n:]
	}
	arena = append(arena, b...)
	return arena, arena[start:len(arena):len(arena)]
}
