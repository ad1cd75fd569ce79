// Package bank holds what the formats of bank statements share: how sums are
// written, and what an entry on an account means as a payment. The rules are in
// docs/formats/camt.md.
package bank

import (
	"bytes"
	"strconv"
	"strings"

	"comity/internal/records/record"
)

// Currency reports whether b can be the code of a currency: three capitals.
func Currency(b []byte) bool {
	if len(b) != 3 {
		return false
	}
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// Digits is how many decimals the minor unit of a currency has. Source: ISO
// 4217:2015, list one. A currency that is not known has two, as most have.
func Digits(currency []byte) int {
	switch string(currency) {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// Minor reads a sum of money in minor units of its currency: digits, and
// perhaps the decimal mark with more digits, which may be none. Decimals beyond
// the minor unit must be zeros: nothing is rounded.
func Minor(sum []byte, mark byte, currency []byte) (int64, bool) {
	var part []byte
	if i := bytes.IndexByte(sum, mark); i >= 0 {
		sum, part = sum[:i], sum[i+1:]
	}
	v, ok := record.Digits(sum, 14)
	for range Digits(currency) {
		v *= 10
		if len(part) > 0 {
			d := part[0] - '0'
			v, part, ok = v+int64(d), part[1:], ok && d <= 9
		}
	}
	return v, ok && len(bytes.Trim(part, "0")) == 0
}

// Written is a sum in minor units of a currency as people write it, with a point.
func Written(n int64, currency string) string {
	digits := Digits([]byte(currency))
	sign, s := "", strconv.FormatInt(n, 10)
	if n < 0 {
		sign, s = "-", s[1:]
	}
	if digits == 0 {
		return sign + s
	}
	if short := digits + 1 - len(s); short > 0 {
		s = strings.Repeat("0", short) + s
	}
	return sign + s[:len(s)-digits] + "." + s[len(s)-digits:]
}

// Entry is what a statement says of the way money went.
type Entry struct {
	Credit   bool // to the account
	Returned bool // an earlier entry is undone, or a payment was sent back
}

// Sign is 1 where money came to the account, else -1.
func (e Entry) Sign() int64 {
	if e.Credit {
		return 1
	}
	return -1
}

// Type is the contract's word for the entry: money that came is a sale, money
// that went is a refund. Where what came was taken back it is a chargeback;
// where what went came back it is a refund again, with the other sign.
func (e Entry) Type() string {
	switch {
	case e.Credit && !e.Returned:
		return "sale"
	case !e.Credit && e.Returned:
		return "chargeback"
	}
	return "refund"
}

// Booked is the contract's word for the result of an entry that is booked.
const Booked = "approved"

// Blanks makes one blank of every run of blanks, tabs and line ends in b, and
// none of one at an end, in place: what it returns lies in b.
func Blanks(b []byte) []byte {
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && blank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	i := 0
	for i < len(b) && (b[i] > ' ' || b[i] == ' ' && b[i+1] > ' ') {
		i++
	}
	out := b[:i]
	for gap := false; i < len(b); i++ {
		switch c := b[i]; {
		case blank(c):
			gap = true
		case gap:
			out, gap = append(out, ' ', c), false
		default:
			out = append(out, c)
		}
	}
	return out
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// Strings makes strings of several texts at once: they share one allocation.
type Strings struct {
	buf []byte
	out []*string
	end []int
}

// Set makes *to the text of b, once Done is called.
func (s *Strings) Set(to *string, b []byte) {
	s.buf = append(s.buf, b...)
	s.out, s.end = append(s.out, to), append(s.end, len(s.buf))
}

// Done sets all strings.
func (s *Strings) Done() {
	all, from := string(s.buf), 0
	for i, to := range s.out {
		*to = all[from:s.end[i]]
		from = s.end[i]
		s.out[i] = nil
	}
	s.buf, s.out, s.end = s.buf[:0], s.out[:0], s.end[:0]
}
