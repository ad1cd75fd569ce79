package kea

import (
	"bytes"
	"encoding/hex"

	"comity/internal/records/format/lease"
)

// who fills in the names of the client. The provider knows a customer by the
// line, which the relay names; else by what the client says of itself.
func (p *Parser) who() {
	s := &p.stated
	s.Device = p.cell(cHardware)
	if s.Client = p.cell(cDUID); len(s.Client) == 0 {
		s.Client = p.cell(cClient)
	}
	if len(s.Client) == 0 {
		s.Client = s.Device
	}
	if context := p.cell(cContext); len(context) > 0 {
		p.text = p.text[:0]
		s.Circuit = p.circuit(context)
	}
}

// circuit finds the line that the relay named in a user context, JSON whose
// "ISC" member holds what the server noted of the relay: the subscriber's id
// (RFC 3993, RFC 4580), else the remote id, else the circuit or interface.
func (p *Parser) circuit(context []byte) []byte {
	i := bytes.Index(context, []byte(`"ISC"`))
	if i < 0 {
		return nil
	}
	context = context[i:]
	six := p.columns.at[cDUID] > 0 // only a DHCPv6 server's file has that column
	options := p.octets(member(context, "sub-options"))
	if options == nil {
		options = p.octets(member(context, "relay-agent-info")) // up to Kea 2.2 itself the options
	}
	if options == nil {
		options = p.octets(member(context, "options"))
	}
	codes := [3]int{6, 2, 1}
	if six {
		codes = [3]int{38, 37, 18}
	}
	if id := option(options, codes[0], six); len(id) > 0 {
		return named(id)
	}
	if id := member(context, "remote-id"); len(id) > 0 {
		raw := p.octets(id)
		switch {
		case six && len(raw) > enterprise: // Kea writes the option's octets
			return named(raw[enterprise:])
		case raw != nil && lease.Printable(raw):
			return raw
		}
		return id
	}
	for _, code := range codes[1:] {
		if id := option(options, code, six); len(id) > 0 {
			return named(id)
		}
	}
	return nil
}

// named is an id as text where it is some, else in digits as Kea writes them, so
// that it is called the same whichever release wrote the file.
func named(id []byte) []byte {
	if lease.Printable(id) {
		return id
	}
	return bytes.ToUpper(hex.AppendEncode(nil, id))
}

// member is the string that follows the first member of that name, as written;
// nil where there is none.
func member(json []byte, name string) []byte {
	for {
		i := bytes.Index(json, []byte(name))
		if i < 0 {
			return nil
		}
		before := i > 0 && json[i-1] == '"'
		if json = json[i+len(name):]; !before || len(json) == 0 || json[0] != '"' {
			continue
		}
		rest := bytes.TrimLeft(json[1:], " \t")
		if len(rest) == 0 || rest[0] != ':' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t")
		if len(rest) == 0 || rest[0] != '"' {
			return nil // an object of that name
		}
		end := bytes.IndexByte(rest[1:], '"')
		if end < 0 {
			return nil
		}
		return rest[1 : 1+end]
	}
}

// octets decodes hexadecimal digits with or without 0x before; nil where b is
// something else.
func (p *Parser) octets(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("0x"))
	if len(b) == 0 || len(b)%2 != 0 || len(b) > 4096 {
		return nil
	}
	at := len(p.text)
	p.text = append(p.text, make([]byte, len(b)/2)...)
	if _, err := hex.Decode(p.text[at:], b); err != nil {
		return nil
	}
	return p.text[at:]
}

// enterprise is the length of the enterprise number before a DHCPv6 remote id (RFC 4649).
const enterprise = 4

// option finds an option of a relay: code and length of one octet each in DHCPv4
// (RFC 3046), of two in DHCPv6 (RFC 8415).
func option(b []byte, code int, six bool) []byte {
	for len(b) > 0 {
		c, n, head := int(b[0]), 0, 2
		switch {
		case six && len(b) >= 4:
			c, n, head = int(b[0])<<8|int(b[1]), int(b[2])<<8|int(b[3]), 4
		case !six && len(b) >= 2:
			n = int(b[1])
		default:
			return nil
		}
		if n > len(b)-head {
			return nil
		}
		value := b[head : head+n]
		if c == code {
			if six && code == 37 {
				return value[min(enterprise, n):]
			}
			return value
		}
		b = b[head+n:]
	}
	return nil
}
