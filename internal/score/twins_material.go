package score

import (
	"encoding/json"
	"io/fs"
	"slices"
)

const hashesFile = "hashes.jsonl"

// Material is over the rows of the states' lists of file hashes.
type Material struct {
	Rows  int     `json:"rows"`
	Agree float64 `json:"agree"` // share whose verdict is that of the truth
}

// Verdict is what the product says of one row of a state's list: in the sets of which owners its file is. None: new.
type Verdict struct {
	Path   string // of the file, as the truth names it
	Offset int64
	Owners []string
}

// material compares verdicts with the truth. A row agrees where all sets are named that share one of its hashes, and
// none that does not hold its file: a set that another list's row leads to may be named or not.
func material(truth fs.FS, verdicts []Verdict) (m Material, err error) {
	type place struct {
		path   string
		offset int64
	}
	said := map[place][]string{}
	for _, v := range verdicts {
		said[place{v.Path, v.Offset}] = append([]string{}, v.Owners...)
	}
	agree := int64(0)
	err = readFile(truth, hashesFile, func(line []byte) error {
		var f struct {
			Rows []struct {
				Path   string
				Offset int64
				Known  []string
			}
			Known []struct{ Owner string }
		}
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		var holders []string
		for _, k := range f.Known {
			holders = append(holders, k.Owner)
		}
		for _, r := range f.Rows {
			m.Rows++
			if owners, there := said[place{r.Path, r.Offset}]; there && subset(r.Known, owners) && subset(owners, holders) {
				agree++
			}
		}
		return nil
	})
	m.Agree = share(agree, int64(m.Rows))
	return m, err
}

// subset reports whether all of a are in b.
func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}
