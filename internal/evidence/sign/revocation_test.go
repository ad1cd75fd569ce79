package sign_test

import (
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// The root's list names what was revoked, from when on, and not what was only rotated; openssl accepts it.
func TestRevocationList(t *testing.T) {
	dir := t.TempDir()
	fsys := disk.OS(dir)
	k := certifying(t, fsys, made)
	read := func() *x509.RevocationList {
		t.Helper()
		der, err := k.RevocationList(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l, err := x509.ParseRevocationList(der)
		if err != nil {
			t.Fatal(err)
		}
		chain, err := sign.Certificates(fsys)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.CheckSignatureFrom(chain[1]); err != nil {
			t.Error(err)
		}
		return l
	}
	first := read()
	if len(first.RevokedCertificateEntries) != 0 || !first.NextUpdate.After(first.ThisUpdate) {
		t.Errorf("%+v", first)
	}
	old, err := k.Certified(t.Context())
	if err != nil || len(old.Lists) != 1 {
		t.Fatalf("%d lists, %v", len(old.Lists), err)
	}
	if _, err := k.RotateCMS(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	second := read()
	if len(second.RevokedCertificateEntries) != 0 || second.Number.Cmp(first.Number) <= 0 {
		t.Errorf("rotated: %+v", second)
	}
	since := made.Add(-time.Hour)
	if err := k.Revoke(t.Context(), sign.CMSKey, comity.DigestOf(old.Chain[0].Raw).String(), comity.InstantOf(since), change); err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, sign.Dir, "root.crl"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := x509.ParseRevocationList(kept)
	if err != nil {
		t.Fatal(err)
	}
	if e := l.RevokedCertificateEntries; len(e) != 1 || e[0].SerialNumber.Cmp(old.Chain[0].SerialNumber) != 0 || !e[0].RevocationTime.Equal(since) || e[0].ReasonCode != 1 {
		t.Errorf("revoked: %+v", e)
	}
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("openssl is not installed")
		}
		t.Skip("openssl is not installed")
	}
	out, err := exec.CommandContext(t.Context(), "openssl", "crl", "-inform", "DER", "-in", filepath.Join(dir, sign.Dir, "root.crl"), "-CAfile", filepath.Join(dir, sign.Dir, "root.pem"), "-noout").CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// A list that a killed process left behind the ring is made good by whoever signs next.
func TestListFollowsTheRing(t *testing.T) {
	dir := t.TempDir()
	fsys := disk.OS(dir)
	k := certifying(t, fsys, made)
	old, err := k.Certified(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, sign.Dir, "root.crl")
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.RotateCMS(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	if err := k.Revoke(t.Context(), sign.CMSKey, comity.DigestOf(old.Chain[0].Raw).String(), comity.InstantOf(made), change); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, before, 0o600); err != nil {
		t.Fatal(err)
	}
	now, err := certifying(t, fsys, made).Certified(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if l, err := x509.ParseRevocationList(now.Lists[0]); err != nil || len(l.RevokedCertificateEntries) != 1 {
		t.Errorf("%+v, %v", l, err)
	}
}
