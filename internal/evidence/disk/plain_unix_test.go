//go:build unix

package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"comity/internal/evidence/disk"
)

// What is neither a file nor a folder is not waited for, be it behind a link.
func TestOpenTakesPlainFiles(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"link": "pipe", "device": "/dev/zero"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"pipe", "link", "device"} {
		if _, err := disk.OS(dir).Open(name); !errors.Is(err, fs.ErrInvalid) || disk.Failure(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
