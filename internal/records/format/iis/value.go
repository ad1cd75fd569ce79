package iis

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func trim(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isBlank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// split cuts a line at its blanks and reports whether it has as many fields as
// #Fields names. Several blanks part once: IIS writes - for a field without value.
func (p *Parser) split(line []byte) bool {
	n := 0
	for {
		for len(line) > 0 && isBlank(line[0]) {
			line = line[1:]
		}
		if len(line) == 0 {
			return n == p.fields.width
		}
		end := 0
		for end < len(line) && !isBlank(line[end]) {
			end++
		}
		if n == p.fields.width {
			return false
		}
		p.cells[n], line = line[:end], line[end:]
		n++
	}
}

// cell is the value of f; nil where there is none.
func (p *Parser) cell(f field) []byte { return p.nth(p.fields.at[f]) }

func (p *Parser) nth(i int) []byte {
	if i < 0 || string(p.cells[i]) == "-" {
		return nil
	}
	return p.cells[i]
}

// number is -1 where there is none.
func (p *Parser) number(f field, most int) (int64, bool) {
	b := p.cell(f)
	if b == nil {
		return -1, true
	}
	return record.Digits(b, most)
}

// host is a host name without its port; nil where there is none.
func host(b []byte) []byte {
	c := bytes.LastIndexByte(b, ':')
	if c <= 0 {
		return b
	}
	_, port := record.Digits(b[c+1:], 5)
	if port && (bytes.IndexByte(b, ':') == c || b[c-1] == ']') {
		return b[:c]
	}
	return b
}

func address(b []byte) (comity.Addr, bool) {
	if len(b) > 64 || bytes.IndexByte(b, '%') >= 0 {
		return comity.Addr{}, false
	}
	return comity.ParseAddr(record.View(b))
}

// target is method and target of the request; nil where neither is logged.
func (p *Parser) target() []byte {
	method, path := p.cell(fMethod), p.cell(fPath)
	if method == nil && path == nil {
		return nil
	}
	r := append(append(append(p.request[:0], method...), ' '), path...)
	if q := p.nth(p.fields.query); q != nil {
		r = append(append(r, '?'), q...)
	}
	p.request = r
	return r
}

// stamp reads date and time. Without a date in the line that of #Date holds, as
// long as the time of day does not show that the day has changed.
func (p *Parser) stamp(e *record.Event) record.Reason {
	b := p.cell(fTime)
	dated := p.fields.date >= 0 || len(p.mapped[keys[fTime]]) > 0
	if p.fields.date >= 0 {
		p.text = append(append(append(p.text[:0], p.nth(p.fields.date)...), ' '), b...)
		b = p.text
	} else if !dated {
		if len(p.today) == 0 {
			return NoDate
		}
		p.text = append(append(append(p.text[:0], p.today...), ' '), b...)
		b = p.text
	}
	if len(b) > 64 {
		return BadTime
	}
	var good bool
	if e.Stamp, good = p.dates.Parse(record.View(b), p.form); !good {
		return BadTime
	}
	if !dated && p.dayChanged(e.Stamp.Civil) {
		return DayUnknown
	}
	return ""
}

// dayChanged reports whether the time of day has gone back by more than an hour
// since #Date: then it is another day's, and nobody says which.
func (p *Parser) dayChanged(t comity.Instant) bool {
	if t < p.latest-comity.Hour {
		p.moved = true
	}
	p.latest = max(p.latest, t)
	return p.moved
}

// isDate reports whether b is a date as #Date writes it.
func isDate(b []byte) bool {
	_, good := clock.Parse(string(b)+" 00:00:00", "")
	return good && len(b) == len("2006-01-02")
}
