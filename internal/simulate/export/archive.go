package export

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
)

// Archive packs several files into one: a ZIP file, or a tar file under gzip
// where its path ends in ".gz".
type Archive struct {
	zip *zip.Writer
	gz  *gzip.Writer
	tar *tar.Writer
}

// NewArchive starts an archive.
func NewArchive(w io.Writer, tarred bool) *Archive {
	if !tarred {
		z := zip.NewWriter(w)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
		return &Archive{zip: z}
	}
	gz, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is valid
	return &Archive{gz: gz, tar: tar.NewWriter(gz)}
}

// Add writes one file. A tar file says the size first, so that its members are
// held in memory; ask for one only where they are small.
func (a *Archive) Add(name string, fill func(io.Writer) error) error {
	if a.zip != nil {
		w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipped})
		if err != nil {
			return err
		}
		return fill(w)
	}
	var b bytes.Buffer
	if err := fill(&b); err != nil {
		return err
	}
	err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(b.Len()), ModTime: zipped, Format: tar.FormatUSTAR})
	if err != nil {
		return err
	}
	_, err = a.tar.Write(b.Bytes())
	return err
}

// Close ends the archive.
func (a *Archive) Close() error {
	if a.zip != nil {
		return a.zip.Close()
	}
	if err := a.tar.Close(); err != nil {
		return err
	}
	return a.gz.Close()
}
