package mt940

import (
	"bytes"
)

// details is what stands behind :86:, as far as it is read. Slices point into
// the scratch buffer that it was read with.
type details struct {
	code                        []byte // of the business transaction (GVC); German banks
	purpose, name, account      []byte
	endToEnd, mandate, customer []byte // references
	returned                    bool
	buf                         []byte // of values that come in parts
}

// read takes apart all :86: of an entry. scratch is used again.
func (d *details) read(parts [][]byte, scratch *[]byte) {
	*d = details{buf: d.buf[:0]}
	b := (*scratch)[:0]
	for i, part := range parts {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, part...)
	}
	*scratch = b
	if mark := structure(b); mark != 0 {
		b = unwrap(bytes.TrimLeft(b, " "))
		d.code = b[:3]
		d.subfields(b[3:], mark)
		return
	}
	if text := bytes.TrimLeft(b, " "); len(text) > 0 && text[0] == '/' && key(text) > 0 {
		d.slashes(unwrap(text))
		return
	}
	d.purpose = b
}

// structure is the mark before each field of German details: three digits, the
// mark and two digits begin them. 0: no such details.
func structure(b []byte) byte {
	b = bytes.TrimLeft(b, " ")
	if len(b) < 6 || !digit(b[0]) || !digit(b[1]) || !digit(b[2]) {
		return 0
	}
	mark, rest := b[3], lineEnds(b[4:])
	if mark <= ' ' || mark >= 0x7f || digit(mark) || mark >= 'A' && mark <= 'Z' || mark >= 'a' && mark <= 'z' ||
		len(rest) < 2 || !digit(rest[0]) || !digit(rest[1]) {
		return 0
	}
	return mark
}

// lineEnds is b without those that it begins with.
func lineEnds(b []byte) []byte {
	for len(b) > 0 && (b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return b
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// unwrap takes the line ends, LF or CR LF, out of b, in place: lines were cut at
// 65 characters wherever that fell.
func unwrap(b []byte) []byte {
	if bytes.IndexByte(b, '\n') < 0 {
		return b
	}
	out := b[:0]
	for len(b) > 0 {
		n := bytes.IndexByte(b, '\n')
		line := b
		if b = nil; n >= 0 {
			line, b = line[:n], line[n+1:]
		}
		out = append(out, bytes.TrimSuffix(line, []byte{'\r'})...)
	}
	return out
}

// subfields reads the fields of German details (DFÜ agreement, annex 3, 8.2.3).
func (d *details) subfields(b []byte, mark byte) {
	var account, iban, text []byte
	buf, from := d.buf, len(d.buf)
	var name [2][]byte
	for len(b) >= 3 {
		n := next(b[1:], mark) + 1
		number, v := int(b[1]-'0')*10+int(b[2]-'0'), b[3:n]
		switch {
		case number >= 20 && number <= 29 || number >= 60 && number <= 63:
			buf = append(buf, v...)
		case number == 0:
			text = v
		case number == 31:
			account = v
		case number == 38:
			iban = v
		case number == 32 || number == 33:
			name[number-32] = v
		}
		b = b[n:]
	}
	d.keywords(buf[from:])
	at := len(buf)
	d.buf = append(append(buf, name[0]...), name[1]...)
	d.name = d.buf[at:]
	if d.account = account; len(iban) > 0 {
		d.account = iban
	}
	if len(d.purpose) == 0 {
		d.purpose = text
	}
}

// next is where the next mark with two digits behind it lies; len(b) where there
// is none.
func next(b []byte, mark byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], mark)
		if i < 0 {
			return len(b)
		}
		if at += i; len(b) > at+2 && digit(b[at+1]) && digit(b[at+2]) {
			return at
		}
		at++
	}
}

// keywords reads the purpose of a SEPA payment, whose parts begin with four
// letters and a plus. What has none is free text.
func (d *details) keywords(b []byte) {
	d.purpose = b
	at := keyword(b, 0)
	if at < 0 {
		return
	}
	d.purpose = b[:at]
	for at >= 0 {
		from := at + len("EREF+")
		end := keyword(b, from)
		v := b[from:]
		if end >= 0 {
			v = b[from:end]
		}
		switch string(b[at:from]) {
		case "EREF+":
			d.endToEnd = v
		case "MREF+":
			d.mandate = v
		case "KREF+":
			d.customer = v
		case "SVWZ+":
			d.purpose = v
		}
		at = end
	}
}

// keyword finds the first of the SEPA's words in b from the offset on; -1 where
// there is none.
func keyword(b []byte, from int) int {
	for i := from; ; i++ {
		n := bytes.IndexByte(b[i:], '+')
		if n < 0 {
			return -1
		}
		if i += n; i-4 < from {
			continue
		}
		switch string(b[i-4 : i+1]) {
		case "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+", "SVWZ+", "ABWA+", "ABWE+", "IBAN+", "PURP+":
			return i - 4
		}
	}
}

// slashes reads details of the form /KEY/value/KEY/value.
func (d *details) slashes(b []byte) {
	for len(b) > 0 {
		n := key(b)
		from := min(n+2, len(b))
		end := from
		for end < len(b) && (b[end] != '/' || key(b[end:]) == 0) {
			end++
		}
		d.value(string(b[1:1+n]), bytes.Trim(b[from:end], "/ "))
		b = b[end:]
	}
}

func (d *details) value(k string, v []byte) {
	switch k {
	case "EREF":
		d.endToEnd = v
	case "MARF":
		d.mandate = v
	case "PREF":
		d.customer = v
	case "NAME":
		d.name = v
	case "IBAN":
		d.account = v
	case "RTRN":
		d.returned = true
	case "CNTP":
		parts := bytes.SplitN(v, []byte{'/'}, 4)
		if d.account = parts[0]; len(parts) > 2 {
			d.name = parts[2]
		}
	case "REMI":
		d.purpose = bytes.Trim(bytes.TrimPrefix(v, []byte("USTD")), "/")
	}
}

// key is the length of the word between slashes at the start of b, where it is
// one of those that Dutch and Belgian banks use; 0 where it is not.
func key(b []byte) int {
	b = b[1:]
	n := bytes.IndexByte(b[:min(len(b), 5)], '/')
	if n < 0 {
		return 0
	}
	switch string(b[:n]) {
	case "EREF", "MARF", "PREF", "NAME", "IBAN", "BIC", "RTRN", "CNTP", "REMI", "TRTP", "CSID", "BENM", "ORDP", "ISDT",
		"ADDR", "SVCL", "PURP", "ULTB", "ULTD", "SWOC", "TRCD", "KREF", "ID", "EXCH", "CHGS", "INIT", "ACCW", "NRTX", "VALD":
		return n
	}
	return 0
}

// returns reports whether the payment was sent back: a returned debit or
// transfer by its code (DFÜ agreement, annex 3, 8.2.6), or by a reason given.
func (d *details) returns() bool {
	switch string(d.code) {
	case "108", "109", "159", "181":
		return true
	}
	return d.returned
}
