package xlsx

import (
	"strconv"

	"comity/internal/records/record"
)

// What stands behind the name of a cell that holds no value that can be read.
const (
	noResult  = "formula without a stored result"
	noText    = "refers to a shared text that is not there"
	misplaced = "stands before the cell above, or beyond the last column"
	oddSort   = "is of a sort that no workbook has"
	longRow   = "row is longer than 1 MiB"
)

// Why a row could not be read, by the words in its cited form.
var cellReasons = map[string]record.Reason{
	noResult: NoResult, noText: BadCell, misplaced: BadCell, oddSort: BadCell, longRow: LongRow,
}

// Reasons of rejects.
const (
	NoResult record.Reason = "formula without a stored result"
	BadCell  record.Reason = "cell that no program could show"
	LongRow  record.Reason = "row longer than 1 MiB"
	Repeated record.Reason = "repeated header"
)

// cell is the cell at hand.
type cell struct {
	sort     sort
	style    int
	value    []byte // of v, or of is
	formula  bool
	given    bool // a value is there, perhaps an empty one
	inValue  bool
	inString bool
	item     stringItem
	column   int
}

// sort is what the value of a cell is.
type sort uint8

const (
	isNumber sort = iota
	isShared
	isText // the result of a formula
	isInline
	isTruth
	isError
	isDate // ISO 8601
	isOdd
)

func sortOf(t []byte) sort {
	switch string(t) {
	case "n":
		return isNumber
	case "s":
		return isShared
	case "str":
		return isText
	case "inlineStr":
		return isInline
	case "b":
		return isTruth
	case "e":
		return isError
	case "d":
		return isDate
	}
	return isOdd
}

// readCell reads the cell whose start is at hand and appends its line; last is
// the column of the cell before.
func (s *Sheet) readCell(dst []byte, last int) (out []byte, column int, err error) {
	c := &s.cell
	*c = cell{value: c.value[:0], column: last + 1}
	if err := c.attributes(s.part.tag); err != nil {
		return dst, last, err
	}
	for {
		t, err := s.part.next()
		if err != nil {
			return dst, last, err
		}
		done := false
		if done, err = c.take(s.part.scanner, t); err != nil {
			return dst, last, err
		}
		if done {
			break
		}
	}
	if c.column <= last || c.column > maxColumn {
		return s.appendWhy(dst, last+1, misplaced), min(last+1, maxColumn), nil
	}
	out, err = s.appendCell(dst)
	return out, c.column, err
}

// attributes takes over what the cell's tag says: r is where it is, s its
// format, t its sort.
func (c *cell) attributes(tag []byte) error {
	a := attributes{rest: tag}
	for a.next() {
		switch string(a.key) {
		case "r":
			if c.column = columnOf(a.value); c.column == 0 {
				return errMarkup
			}
		case "s":
			var err error
			if c.style, err = strconv.Atoi(string(a.value)); err != nil {
				return errMarkup
			}
		case "t":
			c.sort = sortOf(a.value)
		}
	}
	return nil
}

// columnOf is the number of the column in a reference such as AB12; 0 where
// there is none.
func columnOf(ref []byte) int {
	n := 0
	for _, ch := range ref {
		if ch >= 'a' && ch <= 'z' {
			ch -= 'a' - 'A'
		}
		if ch < 'A' || ch > 'Z' || n > maxColumn {
			break
		}
		n = n*26 + int(ch-'A') + 1
	}
	return n
}

// take takes the next token of the cell; done at its end.
func (c *cell) take(x *scanner, t token) (done bool, err error) {
	switch t {
	case ends:
		return false, errMarkup
	case words:
		switch {
		case c.inValue:
			c.value, err = x.content(c.value)
		case c.inString:
			c.value, err = c.item.take(x, t, c.value)
		}
		if len(c.value) > maxText {
			return false, errMarkup
		}
		return false, err
	case shuts:
		if len(x.name) == 1 && x.name[0] == 'c' {
			return true, nil
		}
	}
	return false, c.element(x, t)
}

func (c *cell) element(x *scanner, t token) (err error) {
	switch string(x.name) {
	case "v":
		c.inValue = t == opens
		c.given = true
	case "f":
		c.formula = true
	case "is":
		c.inString = t == opens
		c.given = true
	case "c", "row", "sheetData":
		return errMarkup
	default:
		if c.inString {
			c.value, err = c.item.take(x, t, c.value)
		}
	}
	return err
}

// appendCell appends the cell's line; an empty cell has none.
func (s *Sheet) appendCell(dst []byte) ([]byte, error) {
	c := &s.cell
	if !c.given || len(c.value) == 0 && c.sort != isText && c.sort != isInline {
		if c.formula {
			return s.appendWhy(dst, c.column, noResult), nil
		}
		return dst, nil
	}
	switch c.sort {
	case isShared:
		return s.appendShared(dst)
	case isText, isInline, isError:
		return appendValue(s.appendRef(dst, c.column), unescape(c.value), nil), nil
	case isTruth:
		word := []byte("FALSE")
		if c.value[0] == '1' || c.value[0] == 't' {
			word = []byte("TRUE")
		}
		return appendValue(s.appendRef(dst, c.column), c.value, word), nil
	case isDate:
		return appendValue(s.appendRef(dst, c.column), c.value, c.value), nil
	case isNumber:
		return s.appendNumeric(dst), nil
	}
	return s.appendWhy(dst, c.column, oddSort), nil
}

func (s *Sheet) appendShared(dst []byte) ([]byte, error) {
	n, err := strconv.Atoi(string(s.cell.value))
	if err != nil {
		n = -1
	}
	text, ok, err := s.texts.at(n)
	if err != nil {
		return dst, err
	}
	if !ok {
		return s.appendWhy(dst, s.cell.column, noText), nil
	}
	if len(text) == 0 {
		return dst, nil
	}
	return appendValue(s.appendRef(dst, s.cell.column), text, nil), nil
}

// appendNumeric appends a number, or the date that its format makes of it.
func (s *Sheet) appendNumeric(dst []byte) []byte {
	c := &s.cell
	dst = appendValue(s.appendRef(dst, c.column), c.value, nil)
	line := len(dst) - 1
	dst[line] = '\t'
	if c.style >= 0 && c.style < len(s.book.styles) {
		if shows := s.book.styles[c.style]; shows != 0 {
			if out, ok := appendDate(dst, c.value, shows, s.book.from1904); ok {
				return append(out, '\n')
			}
		}
	}
	dst = appendNumber(dst, c.value)
	if string(dst[line+1:]) == string(c.value) {
		dst = dst[:line]
	}
	return append(dst, '\n')
}
