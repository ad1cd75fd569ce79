package score

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// files is two of them, in no order: which of them came first is the run's affair.
type files [2]string

func filesOf(a, b string) files {
	p := files{a, b}
	slices.Sort(p[:])
	return p
}

// compareDuplicates compares, for each two files, how many rows of one the
// other delivers again. A truth without such a file knows of none.
func compareDuplicates(duplicates io.Reader, exhibits []Exhibit, truth fs.FS) (Duplicates, error) {
	planted, found := map[files]int64{}, map[files]int64{}
	err := readFile(truth, duplicatesFile, func(line []byte) error {
		var d struct {
			Path   string `json:"path"`
			OfPath string `json:"of_path"`
			Rows   int64  `json:"rows"`
		}
		err := json.Unmarshal(line, &d)
		planted[filesOf(d.Path, d.OfPath)] += max(d.Rows, 1)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Duplicates{}, err
	}
	err = readLines("duplicates", duplicates, func(line []byte) error {
		var d struct {
			Of    string `json:"of"`
			Ref   string `json:"ref"`
			Count int64  `json:"count"`

			Possible bool `json:"possible"`
		}
		err := json.Unmarshal(line, &d)
		if d.Possible {
			return err // named for a person, and counted
		}
		found[match(planted, exhibits, d.Ref, d.Of)] += d.Count
		return err
	})
	var r Duplicates
	for p, n := range planted {
		r.Planted += n
		r.Found += min(n, found[p])
	}
	for p, n := range found {
		r.Spurious += n - min(n, planted[p])
	}
	return r, err
}

// match finds the two files that a duplicate is about. Of several files that
// it may have been delivered by first, as members of one archive, or where it
// does not say, one that was planted counts.
func match(planted map[files]int64, exhibits []Exhibit, ref, of string) (best files) {
	id := of
	if i := strings.IndexAny(of, "!:"); i >= 0 {
		id = of[:i]
	}
	path := ""
	for _, e := range exhibits {
		if e.Ref == ref {
			path = e.Path
		}
	}
	best = files{path, ""}
	for _, e := range exhibits {
		if of != "" && e.ID != id {
			continue
		}
		p := filesOf(path, e.Path)
		if planted[p] > 0 {
			return p
		}
		if of != "" {
			best = p
		}
	}
	return best
}
