package main

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/verify"
)

// Two offices sign, and each asks an authority of its own for the time. Who knows one authority only is told so, and the
// signature that it stamped stands; the other one proves nothing, and takes nothing from it.
func TestTwoSignersTwoAuthorities(t *testing.T) {
	s, other := newSender(t), cmstest.NewRoot(t, "second office")
	ours1, theirs := cmstest.NewRoot(t, "hours.example"), cmstest.NewRoot(t, "clock.example")
	f := ours(t).pack.clone()
	f.edit(t, "pack.json", func(v map[string]any) { v["level"] = "B-T" })
	at := func() time.Time { return cmstest.Noon }
	first := contained(t, f, container.Config{Signers: []cms.Signer{s.signer}, Stamper: hours{ours1.Authority(t, "Hours", nil), cmstest.Noon}, Now: at})
	c, err := container.Open(bytes.NewReader(first), int64(len(first)))
	must(t, err)
	all := cms.Trust{Signers: s.root.Pool(), Authorities: ours1.Pool()}
	all.Signers.AddCert(other.Cert)
	var both bytes.Buffer
	must(t, container.Sign(t.Context(), &both, c, all, other.Signer(t, "Second", nil), container.Config{Stamper: hours{theirs.Authority(t, "Clock", nil), cmstest.Noon}, Now: at}))

	rep := verified(t, both.Bytes(), all, cmstest.Noon)
	if !rep.OK || !found(rep, "time of signature 1", "under another root", false) || !found(rep, "signature 2", "authority", true) ||
		!found(rep, "time of signature 2", "not among those you trust for time", true) {
		t.Errorf("%+v", rep.Checks)
	}
	all.Authorities = theirs.Pool()
	if rep := verified(t, both.Bytes(), all, cmstest.Noon); rep.OK && !found(rep, "signature 1", "authority", true) {
		t.Errorf("%+v", rep.Checks)
	}
}

// Whose roots are trusted may be several states': one of them cannot send in another's name, nor have its own witnesses count.
func TestSenderIsOfTheStateThatSigned(t *testing.T) {
	s := newSender(t) // of IT, as its root says
	anothers := ours(t).pack.clone()
	anothers.edit(t, "pack.json", func(v map[string]any) { v["from"].(map[string]any)["country"] = "DE" })
	lent := &sender{s.root, s.root.Signer(t, "lent.example", func(c *x509.Certificate) { c.Subject.Country = []string{"DE"} })}
	nobody := func(*x509.Certificate) string { return "" }
	fr := func(*x509.Certificate) string { return "FR" }
	for name, tt := range map[string]struct {
		b            []byte
		of           func(*x509.Certificate) string
		ok, unproven bool
		text         string
	}{
		"its own":                  {s.sign(t, ours(t).pack), nil, true, false, "who signed is of IT"},
		"another's name":           {s.sign(t, anothers), nil, false, false, "in another's name"},
		"another's on the card":    {s.sign(t, ours(t).pack), fr, false, false, "who signed is of FR"},
		"nobody knows":             {s.sign(t, ours(t).pack), nobody, true, true, "names a state"},
		"a certificate of another": {lent.sign(t, anothers), nil, true, true, "under a root of IT"},
	} {
		c, err := container.Open(bytes.NewReader(tt.b), int64(len(tt.b)))
		must(t, err)
		rep, err := verify.Pack(t.Context(), verify.PackConfig{Files: c, Sealed: c.Verify, Trust: cms.Trust{Signers: s.root.Pool()}, Of: tt.of, Now: cmstest.Noon}, verify.PackSteps())
		must(t, err)
		if !slices.ContainsFunc(rep.Checks, func(c verify.Check) bool {
			return c.Name == "sender" && c.OK == tt.ok && c.Unproven == tt.unproven && strings.Contains(c.Text, tt.text)
		}) {
			t.Errorf("%s: %+v", name, rep.Checks)
		}
	}
}
