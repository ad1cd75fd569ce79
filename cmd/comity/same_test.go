package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// newCase opens and seals the hand-made case on a day, in a new place.
func newCase(t *testing.T, day time.Time) (home, box string) {
	t.Helper()
	dir := t.TempDir()
	home, box = filepath.Join(dir, "home"), filepath.Join(dir, "case")
	must(t, home, day, "init", box, "--title", day.String(), "--country", "IT", "--authority", "A")
	must(t, home, day, "seal", box, filepath.Join(smallDir(t), "evidence.toml"))
	return home, box
}

// TestSameRun checks one and the same evidence on another day, in another
// place and case, with one core and two, and on another architecture: the run
// must be the same.
func TestSameRun(t *testing.T) {
	l := &lab{t: t}
	day := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	home, box := newCase(t, day)
	want := l.run([]byte(must(t, home, day, "check", box, "--json").out))

	later := day.AddDate(3, 5, 7)
	home2, box2 := newCase(t, later)
	if got := l.run([]byte(must(t, home2, later, "check", box2, "--json").out)); got != want {
		t.Errorf("another day, place and case: run %s, want %s", got, want)
	}
	for _, cores := range []string{"1", "2", "7"} {
		c := l.command(filepath.Dir(box), "check", "case", "--json")
		c.Env = append(c.Env, "GOMAXPROCS="+cores, "TZ=Asia/Tokyo", "LANG=it_IT.UTF-8")
		out, err := c.Output()
		if err != nil {
			t.Fatalf("GOMAXPROCS=%s: %v", cores, err)
		}
		if got := l.run(out); got != want {
			t.Errorf("GOMAXPROCS=%s: run %s, want %s", cores, got, want)
		}
	}
	t.Run("arm64", func(t *testing.T) { sameOnARM(t, want) })
}

// sameOnARM builds for arm64 and runs init, seal and check under qemu.
func sameOnARM(t *testing.T, want string) {
	qemu, err := exec.LookPath("qemu-aarch64-static")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("qemu-aarch64-static is missing; apt-get install qemu-user-static")
		}
		t.Skip("qemu-aarch64-static is missing; apt-get install qemu-user-static")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "comity")
	build := exec.Command("go", "build", "-o", bin, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build for arm64: %v\n%s", err, out)
	}
	var out []byte
	for _, args := range [][]string{
		{"init", "case", "--title", "T", "--country", "IT", "--authority", "A"},
		{"seal", "case", filepath.Join(smallDir(t), "evidence.toml"), "--quiet"},
		{"check", "case", "--json"},
		{"verify", "case", "--quiet"},
	} {
		c := exec.Command(qemu, append([]string{bin}, args...)...)
		c.Dir, c.Stderr = dir, os.Stderr
		c.Env = append(os.Environ(), "COMITY_HOME="+filepath.Join(dir, "home"))
		b, err := c.Output()
		if err != nil {
			t.Fatalf("arm64: comity %s: %v", args[0], err)
		}
		if args[0] == "check" {
			out = b
		}
	}
	if got := (&lab{t: t}).run(out); got != want {
		t.Errorf("arm64: run %s, want %s", got, want)
	}
}
