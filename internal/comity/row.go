package comity

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	rowFormat = "xlsx/"
	hexDigits = "0123456789ABCDEF"
)

// SheetPart is the part of a citation that leads to a sheet of a workbook; a
// row's citation ends in "/R" and its number behind it. Of the name, letters and
// digits, "-", "." and "_" stand as they are; every other byte is written as %HH,
// so that no name can end a citation or pass for another part of it.
func SheetPart(sheet string) string { return string(appendName([]byte(rowFormat), sheet)) }

// PagePart is the part of a citation that leads to a page of a document, which is
// named as a person wrote it.
func PagePart(page string) string { return string(appendName([]byte("page/"), page)) }

// appendName appends a name so that it cannot end a citation.
func appendName(b []byte, name string) []byte {
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-._", r) {
			b = append(b, name[i:i+n]...)
		} else {
			for _, c := range []byte(name[i : i+n]) {
				b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		i += n
	}
	return b
}

// AppendRow appends the part of a citation that leads to a row, from 1, of the
// sheet before it.
func AppendRow(b []byte, row int64) []byte { return strconv.AppendInt(append(b, "/R"...), row, 10) }

// Row takes the citation of a row apart: the parts before the sheet, the sheet's
// name and the row's number. ok is false for other citations.
func (c Citation) Row() (before, sheet string, row int64, ok bool) {
	before, last := "", c.Inner
	if i := strings.LastIndexByte(c.Inner, '!'); i >= 0 {
		before, last = c.Inner[:i], c.Inner[i+1:]
	}
	name, isRow := strings.CutPrefix(last, rowFormat)
	i := strings.LastIndex(name, "/R")
	if c.Length >= 0 || !isRow || i < 0 {
		return "", "", 0, false
	}
	row, err := strconv.ParseInt(name[i+2:], 10, 64)
	sheet, err2 := url.PathUnescape(name[:i])
	return before, sheet, row, err == nil && err2 == nil && row > 0 && name[i+2] != '+'
}
