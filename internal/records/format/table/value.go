package table

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// noTime is the span of a stamp that is absent.
var noTime = clock.Span{Lo: comity.Latest, Hi: comity.Latest}

// time reads the stamp under k. given is false where there is none; then s is
// noTime and why empty.
func (r *Reader) time(k key) (s clock.Span, given bool, why record.Reason) {
	b := r.cell(k)
	if len(b) == 0 {
		return noTime, false, ""
	}
	st, ok := r.stamp(k, record.View(b))
	switch {
	case !ok:
		return noTime, true, BadTime
	case !r.reading.Agrees(st):
		return noTime, true, record.ZoneClash
	case r.reading.Refuted(st):
		r.refuted = true
	}
	if r.digits[k] = st.Civil; st.HasOffset || st.Name != 0 {
		r.digits[k] = 0
	}
	return r.reading.Span(st), true, ""
}

// under appends the spans of the stamp under k by the other kept readings.
func (r *Reader) under(to []clock.Span, k key) []clock.Span {
	if len(r.others) == 0 {
		return nil
	}
	b := r.cell(k)
	st, ok := r.written(k, record.View(b))
	for i := range r.others {
		if ok {
			to = append(to, r.others[i].Span(st))
		}
	}
	return to
}

// covers reports whether the scope covers a time, or one of those that it has
// under the other readings.
func (r *Reader) covers(t clock.Span, others []clock.Span) bool {
	return r.gate.Time(t) || slices.ContainsFunc(others, r.gate.Time)
}

// stamp reads a time of the source's form, or of that of a cell which its file
// marks as a date.
func (r *Reader) stamp(k key, s string) (st clock.Stamp, ok bool) {
	st, ok = r.written(k, s)
	switch {
	case !ok:
	case r.layout.ordered || r.dated != nil && r.marked(k):
		r.survey.AddDate(st)
	default:
		r.survey.Add(st)
	}
	return st, ok
}

func (r *Reader) written(k key, s string) (st clock.Stamp, ok bool) {
	if r.dated == nil || !r.marked(k) {
		return r.dates[k].Parse(s, r.stamps)
	}
	if st, ok = r.dates[k].Parse(s, ""); !ok {
		st, ok = clock.Parse(s, "ymd")
	}
	if !ok {
		st, ok = r.dates[k].Parse(s, r.stamps)
	}
	return st, ok
}

// marked reports whether a cell under k is marked as a date.
func (r *Reader) marked(k key) bool {
	return slices.ContainsFunc(r.columns(k), func(i int16) bool { return r.dated[i] })
}

// follows reports whether end can lie at or after start, given how far each is
// known.
func follows(start, end clock.Span) bool { return end.Hi >= start.Lo }

// MayEndInPort reports whether an address of IPv6 without brackets, such as 2001:db8::1:8080,
// is one as well where its last group is taken for a port.
func MayEndInPort(v string) bool {
	at := strings.LastIndexByte(v, ':')
	if at <= 0 || len(v) > 45 || len(v)-at > 5 || v[at-1] == ':' || !strings.Contains(v[:at], "::") {
		return false
	}
	if n, ok := record.Digits([]byte(v[at+1:]), 4); !ok || n == 0 || v[at+1] == '0' {
		return false
	}
	_, whole := comity.ParseAddr(v)
	_, part := comity.ParseAddr(v[:at])
	return whole && part
}

// addr reads one address, perhaps with a port behind it, which port then gives. A
// missing one is the zero Addr and ok.
func (r *Reader) addr(k key) (a comity.Addr, ok bool) {
	r.beside = 0
	b := r.cell(k)
	if len(b) == 0 {
		return a, true
	}
	if a, ok = parseAddr(b); !ok {
		a, r.beside, ok = parseEndpoint(b)
	} else if r.bare(k, b) {
		return comity.Addr{}, false
	}
	return a, ok
}

// bare reports whether a column whose name speaks of ports holds an address of which
// nobody can tell whether a port stands behind.
func (r *Reader) bare(k key, b []byte) bool { return r.ports[k] && MayEndInPort(string(b)) }

// parseEndpoint reads 198.51.100.7:4711 and [2001:db8::7]:4711. Port 0 is none.
func parseEndpoint(b []byte) (a comity.Addr, port uint16, ok bool) {
	if len(b) > 64 || bytes.IndexByte(b, ':') < 0 {
		return a, 0, false
	}
	e, err := netip.ParseAddrPort(string(b))
	if err != nil || e.Addr().Zone() != "" || e.Port() == 0 {
		return a, 0, false
	}
	a, ok = comity.ParseAddr(e.Addr().String())
	return a, e.Port(), ok
}

// portBeside reads the port of a key; where its cell is empty that behind the
// address. Two that differ are none.
func (r *Reader) portBeside(k key) (v uint16, ok bool) {
	v, given, ok := r.port(k)
	switch {
	case r.beside == 0:
		return v, ok
	case !given:
		return r.beside, true
	}
	return v, ok && v == r.beside
}

func parseAddr(b []byte) (comity.Addr, bool) {
	if a, ok := parseV4(b); ok {
		return a, true
	}
	if len(b) > 64 {
		return comity.Addr{}, false
	}
	return comity.ParseAddr(string(b))
}

// parseV4 reads four decimal octets without leading zeros, as net/netip does.
func parseV4(b []byte) (comity.Addr, bool) {
	if len(b) < 7 || len(b) > 15 {
		return comity.Addr{}, false
	}
	var v, octet uint32
	dots, width := 0, 0
	for _, c := range b {
		switch d := c - '0'; {
		case d <= 9:
			if width > 0 && octet == 0 {
				return comity.Addr{}, false
			}
			if octet, width = octet*10+uint32(d), width+1; octet > 255 {
				return comity.Addr{}, false
			}
		case c == '.' && width > 0 && dots < 3:
			v, octet, width, dots = v<<8|octet, 0, 0, dots+1
		default:
			return comity.Addr{}, false
		}
	}
	return comity.AddrV4(v<<8 | octet), dots == 3 && width > 0
}

// parseRange reads an address, a range "a-b" or a prefix "a/len". A prefix may
// be named by any of its addresses.
func parseRange(b []byte) (first, last comity.Addr, ok bool) {
	if a, ok := parseV4(b); ok {
		return a, a, true
	}
	if i := bytes.IndexByte(b, '-'); i >= 0 {
		first, ok1 := parseAddr(trim(b[:i]))
		last, ok2 := parseAddr(trim(b[i+1:]))
		return first, last, ok1 && ok2 && first.Is4() == last.Is4() && first.Compare(last) <= 0
	}
	if bytes.IndexByte(b, '/') >= 0 {
		return parsePrefix(b)
	}
	first, ok = parseAddr(b)
	return first, first, ok
}

func parsePrefix(b []byte) (first, last comity.Addr, ok bool) {
	if len(b) > 64 {
		return first, last, false
	}
	p, err := netip.ParsePrefix(string(b))
	if err != nil {
		return first, last, false
	}
	bits := p.Bits()
	if p.Addr().Is4() {
		bits += 96
	}
	first = comity.AddrOf(p.Addr()).Mask(bits)
	return first, record.LastOf(first, bits), !first.IsZero()
}

// port reads 0 to 65535; a missing one is 0 and ok.
func (r *Reader) port(k key) (v uint16, given, ok bool) {
	b := r.cell(k)
	if len(b) == 0 {
		return 0, false, true
	}
	v, ok = portOf(b)
	return v, true, ok
}

func portOf(b []byte) (uint16, bool) {
	n, ok := record.Digits(b, 5)
	return uint16(n), ok && n <= 65535
}

// card reads a card number, or one that the source masked, such as
// 431289******1234. A missing one is the zero Card and ok.
func (r *Reader) card(k key) (c record.Card, ok bool) {
	b := r.cell(k)
	if len(b) == 0 {
		return c, true
	}
	if c, ok := r.cards.Card(string(b)); ok {
		return c, true
	}
	return masked(b)
}

// masked reads six digits, two to nine marks, four digits, with blanks or
// hyphens anywhere. Its token stays zero: the hidden digits cannot be compared.
func masked(b []byte) (c record.Card, ok bool) {
	var s [20]byte
	n := 0
	for _, ch := range b {
		if ch == ' ' || ch == '-' {
			continue
		}
		if n == len(s) {
			return c, false
		}
		s[n], n = ch, n+1
	}
	if n < 12 || n > 19 {
		return c, false
	}
	for i, ch := range s[:n] {
		digit := ch >= '0' && ch <= '9'
		if hidden := i >= 6 && i < n-4; hidden == digit || hidden && bytes.IndexByte([]byte("*xX#."), ch) < 0 {
			return c, false
		}
	}
	return record.Card{Ends: string(s[:6]) + "******" + string(s[n-4:n])}, true
}

// text is the content under k as a string that may be kept; for values that
// rarely repeat.
func (r *Reader) text(k key) string { return string(r.cell(k)) }

// word is text for values that repeat: each is allocated once.
func (r *Reader) word(k key) string { return r.words.of(r.cell(k)) }
