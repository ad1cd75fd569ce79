// Package bank holds what the formats of bank statements share: how sums are
// written, and what an entry on an account means as a payment. The rules are in
// docs/formats/camt.md.
package bank

import (
	"bytes"

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
// none of one at an end, in place.
func Blanks(b []byte) []byte {
	out, gap := b[:0], false
	for _, c := range b {
		if c == ' ' || c == '\n' || c == '\r' || c == '\t' {
			gap = len(out) > 0
			continue
		}
		if gap {
			out, gap = append(out, ' '), false
		}
		out = append(out, c)
	}
	return out
}

// IBAN reports whether b is an IBAN (ISO 13616): two letters, two check digits,
// 15 to 34 capitals and digits in all, and the remainder of 97 right.
func IBAN(b []byte) bool {
	if len(b) < 15 || len(b) > 34 {
		return false
	}
	rest := 0
	for i := range b {
		c := b[(i+4)%len(b)] // the first four come last
		switch digit := c >= '0' && c <= '9'; {
		case digit && (i+4)%len(b) > 1:
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z' && (i+4)%len(b) != 2 && (i+4)%len(b) != 3:
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
