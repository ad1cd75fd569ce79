package zeek

import "bytes"

// object reads a line of the JSON form, one flat object: strings as written
// between their quotes, numbers, and the words of a list. False where it is no
// such object.
func (p *Parser) object(line []byte) bool {
	b := blank(line[1:])
	if len(b) > 0 && b[0] == '}' {
		return len(blank(b[1:])) == 0
	}
	for {
		name, rest, ok := text(b)
		if rest = blank(rest); !ok || len(rest) == 0 || rest[0] != ':' {
			return false
		}
		value, rest, ok := literal(blank(rest[1:]))
		if rest = blank(rest); !ok || len(rest) == 0 {
			return false
		}
		if c, ok := columnOf(name); ok && string(value) != "null" {
			p.cells[c] = value
		}
		switch rest[0] {
		case ',':
			b = blank(rest[1:])
		case '}':
			return len(blank(rest[1:])) == 0
		default:
			return false
		}
	}
}

func blank(b []byte) []byte { return bytes.TrimLeft(b, " \t") }

// text reads a string.
func text(b []byte) (value, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[1:i], b[i+1:], true
		}
	}
	return nil, nil, false
}

// literal reads a value: a string, a list up to its bracket, or a number or word.
func literal(b []byte) (value, rest []byte, ok bool) {
	switch {
	case len(b) == 0 || b[0] == '{':
		return nil, nil, false // no field of this log holds an object
	case b[0] == '"':
		return text(b)
	case b[0] == '[':
		return list(b)
	}
	i := bytes.IndexAny(b, ",} \t")
	if i <= 0 {
		return nil, nil, false
	}
	return b[:i], b[i:], true
}

// list reads up to the bracket that ends a list, and gives what stands between.
func list(b []byte) (value, rest []byte, ok bool) {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '"':
			_, rest, ok := text(b[i:])
			if !ok {
				return nil, nil, false
			}
			i = len(b) - len(rest) - 1
		case '[', '{':
			return nil, nil, false
		case ']':
			return b[1:i], b[i+1:], true
		}
	}
	return nil, nil, false
}
