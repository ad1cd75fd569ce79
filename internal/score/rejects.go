package score

import (
	"encoding/json"
	"io"
	"io/fs"
	"strings"
)

// place is a line of a file of the simulation.
type place struct {
	Path string `json:"path"`
	Line int64  `json:"line"`
}

// compareRejects compares lines that the run could not read with those that were planted.
func compareRejects(rejects io.Reader, exhibits []Exhibit, truth fs.FS) (Rejects, error) {
	planted, found, either := map[place]bool{}, map[place]bool{}, map[place]bool{}
	err := readFile(truth, rejectsFile, func(line []byte) error {
		var p struct {
			place
			Clock bool `json:"clock"` // who finds the clock's fault can read the line
		}
		err := json.Unmarshal(line, &p)
		if p.Clock {
			either[p.place] = true
		} else {
			planted[p.place] = true
		}
		return err
	})
	if err != nil {
		return Rejects{}, err
	}
	paths := map[string]string{}
	for _, e := range exhibits {
		paths[e.Ref], paths[e.ID] = e.Path, e.Path
	}
	err = readLines("rejects", rejects, func(line []byte) error {
		var r struct {
			Cite string `json:"cite"`
			Ref  string `json:"ref"`
			Line int64  `json:"line"`
		}
		err := json.Unmarshal(line, &r)
		found[place{Path: pathOf(paths, r.Ref, r.Cite), Line: r.Line}] = true
		return err
	})
	r := Rejects{Planted: int64(len(planted))}
	for p := range found {
		switch {
		case planted[p]:
			r.Found++
		case !either[p]:
			r.Spurious++
		}
	}
	return r, err
}

// pathOf finds the file by reference, or else by the exhibit in the citation.
func pathOf(paths map[string]string, ref, cite string) string {
	if p, ok := paths[ref]; ok && ref != "" {
		return p
	}
	if i := strings.IndexAny(cite, "!:"); i >= 0 {
		return paths[cite[:i]]
	}
	return ref
}
