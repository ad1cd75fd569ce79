package casefile

import (
	"errors"
	"io/fs"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// list returns the names in a folder of the case, sorted, without temporary
// files; none where the folder does not exist.
func (c *Case) list(dir string) ([]string, error) {
	entries, err := c.fsys.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, comity.Errorf(comity.Fault, "list %s: %w", dir, err)
	}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), disk.TempPrefix) && e.Name() != lockFile {
			out = append(out, e.Name())
		}
	}
	return out, nil
}
