package casefile_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"comity/internal/casefile"
)

// A packing that breaks off is sealed as it is, and said at once: more was there than a check will read.
func TestSealSaysWhatBreaksOff(t *testing.T) {
	for _, c := range []struct {
		name string
		off  int // bytes that are missing at the end
		want []string
	}{{"whole", 0, nil}, {"without its end", 4, []string{"A"}}, {"half of it", 40, []string{"A"}}} {
		root := t.TempDir()
		one, err := openNode(t, config(filepath.Join(root, "home"))).Init(t.Context(), filepath.Join(root, "case"), params())
		if err != nil {
			t.Fatal(err)
		}
		dir, manifest := folder(t)
		copyTree(t, "testdata/pair", dir)
		log, err := os.ReadFile(filepath.Join(dir, "access.log"))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(log); err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "access.log.gz"), b.Bytes()[:b.Len()-c.off], 0o600); err != nil {
			t.Fatal(err)
		}
		edit(t, manifest, `path = "access.log"`, `path = "access.log.gz"`)
		rep, err := one.Seal(t.Context(), manifest)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range rep.Notices {
			if n.Notice == casefile.NoticeDamaged && n.Reason != "" {
				got = append(got, n.Ref)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v", c.name, rep.Notices)
		}
	}
}
