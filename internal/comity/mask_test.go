package comity_test

import (
	"bytes"
	"testing"

	"comity/internal/comity"
)

func TestMaskCards(t *testing.T) {
	for _, tt := range []struct{ in, likely, all string }{
		{"", "", ""},
		{"no 12345678901 card", "no 12345678901 card", "no 12345678901 card"},
		{"a,9912340000000018,24.90", "a,9912340000000018,24.90", "a,991234******0018,24.90"},
		{"4111111111111111", "411111******1111", "411111******1111"},
		{"4111 1111-1111  1111.", "4111 11**-****  1111.", "4111 11**-****  1111."},
		{"24 4111 1111 1111 1111 24", "24 4111 11** **** 1111 24", "24 4111 **** **** **11 24"},
		{"card=4111+1111+1111+1111", "card=4111+11**+****+1111", "card=4111+11**+****+1111"},
		{"12345678901234567890123", "12345678901234567890123", "123456*************0123"},
		{"2003-11-03 04:10:00", "2003-11-03 04:10:00", "2003-11-03 04:10:00"},
	} {
		before := []byte(tt.in)
		if got := string(comity.MaskCards(before, comity.MaskLikely)); got != tt.likely {
			t.Errorf("likely %q: %q", tt.in, got)
		}
		if got := string(comity.MaskCards(before, comity.MaskAll)); got != tt.all {
			t.Errorf("all %q: %q", tt.in, got)
		}
		if string(before) != tt.in {
			t.Errorf("%q was changed", tt.in)
		}
	}
}

func TestCardIn(t *testing.T) {
	for text, want := range map[string]int{
		"x 4111111111111111": 2, "24-4111 1111 1111 1111-7": 3, "4111111111111111": 0,
		"41111111111111110": -1, "": -1, "4111 1111 1111 111": -1,
	} {
		at, ok := comity.CardIn([]byte(text), "4111111111111111")
		if ok != (want >= 0) || ok && at != want {
			t.Errorf("%q: %d %v", text, at, ok)
		}
	}
	if comity.HoldsCard([]byte("call 0039 011 123456")) || !comity.HoldsCard([]byte("paid by 4111-1111-1111-1111")) {
		t.Error("HoldsCard is wrong")
	}
}

func FuzzMaskCards(f *testing.F) {
	f.Add([]byte("24 4111 1111-1111 1111 24"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, how := range []comity.Masking{comity.MaskLikely, comity.MaskAll} {
			out := comity.MaskCards(b, how)
			if len(out) != len(b) {
				t.Fatal("the length changed")
			}
			for i := range b {
				if out[i] != b[i] && (out[i] != '*' || b[i] < '0' || b[i] > '9') {
					t.Fatalf("byte %d of %q became %q", i, b, out[i])
				}
			}
			if comity.HoldsCard(out) && !bytes.Contains(b, []byte("*")) && how == comity.MaskAll {
				t.Fatalf("%q became %q", b, out)
			}
		}
	})
}
