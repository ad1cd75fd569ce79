package falcon

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"comity/internal/comity"
	"comity/internal/simulate/draw"
)

// provider is an internet provider: the range it owns and how it answers.
type provider struct {
	id      int
	country int
	name    string
	folder  string
	format  string // radius, csv, answers; kea, isc, juniper, asa
	mobile  bool   // carrier-grade NAT: many subscribers on one public address
	hosting bool
	ports   bool // records port blocks
	spans   bool // its answers say from when to when
	silent  bool // hands over nothing
	cut     int64
	deleg   bool   // IPv6 by delegation rather than on the link
	base    uint32 // first address
	size    int    // addresses owned, a multiple of 256
	statics int    // addresses at the start given out for good
	slots   int    // leases that the rest can carry at once
	perAddr int    // slots on one address
	lines   []int32
}

const (
	benchNet  = 198<<24 | 18<<16 // 198.18.0.0/15 (RFC 2544)
	benchSize = 1 << 17
	exitNet   = 203<<24 | 113<<8 // 203.0.113.0/24 (RFC 5737)
	spare     = 1 << 10          // addresses kept for countries without a provider in the case
	blockSize = 512              // ports of one CGNAT block
	firstPort = 1024
)

var fixedFormats = []string{"radius", "csv", "answers", "csv", "radius", "csv", "answers"}

func (w *world) createProviders() {
	s := w.stream("providers")
	fixed, silent := 0, w.p.silent
	stems := words("Nord Terra Lumen Vela Ponte Alto Riva Sole Arco Delta Prisma Onda")
	s.Shuffle(len(stems), func(i, j int) { stems[i], stems[j] = stems[j], stems[i] })
	ports := 0
	for c := range w.countries {
		for k := 0; k < w.p.fixed; k++ {
			p := provider{country: c, format: fixedFormats[fixed%len(fixedFormats)], perAddr: 1, deleg: s.N(2) == 0}
			p.spans = fixed%2 == 0
			w.dhcp(&p, fixed)
			if k == 1 && silent > 0 && fixed > 6 {
				p.silent, silent = true, 0
			}
			if s.N(2) == 0 {
				p.cut = w.start + int64(w.p.retention)*day
			}
			w.addProvider(p, stems[(c+k*5)%len(stems)]+"net")
			fixed++
		}
		p := provider{country: c, format: "csv", mobile: true}
		if p.ports = ports*1000 < w.p.natPorts*(c+1); p.ports {
			ports++
		}
		if p.ports && c%3 == 2 {
			p.format, p.spans = "answers", c%2 == 0
		}
		w.translator(&p)
		if p.perAddr = 64; !p.ports {
			p.perAddr = s.Between(20, 60)
		}
		w.addProvider(p, stems[(c+3)%len(stems)]+" Mobil")
	}
	w.addProvider(provider{country: s.N(len(w.countries)), format: "csv", hosting: true, perAddr: 1}, "Stapelhost")
}

func (w *world) addProvider(p provider, name string) {
	p.id = len(w.providers)
	cc := w.countries[p.country].code
	p.name = name + " " + cc
	p.folder = lower(cc) + "-" + slug(name)
	w.providers = append(w.providers, p)
}

// allot gives each provider a range that fits its lines, in the order of the
// providers; hosting sits in a documentation range.
func (w *world) allot() error {
	next := uint32(benchNet)
	for i := range w.providers {
		p := &w.providers[i]
		moving := len(p.lines)
		for _, l := range p.lines {
			if w.lines[l].width > 0 {
				p.statics += int(w.lines[l].width)
				moving--
			}
		}
		p.statics = (p.statics + 7) &^ 7
		s := w.stream("pool", i)
		p.slots = moving*s.Between(1100, 1250)/1000 + 24
		need := p.statics + (p.slots+p.perAddr-1)/p.perAddr
		p.size = (need + 255) &^ 255
		if p.base = exitNet; !p.hosting {
			p.base = next
			next += uint32(p.size)
		}
		w.settle(p)
	}
	if next > benchNet+benchSize-spare {
		return comity.Errorf(comity.Usage, "the world needs more public addresses than 198.18.0.0/15 has").
			WithHint("ask for fewer sites or subscribers")
	}
	return nil
}

// settle gives lines with a fixed address theirs.
func (w *world) settle(p *provider) {
	at := int32(0)
	for pass := 0; pass < 2; pass++ { // blocks of eight first, so that they are aligned
		for _, l := range p.lines {
			if n := w.lines[l].width; n == 8 && pass == 0 || n == 1 && pass == 1 {
				w.lines[l].fixed = at
				at += int32(n)
			}
		}
	}
}

func four(base uint32, n int) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], base+uint32(n))
	return netip.AddrFrom4(b)
}

// public is the IPv4 address of a slot of the moving part.
func (p *provider) public(slot int32) netip.Addr {
	return four(p.base, p.statics+int(slot)/p.perAddr)
}

// block is the port block of a slot, both ends included; zeros where there is none.
func (p *provider) block(slot int32) (from, to int) {
	if !p.ports {
		return 0, 0
	}
	from = firstPort + int(slot)%p.perAddr*blockSize
	return from, from + blockSize - 1
}

// six is the /56 that goes with a slot: 2001:db8::/32, five bits of provider,
// nineteen of slot.
func (p *provider) six(slot int32) netip.Prefix {
	var b [16]byte
	binary.BigEndian.PutUint32(b[:], 0x20010db8)
	binary.BigEndian.PutUint32(b[4:], uint32(p.id)<<27|uint32(slot)<<8)
	return netip.PrefixFrom(netip.AddrFrom16(b), 56)
}

func slug(s string) string {
	b := []byte(lower(s))
	for i, c := range b {
		if c == ' ' {
			b[i] = '-'
		}
	}
	return string(b)
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// fixedProvider picks one of a country's fixed-line providers.
func (w *world) fixedProvider(s *draw.Stream, c int) int {
	return w.providerOf(s, c, false)
}

func (w *world) providerOf(s *draw.Stream, c int, mobile bool) int {
	var list []int
	for i := range w.providers {
		if p := &w.providers[i]; p.country == c && p.mobile == mobile && !p.hosting {
			list = append(list, i)
		}
	}
	return draw.Pick(s, list)
}

// number is how a provider names its n-th subscriber.
func (p *provider) number(n int) string {
	switch {
	case p.format == "juniper":
		return four(100<<24|64<<16, n+1).String()
	case p.format == "asa":
		return four(10<<24|64<<16, n+1).String()
	case p.format == "kea": // the relay's remote-id, as octets
		return remoteID(p.id, n)
	case p.format == "radius":
		return "dsl" + strconv.Itoa(20000+n*7) + "@" + slug(p.name) + ".example"
	case p.mobile:
		return strconv.Itoa(31000000 + n*13 + p.id)
	}
	return "K" + strconv.Itoa(p.id+10) + "-" + strconv.Itoa(100000+n*3)
}

// remoteID is the number of a modem: twelve hexadecimal digits.
func remoteID(provider, n int) string {
	return "0" + strings.ToUpper(strconv.FormatInt(2<<40|int64(provider)<<32|int64(4096+n*7), 16))
}

// dhcp lets a provider that would hand over tables hand over its leases. The
// first one keeps its tables.
func (w *world) dhcp(p *provider, fixed int) {
	s := w.stream("dhcp", fixed)
	if w.spec.All && p.format == "csv" && fixed > 1 && s.Chance(w.p.dhcp) {
		p.format = []string{"kea", "isc"}[s.N(2)]
	}
}

// translator lets a mobile provider with port blocks hand over its log.
func (w *world) translator(p *provider) {
	s := w.stream("translator", p.country)
	if w.spec.All && p.format == "csv" && p.ports && s.Chance(w.p.natLogs) {
		p.format = []string{"juniper", "juniper", "asa"}[s.N(3)]
	}
}

// sessions reports whether fixed lines too show up as sessions or leases.
func (p *provider) sessions() bool { return p.format == "radius" || p.leased() }

func (p *provider) leased() bool { return p.format == "kea" || p.format == "isc" }
