package opening_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/cooperation/opening"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
	"comity/internal/verify"
)

// sealedPack is a pack that is encrypted to a key, as a file named pack in a folder.
type sealedPack struct {
	it   node
	file string
	id   *age.X25519Identity
}

func newSealedPack(t *testing.T) *sealedPack {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	check(t, err)
	p := &sealedPack{it: newNode(t, "IT"), id: id}
	p.file = pack(t, p.it, files(t), id.Recipient())
	return p
}

// readAll is a judge that reads every entry twice.
func readAll(_ context.Context, c *container.Reader) (verify.Report, error) {
	for _, name := range slices.Concat(c.Names(), c.Names()) {
		r, err := c.File(name)
		if err != nil {
			return verify.Report{}, err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return verify.Report{}, comity.Errorf(comity.Negative, "%s is damaged: %w", name, err) // as a parser may say
		}
		if err := r.Close(); err != nil {
			return verify.Report{}, err
		}
	}
	return verify.Report{OK: true}, nil
}

// use is a command on the pack in a folder: it makes out there.
type use func(ctx context.Context, dir string, files func(string) disk.FS, at time.Time) error

func (p *sealedPack) open(ctx context.Context, dir string, files func(string) disk.FS, at time.Time) error {
	_, err := opening.Open(ctx, filepath.Join(dir, "pack"), filepath.Join(dir, "out"), opening.Config{
		FS: files, Now: at, Identities: []age.Identity{p.id}, Partners: []partner.Partner{p.it.card},
		Judge: func(ctx context.Context, j opening.Judged) (verify.Report, error) { return readAll(ctx, j.Reader) },
		Admit: func(opening.Report) error {
			if _, err := os.Lstat(filepath.Join(dir, "out")); err == nil {
				return errors.New("it has its name before it is admitted")
			}
			return nil
		}})
	return err
}

func (p *sealedPack) countersign(ctx context.Context, dir string, files func(string) disk.FS, at time.Time) error {
	trust := cms.Trust{Signers: x509.NewCertPool()}
	trust.Signers.AddCert(p.it.card.RootCertificate())
	_, err := opening.Countersign(ctx, filepath.Join(dir, "pack"), filepath.Join(dir, "out"), opening.Countersigning{
		FS: files, Now: func() time.Time { return at }, Identities: []age.Identity{p.id}, Recipients: []age.Recipient{p.id.Recipient()},
		Partners: []partner.Partner{p.it.card}, Trust: trust, Signer: p.it.signer, Judge: readAll})
	return err
}

// TestFaultEveryCallOfOpening lets every call of the file system fail, and fills the disk at every one: nothing half made
// bears the final name, the disk is to blame and not the pack, and the same command then does it.
func TestFaultEveryCallOfOpening(t *testing.T) {
	p := newSealedPack(t)
	for name, do := range map[string]use{"open": p.open, "countersign": p.countersign} {
		t.Run(name, func(t *testing.T) {
			disktest.Every(t, 16, func(t *testing.T, wrap func(disk.FS) *disktest.Faulty) *disktest.Faulty { return p.try(t, do, wrap) })
		})
	}
}

func (p *sealedPack) try(t *testing.T, do use, wrap func(disk.FS) *disktest.Faulty) *disktest.Faulty {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	check(t, err)
	defer os.RemoveAll(dir)
	check(t, os.Link(p.file, filepath.Join(dir, "pack")))
	fsys := wrap(disk.OS(dir))
	err = do(context.Background(), dir, disktest.Below(dir, fsys), time.Now())
	calls := fsys.Calls()
	_, there := os.Lstat(filepath.Join(dir, "out"))
	switch {
	case err == nil && there != nil:
		t.Errorf("%d calls: it says that it is done: %v", calls, there)
	case err != nil && (!errors.Is(err, disktest.ErrInjected) || comity.KindOf(err) != comity.Fault):
		t.Errorf("%d calls: a disk that fails is told as %d: %v", calls, comity.KindOf(err).ExitCode(), err)
	}
	if err != nil && there == nil { // whole, and only what was put together beside it could not be removed
		if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) != 1 {
			t.Errorf("%d calls: it failed and bears its name: %v", calls, err)
		}
		check(t, os.RemoveAll(filepath.Join(dir, "out")))
	}
	if err == nil {
		return fsys
	}
	if err := do(context.Background(), dir, disk.OS, time.Now()); err != nil {
		t.Errorf("%d calls: on a sound disk: %v", calls, err)
	}
	return fsys
}

// A clock that jumped forward a year opens what the certificates still hold for. One that jumped back before the signing
// makes no forgery of a pack silently: what is said points at the clock, nothing is left, and once it is right the same command does it.
func TestFaultClockJumps(t *testing.T) {
	p := newSealedPack(t)
	for name, do := range map[string]use{"open": p.open, "countersign": p.countersign} {
		dir := t.TempDir()
		check(t, os.Link(p.file, filepath.Join(dir, "pack")))
		err := do(t.Context(), dir, disk.OS, time.Now().Add(-time.Hour))
		if !strings.Contains(comity.HintOf(err), "clock") {
			t.Errorf("%s, an hour back: %v (%s)", name, err, comity.HintOf(err))
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("%s: left behind: %v, %v", name, left, err)
		}
		if err := do(t.Context(), dir, disk.OS, time.Now().AddDate(1, 0, 0)); err != nil {
			t.Errorf("%s, a year on: %v", name, err)
		}
	}
}
