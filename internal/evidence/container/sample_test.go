package container_test

import (
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"comity/internal/evidence/cms/cmstest"
)

// With COMITY_SAMPLE=DIR it writes a pack, and of its signers and its authority the roots and what they revoked, for scripts/conformance.sh.
func TestWriteSample(t *testing.T) {
	dir := os.Getenv("COMITY_SAMPLE")
	if dir == "" {
		t.Skip("COMITY_SAMPLE names no folder to write to")
	}
	w := newWorld(t)
	if err := os.WriteFile(filepath.Join(dir, "sample.asice"), w.pack(t), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*cmstest.Root{"root": w.root, "times": w.times} {
		cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Cert.Raw})
		if err := errors.Join(os.WriteFile(filepath.Join(dir, name+".pem"), cert, 0o600), os.WriteFile(filepath.Join(dir, name+".crl"), r.List(t, nil), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}
