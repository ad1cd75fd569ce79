package cms_test

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	bigint "math/big"
	"strings"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
)

// authority stamps without a network; turn, where set, changes what it says.
type authority struct {
	signer cms.Signer
	at     time.Time
	turn   func(*cms.Info)
	bare   bool // without certificates
}

// Stamp implements cms.Stamper.
func (a authority) Stamp(_ context.Context, imprint comity.Digest) ([]byte, error) {
	info := cms.Info{Version: 1, Policy: asn1.ObjectIdentifier{2, 999, 1}, Imprint: cms.NewImprint(imprint), Serial: big(7), Time: a.at}
	if a.turn != nil {
		a.turn(&info)
	}
	der, err := asn1.Marshal(info)
	if err != nil {
		return nil, err
	}
	return cms.Token(der, a.signer, a.at, !a.bare)
}

var content = []byte("<manifest/>\n")

func TestSignAndVerify(t *testing.T) {
	root, other := cmstest.NewRoot(t, "Root"), cmstest.NewRoot(t, "Time root")
	signer := root.Signer(t, "Signer", nil)
	at := cmstest.Noon
	for _, c := range []struct {
		level   string
		stamper cms.Stamper
		stamped time.Time
	}{
		{cms.BB, nil, time.Time{}},
		{cms.BT, authority{signer: other.Authority(t, "Time", nil), at: at.Add(time.Second)}, at.Add(time.Second)},
	} {
		p7s, err := cms.Sign(t.Context(), content, signer, at, c.stamper)
		if err != nil {
			t.Fatal(err)
		}
		s, err := cms.Verify(p7s, content, cms.Trust{Signers: root.Pool(), Authorities: other.Pool()}, at.Add(time.Hour))
		if err != nil {
			t.Fatalf("%s: %v", c.level, err)
		}
		if s.Level != c.level || !s.Signed.Equal(at) || !s.Stamped.Equal(c.stamped) || !s.Signer.Equal(signer.Chain[0]) || s.Independent() != (c.stamper != nil) {
			t.Errorf("%s: verified as %+v", c.level, s)
		}
	}
}

// Each row is a forgery, or a mistake that looks like one.
func TestVerifyRefuses(t *testing.T) {
	root, other := cmstest.NewRoot(t, "Root"), cmstest.NewRoot(t, "Other root")
	at := cmstest.Noon
	plain := root.Signer(t, "Signer", nil)
	tsa := root.Authority(t, "Time", nil)
	expired := root.Signer(t, "Expired", func(c *x509.Certificate) { c.NotAfter = at.Add(-time.Hour) })
	short := root.Signer(t, "Short", func(c *x509.Certificate) { c.NotAfter = at.Add(time.Minute) })
	for name, c := range map[string]struct {
		signer  cms.Signer
		stamper cms.Stamper
		over    string
		now     time.Time
		want    string
	}{
		"another content":            {signer: plain, over: "<manifest />\n", want: "not over this content"},
		"another root":               {signer: other.Signer(t, "Signer", nil), want: "does not lead to a trusted root"},
		"expired when it signed":     {signer: expired, want: "not valid"},
		"expired since, no stamp":    {signer: short, now: at.Add(time.Hour), want: "not valid at"},
		"wrong purpose: timestamps":  {signer: tsa, want: "not for signing documents"},
		"wrong purpose: server":      {signer: root.Signer(t, "Web", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }), want: "not for signing documents"},
		"wrong purpose: key usage":   {signer: root.Signer(t, "Keys", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement }), want: "not for signing documents"},
		"wrong purpose: an issuer":   {signer: root.Signer(t, "CA", func(c *x509.Certificate) { c.IsCA, c.BasicConstraintsValid = true, true }), want: "not for signing documents"},
		"stamp over something else":  {signer: plain, stamper: authority{signer: tsa, at: at, turn: func(i *cms.Info) { i.Imprint.Hash[3] ^= 1 }}, want: "imprints differ"},
		"stamp by another authority": {signer: plain, stamper: authority{signer: other.Authority(t, "Time", nil), at: at}, want: "does not lead to a trusted root"},
		"stamp by a signer's key":    {signer: plain, stamper: authority{signer: plain, at: at}, want: "not a timestamp authority's"},
		"stamp, usage not critical": {signer: plain, want: "not a timestamp authority's", stamper: authority{at: at, signer: root.Authority(t, "Time", func(c *x509.Certificate) {
			c.ExtraExtensions[0] = cmstest.Usage(t, false, 8)
		})}},
		"stamp, usage not alone": {signer: plain, want: "not a timestamp authority's", stamper: authority{at: at, signer: root.Authority(t, "Time", func(c *x509.Certificate) {
			c.ExtraExtensions[0] = cmstest.Usage(t, true, 8, 1)
		})}},
		"stamp by an expired authority": {signer: plain, want: "not valid", stamper: authority{at: at, signer: root.Authority(t, "Time", func(c *x509.Certificate) {
			c.NotAfter = at.Add(-time.Hour)
		})}},
		"stamp without certificates":   {signer: plain, stamper: authority{signer: tsa, at: at, bare: true}, want: "does not hold its signer's certificate"},
		"stamp without serial number":  {signer: plain, stamper: authority{signer: tsa, at: at, turn: func(i *cms.Info) { i.Serial = big(0) }}, want: "lacks its version"},
		"stamp before the signature":   {signer: plain, stamper: authority{signer: tsa, at: at.Add(-time.Hour)}, want: "after its timestamp"},
		"stamp from the future":        {signer: plain, stamper: authority{signer: tsa, at: at.Add(48 * time.Hour)}, want: "was made after"},
		"signed in the future":         {signer: plain, now: at.Add(-time.Hour), want: "was made after"},
		"certificate expired by stamp": {signer: short, stamper: authority{signer: tsa, at: at.Add(2 * time.Minute)}, want: "not valid at"},
	} {
		t.Run(name, func(t *testing.T) {
			p7s, err := cms.Sign(t.Context(), content, c.signer, at, c.stamper)
			if err != nil {
				t.Fatal(err)
			}
			over, now := content, at.Add(time.Hour)
			if c.over != "" {
				over = []byte(c.over)
			}
			if !c.now.IsZero() {
				now = c.now
			}
			refused(t, p7s, over, root, now, c.want)
		})
	}
}

func big(n int64) *bigint.Int { return bigint.NewInt(n) }

func refused(t *testing.T, p7s, over []byte, root *cmstest.Root, now time.Time, want string) {
	t.Helper()
	s, err := cms.Verify(p7s, over, cms.Trust{Signers: root.Pool(), Authorities: root.Pool()}, now)
	if err == nil || comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), want) {
		t.Errorf("Verify = %+v, %v; want a refusal with %q", s.Level, err, want)
	}
}

// A certificate that has run out does not undo what was stamped while it was valid.
func TestExpiredSinceItWasStamped(t *testing.T) {
	root := cmstest.NewRoot(t, "Root")
	at := cmstest.Noon
	signer := root.Signer(t, "Short", func(c *x509.Certificate) { c.NotAfter = at.Add(time.Minute) })
	p7s, err := cms.Sign(t.Context(), content, signer, at, authority{signer: root.Authority(t, "Time", nil), at: at})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := cms.Verify(p7s, content, cms.Trust{Signers: root.Pool(), Authorities: root.Pool()}, at.Add(100*24*time.Hour)); err != nil || s.Independent() {
		t.Errorf("Verify = %+v, %v", s, err)
	}
}

// No byte of a signature can be changed or cut such that another signature comes out of it.
func TestFlippedByte(t *testing.T) {
	root := cmstest.NewRoot(t, "Root")
	at := cmstest.Noon
	p7s, err := cms.Sign(t.Context(), content, root.Signer(t, "Signer", nil), at, authority{signer: root.Authority(t, "Time", nil), at: at})
	if err != nil {
		t.Fatal(err)
	}
	trust := cms.Trust{Signers: root.Pool(), Authorities: root.Pool()}
	whole, err := cms.Verify(p7s, content, trust, at)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p7s {
		b := append([]byte(nil), p7s...)
		b[i] ^= 1
		if s, err := cms.Verify(b, content, trust, at); err == nil && (!s.Signer.Equal(whole.Signer) || !s.Signed.Equal(whole.Signed) || s.Level == cms.BT && !s.Stamped.Equal(whole.Stamped)) {
			t.Errorf("byte %d changed: verified as another signature: %+v", i, s)
		}
	}
	for i := range p7s {
		if _, err := cms.Verify(p7s[:i], content, trust, at); err == nil {
			t.Errorf("cut at %d: verified", i)
		}
	}
	if _, err := cms.Verify(append(p7s, 0), content, trust, at); err == nil {
		t.Error("one byte more: verified")
	}
}

// A root of signers vouches for no time: what an authority under it stamps stands on its word, and does not bring back
// a certificate that has run out. And a root of authorities vouches for no signer.
func TestRootsForOneThing(t *testing.T) {
	root, times := cmstest.NewRoot(t, "Root"), cmstest.NewRoot(t, "Time root")
	at := cmstest.Noon
	short := root.Signer(t, "Short", func(c *x509.Certificate) { c.NotAfter = at.Add(time.Minute) })
	sign := func(s cms.Signer, by *cmstest.Root) []byte {
		p7s, err := cms.Sign(t.Context(), content, s, at, authority{signer: by.Authority(t, "Time", nil), at: at})
		if err != nil {
			t.Fatal(err)
		}
		return p7s
	}
	own := sign(short, root)
	s, err := cms.Verify(own, content, cms.Trust{Signers: root.Pool()}, at.Add(time.Second))
	if err != nil || s.Level != cms.BT || !s.Stamped.IsZero() || s.Unvouched == nil || !s.Unvouched.Time.Equal(at) || !s.Unvouched.Root.Equal(root.Cert) || s.Independent() {
		t.Errorf("stamped by nobody who is known: %+v, %v", s, err)
	}
	if _, err := cms.Verify(own, content, cms.Trust{Signers: root.Pool()}, at.Add(time.Hour)); err == nil || !strings.Contains(err.Error(), "not valid at") {
		t.Errorf("run out, and stamped by nobody who is known: %v", err)
	}
	if _, err := cms.Verify(own, content, cms.Trust{Signers: root.Pool(), Authorities: times.Pool()}, at.Add(time.Hour)); !errors.Is(err, cms.ErrUntrusted) {
		t.Errorf("stamped by another authority: %v", err)
	}
	s, err = cms.Verify(sign(times.Signer(t, "Signer", nil), times), content, cms.Trust{Signers: root.Pool(), Authorities: times.Pool()}, at)
	if !errors.Is(err, cms.ErrUntrusted) || s.Root != nil || !s.Brought.Equal(times.Cert) {
		t.Errorf("signed under a root of authorities: %+v, %v", s, err)
	}
}
