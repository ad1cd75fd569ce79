package comity_test

import (
	"bytes"
	"strings"
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

// TestMaskCardsHoweverWritten asks for each form in which people and systems write
// a card number, and for what looks alike and is none.
func TestMaskCardsHoweverWritten(t *testing.T) {
	const star, wide = "****", "************"
	cite := strings.Repeat("ab12", 16)
	for in, want := range map[string]string{
		cite + ":4111111111+111111":           cite + ":4111111111+111111",
		cite + "!zip/a.log:4111111111+111111": cite + "!zip/a.log:4111111111+111111",
		"x:4111111111+111111":                 "x:411111****+**1111",
		"4111.1111.1111.1111":                 "4111.11**.****.1111",
		"4111/1111/1111/1111":                 "4111/11**/****/1111",
		"4111_1111_1111_1111":                 "4111_11**_****_1111",
		"4111\t1111\t1111\t1111":              "4111\t11**\t****\t1111",
		"cc=4111%201111%201111%201111&":       "cc=4111%2011**%20****%201111&",
		"4111%C2%A01111%c2%a01111%2D1111":     "4111%C2%A011**%c2%a0****%2D1111",
		"4111%2e1111%2E1111%2F1111":           "4111%2e11**%2E****%2F1111",
		"q=%204111111111111111":               "q=%20411111******1111",
		"q=%C2%A04111111111111111%20":         "q=%C2%A0411111******1111%20",
		"100%4111111111111111":                "100%411111******1111",
		"4111\u00a01111\u00a01111\u00a01111":  "4111\u00a011**\u00a0****\u00a01111",
		"4111\xa01111\xa01111\xa01111":        "4111\xa011**\xa0****\xa01111",
		"4111\u20091111\u202f1111\u30001111":  "4111\u200911**\u202f****\u30001111",
		"4111\u20131111\u2212111111\u00ad11":  "4111\u201311**\u2212****11\u00ad11",
		"4111\u200b1111\u200b1111\u200b1111":  "4111\u200b11**\u200b****\u200b1111",
		"4111·1111·1111·1111":                 "4111·11**·****·1111",
		"４１１１１１１１１１１１１１１１":                    "４１１１１１" + wide + "******" + "１１１１",
		"٤١١١ ١١١١ ١١١١ ١١١١":                 "٤١١١ ١١" + star + " " + star + star + " ١١١١",
		"4111. 1111. 1111. 1111":              "4111. 11**. ****. 1111",
		"3714.496353.98431":                   "3714.49****.*8431",
		"mail 4111111111111111@mail.example":  "mail 411111******1111@mail.example",
		"cc4111111111111111x":                 "cc411111******1111x",
		"2223000048400011":                    "222300******0011",
		"1700000000000 1075600000008":         "1700000000000 1075600000008", // instants, in milliseconds
		"20040201101502 2004020110150212":     "20040201101502 2004020110150212",
		"198.51.100.104 198.51.100.114":       "198.51.100.104 198.51.100.114",
		"41.11.11.11/11.11.11.11.11":          "41.11.11.11/11.11.11.11.11",
		"/a/41/111/111/1111/1111":             "/a/41/111/111/1111/1111",
		"0004111111111111":                    "0004111111111111",
		"af4111111111111111f0af4111111111":    "af4111111111111111f0af4111111111", // inside a digest
	} {
		if got := string(comity.MaskCards([]byte(in), comity.MaskLikely)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := comity.MaskText(in); comity.HoldsCard([]byte(got)) || (got == in) != (in == want) {
			t.Errorf("text %q: %q", in, got)
		}
	}
}

func TestMaskText(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "",
		"Rosa":                               "Rosa",
		"garden.example:4111-1111.1111 1111": "garden.example:411111******1111",
		"４１１１１１１１１１１１１１１１, then 30000000000004":          "411111******1111, then 300000******0004",
		"4222222222222 6759649826438453 340000000000009": "422222******2222 675964******8453 340000******0009",
		"490154203237518 8939101234567890127":            "490154203237518 8939101234567890127", // a device, a SIM card
	} {
		if got := comity.MaskText(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got := comity.CardNumber("no 1 of 4111.1111.1111.1111"); got != "4111111111111111" {
		t.Error(got)
	}
}

// TestHoldsCardAllocatesNothing: it is asked for every name that findings hold.
func TestHoldsCardAllocatesNothing(t *testing.T) {
	line := []byte("198.18.0.7 - роза [01/Jan/2004] 4111 1111 1111 1112 %20 2004-02-01")
	if n := testing.AllocsPerRun(100, func() { comity.HoldsCard(line); comity.MaskText("a name"); comity.CardIn(line, "4111111111111111") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCardIn(t *testing.T) {
	for text, want := range map[string]int{
		"x 4111111111111111": 2, "24-4111 1111 1111 1111-7": 3, "4111111111111111": 0,
		"41111111111111110": -1, "41.11.11.11.11.11.11.11": 0, "x=%204111.1111/1111_1111": 5, "": -1, "4111 1111 1111 111": -1,
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
	f.Add([]byte("4111.1111%201111/1111 %C2%A04111111111111111 ４１１１\xa0111111111111"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, how := range []comity.Masking{comity.MaskLikely, comity.MaskAll} {
			out := comity.MaskCards(b, how)
			if len(out) != len(b) {
				t.Fatal("the length changed")
			}
			for i := range b {
				if out[i] != b[i] && (out[i] != '*' || (b[i] < '0' || b[i] > '9') && b[i] < 0x80) {
					t.Fatalf("byte %d of %q became %q", i, b, out[i])
				}
			}
			if comity.HoldsCard(b) && (bytes.Equal(out, b) || comity.HoldsCard([]byte(comity.MaskText(string(b)))) && !bytes.Contains(b, []byte("*"))) {
				t.Fatalf("%q is not masked", b)
			}
			if comity.HoldsCard(out) && !bytes.Contains(b, []byte("*")) && how == comity.MaskAll {
				t.Fatalf("%q became %q", b, out)
			}
		}
	})
}

// BenchmarkHoldsCard asks how fast the lines of a log are looked through for card numbers.
func BenchmarkHoldsCard(b *testing.B) {
	line := []byte(`198.18.0.7 - otto [01/Jan/2004:10:00:00 +0000] "GET /members/tulips-1.html HTTP/1.1" 200 512 "http://garden.example/" "Mozilla/5.0 (compatible)"`)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if comity.HoldsCard(line) {
			b.Fatal("found")
		}
	}
}
