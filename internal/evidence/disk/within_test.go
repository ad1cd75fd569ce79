package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// A file that somebody else made is held in memory as far as it may be long, and no further; that it is longer is the
// file's fault and not the disk's.
func TestReadWithin(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("short", "rose")
	put("long", "roses")
	if err := os.Truncate(filepath.Join(dir, "long"), 1<<32); err != nil {
		t.Fatal(err)
	}
	if b, err := disk.ReadWithin(disk.OS(dir), "short", 4); err != nil || string(b) != "rose" {
		t.Errorf("%q, %v", b, err)
	}
	if b, err := disk.ReadWithin(disk.OS(dir), "long", 4); b != nil || !errors.Is(err, disk.ErrLarge) || disk.Failure(err) || disk.Loss(err) != comity.Negative {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := disk.ReadWithin(disk.OS(dir), "none", 4); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
