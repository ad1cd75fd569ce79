package truth

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"comity/internal/comity"
	"comity/internal/simulate/export"
)

// unpack finds the exhibit's text: out of an archive, decompressed, in UTF-8 or
// in an encoding that has ASCII where ASCII has it. done must be called.
func (r *resolver) unpack(e *export.Exhibit) (in io.Reader, done func() error, err error) {
	name := filepath.Join(r.root, filepath.FromSlash(e.Path))
	if e.Member != "" && strings.HasSuffix(e.Path, ".zip") {
		z, err := zip.OpenReader(name)
		if err != nil {
			return nil, nil, err
		}
		f, err := z.Open(e.Member)
		return decoded(e, f), z.Close, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	switch in = f; {
	case strings.HasSuffix(e.Path, "gz"):
		in, err = gzip.NewReader(f)
	case strings.HasSuffix(e.Path, ".zst"):
		in, err = zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	}
	if e.Member != "" && err == nil {
		in, err = member(in, e.Member)
	}
	if err != nil {
		_ = f.Close() // the error before it says more
		return nil, nil, err
	}
	return decoded(e, in), f.Close, nil
}

// member reads on in a tar file to one of its files.
func member(in io.Reader, name string) (io.Reader, error) {
	t := tar.NewReader(in)
	for {
		h, err := t.Next()
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "find %s: %w", name, err)
		}
		if h.Name == name {
			return t, nil
		}
	}
}

func decoded(e *export.Exhibit, in io.Reader) io.Reader {
	if e.Encoding == export.UTF16 {
		return &wide{in: bufio.NewReader(in)}
	}
	return in
}

// wide turns UTF-16, little end first, into UTF-8.
type wide struct {
	in   *bufio.Reader
	left []byte
}

func (w *wide) Read(p []byte) (int, error) {
	for len(w.left) == 0 {
		line := make([]uint16, 0, 256)
		for len(line) == 0 || line[len(line)-1] != '\n' {
			var unit [2]byte
			if _, err := io.ReadFull(w.in, unit[:]); err != nil {
				if len(line) == 0 {
					return 0, err
				}
				break
			}
			line = append(line, binary.LittleEndian.Uint16(unit[:]))
		}
		w.left = []byte(string(utf16.Decode(line)))
	}
	n := copy(p, w.left)
	w.left = w.left[n:]
	return n, nil
}
