package juniper

import (
	"bytes"

	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// pbaTag is what the messages of port block allocation have in their names
// behind RT_, as SRX and newer MX routers write them.
var pbaTag = []byte("SRC_NAT_PBA_")

// flowTag begins the names of messages about single sessions. They state a
// translation as well, but no block of ports: they are counted as not read.
var flowTag = []byte("RT_FLOW_SESSION_C") // CREATE, CLOSE

// pba reads what stands behind the name, in either of its two forms:
//
//	Subscriber 10.0.0.7 used/maximum [1/8] blocks, allocates port block [1050-1099] from 198.51.100.3 in source pool p …
//	[… internal-ip="10.0.0.7" … block-port-low="1050" block-port-high="1099" reflexive-ip="198.51.100.3" … epoch-time-64="4eae1f4c"]
//
// given is the number that tells when the block was given, 0 where there is none.
func (p *Parser) pba(b []byte) (inner []byte, given int64, why record.Reason) {
	if bytes.Contains(b, []byte(`internal-ip="`)) {
		return p.pbaFields(b)
	}
	_, rest, ok := bytes.Cut(b, []byte("Subscriber "))
	inner, rest, okInner := bytes.Cut(rest, []byte{' '})
	_, rest, okBlock := bytes.Cut(rest, []byte("port block ["))
	ports, rest, okPorts := bytes.Cut(rest, []byte("] from "))
	outer, rest, _ := bytes.Cut(rest, []byte{' '})
	if !ok || !okInner || !okBlock || !okPorts {
		return nil, 0, lease.Malformed
	}
	low, high, ok := bytes.Cut(ports, []byte{'-'})
	if !ok {
		return nil, 0, lease.BadPort
	}
	if _, epoch, ok := bytes.Cut(rest, []byte(" epoch ")); ok {
		given = since(epoch)
	}
	return inner, given, p.public(outer, low, high)
}

func (p *Parser) pbaFields(b []byte) (inner []byte, given int64, why record.Reason) {
	inner, ok := field(b, `internal-ip="`)
	outer, okOuter := field(b, `reflexive-ip="`)
	low, okLow := field(b, `block-port-low="`)
	high, okHigh := field(b, `block-port-high="`)
	if !ok || !okOuter || !okLow || !okHigh {
		return nil, 0, lease.Malformed
	}
	if epoch, ok := field(b, `epoch-time-64="`); ok {
		given = hexadecimal(bytes.TrimPrefix(epoch, []byte("0x")))
	}
	return inner, given, p.public(outer, low, high)
}

// field is the value behind name, which ends in =".
func field(b []byte, name string) ([]byte, bool) {
	i := bytes.Index(b, []byte(name))
	if i < 0 {
		return nil, false
	}
	value, _, ok := bytes.Cut(b[i+len(name):], []byte{'"'})
	return value, ok
}
