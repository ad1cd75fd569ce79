package record

import (
	"net/netip"
	"slices"
	"sort"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Gate answers, for each record, whether a Scope covers it. It is built once,
// never changes, and may be used by any number of goroutines.
type Gate struct {
	from, to comity.Instant
	limited  bool // the scope names addresses
	ranges   []addrRange
}

// addrRange is first to last, both included. The ranges of a Gate are sorted
// and neither overlap nor touch, so that one binary search decides.
type addrRange struct{ first, last comity.Addr }

// NewGate builds the gate of s. From is the first instant covered, To the
// first no longer covered; zero is without bound. No addresses: every address.
// A period that is empty, or a prefix that is none or has bits set behind its
// length, is an Input error: a legal basis is not guessed at.
func NewGate(s Scope) (*Gate, error) {
	g := &Gate{from: s.From, to: s.To, limited: len(s.Addresses) > 0}
	if g.from == 0 {
		g.from = comity.Earliest
	}
	if g.to == 0 {
		g.to = comity.Latest + 1
	}
	if g.from >= g.to {
		return nil, comity.Errorf(comity.Input, "the basis covers no time: it begins %v and ends %v", s.From, s.To).
			WithHint("correct from and to of the [[basis]]")
	}
	for _, a := range s.Addresses {
		r, err := parsePrefix(a)
		if err != nil {
			return nil, err
		}
		g.ranges = append(g.ranges, r)
	}
	g.ranges = merge(g.ranges)
	return g, nil
}

// Time reports whether s overlaps the period.
func (g *Gate) Time(s clock.Span) bool { return s.Hi >= g.from && s.Lo < g.to }

// AnyAddr reports whether the scope names no addresses, so that Addr need not be asked.
func (g *Gate) AnyAddr() bool { return !g.limited }

// Addr reports whether one of the addresses first to last, both included, is
// covered. Where the scope names addresses, "no address" is not covered.
func (g *Gate) Addr(first, last comity.Addr) bool {
	if !g.limited {
		return true
	}
	i := sort.Search(len(g.ranges), func(i int) bool { return g.ranges[i].last.Compare(first) >= 0 })
	return i < len(g.ranges) && g.ranges[i].first.Compare(last) <= 0 && !first.IsZero()
}

func parsePrefix(s string) (addrRange, error) {
	s = strings.TrimSpace(s)
	if a, ok := comity.ParseAddr(s); ok {
		return addrRange{a, a}, nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return addrRange{}, comity.Errorf(comity.Input, "the basis names %.60q, which is no address and no prefix", s).
			WithHint(`write addresses = ["198.51.100.0/24", "2001:db8::/32"]`)
	}
	if p.Masked() != p {
		return addrRange{}, comity.Errorf(comity.Input, "the basis names %.60q, which has bits set behind its length", s).
			WithHint("did the basis mean %s or the one address %s?", p.Masked(), p.Addr())
	}
	bits := p.Bits()
	if p.Addr().Is4() {
		bits += 96
	}
	first := comity.AddrOf(p.Addr())
	return addrRange{first, LastOf(first, bits)}, nil
}

// LastOf is the last address of the prefix that first begins: first with all
// but its leading bits (0 to 128, counted in the 128-bit form) set.
func LastOf(first comity.Addr, bits int) comity.Addr {
	ones := comity.Addr{Hi: ^uint64(0), Lo: ^uint64(0)}
	keep := ones.Mask(bits)
	return comity.Addr{Hi: first.Hi | ^keep.Hi, Lo: first.Lo | ^keep.Lo}
}

func merge(rs []addrRange) []addrRange {
	slices.SortFunc(rs, func(a, b addrRange) int { return a.first.Compare(b.first) })
	var out []addrRange
	for _, r := range rs {
		if n := len(out); n > 0 && r.first.Compare(out[n-1].last) <= 0 {
			if r.last.Compare(out[n-1].last) > 0 {
				out[n-1].last = r.last
			}
			continue
		}
		out = append(out, r)
	}
	return out
}
