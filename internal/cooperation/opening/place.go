package opening

import (
	"os"
	"path/filepath"
	"strings"

	"comity/internal/comity"
)

// place is the folder in which out is to stand, with links followed once and for all, and its name there. What is
// verified beside it is renamed in this one folder, whatever becomes of links meanwhile.
func place(out, hint string) (dir, name string, err error) {
	dir, name = filepath.Split(trimmed(out)) // not Clean: after a link, .. is another folder than it looks
	if name == "" || name == "." || name == ".." {
		return "", "", comity.Errorf(comity.Input, "%.200q is no name of something that could be made", out).WithHint("%s", hint)
	}
	if dir == "" {
		dir = "."
	}
	if dir, err = filepath.EvalSymlinks(dir); err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return "", "", comity.Errorf(comity.Input, "the folder in which %s is to stand cannot be used: %w", out, err).WithHint("make it first")
	}
	return dir, name, nil
}

// trimmed is a path without the separators at its end.
func trimmed(name string) string {
	return strings.TrimRightFunc(name, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
}
