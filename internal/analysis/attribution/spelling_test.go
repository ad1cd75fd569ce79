package attribution_test

import (
	"testing"

	"comity/internal/analysis/attribution"
)

// Names that another script has one spelling for, and Latin letters two, are two people's:
// nobody's line is corroborated for an account in a name that only sounds like theirs.
func TestNamesThatOnlySoundAlike(t *testing.T) {
	for _, x := range []struct{ account, holder, want string }{
		{"Nikolay Ivanov", "Nikolai Ivanov", "corroborated [] line l1: [rose] rivals []"},
		{"Wei Wang", "Fei Fang", "contradicted [d] line l1: [rose] rivals [shared-address]"},
	} {
		s := newStory()
		s.use(s.account("rose", x.account, ""), attribution.Access, s.line("isp", "l1", x.holder), 1, 3, 9)
		if got := one(t, s, "rose"); got != x.want {
			t.Errorf("%s on the line of %s: got %q, want %q", x.account, x.holder, got, x.want)
		}
	}
}
