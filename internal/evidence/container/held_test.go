package container_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
)

// Between the check of its signature and the reading of an entry somebody writes to the file: the reading says so, of a
// container and of a folder.
func TestChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	pack := w.pack(t)
	read := func(c *container.Reader, name string) error {
		f, err := c.File(name)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		return errors.Join(err, f.Close())
	}
	b := bytes.Clone(pack)
	inZIP, err := container.Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "pack")
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	inFolder, err := container.Folder(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*container.Reader{inZIP, inFolder} {
		if _, err := c.Verify(t.Context(), w.trust, cmstest.Noon); err != nil {
			t.Fatal(err)
		}
		if err := read(c, files[0][0]); err != nil {
			t.Error(err)
		}
	}
	at, err := z.File[1].DataOffset() // files[0]
	if err != nil {
		t.Fatal(err)
	}
	b[at+5] ^= 1
	if err := os.WriteFile(filepath.Join(dir, files[0][0]), []byte(strings.Replace(files[0][1], "leaf 1", "leaf 2", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := read(inZIP, files[0][0]); comity.KindOf(err) != comity.Negative {
		t.Errorf("in a container: %v", err)
	}
	if err := read(inFolder, files[0][0]); comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), "somebody writes to it") {
		t.Errorf("in a folder: %v", err)
	}
}
