package lease

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Skip counts lines that the stream passed over.
func (b *Book) Skip(lines int64) { b.line += lines }

// Lines gives each line of data, the next bytes of the stream, to read; base is
// their offset. Empty lines are passed over; a line that read gives a reason
// for, holds a NUL byte, is too long or has no end becomes a reject. NoRecord
// is no reject.
func (b *Book) Lines(data []byte, base int64, sink record.Sink, read func(line []byte, p record.Place) record.Reason) {
	b.Begin(sink)
	nul := bytes.IndexByte(data, 0) >= 0
	for pos := 0; pos < len(data); {
		end, cut := len(data), true
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, cut = pos+n, false
		}
		line := TrimCR(data[pos:end])
		if len(line) > 0 {
			p := record.Place{Offset: base + int64(pos), Length: int32(min(len(line), MaxRecord)), Line: b.line}
			if why := b.take(line, p, nul, cut, read); why != "" && why != record.NoRecord {
				b.Reject(p, why)
			}
		}
		b.line++
		pos = end + 1
	}
	b.Done()
}

func (b *Book) take(line []byte, p record.Place, nul, cut bool, read func([]byte, record.Place) record.Reason) record.Reason {
	switch {
	case len(line) > MaxRecord:
		return LongRecord
	case nul && bytes.IndexByte(line, 0) >= 0:
		return NULByte
	case cut:
		return CutOff
	}
	if line = record.Unmarked(line); len(line) == 0 {
		return record.NoRecord
	}
	return read(line, p)
}

// TrimCR takes a carriage return off the end of a line.
func TrimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// ParseAddr reads an address without allocating.
func ParseAddr(b []byte) (comity.Addr, bool) {
	if a, ok := parse4(b); ok {
		return a, true
	}
	if len(b) == 0 || len(b) > 45 {
		return comity.Addr{}, false
	}
	return comity.ParseAddr(record.View(b))
}

// parse4 is the fast way for four numbers; what it does not take is for net/netip to judge.
func parse4(b []byte) (comity.Addr, bool) {
	var v, octet uint32
	dots, digits := 0, 0
	for _, c := range b {
		switch d := uint32(c - '0'); {
		case d <= 9:
			if digits > 0 && octet == 0 {
				return comity.Addr{}, false
			}
			octet = octet*10 + d
			if digits++; octet > 255 {
				return comity.Addr{}, false
			}
		case c == '.' && digits > 0:
			v, octet, digits = v<<8|octet, 0, 0
			dots++
		default:
			return comity.Addr{}, false
		}
	}
	return comity.AddrV4(v<<8 | octet), dots == 3 && digits > 0
}

// Prefix is the addresses of first/bits; bits are counted as written, 0 to 32
// or 0 to 128.
func Prefix(addr comity.Addr, bits int64) (first, last comity.Addr, ok bool) {
	if addr.Is4() {
		bits += 96
	}
	if bits < 0 || bits > 128 {
		return first, last, false
	}
	first = addr.Mask(int(bits))
	return first, record.LastOf(first, int(bits)), !first.IsZero()
}

// firstEpoch and lastEpoch bound the instants that a lease can have, in seconds
// since 1970: before 1990 a clock had not been set, behind 2099 it ran wild.
const (
	firstEpoch = 631_152_000
	lastEpoch  = 4_102_444_799
)

// Epoch is the span of seconds since 1970 UTC; ok is false for 1970 itself and
// whatever else no clock that was set has written.
func (b *Book) Epoch(seconds int64) (clock.Span, bool) {
	if seconds < firstEpoch || seconds > lastEpoch {
		return clock.Span{}, false
	}
	return b.reading.Span(clock.Stamp{
		Civil: comity.Instant(seconds) * comity.Second, Sub: comity.Second, Said: clock.Said{HasOffset: true},
	}), true
}

// Shift moves a span.
func Shift(s clock.Span, by comity.Instant) clock.Span {
	return clock.Span{Lo: s.Lo + by, Hi: s.Hi + by}
}

// Printed appends b as text where each octet of it can be printed, else as pairs
// of hexadecimal digits with colons between.
func Printed(dst, b []byte) []byte {
	if !Printable(b) {
		return hexadecimal(dst, b)
	}
	return append(dst, b...)
}

// Printable reports whether every octet of b can be printed.
func Printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

func hexadecimal(dst, b []byte) []byte {
	for i, c := range b {
		if i > 0 {
			dst = append(dst, ':')
		}
		dst = append(dst, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
	}
	return dst
}
