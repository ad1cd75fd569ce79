package told_test

import (
	"testing"

	"comity/internal/told"

	"github.com/google/go-cmp/cmp"
)

func TestFit(t *testing.T) {
	for _, c := range []struct {
		form, text string
		want       []string
		is         bool
	}{
		{"unknown flag: *", "unknown flag: --x", []string{"--x"}, true},
		{`value * for -*: *`, "value \"a\nb\" for -x: (odd)", []string{"\"a\nb\"", "x", "(odd)"}, true},
		{"a (b)", "a (b)", []string{}, true},
		{"unknown flag: *", "an unknown flag: --x", nil, false},
	} {
		put, is := told.Fit(c.form, c.text)
		if d := cmp.Diff(c.want, put); d != "" || is != c.is {
			t.Errorf("%q: %v %s", c.text, is, d)
		}
	}
}
