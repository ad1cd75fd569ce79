package comity_test

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"

	"comity/internal/comity"

	"github.com/google/go-cmp/cmp"
)

func TestCitationPrintsAndParses(t *testing.T) {
	d := comity.DigestOf([]byte("x"))
	for _, c := range []comity.Citation{
		{Exhibit: d, Offset: 0, Length: 0},
		{Exhibit: d, Offset: 1 << 40, Length: 87},
		{Exhibit: d, Inner: "gzip", Offset: 5, Length: 6},
		{Exhibit: d, Inner: "zip/a b.csv!gzip", Offset: 5, Length: 6},
		{Exhibit: d, Inner: "xlsx/Sheet1/R17", Length: -1},
	} {
		got, err := comity.ParseCitation(c.String())
		if diff := cmp.Diff(c, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", c, err, diff)
		}
	}
	for _, bad := range []string{"", ":", "x:1+2", d.String(), d.String() + ":", d.String() + ":1", d.String() + ":-1+2", d.String() + ":1+-2", d.String() + "!:1+2", d.String() + ":1+2x"} {
		if _, err := comity.ParseCitation(bad); comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzCitation(f *testing.F) {
	f.Add(comity.DigestOf(nil).String() + "!gzip:1+2")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := comity.ParseCitation(s)
		if err != nil {
			return
		}
		again, err := comity.ParseCitation(c.String())
		if err != nil || again != c {
			t.Errorf("%q: %v, then %v, %v", s, c, again, err)
		}
	})
}

func TestErrorKindsHaveTheContractsExitCodes(t *testing.T) {
	want := map[comity.Kind]int{comity.Negative: 1, comity.Usage: 2, comity.Input: 3, comity.Refused: 4, comity.Fault: 5}
	for k, code := range want {
		inner := comity.Errorf(k, "row %d", 7).WithHint("do this")
		err := fmt.Errorf("outer: %w", comity.Errorf(k, "middle: %w", inner))
		if comity.KindOf(err).ExitCode() != code || comity.HintOf(err) != "do this" || err.Error() != "outer: middle: row 7" {
			t.Errorf("kind %d: %v, hint %q", k, err, comity.HintOf(err))
		}
	}
	if comity.KindOf(errors.New("plain")) != comity.Fault {
		t.Error("an error nobody classified is our own fault")
	}
}

func TestAddr(t *testing.T) {
	for _, s := range []string{"192.0.2.1", "2001:db8::1", "::1"} {
		a, ok := comity.ParseAddr(s)
		if !ok || a.String() != s || a.Netip() != netip.MustParseAddr(s) || a.Is4() != (s == "192.0.2.1") {
			t.Errorf("%s: %v %v", s, a, ok)
		}
	}
	mapped, _ := comity.ParseAddr("::ffff:192.0.2.1")
	plain, _ := comity.ParseAddr("192.0.2.1")
	if mapped != plain {
		t.Error("one address written either way is two")
	}
	for _, s := range []string{"", "::", "192.0.2", "fe80::1%eth0", "x"} {
		if _, ok := comity.ParseAddr(s); ok {
			t.Errorf("%q is no address", s)
		}
	}
	if got := plain.Mask(120).String(); got != "192.0.2.0" {
		t.Error(got)
	}
}

func TestSelectors(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{comity.Email(" Rose@Mail.Example "), "rose@mail.example"},
		{comity.Email("rose"), ""},
		{comity.Email("@mail.example"), ""},
		{comity.Phone(" +39 333 123-4567"), "+393331234567"},
		{comity.Phone("0044 (0)20/7946.0018"), "+442079460018"},
		{comity.Phone("06 12 34 56 78"), ""},
		{comity.Phone("+39 ask anna"), ""},
		{comity.Phone("+12345"), ""},
		{comity.Phone("+1234567890123456"), ""},
		{comity.Account("Trains.Example", "Rose"), "trains.example:rose"},
		{comity.Account("trains.example", "-"), ""},
		{comity.Account("www.Trains.example.", "rose"), "trains.example:rose"}, // as a server's log names it
		{comity.Site("www.example"), "www.example"},                            // nothing but a domain of its own
		{comity.Site("wwwtrains.example"), "wwwtrains.example"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	ends, digits, ok := comity.CardEnds("4000 0012-3456 0008")
	if ends != "400000******0008" || digits != "4000001234560008" || !ok {
		t.Error(ends, digits, ok)
	}
	for _, s := range []string{"", "4000", "400000******0008", "40000012345600081234"} {
		if _, _, ok := comity.CardEnds(s); ok {
			t.Errorf("%q is no card number", s)
		}
	}
}

func TestWeightsAndInstants(t *testing.T) {
	if got := fmt.Sprint(comity.Weight(1500), comity.Weight(-250)); got != "+1.500 ban -0.250 ban" {
		t.Error(got)
	}
	var i comity.Instant
	if err := i.UnmarshalText([]byte("2004-02-29T13:14:15.25+01:00")); err != nil || i.String() != "2004-02-29T12:14:15.25Z" {
		t.Error(i, err)
	}
}
