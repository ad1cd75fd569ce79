package identity_test

import (
	"testing"

	"comity/internal/analysis/identity"
)

// The values are those of Winkler's own tables, rounded down.
func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"martha", "marhta", 961}, {"dwayne", "duane", 840}, {"dixon", "dicksonx", 813}, {"abroms", "abrams", 922},
		{"jones", "johnson", 832}, {"", "a", 0}, {"a", "a", 1000}, {"abc", "xyz", 0}, {"волков", "волкова", 971},
	} {
		if got := identity.Likeness(c.a, c.b); got != c.want {
			t.Errorf("%q %q: %d, not %d", c.a, c.b, got, c.want)
		}
	}
}

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b       string
		most, want int
	}{
		{"", "", 2, 0}, {"abc", "abc", 1, 0}, {"abc", "acb", 1, 1}, {"abc", "ab", 1, 1}, {"abc", "axc", 1, 1}, {"abc", "cab", 1, 2},
		{"1804974", "1804790", 2, 2}, {"ca", "abc", 3, 3}, {"abcd", "dcba", 2, 3}, {"", "abcd", 2, 3},
	} {
		if got := identity.Slips(c.a, c.b, c.most); got != c.want {
			t.Errorf("%q %q: %d, not %d", c.a, c.b, got, c.want)
		}
	}
}

// FuzzComparators: both measures are symmetric and bounded, and a text is like itself.
func FuzzComparators(f *testing.F) {
	for _, s := range [][2]string{{"martha", "marhta"}, {"", "x"}, {"волков", "wolkow"}, {"\xff\x00", "a\u0301"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		l := identity.Likeness(a, b)
		if l < 0 || l > 1000 || l != identity.Likeness(b, a) {
			t.Errorf("likeness %d and %d", l, identity.Likeness(b, a))
		}
		if a != "" && identity.Likeness(a, a) != 1000 {
			t.Errorf("a text is like itself by %d", identity.Likeness(a, a))
		}
		for most := 1; most <= 2; most++ {
			n := identity.Slips(a, b, most)
			if n < 0 || n > most+1 || n != identity.Slips(b, a, most) || n == 0 && a != b && len(a) < 250 {
				t.Errorf("slips %d", n)
			}
		}
		tab, err := identity.NewTable([]identity.Field{{Column: "x", Is: identity.Email}, {Column: "y", Is: identity.Born}, {Column: "z", Is: identity.Name}})
		if err != nil {
			t.Fatal(err)
		}
		tab.Add([]string{a, b, a})
		tab.Add([]string{b, a, b})
		if _, err := identity.Resolve(tab, identity.Config{}); err != nil {
			t.Fatal(err)
		}
	})
}
