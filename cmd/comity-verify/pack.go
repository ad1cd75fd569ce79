package main

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify"
)

// packFile verifies a container.
func (t *tool) packFile(ctx context.Context) (rep verify.Report, err error) {
	f, err := t.on(filepath.Dir(t.path)).Open(filepath.Base(t.path))
	if err != nil {
		return rep, comity.Errorf(disk.Given(err), "open the pack: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return rep, comity.Errorf(comity.Fault, "open the pack: %w", err)
	}
	if sealed(f) {
		return rep, comity.Errorf(comity.Input, "%s is encrypted to its recipient", t.path).
			WithHint("its recipient opens it: comity open FILE --identity KEYFILE --out DIR, or age -d; then verify what comes out")
	}
	c, err := container.Open(f, info.Size())
	if err != nil {
		return t.broken(err)
	}
	return t.pack(ctx, c)
}

// packFolder verifies a pack that was unpacked.
func (t *tool) packFolder(ctx context.Context) (rep verify.Report, err error) {
	dir, done, err := t.below(t.path)
	if err != nil {
		return rep, comity.Errorf(disk.Given(err), "open the pack: %w", err)
	}
	defer func() { err = errors.Join(err, done.Close()) }()
	c, err := container.Folder(dir)
	if err != nil {
		return t.broken(err)
	}
	return t.pack(ctx, c)
}

// broken is the report on what is no container.
func (t *tool) broken(err error) (verify.Report, error) {
	if comity.KindOf(err) != comity.Negative {
		return verify.Report{}, err
	}
	text, hint := t.told(err)
	if what, rest, ok := strings.Cut(text, ": "); ok && (what == "container" || what == "contenitore") {
		text = rest // the check bears that name
	}
	if hint != "" {
		text += "; " + hint
	}
	return verify.Report{Checks: []verify.Check{{Name: "container", Text: text}}, Fallen: []string{}}, nil
}

func (t *tool) pack(ctx context.Context, c *container.Reader) (verify.Report, error) {
	cfg := verify.PackConfig{Files: c, Sealed: c.Verify, Now: now(), Recompute: t.recompute, Words: t.words(), Spool: t.spool}
	var err error
	if cfg.Trust.Signers, err = pinned(t.roots); err != nil {
		return verify.Report{}, err
	}
	if cfg.Trust.Authorities, err = pinned(t.timeRoots); err != nil {
		return verify.Report{}, err
	}
	if t.crl != "" {
		text, err := os.ReadFile(t.crl)
		if err != nil {
			return verify.Report{}, comity.Errorf(comity.Input, "read the list of revoked certificates: %w", err)
		}
		if cfg.Trust.Lists, err = cms.ParseLists(text); err != nil {
			return verify.Report{}, err
		}
	}
	if t.witnesses != "" {
		trusted, err := trusted(t.witnesses)
		if err != nil {
			return verify.Report{}, err
		}
		cfg.Witnesses, cfg.Quorum = trusted.Witnesses, trusted.Quorum
	}
	return verify.Pack(ctx, cfg, verify.PackSteps())
}

// trusted reads a file of witnesses.
func trusted(name string) (proof.Trusted, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return proof.Trusted{}, comity.Errorf(comity.Input, "read the witnesses: %w", err)
	}
	return proof.ParseTrusted(text)
}

// pinned reads a file of roots; nil where none is named.
func pinned(name string) (*x509.CertPool, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "read the roots: %w", err)
	}
	return verify.Roots(text)
}

// sealed reports whether a file is encrypted with age.
func sealed(f io.ReaderAt) bool {
	const head = "age-encryption.org/"
	b := make([]byte, len(head))
	_, err := f.ReadAt(b, 0)
	return err == nil && string(b) == head
}

// spool keeps rows in a temporary file while they are computed with.
func (t *tool) spool() (verify.Spool, error) {
	if t.room != nil {
		return t.room()
	}
	f, err := os.CreateTemp("", "comity-verify-*")
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "make room for rows: %w", err)
	}
	return temporary{f}, nil
}

// temporary is gone once it is closed.
type temporary struct{ *os.File }

// Close implements io.Closer.
func (t temporary) Close() error { return errors.Join(t.File.Close(), os.Remove(t.Name())) }
