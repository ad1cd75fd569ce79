package casefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"comity/internal/casefile"
	"comity/internal/evidence/disk/disktest"
)

// TestPowerCutDuringErase: whatever a cut leaves is accepted, and the next command
// finishes what the act says.
func TestPowerCutDuringErase(t *testing.T) {
	t.Parallel()
	c := record(t, func(c *casefile.Case) error {
		if _, err := c.Seal(t.Context(), pairManifest); err != nil {
			return err
		}
		_, err := c.Check(t.Context())
		return err
	}, func(c *casefile.Case) error {
		_, err := c.Erase(t.Context(), casefile.WithdrawParams{Item: "B", Reason: "by order", Urgent: true})
		return err
	})
	images := 0
	for img := range c.rec.Images() {
		if images++; img.Op%8 != int(img.Loss) {
			continue // finishing costs a wait for the node's log
		}
		c.finish(t, img)
	}
	t.Logf("%d operations, %d images", c.rec.Len(), images)
}

// finish checks the case of an image again, and looks whether the act is followed.
func (c *crash) finish(t *testing.T, img disktest.Image) {
	t.Helper()
	root := t.TempDir()
	copyTree(t, c.base, root)
	if err := img.Write(root); err != nil {
		t.Fatal(err)
	}
	c.logAt(t, root, img.Op)
	on(t, root, config("finish"), func(n *casefile.Node, dir string) error {
		kase, err := n.Open(t.Context(), dir)
		if err != nil {
			return err
		}
		if err := accepted(t, kase); err != nil {
			return err
		}
		acts, err := kase.Acts(t.Context())
		if err != nil {
			return err
		}
		if _, err := kase.Check(t.Context()); err != nil {
			return err
		}
		erased := false
		for _, a := range acts {
			erased = erased || a.Kind == "erase"
		}
		keys, err := filepath.Glob(filepath.Join(root, "home", "keys", "case", "*", "*.key"))
		if err != nil {
			return err
		}
		if want := 3; erased && len(keys) != want-1 || !erased && len(keys) != want {
			t.Errorf("%s: erased is %v, and there are %d keys", img, erased, len(keys))
		}
		return accepted(t, kase)
	})
}

// logAt puts the node's log there as it was after op operations: it does not write
// through disk.FS.
func (c *crash) logAt(t *testing.T, root string, op int) {
	t.Helper()
	log := filepath.Join(c.root, "home", "log")
	for i := len(c.logs) - 1; i >= 0 && op < c.logs[i].op; i-- {
		log = c.logs[i].dir
	}
	to := filepath.Join(root, "home", "log")
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	copyTree(t, log, to)
}
