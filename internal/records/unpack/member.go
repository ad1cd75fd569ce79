package unpack

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Member is a file in an archive.
type Member struct {
	Name string
	Size int64
	Lock string // why it cannot be read: encrypted, or packed by an unknown method; "" where it can
}

// Members lists the regular files of the archive that chain leads to, in its
// own order: kind is Zip or Tar. Links and folders are left out. The listing may
// end in a *Damage; what came before it is returned with it.
func Members(p *Plain, chain, kind string) ([]Member, error) {
	if kind == Zip {
		return zipMembers(p)
	}
	x, err := Open(p, chain, Config{})
	if err != nil {
		return nil, err
	}
	defer x.Close()
	out, err := tarMembers(x)
	if err != nil {
		err = x.judge(err)
	}
	return out, err
}

func zipMembers(p *Plain) ([]Member, error) {
	x := &Reader{random: NewPlain(p.ctx, p.src)}
	z, err := openZip(randomAccess{x.random}, p.src.Size())
	if err != nil {
		return nil, x.judge(err)
	}
	var out []Member
	for _, f := range z.File {
		if f.Mode().IsRegular() && !strings.HasSuffix(f.Name, "/") {
			out = append(out, Member{memberName(f), int64(min(f.UncompressedSize64, 1<<62)), lock(f)})
		}
	}
	return out, nil
}

// lock says why a member of a ZIP cannot be read.
func lock(f *zip.File) string {
	switch {
	case f.Flags&1 != 0:
		return "encrypted"
	case f.Method != zip.Store && f.Method != zip.Deflate && f.Method != zipZstd:
		return "packed by a method that is not known here"
	}
	return ""
}

func tarMembers(r io.Reader) (out []Member, err error) {
	t := tar.NewReader(r)
	for range maxMembers {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if h.Typeflag == tar.TypeReg {
			out = append(out, Member{Name: cleanName(h.Name), Size: h.Size})
		}
	}
	return out, &Damage{Reason: Bomb}
}

// memberName is the name of a ZIP's member with "/" between folders. One that
// is not UTF-8 is read as code page 437, as APPNOTE appendix D has it.
func memberName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if s, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return cleanName(strings.ReplaceAll(name, `\`, "/"))
}

// cleanName is a path as a manifest can name it: without "." and doubled slashes,
// and not from a root.
func cleanName(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }
