package asa

import (
	"bytes"

	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// block reads "Allocated TCP block of ports for translation from inside:10.1.2.3
// to outside:198.51.100.44/1024-1535", or Released. What stands before "block" is
// the protocol, or a number where the block is for all of them.
func (p *Parser) block(built bool, b []byte) (m message, why record.Reason) {
	word, rest := cut(b)
	protocol, rest := cut(rest)
	inner, ok := bytes.CutPrefix(rest, []byte("block of ports for translation from "))
	to := bytes.Index(inner, []byte(" to "))
	if !ok || to < 0 || string(word) != "Allocated" && string(word) != "Released" {
		return m, lease.Malformed
	}
	if _, number := record.Digits(protocol, 9); !number && !p.lane(protocol) {
		return m, record.NoRecord
	}
	outer, _ := cut(inner[to+len(" to "):])
	return message{built: built, block: true, inner: inner[:to], duration: -1}, p.publicBlock(outer)
}

// publicBlock reads "outside:198.51.100.44/1024-1535".
func (p *Parser) publicBlock(b []byte) record.Reason {
	s := &p.stated
	addr, ports, why := endpoint(b, true)
	if why != "" {
		return why
	}
	var ok bool
	if s.First, ok = lease.ParseAddr(addr); !ok {
		return lease.BadAddress
	}
	s.Last = s.First
	from, to, dash := bytes.Cut(ports, []byte{'-'})
	low, okLow := record.Digits(from, 5)
	high, okHigh := record.Digits(to, 5)
	if !dash || !okLow || !okHigh || low > high || high > 65535 || high == 0 {
		return lease.BadPort
	}
	s.PortFrom, s.PortTo = uint16(low), uint16(high)
	return ""
}
