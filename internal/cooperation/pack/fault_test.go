package pack_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/pack"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
)

// TestFaultEveryCallOfMake lets every call of the file system fail while a whole pack is made: nothing half made bears its
// name, the disk is to blame (or the rule that nothing is shown which could not be logged), and the same command then does it.
func TestFaultEveryCallOfMake(t *testing.T) {
	w := newHandedWorld(t)
	play := func(root string, files func(string) disk.FS) error {
		n, err := casefile.OpenNode(t.Context(), casefile.Config{Home: filepath.Join(root, "home"), Actor: "A. Rossi", Purpose: "cooperation", Now: time.Now, Rand: rand.Reader, FS: files})
		if err != nil {
			return err
		}
		c, err := n.Open(t.Context(), filepath.Join(root, "case"))
		if err == nil {
			_, err = c.HandOver(t.Context(), casefile.HandoverParams{To: "IT", Out: filepath.Join(root, "out", "it.age"), Urgent: true, Recipients: []string{w.id.Recipient().String()}},
				contained)
		}
		return errors.Join(err, n.Close())
	}
	disktest.Every(t, 4, func(t *testing.T, wrap func(disk.FS) *disktest.Faulty) *disktest.Faulty {
		root := filepath.Join(t.TempDir(), "copy")
		must(t, os.CopyFS(root, os.DirFS(w.root)))
		fsys := wrap(disk.OS(root))
		err := play(root, disktest.Below(root, fsys))
		_, there := os.Stat(filepath.Join(root, "out", "it.age"))
		switch {
		case err == nil && there != nil:
			t.Errorf("%d calls: it says that it is done: %v", fsys.Calls(), there)
		case err != nil && (comity.KindOf(err) != comity.Fault && comity.KindOf(err) != comity.Refused || !errors.Is(err, disktest.ErrInjected)):
			t.Errorf("%d calls: a disk that fails is told as %d: %v", fsys.Calls(), comity.KindOf(err).ExitCode(), err)
		}
		if there != nil {
			if err := play(root, disk.OS); err != nil {
				t.Errorf("%d calls: on a sound disk: %v", fsys.Calls(), err)
			}
		}
		return fsys
	})
}

// contained makes the pack for IT, signed by the node, as cmd/comity does.
func contained(ctx context.Context, h *casefile.Handover, out io.Writer) (casefile.Made, error) {
	key, err := h.Certified(ctx)
	if err != nil {
		return casefile.Made{}, err
	}
	to := container.Create(out, container.Config{Signers: []cms.Signer{{Signer: key.Signer, Chain: key.Chain}}, Now: time.Now})
	made, err := pack.Make(ctx, h, to, pack.Config{To: "IT", Now: time.Now(), Workers: 2, Texts: pack.Texts})
	if err != nil {
		return made, err
	}
	return made, to.Close(ctx)
}
