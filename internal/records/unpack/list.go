package unpack

import (
	"archive/zip"
	"io"
)

// OpenZip reads the directory of a ZIP within the limits that reading it as an
// exhibit has. Names of its members are MemberName's. The error may be a *Damage.
func OpenZip(r io.ReaderAt, size int64) (*zip.Reader, error) { return openZip(r, size) }

// MemberName is the path by which a manifest names a member of a ZIP: with "/"
// between folders whatever the archive has, in UTF-8, from no root.
func MemberName(f *zip.File) string { return memberName(f) }

// TarName is the path by which a manifest names a member of a tar.
func TarName(name string) string { return cleanName(name) }

// Lock says why a member of a ZIP cannot be read; "" where it can.
func Lock(f *zip.File) string { return lock(f) }

// HasWorkbook reports whether the names of an archive's members are those of a
// workbook's parts: it is read as one file.
func HasWorkbook(names []string) bool {
	for _, n := range names {
		if n == "[Content_Types].xml" || n == "xl/workbook.xml" {
			return true
		}
	}
	return false
}
