package simulate_test

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/simulate"
)

// No two files of a world have the same bytes, and none is empty: an exhibit is known by its digest. In
// the smallest worlds some providers serve nobody; they have no log to hand over.
func TestNoTwoFilesAlike(t *testing.T) {
	for _, cfg := range []simulate.Config{
		{Seed: 22, Sites: 3, Subscribers: 4, Days: 30}, {Seed: 27, Sites: 3, Subscribers: 4, Days: 400}, {Seed: 43, Sites: 5, Subscribers: 12, Days: 400},
	} {
		cfg.Dirt, cfg.Formats = "standard", "all"
		dir, _ := generate(t, cfg)
		seen := map[[sha256.Size]byte]string{}
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(path, filepath.Join(dir, "truth")) {
				return err
			}
			b, err := os.ReadFile(path)
			if digest := sha256.Sum256(b); len(b) == 0 || seen[digest] != "" {
				t.Errorf("seed %d: %s of %d bytes, the same as %q", cfg.Seed, path, len(b), seen[digest])
			} else {
				seen[digest] = path
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
