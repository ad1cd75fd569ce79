package nginx

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// value is what the line says of f, blanks cut and mapped words replaced; nil
// where it says nothing: no member, null, an empty text or a hyphen.
func (p *Parser) value(f field) []byte {
	var b []byte
	if p.join[f] && len(p.of[f]) > 1 {
		b = p.joined(p.of[f])
	} else {
		for _, slot := range p.of[f] {
			if b = said(p.values[slot]); b != nil {
				break
			}
		}
	}
	if m := p.words[f]; m != nil {
		if w, mapped := m[string(b)]; mapped {
			b = said(w)
		}
	}
	return b
}

// said cuts blanks and turns what servers write for nothing into nil.
func said(b []byte) []byte {
	if b = bytes.TrimSpace(b); len(b) == 0 || len(b) == 1 && b[0] == '-' {
		return nil
	}
	return b
}

func (p *Parser) joined(slots []int) []byte {
	from := len(p.scratch)
	for _, slot := range slots {
		part := said(p.values[slot])
		if part == nil {
			continue
		}
		if len(p.scratch) > from {
			p.scratch = append(p.scratch, ' ')
		}
		p.scratch = append(p.scratch, part...)
	}
	return said(p.scratch[from:])
}

// site is the host without port. nginx names a server that has no name "_".
func (p *Parser) site() []byte {
	b := p.value(fSite)
	if c := bytes.LastIndexByte(b, ':'); c > 0 {
		_, port := record.Digits(b[c+1:], 5)
		if port && (bytes.IndexByte(b, ':') == c || b[c-1] == ']') {
			b = b[:c]
		}
	}
	if len(b) == 0 || len(b) == 1 && b[0] == '_' {
		return nil
	}
	return p.lasting(b)
}

// mostKept bounds how many copies are remembered, longestKept how long they are.
// Beyond the first the memory starts anew; nothing else changes.
const (
	mostKept    = 1 << 16
	longestKept = 256
)

// lasting returns b, or a copy of it where it lies in scratch: users and sites are
// held until the block ends. The same text is copied once.
func (p *Parser) lasting(b []byte) []byte {
	if len(p.scratch) == 0 {
		return b
	}
	if c, there := p.kept[string(b)]; there {
		return c
	}
	c := bytes.Clone(b)
	if len(c) > longestKept {
		return c
	}
	if len(p.kept) >= mostKept {
		clear(p.kept)
	}
	p.kept[string(c)] = c
	return c
}

func address(b []byte) (comity.Addr, bool) {
	if len(b) > 64 || bytes.IndexByte(b, '%') >= 0 {
		return comity.Addr{}, false
	}
	return comity.ParseAddr(record.View(b))
}

// stamp reads a time in the declared form, else one of
//
//	2006-01-02T15:04:05+00:00   $time_iso8601, also with a fraction, Z, no offset or a blank
//	02/Jan/2006:15:04:05 +0000  $time_local
//	1136214245.123              $msec: seconds since 1970 UTC
func (p *Parser) stamp(b []byte) (clock.Stamp, bool) {
	switch {
	case p.form != "":
		return clock.Parse(record.View(b), p.form)
	case len(b) == len("02/Jan/2006:15:04:05 +0000") && b[2] == '/':
		return p.local(b)
	case len(b) < 19 && bytes.IndexByte(b, '-') < 0:
		return clock.Parse(record.View(b), "epoch")
	case len(b) < 19 || len(b) > 40:
		return p.dates.Parse(record.View(b), "")
	}
	if st, ok := p.iso(b); ok {
		return st, true
	}
	return p.dates.Parse(record.View(b), "") // 2006-01-02 15:04:05 UTC
}

// iso reads a stamp whose first 19 bytes are date and time of day, and behind it
// perhaps a fraction and an offset.
func (p *Parser) iso(b []byte) (clock.Stamp, bool) {
	tail := b[19:]
	var frac int64
	if len(tail) > 0 && tail[0] == '.' {
		n := 1
		for n < len(tail) && tail[n]-'0' <= 9 {
			n++
		}
		var good bool
		if frac, good = record.Digits(tail[1:n], 9); !good {
			return clock.Stamp{}, false
		}
		for i := n; i < 10; i++ {
			frac *= 10
		}
		tail = tail[n:]
	}
	if len(tail) > 1 && tail[0] == ' ' {
		tail = tail[1:]
	}
	text := append(p.text[:0], b[:19]...)
	switch {
	case len(tail) == 5: // +0100
		text = append(append(append(text, tail[:3]...), ':'), tail[3:]...)
	case len(tail) <= 6:
		text = append(text, tail...)
	default:
		return clock.Stamp{}, false
	}
	st, good := p.dates.Parse(record.View(text), "")
	if frac > 0 {
		st.Civil += comity.Instant(frac / 1000)
		st.Sub = comity.Microsecond
	}
	return st, good
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// local reads 02/Jan/2006:15:04:05 +0000 by writing it as iso takes it.
func (p *Parser) local(b []byte) (clock.Stamp, bool) {
	m := bytes.Index([]byte(months), b[3:6])
	if b[6] != '/' || b[11] != ':' || b[20] != ' ' || m < 0 || m%3 != 0 {
		return clock.Stamp{}, false
	}
	m = m/3 + 1
	text := append(append(p.text[:0], b[7:11]...), '-', '0'+byte(m/10), '0'+byte(m%10), '-', b[0], b[1], ' ')
	text = append(text, b[12:20]...)
	text = append(append(append(text, b[21:24]...), ':'), b[24:]...)
	return p.dates.Parse(record.View(text), "")
}
