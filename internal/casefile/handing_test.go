package casefile_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/disk/disktest"
)

// handOver hands over a file that says hello.
func handOver(ctx context.Context, c *casefile.Case, out string) (casefile.HandoverReport, error) {
	return handOverAs(ctx, c, casefile.HandoverParams{To: "DE", Out: out, Urgent: true})
}

func handOverAs(ctx context.Context, c *casefile.Case, p casefile.HandoverParams) (casefile.HandoverReport, error) {
	return c.HandOver(ctx, p, func(_ context.Context, h *casefile.Handover, w io.Writer) (casefile.Made, error) {
		s, err := h.NewSpool()
		if err != nil {
			return casefile.Made{}, err
		}
		defer s.Close()
		if _, err := io.WriteString(s, "hello"); err != nil {
			return casefile.Made{}, err
		}
		_, err = io.Copy(w, io.NewSectionReader(s, 0, s.Size()))
		return casefile.Made{Items: []casefile.HandedItem{{Kind: "subject", Item: "s1"}}}, err
	})
}

func outDir(c *casefile.Case) string { return filepath.Join(filepath.Dir(casefile.Dir(c)), "out") }

// Whenever the power is cut, nothing bears the final name that no act names, and the
// same command finishes it.
func TestPowerCutDuringPack(t *testing.T) {
	t.Parallel()
	c := record(t, func(c *casefile.Case) error {
		if _, err := c.Seal(t.Context(), pairManifest); err != nil {
			return err
		}
		if _, err := c.Check(t.Context()); err != nil {
			return err
		}
		return os.MkdirAll(outDir(c), 0o755)
	}, func(c *casefile.Case) error {
		_, err := handOver(t.Context(), c, filepath.Join(outDir(c), "de.asice"))
		return err
	})
	images := 0
	for img := range c.rec.Images() {
		if images++; img.Op%4 == int(img.Loss) {
			c.handed(t, img)
		}
	}
	t.Logf("%d operations, %d images", c.rec.Len(), images)
}

// handed looks at the case of an image and repeats the command.
func (c *crash) handed(t *testing.T, img disktest.Image) {
	t.Helper()
	root := t.TempDir()
	copyTree(t, c.base, root)
	out := filepath.Join(root, "out")
	if err := img.Write(root); err != nil {
		t.Fatal(err)
	}
	c.logAt(t, root, img.Op)
	on(t, root, config("again"), func(n *casefile.Node, dir string) error {
		kase, err := n.Open(t.Context(), dir)
		if err != nil {
			return err
		}
		if err := accepted(t, kase); err != nil {
			return err
		}
		final := filepath.Join(out, "de.asice")
		b, there := os.ReadFile(final)
		if there == nil && comity.DigestOf(b) != comity.DigestOf([]byte("hello")) {
			t.Errorf("%s: the file bears its name and holds %q", img, b)
		}
		rep, err := handOver(t.Context(), kase, final)
		if there == nil {
			if comity.KindOf(err) != comity.Usage {
				t.Errorf("%s: what was handed over is replaced: %v", img, err)
			}
		} else if err != nil {
			return err
		} else if b, err := os.ReadFile(final); err != nil || rep.Digest != comity.DigestOf(b) || rep.Items != 1 {
			t.Errorf("%s: repeated, the file holds %q, %v; report %+v", img, b, err, rep)
		}
		if _, err := os.Stat(final + ".part"); err == nil {
			t.Errorf("%s: the file of the meantime is left", img)
		}
		return accepted(t, kase)
	})
}
