package main

import (
	"bytes"
	"context"
	"encoding/asn1"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/pack"
	"comity/internal/evidence/act"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/verify"
)

// hours stamps at a time, without a network.
type hours struct {
	signer cms.Signer
	at     time.Time
}

// Stamp implements cms.Stamper.
func (h hours) Stamp(_ context.Context, imprint comity.Digest) ([]byte, error) {
	info, err := asn1.Marshal(cms.Info{Version: 1, Policy: asn1.ObjectIdentifier{2, 999, 1}, Imprint: cms.NewImprint(imprint), Serial: big.NewInt(7), Time: h.at})
	if err != nil {
		return nil, err
	}
	return cms.Token(info, h.signer, h.at, true)
}

// contained are files in a container as cfg signs them.
func contained(t *testing.T, f *files, cfg container.Config) []byte {
	t.Helper()
	var b bytes.Buffer
	c := container.Create(&b, cfg)
	for _, n := range f.names {
		w, err := c.Add(n)
		must(t, err)
		_, err = w.Write(f.text[n])
		must(t, err)
	}
	must(t, c.Close(t.Context()))
	return b.Bytes()
}

func verified(t *testing.T, b []byte, trust cms.Trust, now time.Time) verify.Report {
	t.Helper()
	c, err := container.Open(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	rep, err := verify.Pack(t.Context(), verify.PackConfig{Files: c, Sealed: c.Verify, Trust: trust, Now: now, Workers: 2}, verify.PackSteps())
	must(t, err)
	return rep
}

// found reports whether a check of the name says the text, and is left unproven or not.
func found(rep verify.Report, name, text string, unproven bool) bool {
	return slices.ContainsFunc(rep.Checks, func(c verify.Check) bool {
		return c.OK && c.Unproven == unproven && c.Name == name && strings.Contains(c.Text, text)
	})
}

// A timestamp that was taken out, and one under the sender's own root, do not pass for one of an authority.
func TestTimestampOfThePack(t *testing.T) {
	s, times := newSender(t), cmstest.NewRoot(t, "hours.example")
	at := func() time.Time { return cmstest.Noon }
	f := ours(t).pack.clone()
	f.edit(t, "pack.json", func(v map[string]any) { v["level"] = "B-T" })
	sealed := func(by cms.Stamper) []byte {
		return contained(t, f, container.Config{Signers: []cms.Signer{s.signer}, Stamper: by, Now: at})
	}
	whole := sealed(hours{times.Authority(t, "Hours", nil), cmstest.Noon})
	both := cms.Trust{Signers: s.root.Pool(), Authorities: times.Pool()}
	if rep := verified(t, whole, both, cmstest.Noon); !rep.OK || !found(rep, "time of signature 1", "under another root", false) {
		t.Errorf("%+v", rep.Checks)
	}
	if rep := verified(t, sealed(nil), both, cmstest.Noon); rep.OK || !says(rep, "level", "it was taken out") {
		t.Errorf("taken out: %v", wrong(rep))
	}
	if rep := verified(t, whole, cms.Trust{Signers: s.root.Pool()}, cmstest.Noon); !rep.OK || !found(rep, "time of signature 1", "not among those you trust for time", true) {
		t.Errorf("an authority that nobody named: %+v", rep.Checks)
	}
	own := sealed(hours{s.root.Authority(t, "Hours", nil), cmstest.Noon})
	if rep := verified(t, own, cms.Trust{Signers: s.root.Pool()}, cmstest.Noon); !rep.OK || !found(rep, "time of signature 1", "not among those you trust for time", true) {
		t.Errorf("the sender's root: %+v", rep.Checks)
	}
	if rep := verified(t, own, both, cmstest.Noon); rep.OK || !says(rep, "container", "timestamp") {
		t.Errorf("the sender's root, beside a known one: %v", wrong(rep))
	}
	f.edit(t, "pack.json", func(v map[string]any) { delete(v, "level") })
	if rep := verified(t, sealed(nil), both, cmstest.Noon); !rep.OK || !found(rep, "level", "was not shown", true) {
		t.Errorf("no level: %+v", rep.Checks)
	}
}

// Who dates one thing back or forth contradicts the rest.
func TestTimesInOrder(t *testing.T) {
	s, times := newSender(t), cmstest.NewRoot(t, "hours.example")
	hour := func(n int) time.Time { return cmstest.Noon.Add(time.Duration(n) * time.Hour) }
	made := func(at time.Time) *files {
		f := ours(t).pack.clone()
		f.edit(t, "pack.json", func(v map[string]any) { v["created"] = at.Format(time.RFC3339) })
		return f
	}
	seen := func(at time.Time) *files { f, _ := cosignedAt(t, 0, at); return f }
	for name, tt := range map[string]struct {
		f       *files
		signed  time.Time
		stamped time.Time
		text    string // of what does not hold
		open    string // of what is left unproven
	}{
		"as it was":                     {f: made(hour(-1)), signed: hour(0), stamped: hour(0)},
		"pack.json before its acts":     {f: made(hour(-2)), signed: hour(0), open: "act 000001 is dated"},
		"pack.json after it was signed": {f: made(hour(2)), signed: hour(0), text: "pack.json says"},
		"signed before it was made":     {f: made(hour(-1)), signed: hour(-3), text: "which is after signature 1"},
		"signed before it was seen":     {f: seen(hour(1)), signed: hour(-1), text: "the cosignature of fr, which is signed"},
		"acts after they were seen":     {f: seen(hour(-2)), signed: hour(0), open: "which is after the cosignature of fr"},
		"stamped long after":            {f: made(hour(-1)), signed: hour(0), stamped: hour(5), open: "the timestamp counts"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := container.Config{Signers: []cms.Signer{s.signer}, Now: func() time.Time { return tt.signed }}
			if !tt.stamped.IsZero() {
				cfg.Stamper = hours{times.Authority(t, "Hours", nil), tt.stamped}
			}
			rep := verified(t, contained(t, tt.f, cfg), cms.Trust{Signers: s.root.Pool(), Authorities: times.Pool()}, hour(6))
			switch {
			case tt.text != "" && (rep.OK || !strings.Contains(strings.Join(texts(rep, "times"), "\n"), tt.text)):
				t.Errorf("want %q, got %v", tt.text, wrong(rep))
			case tt.text == "" && !rep.OK:
				t.Errorf("%v", wrong(rep))
			case tt.open != "" && !found(rep, "times", tt.open, true):
				t.Errorf("%+v", rep.Checks)
			case tt.text == "" && tt.open == "" && !found(rep, "times", "no time in the pack contradicts another", false):
				t.Errorf("%+v", rep.Checks)
			}
		})
	}
}

// texts are what the checks of a name say that do not hold.
func texts(rep verify.Report, name string) (out []string) {
	for _, c := range rep.Checks {
		if !c.OK && c.Name == name {
			out = append(out, c.Text)
		}
	}
	return out
}

// Two keys of one node are two keys; that they are two persons' is said, and not shown. And who can
// open the pack is under what both signed.
func TestFourEyesOfThePack(t *testing.T) {
	w, s := ours(t), newSender(t)
	rep := s.judge(t, s.sign(t, w.pack), false)
	if !found(rep, "four eyes", "two keys signed that this may go, under the names A. Rossi (", false) || !found(rep, "four eyes", "stands on the word of the node", true) ||
		!found(rep, "recipients", "not encrypted", false) {
		t.Errorf("%+v", rep.Checks)
	}
	f := w.pack.clone()
	f.edit(t, "pack.json", func(v map[string]any) { v["recipients"] = []string{"age1rose"} })
	if rep := s.judge(t, s.sign(t, f), false); rep.OK || !says(rep, "four eyes", "nobody proposed this pack") {
		t.Errorf("other recipients: %v", wrong(rep))
	}
	f.edit(t, "pack.json", func(v map[string]any) { v["format"] = 1 })
	if rep := s.judge(t, s.sign(t, f), false); rep.OK || !says(rep, "four eyes", "nobody proposed this pack") {
		t.Errorf("other recipients, in an older form: %v", wrong(rep))
	}
	f = w.pack.clone()
	f.edit(t, "pack.json", func(v map[string]any) { v["format"] = 2 })
	if rep := s.judge(t, s.sign(t, f), false); rep.OK || !says(rep, "withheld", "does not say which") {
		t.Errorf("exhibits without a name, in a form that named them: %v", wrong(rep))
	}
}

// revoked is a pack of a case whose node revoked its act key, after the case was checked: old is a home that still has it.
func revoked(t *testing.T) (f *files, old *sign.Keys) {
	t.Helper()
	w := *ours(t)
	root, ctx := t.TempDir(), t.Context()
	for from, to := range map[string]string{w.dir: "case", w.home: "home"} {
		must(t, os.CopyFS(filepath.Join(root, to), os.DirFS(from)))
	}
	must(t, os.CopyFS(filepath.Join(root, "old"), os.DirFS(w.home)))
	old, err := sign.Open(sign.Config{FS: disk.OS(filepath.Join(root, "old")), Now: morning})
	must(t, err)
	w.root, w.home, w.dir, w.pack = root, filepath.Join(root, "home"), filepath.Join(root, "case"), &files{text: map[string][]byte{}}
	w.open(ctx, "A. Rossi")
	must(t, w.node.RevokeKey(ctx, sign.ActKey, "", cmstest.Noon.Add(-2*time.Hour), "stolen"))
	put := func(ctx context.Context, h *casefile.Handover, _ io.Writer) (casefile.Made, error) {
		return pack.Make(ctx, h, w.pack, pack.Config{To: w.to, Now: morning(), Workers: 2})
	}
	p := casefile.HandoverParams{To: w.to, Out: filepath.Join(root, "out.asice")}
	if _, err := w.open(ctx, "A. Rossi").HandOver(ctx, p, put); err == nil {
		t.Fatal("one person was enough")
	}
	second := w.open(ctx, "B. Verdi")
	all, err := second.Proposals(ctx)
	must(t, err)
	must(t, second.Approve(ctx, all[len(all)-1].ID))
	_, err = w.open(ctx, "A. Rossi").HandOver(ctx, p, put)
	must(t, err)
	return w.pack, old
}

// The history of the act key goes along: what it signed before it was passed on holds, and nothing after.
func TestActKeyPassedOn(t *testing.T) {
	f, old := revoked(t)
	s := newSender(t)
	rep := s.judge(t, s.sign(t, f), false)
	if !rep.OK || !found(rep, "keys", "which signed that it passes on", false) || !found(rep, "keys", "is revoked from 2026-06-01T10:00:00Z on", false) {
		t.Fatalf("%v %+v", wrong(rep), rep.Checks)
	}
	acts := f.like("custody/acts/")
	at := slices.IndexFunc(acts, func(n string) bool { a, _, err := act.Parse(f.text[n]); return err == nil && a.Kind == act.KindKey })
	if at < 0 || at == len(acts)-1 {
		t.Fatalf("no act of kind key, or none after it: %v", acts)
	}
	without := f.clone()
	without.drop(acts[at])
	if rep := s.judge(t, s.sign(t, without), false); rep.OK || !says(rep, acts[len(acts)-1], "no valid signature") {
		t.Errorf("without what passes on: %v", wrong(rep))
	}
	last := acts[len(acts)-1]
	var e sign.Envelope
	must(t, json.Unmarshal(f.text[last], &e))
	e, err := old.Sign(act.PayloadType, e.Payload)
	must(t, err)
	text, err := e.Marshal()
	must(t, err)
	a, _, err := act.Parse(text)
	must(t, err)
	stolen := f.clone()
	stolen.drop(last)
	stolen.set("custody/acts/"+a.File(), text)
	if rep := s.judge(t, s.sign(t, stolen), false); rep.OK || !says(rep, "custody/acts/"+a.File(), "which was passed on before it") {
		t.Errorf("signed with the old key: %v", wrong(rep))
	}
	open := f.clone()
	for _, n := range f.like("custody/receipts/") {
		open.drop(n)
	}
	if rep := s.judge(t, s.sign(t, open), false); rep.OK || !says(rep, "keys", "nothing but it vouches") {
		t.Errorf("without receipts: %v", wrong(rep))
	}
}
