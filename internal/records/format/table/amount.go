package table

import (
	"bytes"
	"unicode"

	"comity/internal/records/record"
)

// AmountUnits are the words for what sums of money count: units of the
// currency, or hundredths of one.
func AmountUnits() []string { return []string{"whole", "minor"} }

func minor(unit string) (is, ok bool) {
	return unit == "minor", unit == "" || unit == "whole" || unit == "minor"
}

// Sum takes off a sum of money what people write around its digits: one sign or code
// of a currency before or behind it, and a sign before it or behind it, or
// brackets. ok is false where there is more than one of either.
func Sum(b []byte) (digits []byte, minus, ok bool) {
	if plainSum(b) {
		return b, false, true
	}
	signed, priced := 0, 0
	for {
		b = bytes.TrimFunc(b, unicode.IsSpace)
		switch n, m := currencyBefore(b), currencyBehind(b); {
		case len(b) > 2 && b[0] == '(' && b[len(b)-1] == ')':
			b, minus, signed = b[1:len(b)-1], true, signed+1
		case len(b) > 0 && (b[0] == '-' || b[0] == '+'):
			b, minus, signed = b[1:], b[0] == '-', signed+1
		case bytes.HasPrefix(b, minusSign):
			b, minus, signed = b[len(minusSign):], true, signed+1
		case len(b) > 1 && (b[len(b)-1] == '-' || b[len(b)-1] == '+'):
			b, minus, signed = b[:len(b)-1], b[len(b)-1] == '-', signed+1
		case n > 0:
			b, priced = b[n:], priced+1
		case m > 0:
			b, priced = b[:len(b)-m], priced+1
		default:
			return b, minus, signed < 2 && priced < 2
		}
	}
}

var point = []byte(".")

// minusSign is U+2212.
var minusSign = []byte("\u2212")

// plainSum holds for what begins and ends with a digit.
func plainSum(b []byte) bool { return len(b) > 0 && b[0]-'0' <= 9 && b[len(b)-1]-'0' <= 9 }

// amount reads a sum of money in hundredths: what Sum takes off, digits, and
// perhaps the decimal mark with one or two digits. A mark between thousands is
// refused, for it may be somebody else's decimal mark, unless the source states
// which one that is. Where sums count hundredths there is no mark.
func (r *Reader) amount(k key) (int64, bool) {
	return r.sum(r.cell(k))
}

func (r *Reader) sum(b []byte) (v int64, ok bool) {
	if len(b) == 0 {
		return 0, true
	}
	b, minus, good := Sum(b)
	if !good {
		return 0, false
	}
	if r.minor {
		v, ok = record.Digits(b, 15)
	} else {
		v, ok = r.hundredths(b)
	}
	if minus {
		v = -v
	}
	return v, ok
}

func (r *Reader) hundredths(b []byte) (int64, bool) {
	cents, mark, grouped := []byte("00"), r.decimal, r.grouped
	if r.pointed && bytes.Count(b, point) == 1 && bytes.IndexByte(b, ',') < 0 { // as a number is stored; text would be as long behind a mark of thousands
		mark, grouped = '.', false
	}
	if i := bytes.IndexByte(b, mark); i >= 0 {
		b, cents = b[:i], b[i+1:]
	}
	part, ok := record.Digits(cents, 2)
	if !ok {
		return 0, false
	}
	if len(cents) == 1 {
		part *= 10
	}
	whole, ok := record.Digits(b, 15)
	if !ok && grouped {
		whole, ok = r.thousands(b)
	}
	return whole*100 + part, ok
}

// groupMarks may part thousands: all but the decimal mark.
var groupMarks = [][]byte{[]byte("."), []byte(","), []byte(" "), []byte("'"), []byte("\u00a0"), []byte("\u202f"), []byte("\u2009"), []byte("\u2019")}

// thousands reads one to three digits and groups of three, parted by one same
// mark. A number so written begins with no zero.
func (r *Reader) thousands(b []byte) (v int64, ok bool) {
	n := 0
	for n < len(b) && n < 4 && b[n]-'0' <= 9 {
		n++
	}
	if n == 0 || n > 3 || b[0] == '0' {
		return 0, false
	}
	v, _ = record.Digits(b[:n], 3)
	mark := groupMark(b[n:])
	if len(mark) == 0 || mark[0] == r.decimal {
		return 0, false
	}
	for b = b[n:]; len(b) > 0; {
		rest, marked := bytes.CutPrefix(b, mark)
		if !marked || len(rest) < 3 {
			return 0, false
		}
		group, ok := record.Digits(rest[:3], 3)
		if v = v*1000 + group; !ok || v >= 1e15 {
			return 0, false
		}
		b = rest[3:]
	}
	return v, true
}

func groupMark(b []byte) []byte {
	for _, m := range groupMarks {
		if bytes.HasPrefix(b, m) {
			return m
		}
	}
	return nil
}
