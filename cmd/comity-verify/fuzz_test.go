package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/verify"
)

// bound are the files of a pack of which no byte may change, whoever signs the container: each is under a digest or a signature
// of the sender's node, or has one form only.
func bound(name string) bool {
	return strings.HasPrefix(name, "custody/acts/") || strings.HasPrefix(name, "custody/receipts/") || name == "subrun/manifest.json"
}

// FuzzPack alters bytes of one file of a real pack, as a cheating sender who then signs it, or of the signed container itself, and
// verifies what comes out: no panic, never a fault, and never a yes where an act, a receipt or the run was touched.
func FuzzPack(f *testing.F) {
	w, s := ours(f), newSender(f)
	whole := s.sign(f, w.pack)
	names := slices.Clone(w.pack.names)
	for _, name := range []string{"pack.json", "withheld.json", "findings/derivation.json", "findings/findings.jsonl", "custody/keys.json", "subrun/manifest.json",
		"exhibits/001/description.json", "exhibits/001/rows.txt", w.pack.like("custody/acts/")[0], w.pack.like("custody/receipts/")[0]} {
		i := slices.Index(names, name)
		if i < 0 {
			f.Fatalf("the pack has no %s", name)
		}
		f.Add(uint16(i), uint32(40), uint32(7), []byte(`9`), true)
		f.Add(uint16(i), uint32(0), uint32(1<<31), []byte(`{}`), true)
	}
	for _, at := range []int{0, 30, len(whole) / 2, len(whole) - 22} {
		f.Add(uint16(0), uint32(at), uint32(4), []byte{0xff, 0xff, 0xff, 0xff}, false)
	}
	f.Fuzz(func(t *testing.T, which uint16, at, cut uint32, put []byte, signs bool) {
		name := names[int(which)%len(names)]
		var pack []byte
		if signs {
			g := w.pack.clone()
			g.text[name] = altered(g.text[name], at, cut, put)
			if bytes.Equal(g.text[name], w.pack.text[name]) {
				return
			}
			pack = s.sign(t, g)
		} else if pack = altered(whole, at, cut, put); bytes.Equal(pack, whole) {
			return
		}
		c, err := container.Open(bytes.NewReader(pack), int64(len(pack)))
		if err != nil {
			if comity.KindOf(err) != comity.Negative {
				t.Errorf("kind %d: %v", comity.KindOf(err), err)
			}
			return
		}
		rep, err := verify.Pack(t.Context(), verify.PackConfig{Files: c, Sealed: c.Verify, Trust: cms.Trust{Signers: s.root.Pool()}, Now: cmstest.Noon, Workers: 1}, verify.PackSteps())
		if err != nil {
			t.Errorf("%s: kind %d: %v", name, comity.KindOf(err), err)
		}
		if signs && rep.OK && bound(name) {
			t.Errorf("%s was altered, and all holds", name)
		}
	})
}

// altered is b with cut bytes at at replaced.
func altered(b []byte, at, cut uint32, put []byte) []byte {
	from := int(at) % (len(b) + 1)
	to := from + min(int(cut), len(b)-from)
	return slices.Concat(b[:from], put, b[to:])
}
