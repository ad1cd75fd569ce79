package falcon

import (
	"net/netip"
	"sort"

	"comity/internal/simulate/draw"
)

// Plans of a line.
const (
	daily = iota
	weekly
	static
	mobile
)

// line is one connection at a provider.
type line struct {
	provider int32
	number   string // the subscriber, as the provider names it
	holder   int32  // person who holds the contract; -1: company, or nobody of interest
	company  string
	street   string
	town     string
	plan     uint8
	width    uint8 // fixed addresses: 0, 1 or 8
	six      bool
	fixed    int32 // first fixed address, within the provider's range
	from, to int64 // contract
	leases   []lease
}

// lease is a stretch of time with one address, and one prefix where the line has IPv6.
type lease struct {
	from int64
	secs int32
	slot int32
}

func (l *lease) to() int64 { return l.from + int64(l.secs) }

// addLine makes a line; its contract covers the window unless changed later.
func (w *world) addLine(prov int, plan uint8, holder int32, company string) int32 {
	id := int32(len(w.lines))
	p := &w.providers[prov]
	l := line{provider: int32(prov), number: p.number(len(p.lines)), holder: holder, company: company, plan: plan,
		from: w.start - 3*day, to: w.end + 3*day}
	s := w.stream("line", int(id))
	if plan == static {
		l.width, l.from = 1, w.start-int64(s.Between(30, 900))*day+int64(s.N(int(day)))
	}
	if plan != mobile && company == "" {
		l.six = s.Chance(w.p.six) && !p.leased() // the DHCP servers are those for IPv4
	}
	c := &w.countries[p.country]
	t := &w.tongues[c.tongue]
	l.town, l.street = draw.Pick(&s, t.towns), w.streetOf(&s, t)
	if p.lines = append(p.lines, id); !p.mobile {
		w.public++
	}
	w.lines = append(w.lines, l)
	return id
}

// at is the line's lease at a time, or nil. Fixed lines of tables have none
// and are told apart by their width.
func (l *line) at(t int64) *lease {
	i := sort.Search(len(l.leases), func(i int) bool { return l.leases[i].from > t }) - 1
	if i < 0 || t >= l.leases[i].to() {
		return nil
	}
	return &l.leases[i]
}

// seat is where on a line a device is: what a server sees of it.
type seat struct {
	line int32 // -1: a line nobody in the case knows
	addr netip.Addr
	port uint16 // source port of one connection
}

// sit finds the address of a device on a line at a time. It fails while the
// line is down. device tells devices on the same line apart.
func (w *world) sit(id int32, t int64, six bool, device uint64) (seat, bool) {
	l := &w.lines[id]
	if t < l.from || t >= l.to {
		return seat{}, false
	}
	p := &w.providers[l.provider]
	s := draw.New(device, "seat", int(t/day))
	out := seat{line: id, port: uint16(s.Between(firstPort, 65000))}
	if l.width == 8 {
		out.addr = four(p.base, int(l.fixed)+int(device%8))
		return out, true
	}
	slot := l.fixed
	if le := l.at(t); le != nil {
		slot = le.slot
	} else if l.width == 0 || p.sessions() {
		return seat{}, false
	}
	switch {
	case six && l.six:
		out.addr = host(p.six(slot+w.sixShift(l)), s.Uint64(), device, p.deleg)
	case l.width > 0:
		out.addr = four(p.base, int(l.fixed))
	default:
		out.addr = p.public(slot)
	}
	if from, to := p.block(slot); to > 0 && l.width == 0 {
		out.port = uint16(from + int(s.Uint64()%uint64(to-from+1)))
	}
	return out, true
}

// sixShift keeps the prefixes of fixed lines apart from those that move.
func (w *world) sixShift(l *line) int32 {
	if l.width > 0 {
		return int32(w.providers[l.provider].slots)
	}
	return 0
}

// host is an address with a temporary interface identifier (RFC 4941).
func host(p netip.Prefix, iid, device uint64, deleg bool) netip.Addr {
	b := p.Addr().As16()
	if deleg {
		b[7] |= byte(device % 4)
	}
	for i := 8; i < 16; i++ {
		b[i] = byte(iid >> (8 * (i - 8)))
	}
	b[8] &^= 2
	return netip.AddrFrom16(b)
}

// prefix is what the provider says the line had: a /56 that is delegated, or
// the /64 of its link.
func (w *world) prefix(l *line, slot int32) netip.Prefix {
	p := &w.providers[l.provider]
	six := p.six(slot + w.sixShift(l))
	if p.deleg {
		return six
	}
	return netip.PrefixFrom(six.Addr(), 64)
}
