package main

import (
	"bytes"
	"testing"
	"time"

	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
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
