package export

import (
	"encoding/hex"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Lease is one statement of a DHCP server about an address: who had it from
// its grant or renewal on, and until when. The relay's remote-id names the line.
type Lease struct {
	Address  netip.Addr
	Remote   string
	Hardware [6]byte
	From, To int64
	Ended    bool // the server notes that the lease has run out
}

// Leases writes the lease file of a DHCP server and plants damaged records.
type Leases struct {
	ex    *Exhibit
	lines lines
	pools bool // the newer Kea, with one column more
}

// NewLeases starts a lease file, in the form that the exhibit's format names:
// "kea" for the memfile of kea-dhcp4 (https://kea.readthedocs.io, lease
// database), "isc" for dhcpd.leases(5).
func NewLeases(w io.Writer, ex *Exhibit, newer bool, damage *Damage) *Leases {
	l := &Leases{ex: ex, lines: newLines(w, ex, damage), pools: newer}
	if ex.Format == "isc" {
		l.lines.put([]byte(iscHead))
		return l
	}
	head := "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context"
	if newer {
		head += ",pool_id"
	}
	l.lines.put([]byte(head + "\n"))
	return l
}

const iscHead = `# The format of this file is documented in the dhcpd.leases(5) manual page.
# This lease file was written by isc-dhcp-3.0.1

server-duid "\000\001\000\001\011\234\360\020\002\000L\000\000\001";

`

// Put writes one record, and now and then a damaged one before it.
func (l *Leases) Put(r *Lease) {
	own := *r
	r = &own
	r.From, r.To = l.ex.Clock.At(r.From).Unix(), l.ex.Clock.At(r.To).Unix()
	isc := l.ex.Format == "isc"
	if l.lines.dirt.due() {
		if isc {
			l.plantISC(r)
		} else {
			l.plantKea(r)
		}
	}
	if isc {
		l.lines.put(appendISC(l.lines.buf[:0], r, r.Address.String(), iscTime(r.From)))
		return
	}
	l.lines.put(append(l.kea(l.lines.buf[:0], r, r.Address.String(), strconv.FormatInt(r.To, 10)), '\n'))
}

// kea adds a row of the memfile. A comma inside a value is written "&#x2c".
func (l *Leases) kea(b []byte, r *Lease, address, expire string) []byte {
	state := "0"
	if r.Ended {
		state = "2" // expired and reclaimed
	}
	id := strings.ToUpper(hex.EncodeToString([]byte(r.Remote)))
	if raw, err := hex.DecodeString(r.Remote); err == nil {
		id = strings.ToUpper(hex.EncodeToString(raw))
	}
	options := "0x02" + strings.ToUpper(strconv.FormatInt(int64(0x100+len(id)/2), 16)[1:]) + id
	context := `{ "ISC": { "relay-agent-info": { "remote-id": "` + r.Remote + `"&#x2c "sub-options": "` + options + `" } } }`
	mac := colons(r.Hardware)
	fields := []string{address, mac, "01:" + mac, strconv.FormatInt(r.To-r.From, 10), expire, "1", "0", "0", "", state, context}
	if l.pools {
		fields = append(fields, "0")
	}
	return append(b, strings.Join(fields, ",")...)
}

func (l *Leases) plantKea(r *Lease) {
	s, b := &l.lines.dirt.stream, l.lines.buf[:0]
	switch s.N(4) {
	case 0:
		row := l.kea(b, r, r.Address.String(), "1")
		l.lines.plant(append(row[:len(r.Address.String())+5+s.N(20)], '\n'), "line cut")
	case 1:
		l.lines.garbage()
	case 2:
		l.lines.plant(append(l.kea(b, r, "198.18.300.7", strconv.FormatInt(r.To, 10)), '\n'), "address invalid")
	default:
		l.lines.plant(append(l.kea(b, r, r.Address.String(), "soon"), '\n'), "time unparsable")
	}
}

func (l *Leases) plantISC(r *Lease) {
	b := l.lines.buf[:0]
	if l.lines.dirt.stream.N(2) == 0 {
		l.lines.plant(appendISC(b, r, "198.18.300.7", iscTime(r.From)), "address invalid")
		return
	}
	l.lines.plant(appendISC(b, r, r.Address.String(), "3 2004/02/31 25:61:61"), "time impossible")
}

// iscTime is weekday, date and time in UTC, as dhcpd writes them.
func iscTime(t int64) string {
	at := time.Unix(t, 0).UTC()
	return strconv.Itoa(int(at.Weekday())) + at.Format(" 2006/01/02 15:04:05")
}

func appendISC(b []byte, r *Lease, address, starts string) []byte {
	state := "active"
	if r.Ended {
		state = "free"
	}
	b = append(b, "lease "+address+" {\n  starts "+starts+";\n  ends "+iscTime(r.To)+";\n"...)
	if r.Ended {
		b = append(b, "  tstp "+iscTime(r.To)+";\n"...)
	}
	b = append(b, "  cltt "+starts+";\n  binding state "+state+";\n  next binding state free;\n"...)
	b = append(b, "  hardware ethernet "+colons(r.Hardware)+";\n  uid \"\\001"...)
	for _, c := range r.Hardware {
		b = append(b, `\`+octal(c)...)
	}
	b = append(b, "\";\n  option agent.remote-id \""+r.Remote+"\";\n"...)
	if r.Hardware[5]%8 == 3 {
		b = append(b, "  client-hostname \"b\\366x\\\"}\";\n"...) // a brace and a quote inside a name
	}
	return append(b, "}\n"...)
}

func octal(c byte) string {
	s := strconv.FormatInt(int64(c), 8)
	return strings.Repeat("0", 3-len(s)) + s
}

func colons(mac [6]byte) string {
	s := hex.EncodeToString(mac[:])
	return s[:2] + ":" + s[2:4] + ":" + s[4:6] + ":" + s[6:8] + ":" + s[8:10] + ":" + s[10:]
}

// Close writes a cut last record where damage is due, and flushes.
func (l *Leases) Close() error { return l.lines.close(20) }
