package container

import (
	"archive/zip"
	"io"
	"io/fs"
	"slices"
	"strings"

	"comity/internal/comity"
)

// Folder reads a container that was unpacked into a folder, file by file, by the same
// checks: what lies there beside the entries, or is no plain file, is refused. The order
// of the entries is that of the sums; Verify compares them.
func Folder(fsys fs.FS) (*Reader, error) {
	c := &Reader{files: map[string]*zip.File{}, dir: fsys, src: &source{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return comity.Errorf(comity.Fault, "look at the pack: %w", err)
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return damaged(name, "it is no plain file")
		case len(c.files) > MaxEntries:
			return damaged("its entries", "there are more than any pack has")
		}
		return c.found(name, d)
	})
	if err != nil {
		return nil, err
	}
	if err := c.pairs(); err != nil {
		return nil, err
	}
	return c, c.inOrder()
}

// found takes down a file of the folder.
func (c *Reader) found(name string, d fs.DirEntry) error {
	if name == typeName {
		return nil // of the container, and says nothing of the contents
	}
	own := name == Sums || strings.HasPrefix(name, meta)
	if err := allowed(name); err != nil && !own {
		return err
	}
	info, err := d.Info()
	if err != nil {
		return comity.Errorf(comity.Fault, "look at the pack: %w", err)
	}
	c.files[name] = &zip.File{FileHeader: zip.FileHeader{Name: name, UncompressedSize64: uint64(max(info.Size(), 0))}}
	if !strings.HasPrefix(name, meta) {
		c.names = append(c.names, name)
	}
	return nil
}

// inOrder puts the names in the order in which the sums list them, the sums last.
func (c *Reader) inOrder() error {
	text, err := c.small(Sums, MaxManifest)
	if err != nil {
		return err
	}
	at := map[string]int{Sums: MaxEntries + 1}
	for line := range strings.Lines(string(text)) {
		if _, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok {
			at[name] = len(at) - 1
		}
	}
	for _, name := range c.names {
		if _, ok := at[name]; !ok {
			return damaged(name, "it is there and no sum covers it")
		}
	}
	slices.SortFunc(c.names, func(a, b string) int { return at[a] - at[b] })
	return nil
}

func (c *Reader) content(f *zip.File) (io.ReadCloser, error) {
	if c.dir != nil {
		r, err := c.dir.Open(f.Name)
		if err != nil {
			c.src.note(err)
			return nil, err
		}
		return plainFile{r, c.src}, nil
	}
	return f.Open()
}
