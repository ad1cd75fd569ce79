// Package scene writes the two files that the bench is measured on: a web server's combined log, in the order of time, and
// a provider's table of assignments.
//
// Everything follows from the two sizes by arithmetic, so that equal sizes give equal bytes, and a session's address can
// be computed from its subscriber and time without keeping the table in memory. No event lies within Margin of an
// assignment's start or end: both sides of the comparison then have one right answer, whatever they do at the edges.
package scene

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The time that the log and the assignments cover, in seconds since 1970 and seconds.
const (
	Start  = 1072915200 // 2004-01-01T00:00:00Z
	Length = 90 * 86400
	Margin = 10
)

// Names of the files in a scene's folder.
const (
	LogFile         = "access.log"
	AssignmentsFile = "assignments.csv"
	ManifestFile    = "evidence.toml"
	sizeFile        = "size.json"
)

// Size is how much to write; it decides every byte.
type Size struct {
	Lines       int64
	Assignments int64
}

// Scene is what was written, and where.
type Scene struct {
	Dir string `json:"-"`
	Size
	Bytes   int64 // of the log
	Covered int64 // lines whose address was assigned at the time
}

// Path is the place of one of the scene's files.
func (s Scene) Path(name string) string { return filepath.Join(s.Dir, name) }

// Make writes the scene of that size into its own folder below dir, or finds it there from an earlier time.
func Make(dir string, size Size) (Scene, error) {
	if size.Lines < 1 || size.Assignments < 8 {
		return Scene{}, errors.New("a scene needs at least 1 line and 8 assignments")
	}
	s := Scene{Dir: filepath.Join(dir, fmt.Sprintf("%dx%d", size.Lines, size.Assignments)), Size: size}
	found, err := os.ReadFile(s.Path(sizeFile))
	switch {
	case err == nil:
		return s, json.Unmarshal(found, &s)
	case !errors.Is(err, fs.ErrNotExist):
		return s, err
	}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return s, err
	}
	return s, s.write()
}

// write leaves the size file for last: a scene without one was cut short and is written again.
func (s *Scene) write() error {
	t := newTable(s.Assignments)
	if err := toFile(s.Path(AssignmentsFile), t.writeTo); err != nil {
		return err
	}
	l := newLog(t, s.Lines)
	if err := toFile(s.Path(LogFile), l.writeTo); err != nil {
		return err
	}
	if err := os.WriteFile(s.Path(ManifestFile), []byte(manifest), 0o644); err != nil {
		return err
	}
	s.Bytes, s.Covered = l.bytes, l.covered
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return os.WriteFile(s.Path(sizeFile), text, 0o644)
}

func toFile(path string, write func(*bufio.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

const manifest = `[[basis]]
id = "bench"
instrument = "mutual legal assistance"
authority = "Bench office"
reference = "1"
date = 2004-01-02
offence = "bench"
data = ["access", "assignments"]
from = 2003-12-01
to = 2004-05-01

[[exhibit]]
ref = "BENCH/1"
path = "access.log"
basis = "bench"
kind = "access"
format = "combined"
provider = "roses.example"
country = "US"
obtained = 2004-05-02T10:00:00Z
handling = ["H0"]
site = "roses.example"
clock = { zone = "UTC", basis = "made so", skew = "0s" }

[[exhibit]]
ref = "BENCH/2"
path = "assignments.csv"
basis = "bench"
kind = "assignments"
format = "csv"
provider = "Provider One"
country = "IT"
obtained = 2004-05-02T10:00:00Z
handling = ["H0"]
clock = { zone = "UTC", basis = "made so", skew = "0s" }
columns = { ip = "address", start = "start", end = "end", subscriber = "subscriber" }
`
