package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

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

// signed are the files of a pack as a container gives them that their sender signed, one of them altered.
type signed struct {
	*files
	rep  container.Report
	name string
	text []byte
}

// Names implements verify.Files.
func (f *signed) Names() []string { return f.names }

func (f *signed) bytes(name string) ([]byte, bool) {
	if name == f.name {
		return f.text, true
	}
	return f.files.text[name], slices.Contains(f.names, name) // an empty one has no text
}

// Size implements verify.Files.
func (f *signed) Size(name string) int64 {
	b, ok := f.bytes(name)
	if !ok {
		return -1
	}
	return int64(len(b))
}

// File implements verify.Files.
func (f *signed) File(name string) (io.ReadCloser, error) {
	b, ok := f.bytes(name)
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

// sealed is what a container says whose sender signed what is in it now.
func (f *signed) sealed(context.Context, cms.Trust, time.Time) (container.Report, error) {
	return f.rep, nil
}

// FuzzPack alters bytes of one file of a real pack, as a cheating sender who then signs it, or of the signed container itself, and
// verifies what comes out: no panic, never a fault, and never a yes where an act, a receipt or the run was touched. What is signed
// anew holds as a container, so that is not made again each time.
func FuzzPack(f *testing.F) {
	w, s := build(5, 1, 3, 7), newSender(f) // small: each altered file is verified with all others
	whole := s.sign(f, w.pack)
	c, err := container.Open(bytes.NewReader(whole), int64(len(whole)))
	must(f, err)
	sealed, err := c.Verify(f.Context(), trust(s), cmstest.Noon)
	must(f, err)
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
		cfg := verify.PackConfig{Trust: trust(s), Now: cmstest.Noon, Workers: 1}
		if signs {
			g := &signed{w.pack, sealed, name, altered(w.pack.text[name], at, cut, put)}
			if bytes.Equal(g.text, w.pack.text[name]) {
				return
			}
			cfg.Files, cfg.Sealed = g, g.sealed
		} else {
			pack := altered(whole, at, cut, put)
			if bytes.Equal(pack, whole) {
				return
			}
			c, err := container.Open(bytes.NewReader(pack), int64(len(pack)))
			if err != nil {
				if comity.KindOf(err) != comity.Negative {
					t.Errorf("kind %d: %v", comity.KindOf(err), err)
				}
				return
			}
			cfg.Files, cfg.Sealed = c, c.Verify
		}
		rep, err := verify.Pack(t.Context(), cfg, verify.PackSteps())
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
