package casefile

import (
	"io"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Config says where the node is, who acts, and what the outside world is.
// Home is needed; the zero value of the rest works for tests of one's own
// files, except that Now and Rand are needed too, because nothing below
// cmd reads a clock or draws randomness by itself.
type Config struct {
	Home     string                                // the node's directory, created on first use
	Existing bool                                  // the node must be there already: nothing is created
	Actor    string                                // who acts; "": node.toml's, then the operating system's user
	Purpose  string                                // why; "": node.toml's
	Now      func() time.Time                      // needed
	Rand     io.Reader                             // needed; crypto/rand.Reader
	FS       func(dir string) disk.FS              // nil: disk.OS
	Workers  int                                   // 0: as many as the machine gives
	Subjects int                                   // how many of the first subjects a CheckReport carries; negative: all
	Progress func(stage string, done, total int64) // nil: silent

	// IndexedFrom is from how many bytes on a set of known files is looked up in an index that the case keeps; 0: 16 MiB;
	// negative: no set is.
	IndexedFrom int64

	// Passphrase asks for the one that protects the node's keys; create is
	// true when it is being chosen. nil: plain key files.
	Passphrase func(create bool) ([]byte, error)

	// PIN asks for that of the token that node.toml names. nil: refused.
	PIN func() ([]byte, error)
}

// check fills in what has a default and refuses what has none.
func (cfg Config) check() (Config, error) {
	switch {
	case cfg.Home == "":
		return cfg, comity.Errorf(comity.Usage, "no home directory for the node").
			WithHint("give --home DIR or set COMITY_HOME")
	case cfg.Now == nil || cfg.Rand == nil:
		return cfg, comity.Errorf(comity.Fault, "casefile.Config needs Now and Rand")
	}
	if cfg.FS == nil {
		cfg.FS = disk.OS
	}
	if cfg.Progress == nil {
		cfg.Progress = func(string, int64, int64) {}
	}
	return cfg, nil
}
