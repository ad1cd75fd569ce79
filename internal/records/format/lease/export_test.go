package lease

import "comity/internal/comity"

// Crowd reports whether an address and a client called name would both want the
// first place of any index that has up to 256.
func Crowd(a comity.Addr, name string) bool {
	k := key{first: a, last: a}
	return k.hash()&255 == 0 && hashOf(name)&255 == 0
}
