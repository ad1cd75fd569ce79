package partner_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

var now = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// card is that of a node made for the purpose.
func card(t testing.TB, country, name string) partner.Card {
	t.Helper()
	fsys := disk.OS(t.TempDir())
	k, err := sign.Open(sign.Config{FS: fsys, Name: name, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	c, err := k.Certified(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	act, log, err := sign.Public(fsys)
	if err != nil {
		t.Fatal(err)
	}
	to, err := k.NewIdentity(false, func([]byte) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return partner.Card{
		Format: 1, Country: country, Authority: "Garden Office of " + country, Act: act.String(), Log: log.String(),
		Root: string(sign.MarshalCertificate(c.Chain[1])), Recipients: []string{to},
	}
}

func parsed(t testing.TB, c partner.Card) partner.Partner {
	t.Helper()
	text, err := c.Text()
	if err != nil {
		t.Fatal(err)
	}
	p, err := partner.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fingerprint(t testing.TB, c partner.Card) string {
	t.Helper()
	f, err := c.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCard(t *testing.T) {
	c := card(t, "DE", "de.example")
	p := parsed(t, c)
	if d := cmp.Diff(c, p.Card); d != "" {
		t.Error(d)
	}
	if len(p.Recipients()) != 1 || p.ActKeys()[0].String() != c.Act || p.LogKey().String() != c.Log {
		t.Error("keys are not those of the card")
	}
	if _, err := p.RootCertificate().Verify(x509.VerifyOptions{Roots: p.RootPool(), CurrentTime: now}); err != nil {
		t.Error(err)
	}
	f := fingerprint(t, c)
	if !regexp.MustCompile(`^[a-p]{4}( [a-p]{4}){11}$`).MatchString(f) {
		t.Errorf("fingerprint %q", f)
	}
	for typed, want := range map[string]bool{
		f: true, strings.ReplaceAll(f, " ", ""): true, strings.ReplaceAll(f, " ", " - ") + "\n": true, strings.ToUpper(f): true,
		"": false, f[:len(f)-1]: false, f + "a": false, "x" + f: false,
	} {
		if ok, err := c.Matches(typed); ok != want || err != nil {
			t.Errorf("%q: %v, %v", typed, ok, err)
		}
	}
}

// A card has one fingerprint, before it is written and once it is read.
func TestFingerprintOfNoRecipients(t *testing.T) {
	var none, empty partner.Card
	empty.Recipients = []string{}
	if a, b := fingerprint(t, none), fingerprint(t, empty); a != b {
		t.Errorf("%q and %q", a, b)
	}
}

// TestFingerprintCoversEverything: whatever changes on a card changes it.
func TestFingerprintCoversEverything(t *testing.T) {
	c, other := card(t, "DE", "de.example"), card(t, "DE", "de.example")
	seen := map[string]string{fingerprint(t, c): "the card"}
	for what, change := range map[string]func(*partner.Card){
		"country": func(c *partner.Card) { c.Country = "FR" }, "authority": func(c *partner.Card) { c.Authority = "Train Office" },
		"act": func(c *partner.Card) { c.Act = other.Act }, "log": func(c *partner.Card) { c.Log = other.Log },
		"former": func(c *partner.Card) { c.Former = []string{other.Act} }, "witness": func(c *partner.Card) { c.Witness = "w" },
		"root": func(c *partner.Card) { c.Root = other.Root }, "recipients": func(c *partner.Card) { c.Recipients = other.Recipients },
		"no recipients": func(c *partner.Card) { c.Recipients = nil },
	} {
		changed := c
		change(&changed)
		f := fingerprint(t, changed)
		if was, twice := seen[f]; twice {
			t.Errorf("%s has the fingerprint of %s", what, was)
		}
		seen[f] = what
	}
}

func TestBadCards(t *testing.T) {
	good, other := card(t, "DE", "de.example"), card(t, "FR", "fr.example")
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	leaf := func() string {
		k, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir()), Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		c, err := k.Certified(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return string(sign.MarshalCertificate(c.Chain[0]))
	}()
	for what, change := range map[string]func(*partner.Card){
		"later format":            func(c *partner.Card) { c.Format = 2 },
		"no country":              func(c *partner.Card) { c.Country = "" },
		"a path for a country":    func(c *partner.Card) { c.Country = "../DE" },
		"small letters":           func(c *partner.Card) { c.Country = "de" },
		"no authority":            func(c *partner.Card) { c.Authority = " " },
		"an escape":               func(c *partner.Card) { c.Authority = "Garden\x1b[2J" },
		"no act key":              func(c *partner.Card) { c.Act = "" },
		"one key for act and log": func(c *partner.Card) { c.Log = c.Act },
		"former is the present":   func(c *partner.Card) { c.Former = []string{c.Act} },
		"witness of another sort": func(c *partner.Card) { c.Witness = other.Log },
		"no root":                 func(c *partner.Card) { c.Root = "" },
		"two roots":               func(c *partner.Card) { c.Root += other.Root },
		"root is no root":         func(c *partner.Card) { c.Root = leaf },
		"a private key":           func(c *partner.Card) { c.Root = strings.ReplaceAll(c.Root, "CERTIFICATE", "PRIVATE KEY") },
		"recipient of no sort":    func(c *partner.Card) { c.Recipients = []string{"age1"} },
		"sorts mixed":             func(c *partner.Card) { c.Recipients = append(c.Recipients, x.Recipient().String()) },
		"many recipients": func(c *partner.Card) {
			c.Recipients = strings.Fields(strings.Repeat(c.Recipients[0]+" ", 11))
		},
	} {
		bad := good
		change(&bad)
		if _, err := partner.New(bad); comity.KindOf(err) != comity.Input && comity.KindOf(err) != comity.Refused || err == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	text, err := good.Text()
	if err != nil {
		t.Fatal(err)
	}
	for what, bad := range map[string][]byte{
		"nothing": nil, "too long": append(bytes.Clone(text), bytes.Repeat([]byte("#"), partner.MostBytes)...),
		"a pin of its own": append(bytes.Clone(text), "\n[pinned]\nby = \"me\"\n"...), "no TOML": []byte("\x00"),
		"an unknown key": append([]byte("rose = 1\n"), text...),
	} {
		if _, err := partner.Parse(bad); comity.KindOf(err) != comity.Input || err == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestPin: a card is pinned by whoever compared it, and then stays.
func TestPin(t *testing.T) {
	dir := t.TempDir()
	fsys := disk.OS(dir)
	de, fr := parsed(t, card(t, "DE", "de.example")), parsed(t, card(t, "FR", "fr.example"))
	own := card(t, "IT", "it.example")
	claim := func(c partner.Card) partner.Claim {
		return partner.Claim{Pin: partner.Pin{By: "R. Verdi", At: now}, Fingerprint: fingerprint(t, c)}
	}
	add := func(p partner.Partner, c partner.Claim) error {
		return partner.Add(context.Background(), fsys, p, &own, c)
	}

	if got, err := partner.All(t.Context(), fsys); got != nil || err != nil {
		t.Error(got, err)
	}
	for what, c := range map[string]partner.Claim{
		"not compared": {Pin: partner.Pin{By: "R. Verdi", At: now}}, "another's fingerprint": claim(fr.Card),
	} {
		if err := add(de, c); comity.KindOf(err) != comity.Refused || comity.HintOf(err) == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, p := range []partner.Partner{de, fr, de} { // the third changes nothing
		if err := add(p, claim(p.Card)); err != nil {
			t.Error(err)
		}
	}
	got, err := partner.All(t.Context(), fsys)
	if err != nil || len(got) != 2 || got[0].Country != "DE" || got[1].Country != "FR" || got[0].Pinned.By != "R. Verdi" || !got[0].Pinned.At.Equal(now) {
		t.Fatal(got, err)
	}
	if d := cmp.Diff(de.Card, got[0].Card); d != "" {
		t.Error(d)
	}

	anew := parsed(t, card(t, "DE", "de.example"))
	if err := add(anew, claim(anew.Card)); comity.KindOf(err) != comity.Refused {
		t.Errorf("another card in place of a pinned one: %v", err)
	}
	replace := claim(anew.Card)
	replace.Replace = true
	if err := add(anew, replace); err != nil {
		t.Error(err)
	}
	if p, err := partner.One(fsys, "DE"); err != nil || p.Act != anew.Act {
		t.Error(err)
	}

	twin := anew.Card // the same keys under another flag
	twin.Country = "BE"
	if err := add(parsed(t, twin), claim(twin)); comity.KindOf(err) != comity.Input || err == nil {
		t.Errorf("one node as two countries: %v", err)
	}
	if err := add(parsed(t, own), claim(own)); comity.KindOf(err) != comity.Input || err == nil {
		t.Errorf("ourselves: %v", err)
	}
	late := claim(fr.Card)
	late.At = now.AddDate(30, 0, 0)
	if err := add(fr, late); comity.KindOf(err) != comity.Input || err == nil {
		t.Errorf("a root that ran out: %v", err)
	}

	if err := partner.Remove(t.Context(), fsys, "DE"); err != nil {
		t.Error(err)
	}
	if _, err := partner.One(fsys, "DE"); !errors.Is(err, fs.ErrNotExist) || comity.KindOf(err) != comity.Input {
		t.Error(err)
	}
	for _, c := range []string{"DE", "../FR", ""} {
		if err := partner.Remove(t.Context(), fsys, c); comity.KindOf(err) != comity.Input || err == nil {
			t.Errorf("%q: %v", c, err)
		}
	}
	moved := filepath.Join(dir, partner.Dir, "ES.toml")
	if err := os.Rename(filepath.Join(dir, partner.Dir, "FR.toml"), moved); err != nil {
		t.Fatal(err)
	}
	if _, err := partner.All(t.Context(), fsys); comity.KindOf(err) != comity.Input || err == nil {
		t.Errorf("a card under another's name: %v", err)
	}
}

// FuzzParse: no card does harm, and what is read is written and read again as
// the same, with the same fingerprint.
func FuzzParse(f *testing.F) {
	text, err := card(f, "DE", "de.example").Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("format = 1\ncountry = \"DE\"\nroot = '''x'''\nrecipients = []\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := partner.Parse(text)
		if err != nil {
			return
		}
		again, err := p.Card.Text()
		if err != nil {
			t.Fatal(err)
		}
		back, err := partner.Parse(again)
		if err != nil {
			t.Fatalf("%q does not come back: %v", again, err)
		}
		if fingerprint(t, p.Card) != fingerprint(t, back.Card) {
			t.Errorf("%q: the fingerprint changed", text)
		}
	})
}
