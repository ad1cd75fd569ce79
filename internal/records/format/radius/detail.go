package radius

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// detail is one record: the parts of it that matter, as written.
type detail struct {
	start, end int // in the block
	line       int64
	lines      int
	broken     bool // a line was no attribute
	header     []byte

	status, nas, identifier, session, user []byte
	event, stamp, delay, duration, packet  []byte
	addrs                                  [slots][]byte
}

func (d *detail) reset() { *d = detail{} }

// The attributes that give a subscriber addresses, each its own slot: a session
// may hold one of each at a time.
const (
	framed4   = iota // Framed-IP-Address (RFC 2865, 5.8)
	framed6          // Framed-IPv6-Prefix (RFC 3162, 2.3)
	delegated        // Delegated-IPv6-Prefix (RFC 4818)
	address6         // Framed-IPv6-Address (RFC 6911, 3.1)
	slots
)

// attribute takes a line "<tab>Name = value" apart. An attribute that comes
// twice keeps its first value.
func (d *detail) attribute(line []byte) {
	eq := bytes.IndexByte(line, '=')
	if eq < 0 || line[0] != '\t' && line[0] != ' ' {
		d.broken = true
		return
	}
	name, value := trim(line[:eq]), trim(line[eq+1:])
	if n := len(name); n > 0 && (name[n-1] == '+' || name[n-1] == ':') {
		name = trim(name[:n-1]) // operators that debug builds write
	}
	if len(name) == 0 {
		d.broken = true
		return
	}
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		value = value[1 : n-1]
	}
	if at := d.field(name); at != nil && *at == nil {
		*at = value
	}
}

func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// field is where the value of an attribute belongs; nil for those not read.
func (d *detail) field(name []byte) *[]byte {
	switch string(name) {
	case "Acct-Status-Type":
		return &d.status
	case "NAS-IP-Address":
		return &d.nas
	case "NAS-Identifier":
		return &d.identifier
	case "Acct-Session-Id":
		return &d.session
	case "User-Name":
		return &d.user
	case "Event-Timestamp":
		return &d.event
	case "Timestamp":
		return &d.stamp
	case "Acct-Delay-Time":
		return &d.delay
	case "Acct-Session-Time":
		return &d.duration
	case "Packet-Type":
		return &d.packet
	case "Framed-IP-Address":
		return &d.addrs[framed4]
	case "Framed-IPv6-Prefix":
		return &d.addrs[framed6]
	case "Delegated-IPv6-Prefix":
		return &d.addrs[delegated]
	case "Framed-IPv6-Address":
		return &d.addrs[address6]
	}
	return nil
}

// event is what a record reports (RFC 2866, 5.1).
type event uint8

const (
	other event = iota // says nothing of a session's addresses
	begin
	interim
	stop
	reboot // the NAS begins or ends accounting: none of its sessions goes on
)

func (d *detail) kind() event {
	switch string(d.status) {
	case "Start", "1":
		return begin
	case "Stop", "2":
		return stop
	case "Interim-Update", "Alive", "3":
		return interim
	case "Accounting-On", "Accounting-Off", "7", "8":
		return reboot
	}
	return other
}

// server names the NAS: by its address, or by its identifier where there is no address.
func (d *detail) server() []byte {
	if len(d.nas) > 0 {
		return d.nas
	}
	return d.identifier
}

// prefix is a run of addresses.
type prefix struct{ first, last comity.Addr }

// addresses reads what the record gives the subscriber. 0.0.0.0 and
// 255.255.255.254 ("the NAS selects", RFC 2865, 5.8) are no address yet.
func (d *detail) addresses() (ps [slots]prefix, ok bool) {
	for i, b := range d.addrs {
		if len(b) == 0 {
			continue
		}
		if ps[i], ok = parsePrefix(b); !ok || (i == framed4) != ps[i].first.Is4() {
			return ps, false
		}
	}
	if v := ps[framed4].first; v.Is4() && (v.V4() == 0 || v.V4() >= 0xfffffffe) {
		ps[framed4] = prefix{}
	}
	return ps, true
}

func parsePrefix(b []byte) (prefix, bool) {
	if len(b) > 64 {
		return prefix{}, false
	}
	addr, length, has := bytes.Cut(b, []byte("/"))
	a, ok := comity.ParseAddr(string(addr))
	if !ok || !has {
		return prefix{a, a}, ok
	}
	bits, ok := record.Digits(length, 3)
	if a.Is4() {
		bits += 96
	}
	if !ok || bits > 128 {
		return prefix{}, false
	}
	first := a.Mask(int(bits))
	return prefix{first, record.LastOf(first, int(bits))}, !first.IsZero()
}
