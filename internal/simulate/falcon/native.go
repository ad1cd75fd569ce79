package falcon

import (
	"cmp"
	"io"
	"net/netip"
	"slices"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// native describes a file of the provider's own systems rather than a table.
func (w *world) native(e *export.Exhibit, p *provider, source string) *export.Exhibit {
	folder := "providers/" + p.folder + "/"
	switch e.Path = folder + map[string]string{"kea": "kea-leases4.csv", "isc": "dhcpd.leases", "juniper": "nat.log", "asa": "asa.log"}[p.format]; p.format {
	case "asa":
		e.ClockBasis = "the firewall's own clock, set to the zone of its site"
	case "juniper":
		e.Clock, e.ClockBasis = w.clock(source, "UTC"), "the service card's stamp in each line; the time in front of it is the collector's"
	default:
		e.Clock, e.ClockBasis = w.clock(source, "UTC"), "the server writes UTC"
	}
	w.claim(e)
	return e
}

// writeLeases writes what a DHCP server kept: each lease when it was granted,
// every twelve hours when it was renewed, and mostly when it ran out.
func (w *world) writeLeases(f io.Writer, e *export.Exhibit, p *provider) (n int64, err error) {
	const renewal = day / 2
	var rows []held
	for _, id := range p.lines {
		for n := range w.lines[id].leases {
			le := &w.lines[id].leases[n]
			for at := le.from; at < le.to(); at += renewal {
				if at >= p.cut {
					rows = append(rows, held{at: at, line: id, lease: int32(n)})
				}
			}
			if s := w.stream("ended", int(id), n); le.to() >= p.cut && !s.Chance(60) && !w.kept(id, int32(n)) {
				rows = append(rows, held{at: le.to(), line: id, lease: int32(n), what: stopped})
			}
		}
	}
	slices.SortFunc(rows, byTime)
	out := export.NewLeases(f, e, p.id%2 == 0, w.damage)
	for _, r := range rows {
		l := &w.lines[r.line]
		le := &l.leases[r.lease]
		rec := export.Lease{Address: p.public(le.slot), Remote: l.number, Hardware: hardware(r.line), From: r.at, To: min(r.at+day, le.to())}
		if l.width > 0 {
			rec.Address = four(p.base, int(l.fixed))
		}
		switch {
		case r.what == stopped:
			rec.From, rec.To, rec.Ended = le.to()-(le.to()-le.from-1)%renewal-1, le.to(), true
		case rec.To == le.to() && w.kept(r.line, r.lease): // runs into the next holder's
			rec.To = r.at + day
		}
		if out.Put(&rec); r.at == le.from {
			n++
		}
	}
	return n, out.Close()
}

// kept reports whether the server never learned that a lease had ended.
func (w *world) kept(line, lease int32) bool {
	s := w.stream("kept", int(line), int(lease))
	return w.spec.Dirt && w.lines[line].width == 0 && s.Chance(4)
}

// hardware is an address of the locally administered ranges.
func hardware(id int32) [6]byte {
	return [6]byte{2, 0, 0x4c, byte(id >> 16), byte(id >> 8), byte(id)}
}

// writeBlocks writes which inner address had which block of ports. Now and
// then the message of a block's end is lost, as UDP loses them.
func (w *world) writeBlocks(f io.Writer, e *export.Exhibit, p *provider) (n int64, err error) {
	var rows []held
	for _, id := range p.lines {
		for n := range w.lines[id].leases {
			le := &w.lines[id].leases[n]
			s := w.stream("block", int(id), n)
			if le.from >= p.cut {
				rows = append(rows, held{at: le.from, line: id, lease: int32(n)})
			}
			if le.to() >= p.cut && !(w.spec.Dirt && s.Chance(4)) {
				rows = append(rows, held{at: le.to(), line: id, lease: int32(n), what: stopped})
			}
		}
	}
	slices.SortFunc(rows, byTime)
	s := w.stream("blocks", p.id)
	out := export.NewTranslations(f, e, w.countries[p.country].loc, s.N(2), w.damage)
	reboot := s.N(len(rows) + 1)
	for i, r := range rows {
		le := &w.lines[r.line].leases[r.lease]
		from, to := p.block(le.slot)
		m := export.Translation{Time: r.at, Inner: inner(w.lines[r.line].number), Outer: p.public(le.slot), Port: from, Last: to,
			End: r.what == stopped, Lag: int64(s.N(3))}
		if i == reboot && w.spec.Dirt {
			idle := m
			idle.Outer = four(p.base, p.size-1)
			idle.Port, idle.Last = 65024, 65535
			out.Reboot(&idle)
		}
		if out.Put(&m); !m.End {
			n++
			continue
		}
		w.backwards.note(e, out.Lines(), le.from, le.to()) // nothing in the message says how long it was held
	}
	return n, out.Close()
}

func inner(number string) netip.Addr {
	a, _ := netip.ParseAddr(number) // made by number
	return a
}

// translated is one port of one line over some time.
type translated struct {
	line     int32
	addr     netip.Addr
	port     uint16
	from, to int64
}

// writePorts writes single ports: of the payments and sign-ups that came over
// the provider, among others of its lines.
func (w *world) writePorts(f io.Writer, e *export.Exhibit, p *provider) (n int64, err error) {
	list := together(w.ports(p))
	var rows []export.Translation
	for _, t := range list {
		m := export.Translation{Time: t.from, Inner: inner(w.lines[t.line].number), Outer: t.addr, Port: int(t.port), Last: int(t.port)}
		rows = append(rows, m)
		s := w.stream("teardown", int(t.line), int(t.from))
		if m.Time, m.End, m.Seconds = t.to, true, t.to-t.from; !(w.spec.Dirt && s.Chance(4)) {
			rows = append(rows, m)
		}
	}
	slices.SortStableFunc(rows, func(a, b export.Translation) int { return cmp.Compare(a.Time, b.Time) })
	out := export.NewTranslations(f, e, nil, 0, w.damage)
	for i := range rows {
		out.Put(&rows[i])
	}
	return int64(len(list)), out.Close()
}

// ports are the translations that the provider was asked for, and as many others.
func (w *world) ports(p *provider) []translated {
	var list []translated
	add := func(q seat, t int64) {
		if q.line < 0 || int(w.lines[q.line].provider) != p.id || t < p.cut {
			return
		}
		if le := w.lines[q.line].at(t); le != nil && p.public(le.slot) == q.addr {
			s := draw.New(w.spec.Seed, "held", int(q.line), int(t))
			list = append(list, translated{q.line, q.addr, q.port, max(le.from, t-int64(s.N(20))), min(le.to(), t+int64(s.Between(30, 400)))})
		}
	}
	for i := range w.payments {
		add(w.payments[i].from, w.payments[i].t)
	}
	for i := range w.accounts {
		add(w.accounts[i].joinedAt, w.accounts[i].signup)
	}
	if len(p.lines) == 0 { // in the smallest worlds nobody uses some provider
		return list
	}
	s := w.stream("ports", p.id)
	for range len(list) + 40 {
		id := draw.Pick(&s, p.lines)
		t := w.start + int64(s.N(w.spec.Days*86400))
		if q, ok := w.sit(id, t, false, uint64(s.N(4))); ok {
			add(q, t)
		}
	}
	return list
}

// together joins translations of the same port of the same line that touch, and sorts by time.
func together(list []translated) []translated {
	slices.SortStableFunc(list, func(a, b translated) int {
		return cmp.Or(cmp.Compare(a.line, b.line), a.addr.Compare(b.addr), cmp.Compare(a.port, b.port), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var out []translated
	for _, t := range list {
		if n := len(out) - 1; n >= 0 && out[n].line == t.line && out[n].addr == t.addr && out[n].port == t.port && t.from <= out[n].to {
			out[n].to = max(out[n].to, t.to)
			continue
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b translated) int { return cmp.Compare(a.from, b.from) })
	return out
}
