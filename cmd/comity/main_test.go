package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"comity": main})
}

// smallDir is the folder of the hand-made case.
func smallDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("testdata/small")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// flip changes one bit of the file at the offset that at chooses for its size.
func flip(name string, at func(size int64) int64) error {
	b, err := os.ReadFile(name)
	if err != nil || len(b) == 0 {
		return err
	}
	b[at(int64(len(b)))] ^= 1
	return rewrite(name, b)
}

// rewrite replaces a file that may be write-protected; its mode stays.
func rewrite(name string, b []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if err := os.Remove(name); err != nil {
		return err
	}
	return os.WriteFile(name, b, info.Mode())
}

// answer is what one command line gave, run inside this process.
type answer struct {
	code     int
	out, err string
}

// call runs a command line in this process on the given day, with a node in home.
func call(t *testing.T, home string, day time.Time, args ...string) answer {
	t.Helper()
	var out, errw bytes.Buffer
	a := newApp(&out, &errw, func(name string) string {
		if name == "COMITY_HOME" {
			return home
		}
		return ""
	})
	a.now = func() time.Time { return day }
	code := a.run(context.Background(), args)
	return answer{code, out.String(), errw.String()}
}

// must is call, failing the test where the exit code is not 0.
func must(t *testing.T, home string, day time.Time, args ...string) answer {
	t.Helper()
	r := call(t, home, day, args...)
	if r.code != 0 {
		t.Fatalf("comity %v: exit %d\n%s", args, r.code, r.err)
	}
	return r
}

// files lists the regular files below dir, relative to it.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
