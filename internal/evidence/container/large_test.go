//go:build linux

package container_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
)

// How much memory does a pack take that is larger than it? COMITY_LARGE=1 writes 2 GB, encrypts, decrypts and verifies them.
func TestLargePack(t *testing.T) {
	if os.Getenv("COMITY_LARGE") == "" {
		t.Skip("COMITY_LARGE is not set")
	}
	const size = 2_000_000_000
	w := newWorld(t)
	dir := t.TempDir()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	sealed, plain := create(t, dir, "x.asice.age"), create(t, dir, "x.asice")
	took(t, size, "write, sign, encrypt", func() error {
		e, err := container.Encrypt(sealed, []age.Recipient{id.Recipient()})
		if err != nil {
			return err
		}
		c := container.Create(e, w.cfg)
		f, err := c.Add("exhibits/001/rows.txt")
		if err != nil {
			return err
		}
		return errors.Join(rows(f, size), c.Close(t.Context()), e.Close())
	})
	if _, err := sealed.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	took(t, size, "decrypt", func() error { return container.Decrypt(t.Context(), sealed, []age.Identity{id}, plain) })
	info, err := plain.Stat()
	if err != nil {
		t.Fatal(err)
	}
	took(t, size, "verify", func() error {
		c, err := container.Open(plain, info.Size())
		if err != nil {
			return err
		}
		_, err = c.Verify(t.Context(), w.trust, cmstest.Noon)
		return err
	})
	t.Logf("%d plain bytes, %d in the container; peak %d MiB", size, info.Size(), peak(t))
	if got := peak(t); got > 128 {
		t.Errorf("peak memory %d MiB", got)
	}
}

func create(t *testing.T, dir, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func took(t *testing.T, size int64, what string, do func() error) {
	t.Helper()
	begun, busy := time.Now(), processor(t)
	if err := do(); err != nil {
		t.Fatal(err)
	}
	took, used := time.Since(begun), processor(t)-busy
	t.Logf("%s: %.1f s by the clock (%.0f MB/s of plain bytes), %.1f s of processor (%.0f MB/s)", what,
		took.Seconds(), float64(size)/1e6/took.Seconds(), used.Seconds(), float64(size)/1e6/used.Seconds())
}

// processor is the time that this process has had of all processors.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is the most memory, in MiB, that this process has had.
func peak(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib / 1024
}
