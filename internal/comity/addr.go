package comity

import (
	"encoding/binary"
	"net/netip"
)

// Addr is an IPv4 or IPv6 address as 128 bits; IPv4 lies in ::ffff:0:0/96
// (RFC 4291, 2.5.5.2), so that the same address written either way is one
// value. Unlike netip.Addr it holds no pointer and has no zone: it is cheap as
// a key. The zero value, ::, stands for "no address".
type Addr struct{ Hi, Lo uint64 }

const mappedLo = 0xffff << 32

// AddrV4 returns the address of four octets in network order.
func AddrV4(v uint32) Addr { return Addr{Lo: mappedLo | uint64(v)} }

// AddrOf converts a; its zone is lost.
func AddrOf(a netip.Addr) Addr {
	if !a.IsValid() {
		return Addr{}
	}
	b := a.As16()
	return Addr{Hi: binary.BigEndian.Uint64(b[:8]), Lo: binary.BigEndian.Uint64(b[8:])}
}

// ParseAddr reads an address in any form that net/netip takes, without zone.
func ParseAddr(s string) (Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" || !a.IsValid() {
		return Addr{}, false
	}
	v := AddrOf(a)
	return v, !v.IsZero()
}

// IsZero reports whether a stands for "no address".
func (a Addr) IsZero() bool { return a == Addr{} }

// Is4 reports whether a is an IPv4 address.
func (a Addr) Is4() bool { return a.Hi == 0 && a.Lo>>32 == 0xffff }

// V4 is the IPv4 address as a number; meaningful only where Is4 holds.
func (a Addr) V4() uint32 { return uint32(a.Lo) }

// Netip converts to net/netip, IPv4 as such.
func (a Addr) Netip() netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], a.Hi)
	binary.BigEndian.PutUint64(b[8:], a.Lo)
	return netip.AddrFrom16(b).Unmap()
}

// Mask keeps the first bits (0 to 128) of the 128-bit form and clears the
// rest: IPv4 /24 is 120.
func (a Addr) Mask(bits int) Addr {
	switch {
	case bits <= 0:
		return Addr{}
	case bits < 64:
		return Addr{Hi: a.Hi &^ (1<<(64-bits) - 1)}
	case bits < 128:
		return Addr{Hi: a.Hi, Lo: a.Lo &^ (1<<(128-bits) - 1)}
	}
	return a
}

// Compare orders addresses by their 128 bits.
func (a Addr) Compare(b Addr) int {
	switch {
	case a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// String is the usual printed form (RFC 5952); "" for no address.
func (a Addr) String() string {
	if a.IsZero() {
		return ""
	}
	return a.Netip().String()
}

// MarshalText implements encoding.TextMarshaler.
func (a Addr) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Addr) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*a = Addr{}
		return nil
	}
	v, ok := ParseAddr(string(b))
	if !ok {
		return Errorf(Input, "%.60q is not an IP address", b)
	}
	*a = v
	return nil
}
