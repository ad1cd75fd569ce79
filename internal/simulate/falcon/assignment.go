package falcon

import (
	"cmp"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// held is one lease to be written; lease -1 stands for a fixed line's whole contract.
type held struct {
	at    int64
	line  int32
	lease int32
	what  uint8 // of a RADIUS session: start, update, stop
}

func byTime(a, b held) int {
	return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.line, b.line), cmp.Compare(a.lease, b.lease), cmp.Compare(a.what, b.what))
}

// writeAssignments writes who had which address, range or prefix from when to when.
func (w *world) writeAssignments(f io.Writer, e *export.Exhibit, p *provider) (lines []int64, err error) {
	var rows []held
	for _, id := range p.lines {
		l := &w.lines[id]
		if l.width > 0 {
			rows = append(rows, held{at: l.from, line: id, lease: -1})
		}
		for n := range l.leases {
			if le := &l.leases[n]; le.to() > p.cut {
				rows = append(rows, held{at: le.from, line: id, lease: int32(n)})
			}
		}
	}
	slices.SortFunc(rows, byTime)
	t := export.NewTable(f, e, w.damage)
	var last []string
	for _, r := range rows {
		l := &w.lines[r.line]
		for _, where := range w.holdings(p, l, r) {
			last = w.row(e, p, r.line, func(key string) string { return w.held(e, p, l, r, key, where) })
			t.Row(last...)
			lines = append(lines, t.Lines())
			if r.lease >= 0 {
				w.backwards.note(e, t.Lines(), r.at, l.leases[r.lease].to())
			}
		}
	}
	return lines, t.Close(last...)
}

// holdings are the address, range or prefix of a row, and the IPv6 prefix beside it.
func (w *world) holdings(p *provider, l *line, r held) []string {
	var list []string
	switch {
	case l.width == 8 && r.line%2 == 0:
		list = append(list, four(p.base, int(l.fixed)).String()+"/29")
	case l.width == 8:
		list = append(list, four(p.base, int(l.fixed)).String()+"-"+four(p.base, int(l.fixed)+7).String())
	case l.width > 0:
		list = append(list, four(p.base, int(l.fixed)).String())
	default:
		list = append(list, p.public(l.leases[r.lease].slot).String())
	}
	if l.six {
		slot := l.fixed
		if r.lease >= 0 {
			slot = l.leases[r.lease].slot
		}
		list = append(list, w.prefix(l, slot).String())
	}
	return list
}

func (w *world) held(e *export.Exhibit, p *provider, l *line, r held, key, where string) string {
	switch {
	case key == "ip":
		return where
	case key == "start":
		return e.Time(r.at)
	case key == "end" && r.lease < 0:
		return "" // still runs
	case key == "end":
		return e.Time(l.leases[r.lease].to())
	}
	if from, to := p.block(l.leases[max(0, r.lease)].slot); key == "port_from" {
		return strconv.Itoa(from)
	} else if key == "port_to" {
		return strconv.Itoa(to)
	}
	return ""
}

// Kinds of RADIUS record, in the order in which they come.
const (
	started = iota
	updated
	stopped
)

// writeDetail writes the accounting records of all sessions by time. A few
// Starts and Stops are lost on the way, as their UDP packets are.
func (w *world) writeDetail(f io.Writer, e *export.Exhibit, p *provider) (n int64, err error) {
	var rows []held
	for _, id := range p.lines {
		l := &w.lines[id]
		for n := range l.leases {
			rows = w.records(rows, id, l, n, p.cut)
		}
	}
	slices.SortFunc(rows, byTime)
	d := export.NewDetail(f, e, w.damage)
	for _, r := range rows {
		l := &w.lines[r.line]
		le := &l.leases[r.lease]
		s := export.Session{Time: r.at, User: l.number, ID: sessionID(r.line, r.lease), Address: p.public(le.slot), Delegated: p.deleg,
			NAS: w.server(r.line), Status: []string{"Start", "Interim-Update", "Stop"}[r.what], Seconds: r.at - le.from}
		if l.width > 0 {
			s.Address = four(p.base, int(l.fixed))
		}
		if l.six {
			s.Prefix = w.prefix(l, le.slot)
		}
		if r.what == started {
			s.Seconds = -1
			n++
		}
		d.Put(&s)
	}
	return n, d.Close()
}

func (w *world) records(rows []held, id int32, l *line, n int, cut int64) []held {
	le := &l.leases[n]
	s := draw.New(w.spec.Seed, "records", int(id), n)
	h := held{at: le.from, line: id, lease: int32(n), what: started}
	lost := s.N(1000)
	if lost != 1 && h.at >= cut {
		rows = append(rows, h)
	}
	for h.what = updated; h.at+day < le.to(); {
		if h.at += day; h.at >= cut {
			rows = append(rows, h)
		}
	}
	h.what, h.at = stopped, le.to()
	if lost != 2 && h.at >= cut {
		rows = append(rows, h)
	}
	return rows
}

// concentrators is how many access servers a provider has.
const concentrators = 4

// server is the access server that a line ends on.
func (w *world) server(line int32) export.NAS {
	at, n := w.lines[line].provider, byte(line%concentrators)+1
	return export.NAS{Address: netip.AddrFrom4([4]byte{10, byte(at), 0, n}),
		Name: "bras" + strconv.Itoa(int(n)) + "." + w.providers[at].folder + ".example"}
}

func sessionID(line, lease int32) string {
	return strings.ToUpper(strconv.FormatInt(int64(line)+0x4D000000, 16)) + "-" + strconv.Itoa(int(lease)+100)
}

// contractName is the holder's name as the provider has it, in one or two
// columns: now and then with a slip, in capitals, or surname first.
func (w *world) contractName(id int32, columns int, plain bool) []string {
	l := &w.lines[id]
	given, surname := l.company, ""
	if l.company == "" {
		given, surname = w.holderName(id)
	}
	s := w.stream("contract", int(id))
	if s.Chance(w.p.typos) {
		surname = slip(&s, surname)
	}
	if s.Chance(w.p.capitals) {
		given, surname = strings.ToUpper(given), strings.ToUpper(surname)
	}
	if plain {
		given, surname = ascii.Replace(given), ascii.Replace(surname)
	}
	switch {
	case columns == 2:
		return []string{given, surname}
	case surname == "":
		return []string{given}
	case s.Chance(w.p.swapped):
		return []string{surname + ", " + given}
	}
	return []string{given + " " + surname}
}

func (w *world) holderName(id int32) (given, surname string) {
	l := &w.lines[id]
	if l.holder >= 0 {
		return w.people[l.holder].given, w.people[l.holder].surname
	}
	s := w.stream("stranger", int(id))
	t := &w.tongues[w.countries[w.providers[l.provider].country].tongue]
	return t.given[s.Head(len(t.given))], t.surname(&s)
}

// slip swaps, drops or doubles a letter.
func slip(s *draw.Stream, name string) string {
	r := []rune(name)
	if len(r) < 4 {
		return name
	}
	i := s.Between(1, len(r)-2)
	switch s.N(3) {
	case 0:
		r[i], r[i+1] = r[i+1], r[i]
	case 1:
		r = append(r[:i], r[i+1:]...)
	default:
		r = append(r[:i+1], r[i:]...)
	}
	return string(r)
}
