package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/sign"
	"comity/internal/verify"
	"comity/internal/verify/history"
)

// cosigned is our pack, its checkpoints co-signed by a witness in FR; those of the
// last few receipts are left without.
func cosigned(t *testing.T, without int) (*files, proof.Policy) {
	return cosignedAt(t, without, cmstest.Noon)
}

// cosignedAt is cosigned by a witness whose clock says at.
func cosignedAt(t *testing.T, without int, at time.Time) (*files, proof.Policy) {
	t.Helper()
	f := ours(t).pack.clone()
	keys, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir()), Name: "fr.example"})
	must(t, err)
	key, err := keys.Witness()
	must(t, err)
	policy := proof.Policy{Country: "IT", Quorum: 1, Witnesses: []proof.Witness{{Name: "fr", Country: "FR", Key: key.Key()}}}
	names := f.like("custody/receipts/")
	for _, name := range names[:len(names)-without] {
		r, err := history.ParseReceipt(f.text[name])
		must(t, err)
		text, _, _ := strings.Cut(r.Receipt.Checkpoint, "\n\n")
		line, err := key.Cosign([]byte(text+"\n"), at)
		must(t, err)
		signed, err := policy.Witnesses[0].Cosign([]byte(r.Receipt.Checkpoint), line)
		must(t, err)
		r.Receipt.Checkpoint = string(signed)
		f.text[name], err = r.Bytes()
		must(t, err)
	}
	f.edit(t, "custody/keys.json", func(m map[string]any) { m["witnesses"] = policy })
	return f, policy
}

func TestWitnessesOfAPack(t *testing.T) {
	s := newSender(t)
	whole, policy := cosigned(t, 0)
	partly, _ := cosigned(t, 1)
	own, _ := cosigned(t, 0)
	own.edit(t, "custody/keys.json", func(m map[string]any) {
		m["witnesses"].(map[string]any)["country"] = "DE"
	})
	forged, _ := cosigned(t, 0)
	name := forged.like("custody/receipts/")[0]
	r, err := history.ParseReceipt(forged.text[name])
	must(t, err)
	head, sig, _ := strings.Cut(r.Receipt.Checkpoint, "— fr.example/witness ")
	r.Receipt.Checkpoint = head + "— fr.example/witness " + sig[:20] + string("AB"[b2i(sig[20] == 'A')]) + sig[21:]
	forged.text[name], err = r.Bytes()
	must(t, err)
	unnamed, its := cosigned(t, 0)
	unnamed.edit(t, "custody/keys.json", func(m map[string]any) { delete(m, "witnesses") })
	_, other := cosigned(t, 0) // its key is another
	second := proof.Witness{Name: "de", Country: "DE", Key: other.Witnesses[0].Key}
	for name, tt := range map[string]struct {
		f            *files
		known        []proof.Witness
		quorum       int
		ok, unproven bool
		text         string
	}{
		"whole":                {whole, nil, 0, true, true, "recorded: every act here is under a checkpoint co-signed by 1 other countries or more (fr (FR))"},
		"pinned":               {whole, policy.Witnesses, 0, true, false, "recorded: every act here is under a checkpoint co-signed, with keys that are pinned here"},
		"nobody pinned":        {whole, []proof.Witness{}, 0, true, true, "recorded locally"},
		"asked for here":       {whole, policy.Witnesses, 1, true, false, "recorded: every act here is under a checkpoint co-signed, with keys that are pinned here, by 1 other"},
		"more than signed":     {whole, append([]proof.Witness{second}, policy.Witnesses...), 2, false, false, "fewer than the 2 other countries that are asked for here"},
		"others than signed":   {whole, []proof.Witness{second}, 1, false, false, "fewer than the 1 other countries"},
		"the sender's country": {whole, []proof.Witness{{Name: "fr", Country: "IT", Key: policy.Witnesses[0].Key}}, 1, false, false, "fewer than the 1 other"},
		"nobody, asked for":    {ours(t).pack, policy.Witnesses, 1, false, false, "co-signed at all by -"},
		"not named by it":      {unnamed, its.Witnesses, 1, true, false, "recorded: "},
		"partly, asked for":    {partly, policy.Witnesses, 1, false, false, "fewer than the 1 other"},
		"partly":               {partly, nil, 0, true, true, "recorded locally: acts 0"},
		"nobody":               {ours(t).pack, nil, 0, true, true, "recorded locally: no witness"},
		"own country":          {own, nil, 0, false, false, "its own witnesses would count"},
		"forged":               {forged, nil, 0, false, true, "recorded: "},
	} {
		b := s.sign(t, tt.f)
		c, err := container.Open(bytes.NewReader(b), int64(len(b)))
		must(t, err)
		rep, err := verify.Pack(t.Context(), verify.PackConfig{Files: c, Sealed: c.Verify, Trust: cms.Trust{Signers: s.root.Pool()}, Now: cmstest.Noon, Witnesses: tt.known, Quorum: tt.quorum}, verify.PackSteps())
		must(t, err)
		found := false
		for _, c := range rep.Checks {
			found = found || c.Name == "witnesses" && c.Unproven == tt.unproven && strings.HasPrefix(c.Text, tt.text) || c.Name == "witnesses" && !c.OK && strings.Contains(c.Text, tt.text)
		}
		if rep.OK != tt.ok || !found {
			t.Errorf("%s: %+v", name, rep.Checks)
		}
	}
}

// A witness whose clock is ahead, or who lies about it, does not make other people's packs fall: it counts for nothing.
func TestWitnessAheadOfTime(t *testing.T) {
	s, times := newSender(t), cmstest.NewRoot(t, "hours.example")
	f, policy := cosignedAt(t, 0, cmstest.Noon.Add(24*time.Hour))
	b := s.sign(t, f)
	stamped := contained(t, f, container.Config{Signers: []cms.Signer{s.signer}, Stamper: hours{times.Authority(t, "Hours", nil), cmstest.Noon}, Now: func() time.Time { return cmstest.Noon }})
	for name, tt := range map[string]struct {
		b      []byte
		now    time.Time
		quorum int
		ok     bool
		what   string
	}{
		"by our clock":        {b, cmstest.Noon, 0, true, "the clock here"},
		"asked for":           {b, cmstest.Noon, 1, false, "the clock here"},
		"by the timestamp":    {stamped, cmstest.Noon.Add(48 * time.Hour), 0, true, "the timestamp of a signature"},
		"by the sender alone": {b, cmstest.Noon.Add(48 * time.Hour), 0, false, ""},
	} {
		c, err := container.Open(bytes.NewReader(tt.b), int64(len(tt.b)))
		must(t, err)
		trust := cms.Trust{Signers: s.root.Pool(), Authorities: times.Pool()}
		rep, err := verify.Pack(t.Context(), verify.PackConfig{Files: c, Sealed: c.Verify, Trust: trust, Now: tt.now, Witnesses: policy.Witnesses, Quorum: tt.quorum}, verify.PackSteps())
		must(t, err)
		if rep.OK != tt.ok || tt.what != "" && !found(rep, "witnesses", "which is after "+tt.what, true) {
			t.Errorf("%s: %+v", name, rep.Checks)
		}
	}
}
