package casefile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile"
	"comity/internal/comity"
)

func remove(t *testing.T, dir string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		found, err := filepath.Glob(filepath.Join(dir, p))
		if err != nil || len(found) == 0 {
			t.Fatal(p, err)
		}
		for _, f := range found {
			if err := os.RemoveAll(f); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestLostLogShows: without log and receipts nothing tells a whole history
// from one whose end was cut off.
func TestLostLogShows(t *testing.T) {
	for name, lost := range map[string][]string{
		"log":                             {"home/log"},
		"receipts":                        {"case/receipts"},
		"log and receipts":                {"home/log", "case/receipts"},
		"log, receipts and the last act":  {"home/log", "case/receipts", "case/acts/000007-*"},
		"log, receipts and the last acts": {"home/log", "case/receipts", "case/acts/00000[3-7]-*"},
	} {
		t.Run(name, func(t *testing.T) {
			n, c, dir := newCase(t)
			if err := n.Close(); err != nil { // the log is opened anew when next needed
				t.Fatal(err)
			}
			remove(t, filepath.Dir(dir), lost...)
			if rep := verify(t, reopen(t, n, dir), false); rep.OK {
				t.Error("accepted")
			}
			if strings.Contains(name, "receipts") {
				if _, err := c.Check(t.Context()); comity.KindOf(err) != comity.Negative {
					t.Errorf("worked on: %v", err)
				}
			}
			if rep := verify(t, reopen(t, n, dir), false); rep.OK {
				t.Error("worked on and accepted")
			}
		})
	}
}

// TestNothingRecordedYet: a killed init leaves one act and no receipt.
func TestNothingRecordedYet(t *testing.T) {
	root := t.TempDir()
	n := openNode(t, config(filepath.Join(root, "home")))
	dir := filepath.Join(root, "case")
	if _, err := n.Init(t.Context(), dir, params()); err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	remove(t, root, "home/log", "case/receipts")
	c := reopen(t, n, dir)
	if rep := verify(t, c, false); !rep.OK {
		t.Errorf("%+v", failed(rep))
	}
	if _, err := c.Seal(t.Context(), smallManifest); err != nil {
		t.Fatal(err)
	}
	if rep := verify(t, reopen(t, n, dir), false); !rep.OK {
		t.Errorf("%+v", failed(rep))
	}
	if _, err := os.Stat(filepath.Join(dir, "receipts", "000001.json")); err != nil {
		t.Errorf("the first act was not recorded before the next command's: %v", err)
	}
}

func TestAnotherNode(t *testing.T) {
	_, _, dir := newCase(t)
	other := openNode(t, config(filepath.Join(t.TempDir(), "other")))
	_, err := other.Open(t.Context(), dir)
	if comity.KindOf(err) != comity.Usage || !strings.Contains(err.Error(), "was opened by node") || !strings.Contains(comity.HintOf(err), "--home") {
		t.Errorf("%v, hint %q", err, comity.HintOf(err))
	}
}

func TestNoNode(t *testing.T) {
	cfg := config(filepath.Join(t.TempDir(), "home"))
	cfg.Existing = true
	_, err := casefile.OpenNode(t.Context(), cfg)
	if comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), "no node at") || !strings.Contains(comity.HintOf(err), "--home") {
		t.Errorf("%v, hint %q", err, comity.HintOf(err))
	}
	if _, err := os.Stat(cfg.Home); !os.IsNotExist(err) {
		t.Errorf("a home was made: %v", err)
	}
}
