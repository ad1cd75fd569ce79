package casefile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Acts and descriptions speak of people, and salts of names confirm guesses: nobody else on the machine reads a case.
func TestNobodyElseLooksIntoACase(t *testing.T) {
	w := newWitnessed(t)
	w.init(t, w.dir)
	for _, dir := range []string{w.dir, filepath.Join(w.home, "keys"), w.home} {
		info, err := os.Stat(dir)
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", dir, info.Mode())
		}
	}
}

// Nor where its folder was copied with other rights: what is in the clear and what confirms guesses is nobody else's by itself.
func TestNobodyElseReadsFilesOfACase(t *testing.T) {
	_, _, dir := newCase(t)
	for _, part := range []string{"acts", "names", "receipts", "runs", "seals", "trees"} {
		files := 0
		must(t, filepath.WalkDir(filepath.Join(dir, part), func(p string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := e.Info()
			if err == nil && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %v", p, info.Mode())
			}
			files++
			return err
		}))
		if files < 2 {
			t.Errorf("nothing lies in %s", part)
		}
	}
}
