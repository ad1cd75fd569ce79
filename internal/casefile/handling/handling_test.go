package handling_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/handling"
	"comity/internal/comity"
)

func codes(t testing.TB, list ...string) handling.Codes {
	t.Helper()
	c, err := handling.Parse(list)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in   []string
		want string
	}{
		{nil, ""},
		{[]string{"H1"}, "H1"},
		{[]string{"4x4:B2", "TLP:AMBER+STRICT", "H3:  by letter only ", "H0", "H1: ask first", "H0"}, "H0, H1: ask first, H3: by letter only, TLP:AMBER+STRICT, 4x4:B2"},
		{[]string{"TLP:CLEAR", "TLP:CLEAR", "4x4:X4", "4x4:X4"}, "TLP:CLEAR, 4x4:X4"},
	} {
		c := codes(t, tt.in...)
		if c.String() != tt.want {
			t.Errorf("%q: %q, want %q", tt.in, c, tt.want)
		}
		b, err := json.Marshal(c)
		var back handling.Codes
		if err != nil || json.Unmarshal(b, &back) != nil || !back.Equal(c) {
			t.Errorf("%s read back: %v, %v", b, back, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct{ in, msg, hint string }{
		{"H4", "unknown handling code", "write H0"},
		{"H9", "unknown handling code", "write H0"},
		{"h1", "unknown handling code", "did you mean H1?"},
		{"tlp:amber", "unknown handling code", "did you mean TLP:AMBER?"},
		{"", "unknown handling code", "write H0"},
		{"H1 ask", "unknown handling code", "write H0"},
		{"H3", "says no condition", `"H3: what is asked"`},
		{"H2: ", "says no condition", "H2"},
		{"H1: a\nb", "not one line", "sentence"},
		{"H1: " + strings.Repeat("a", 1001), "not one line", "sentence"},
		{"TLP:WHITE", "unknown label", "CLEAR"},
		{"TLP:", "unknown label", "TLP:RED"},
		{"4x4:D1", "unknown grading", "4x4:B2"},
		{"4x4:B5", "unknown grading", "4x4:B2"},
		{"TLP:RED|TLP:AMBER", "two labels", "stricter"},
		{"4x4:A1|4x4:A2", "two gradings", "worse"},
	} {
		_, err := handling.Parse(strings.Split(tt.in, "|"))
		if err == nil || comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), tt.msg) || !strings.Contains(comity.HintOf(err), tt.hint) {
			t.Errorf("%q: %v (%s)", tt.in, err, comity.HintOf(err))
		}
	}
}

func TestJoin(t *testing.T) {
	for _, tt := range []struct{ a, b, want []string }{
		{[]string{"H1"}, []string{"H2"}, []string{"H1", "H2"}},
		{[]string{"H3: x"}, []string{"H3: y", "H1"}, []string{"H1", "H3: x", "H3: y"}},
		{[]string{"TLP:GREEN"}, []string{"TLP:AMBER"}, []string{"TLP:AMBER"}},
		{[]string{"TLP:AMBER"}, []string{"TLP:AMBER+STRICT"}, []string{"TLP:AMBER+STRICT"}},
		{[]string{"TLP:CLEAR"}, nil, nil}, // nobody's word is no leave to publish
		{[]string{"TLP:GREEN"}, nil, []string{"TLP:GREEN"}},
		{[]string{"4x4:A3"}, []string{"4x4:B1"}, []string{"4x4:B3"}},
		{[]string{"4x4:C1"}, []string{"4x4:X1"}, []string{"4x4:X1"}},
		{[]string{"4x4:A1"}, nil, []string{"4x4:X4"}}, // half of it nobody graded
		{nil, nil, nil},
	} {
		a, b, want := codes(t, tt.a...), codes(t, tt.b...), codes(t, tt.want...)
		if got := a.Join(b); !got.Equal(want) {
			t.Errorf("%q with %q: %q, want %q", a, b, got, want)
		}
	}
	if diff := cmp.Diff([]string{"H0", "H3"}, codes(t, "H3: x", "H3: y", "H0").H()); diff != "" {
		t.Error(diff)
	}
}

// draw makes codes of any sort.
func draw(t testing.TB, r *rand.Rand) handling.Codes {
	var list []string
	for _, s := range []string{"H0", "H1", "H2", "H3: by letter", "H3: not before May", "H1: ask the court"} {
		if r.IntN(4) == 0 {
			list = append(list, s)
		}
	}
	if labels := handling.Labels(); r.IntN(2) == 0 {
		list = append(list, labels[r.IntN(len(labels))])
	}
	if r.IntN(2) == 0 {
		list = append(list, "4x4:"+string("ABCX"[r.IntN(4)])+string("1234"[r.IntN(4)]))
	}
	return codes(t, list...)
}

// TestJoinLaws: Join is that of a lattice, so that what a thing carries depends
// on what it rests on and not on the way there.
func TestJoinLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	for range 20000 {
		a, b, c := draw(t, r), draw(t, r), draw(t, r)
		switch {
		case !a.Join(a).Equal(a):
			t.Fatalf("%q with itself: %q", a, a.Join(a))
		case !a.Join(b).Equal(b.Join(a)):
			t.Fatalf("%q and %q: the order matters", a, b)
		case !a.Join(b).Join(c).Equal(a.Join(b.Join(c))) || !a.Join(b, c).Equal(a.Join(b).Join(c)):
			t.Fatalf("%q, %q, %q: the grouping matters", a, b, c)
		case !a.Join(b).Covers(a) || !a.Join(b).Covers(b):
			t.Fatalf("%q and %q: %q is milder", a, b, a.Join(b))
		case a.Covers(b) && b.Covers(a) && !a.Equal(b):
			t.Fatalf("%q and %q cover each other", a, b)
		}
	}
}

// stricter judges one code at a time, apart from Join: whether whoever keeps to
// out keeps to in.
func stricter(out, in handling.Codes) bool {
	has := map[string]bool{}
	for _, s := range out.List() {
		has[s] = true
	}
	for _, s := range in.List() {
		if strings.HasPrefix(s, "H") && !has[s] {
			return false
		}
	}
	a, b := out.Grade(), in.Grade()
	graded := b == (handling.Grade{}) || a.Source >= b.Source && a.Information >= b.Information
	return graded && out.TLP() >= in.TLP()
}

// TestDerivation: over random derivations, no output lies below the strictest
// code of anything it rests on, and each is the join of its exhibits whatever
// lies between.
func TestDerivation(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 5))
	for range 500 {
		const exhibits, all = 6, 40
		item, rests := make([]handling.Codes, all), make([]map[int]bool, all)
		for i := range exhibits {
			item[i], rests[i] = draw(t, r), map[int]bool{i: true}
		}
		for i := exhibits; i < all; i++ {
			rests[i] = map[int]bool{}
			for n := range 1 + r.IntN(4) {
				from := r.IntN(i)
				if n == 0 {
					item[i] = item[from]
				}
				item[i] = item[i].Join(item[from])
				for x := range rests[from] {
					rests[i][x] = true
				}
				if !stricter(item[i], item[from]) {
					t.Fatalf("%q rests on %q", item[i], item[from])
				}
			}
			checkRests(t, item, rests[i], i)
		}
	}
}

func checkRests(t *testing.T, item []handling.Codes, rests map[int]bool, i int) {
	t.Helper()
	var direct []handling.Codes
	for x := range rests {
		if !stricter(item[i], item[x]) {
			t.Fatalf("%q rests on %q, through others", item[i], item[x])
		}
		direct = append(direct, item[x])
	}
	if want := direct[0].Join(direct...); !want.Equal(item[i]) {
		t.Fatalf("derived %q, of its exhibits %q", item[i], want)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"H1", "H3: by letter only", "TLP:AMBER+STRICT|4x4:B2", "TLP:WHITE", "H0|H1|H2", "4x4:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := handling.Parse(strings.Split(s, "|"))
		if err != nil {
			if comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		if back, err := handling.Parse(c.List()); err != nil || !back.Equal(c) {
			t.Fatalf("%q reads back as %q, %v", c, back, err)
		}
	})
}
