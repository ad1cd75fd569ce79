package nginx

import (
	"comity/internal/records/format/jsonline"
	"comity/internal/records/record"
)

// maxDepth is how deep values may be nested in a member; none of them is read.
const maxDepth = 32

// members scans the object that the line is and keeps the values that are read.
func (p *Parser) members(s []byte) record.Reason {
	clear(p.values)
	p.scratch, p.path = p.scratch[:0], p.path[:0]
	s = record.Unmarked(s)
	i := jsonline.Blank(s, 0)
	if i == len(s) || s[i] != '{' {
		return NotObject
	}
	i, why := jsonline.Object(s, i, p.member)
	switch {
	case why == jsonline.TooDeep:
		return TooDeep
	case why == ok && jsonline.Blank(s, i) != len(s):
		return BadJSON
	}
	return why
}

// member keeps the value at i where name is one that is read. Names of members inside
// others stand behind theirs, parted by dots.
func (p *Parser) member(s, name []byte, i int) (next int, why record.Reason) {
	if p.inner != nil {
		if outer := len(p.path); outer > 0 {
			p.path = append(append(p.path, '.'), name...)
			defer func() { p.path = p.path[:outer] }()
			name = p.path
		}
		if i < len(s) && s[i] == '{' && p.inner[string(name)] {
			return p.inside(s, name, i)
		}
	}
	slot, read := p.slots[string(name)]
	v, next, why := p.plain(s, i, read)
	if why != ok {
		return next, why
	}
	if read {
		if p.values[slot] != nil {
			return next, Repeated
		}
		p.values[slot] = v
	}
	return next, ok
}

// inside reads the members of the object at i, which lies under name.
func (p *Parser) inside(s, name []byte, i int) (next int, why record.Reason) {
	outer := len(p.path)
	if outer == 0 {
		p.path = append(p.path, name...)
	}
	next, why = jsonline.Object(s, i, p.member)
	p.path = p.path[:outer]
	return next, why
}

// none is the value of a member that holds neither text nor number.
var none = []byte{}

// plain scans the value at i. v is its content where that is a text or a number
// and wanted.
func (p *Parser) plain(s []byte, i int, wanted bool) (v []byte, next int, why record.Reason) {
	if i == len(s) {
		return nil, i, BadJSON
	}
	switch c := s[i]; {
	case c == '"':
		end, escaped := jsonline.Text(s, i+1)
		if end < 0 {
			return nil, i, BadJSON
		}
		v = s[i+1 : end]
		if escaped && wanted {
			from := len(p.scratch)
			p.scratch = jsonline.Unescape(p.scratch, v)
			v = p.scratch[from:]
		}
		return v, end + 1, ok
	case c == '-' || c-'0' <= 9:
		if next = jsonline.Number(s, i); next < 0 {
			return nil, i, BadJSON
		}
		return s[i:next], next, ok
	}
	next, why = jsonline.Skip(s, i, maxDepth)
	return none, next, why
}
