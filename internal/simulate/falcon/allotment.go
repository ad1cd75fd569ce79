package falcon

import (
	"io"
	"net/netip"
	"sort"
	"strconv"
	"time"

	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// The days, from the start of the window, of the registries' files. They lie an
// odd number of days apart, so that no day is in the middle; a range changes hands
// in the middle, so that the nearest file is right.
type register struct {
	at      [3]int64 // midnights of the files, in seconds
	changes [2]int64 // when ranges changed hands: between the files
}

func (w *world) register() register {
	var r register
	r.at[2] = w.end - w.end%day
	half := int64(w.spec.Days)/2 | 1
	r.at[1] = r.at[2] - half*day
	r.at[0] = r.at[1] - (half|1)*day
	for i := range r.changes {
		r.changes[i] = r.at[i] + ((r.at[i+1]-r.at[i])/day+1)/2*day
	}
	return r
}

// renamed is when Yugoslavia's code gave way to that of Serbia and Montenegro.
func renamed() int64 { return time.Date(2003, 7, 23, 0, 0, 0, 0, time.UTC).Unix() }

// passing is a range of 256 addresses that changes hands.
type passing struct {
	start   netip.Addr
	codes   [3]string // as the three files have it
	changes [2]int64
}

// passed are the ranges that change hands; one was a former state's.
func (w *world) passed(r register) []passing {
	var old [2]string
	for i := range old {
		if old[i] = "CS"; r.at[i] < renamed() {
			old[i] = "YU"
		}
	}
	return []passing{
		{four(192<<24|2<<8, 0), [3]string{"KR", "JP", "JP"}, r.changes},
		{four(198<<24|51<<16|100<<8, 0), [3]string{old[0], old[1], "BR"}, r.changes},
	}
}

// states are whom the range concerned at a time: nobody near a change, where a
// clock decides.
func (p *passing) states(t int64) []string {
	n := 0
	for _, change := range p.changes {
		if t > change-3*day && t < change+3*day {
			return nil
		}
		if t >= change {
			n++
		}
	}
	if p.codes[n] == "YU" || p.codes[n] == "CS" {
		return []string{"ME", "RS"}
	}
	return []string{p.codes[n]}
}

// allotments are the lines of the n-th file.
func (w *world) allotments(n int) []export.Allotment {
	var list []export.Allotment
	next := uint32(benchNet)
	for i := range w.providers {
		p := &w.providers[i]
		list = append(list, export.Allotment{Country: w.countries[p.country].code, Start: four(p.base, 0), Count: p.size})
		if !p.hosting {
			next = p.base + uint32(p.size)
		}
	}
	list = append(list, export.Allotment{Country: "CA", Start: four(next, 0), Count: int(benchNet + benchSize - next)})
	for _, p := range w.passed(w.register()) {
		list = append(list, export.Allotment{Country: p.codes[n], Start: p.start, Count: 256})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Start.Less(list[j].Start) })
	for i := range w.providers {
		p := &w.providers[i]
		list = append(list, export.Allotment{Country: w.countries[p.country].code, Start: p.six(0).Addr(), Count: 37})
	}
	return list
}

// writeDelegated says which country each range was allotted to, in a file for each
// of three days. In the first edition they are no exhibits, and there is the last alone.
func (w *world) writeDelegated() error {
	r := w.register()
	for n, at := range r.at {
		if !w.spec.All && n < 2 {
			continue
		}
		day := time.Unix(at, 0).UTC()
		path := "delegated/delegated-ripencc-" + day.Format("20060102")
		if w.spec.All {
			w.addBasis("registries", "published register", "regional internet registry", []string{"allotments"}, w.start-3650*86400, w.end+86400)
			w.exhibit(&export.Exhibit{Path: path, Kind: "allotments", Format: "delegated", Provider: "RIPE NCC", Country: "NL", Basis: "registries",
				Clock: clockIn("UTC"), ClockBasis: "days of the files", Skew: "86400s"})
		}
		err := w.file(path, func(f io.Writer) error { return export.WriteDelegated(f, day, w.allotments(n)) })
		if err != nil {
			return err
		}
	}
	return nil
}

// concerns are the states that an address concerned at a time.
func (w *world) concerns(addr netip.Addr, t int64) []string {
	for i := range w.hands {
		if p := &w.hands[i]; addr.Is4() && addr.Compare(p.start) >= 0 && addr.As4()[2] == p.start.As4()[2] && addr.As4()[0] == p.start.As4()[0] {
			return p.states(t)
		}
	}
	for i := range w.providers {
		if p := &w.providers[i]; p.owns(addr) {
			return []string{w.countries[p.country].code}
		}
	}
	return nil
}

// owns reports whether an address is in the provider's ranges.
func (p *provider) owns(addr netip.Addr) bool {
	if addr.Is4() {
		return addr.Compare(four(p.base, 0)) >= 0 && addr.Compare(four(p.base, p.size-1)) <= 0
	}
	wide, err := p.six(0).Addr().Prefix(37)
	return err == nil && wide.Contains(addr)
}

// planted counts the lines of a log that show that an item concerns a state.
type planted map[truth.Nexus]int

// mostPlanted is how many of those are remembered of one log: enough to judge by.
const mostPlanted = 4000

// plant notes what a line of a log shows.
func (w *world) plant(into planted, h *hit) {
	if len(into) >= mostPlanted {
		return
	}
	for _, state := range w.concerns(h.seat.addr, h.t) {
		into.count("address", h.seat.addr.String(), state)
		if !h.public && h.account >= 0 {
			into.count("account", w.accountName(&w.accounts[h.account]), state)
		}
	}
}

func (p planted) count(kind, value, state string) {
	n := truth.Nexus{Item: truth.Item{Type: kind, Value: value}, State: state}
	p[n]++
}

// manager is from where a server is managed, which need not be where it stands.
func (w *world) manager(i int) (name, country string) {
	s := w.stream("manager", i)
	c := (i + s.N(2)) % len(w.countries)
	t := &w.tongues[w.countries[c].tongue]
	return t.given[s.Head(len(t.given))] + " " + t.surname(&s), w.countries[c].code
}

// writeServers says where each server stands and from where it is managed.
func (w *world) writeServers() error {
	if !w.spec.All {
		return nil
	}
	e := &export.Exhibit{Path: "network/servers.csv", Kind: "network", Format: "csv", Provider: "Stapelhost", Country: "US", Basis: "mla-network",
		Clock: clockIn("UTC"), ClockBasis: "days of the contracts", Skew: "86400s", Delim: ',', TimeFormat: time.DateOnly,
		Columns: columns("left=party left_kind=party_kind relation=relation right=other right_kind=other_kind from=since country=country")}
	w.exhibit(e)
	return w.file(e.Path, func(f io.Writer) error {
		t := export.NewTable(f, e, nil)
		for i := range w.servers {
			v := &w.servers[i]
			since := e.Time(w.start - int64(200+i)*day)
			t.Row("Stapelhost Data Centre "+strconv.Itoa(i+1), "company", "hosts", v.host, "server", since, v.cc)
			name, country := w.manager(i)
			t.Row(name, "person", "manages", v.host, "server", since, country)
		}
		return t.Close()
	})
}
