package casefile_test

import (
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
