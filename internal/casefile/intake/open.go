package intake

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/unpack"
)

// source is one stream that may be looked at: a file or an archive's member.
type source struct {
	file   io.ReaderAt
	size   int64 // of the file, or what the archive says of the member
	name   string
	member string
	open   func() (io.ReadCloser, error) // of a member
	chain  []string                      // packing that leads to the member
	spare  *int64                        // bytes that may yet be read behind heads; nil: no bound
}

// afford is how many of n bytes behind the head may be read.
func (s *source) afford(n int64) int64 {
	if s.spare == nil {
		return n
	}
	return min(n, *s.spare)
}

func (s *source) spend(n int64) {
	if s.spare != nil {
		*s.spare = max(0, *s.spare-n)
	}
}

// Bounds of what is read of a stream.
const (
	headSize = 512 << 10
	pieceLen = 64 << 10
	dumpSize = 64 << 20 // bytes of a database dump in which tables are looked for
	bookSize = 64 << 20 // bytes of a workbook that lies in a packing, as for sealing
	deepSize = 2 << 30  // bytes of dumps, and of workbooks in packings, in one folder
	tarLimit = 1 << 30  // bytes of a compressed tar that are unpacked to list it
)

// sample is what was read of a stream, unpacked and in UTF-8 where its code is
// known.
type sample struct {
	pieces   [][]byte // the head; then whole lines from the middle and the end
	packing  string
	encoding Encoding
	cut      bool // the head is not the whole stream
	notes    []string
	warning  string      // one of the notes that nobody must miss
	raw      []byte      // the head before decoding
	coded    [][]byte    // the pieces before decoding, where the code is a guess
	byWords  bool        // that guess rests on known words
	file     io.ReaderAt // the whole file, where it is not packed, or a workbook
	size     int64
	tables   []mysqldump.Table // of a dump, from further on than the head
	book     bool              // the rows of a sheet
	short    bool              // the dump goes on behind what was looked at
}

func (s *sample) head() []byte { return s.pieces[0] }

// warn is a note that nobody must miss.
func (s *sample) warn(text string) {
	s.notes = append(s.notes, text)
	s.warning = text
}

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
	zipMagic  = []byte("PK\x03\x04")
)

func (s *source) first(n int) []byte {
	b := make([]byte, n)
	k, err := s.file.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	return b[:k]
}

// peel opens the layers of compression around r, two at most.
func peel(r io.Reader, chain []string) (io.Reader, []string, error) {
	for range 2 {
		b := make([]byte, 4)
		n, err := io.ReadFull(r, b)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
			return nil, chain, err
		}
		r = io.MultiReader(bytes.NewReader(b[:n]), r)
		switch {
		case bytes.HasPrefix(b, gzipMagic):
			z, err := gzip.NewReader(r)
			if err != nil {
				return nil, chain, err
			}
			r, chain = z, append(chain, "gzip")
		case bytes.Equal(b, zstdMagic):
			z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20), zstd.WithDecoderMaxWindow(32<<20))
			if err != nil {
				return nil, chain, err
			}
			r, chain = z, append(chain, "zstd")
		default:
			return r, chain, nil
		}
	}
	return r, chain, nil
}

// sample reads the head of the stream, and of a plain file two pieces further
// on.
func (s *source) sample() (*sample, error) {
	var r io.Reader = io.NewSectionReader(s.file, 0, s.size)
	if s.open != nil {
		c, err := s.open()
		if err != nil {
			return nil, err
		}
		defer func() { _ = c.Close() }()
		r = c
	}
	r, chain, err := peel(r, s.chain)
	if err != nil {
		return nil, err
	}
	out := &sample{packing: strings.Join(chain, "!")}
	if s.open == nil && len(chain) == 0 {
		out.file, out.size = s.file, s.size
	}
	head, err := io.ReadAll(io.LimitReader(r, headSize+1))
	if err != nil && len(head) == 0 {
		return nil, err
	}
	if err != nil {
		out.warn("the packing is damaged: the stream ends where it breaks off")
	}
	if out.file == nil && xlsx.Sniff(head) {
		s.spend(out.inner(head, r, s.afford(bookSize)))
	}
	if mysqldump.Sniff(head) {
		most := s.afford(dumpSize)
		out.tables, out.short, err = mysqldump.Look(io.MultiReader(bytes.NewReader(head), r), most)
		if len(head) > headSize {
			s.spend(most)
		}
		if err != nil {
			out.warn("the packing is damaged: the dump ends where it breaks off")
		}
	}
	if out.cut = len(head) > headSize; out.cut {
		head = lastLine(head[:headSize])
	}
	out.raw = head
	out.pieces = [][]byte{head}
	if out.cut && len(chain) == 0 && s.open == nil {
		for _, at := range []int64{s.size / 2, s.size - pieceLen} {
			if at > headSize {
				out.pieces = append(out.pieces, s.piece(at))
			}
		}
	}
	out.decode()
	return out, nil
}

// inner keeps the whole of a workbook that lies in a packing, of which head was
// read from r; one longer than most, which is no more than sealing takes, is left.
// It returns how much was read behind the head.
func (s *sample) inner(head []byte, r io.Reader, most int64) int64 {
	rest, err := io.ReadAll(io.LimitReader(r, max(0, most+1-int64(len(head)))))
	all := append(slices.Clone(head), rest...)
	switch {
	case err != nil:
	case int64(len(all)) > most:
		s.notes = append(s.notes, fmt.Sprintf("a workbook of more than %d MiB inside a packing, or too many of them: unpack it, and seal both", bookSize>>20))
	default:
		s.file, s.size = bytes.NewReader(all), int64(len(all))
	}
	return int64(len(rest))
}

// lastLine cuts what follows the last line end, if there is one.
func lastLine(b []byte) []byte {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return b[:i+1]
	}
	return b
}

// piece are whole lines around at.
func (s *source) piece(at int64) []byte {
	b := make([]byte, pieceLen)
	n, err := s.file.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	b = b[:n]
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return nil
	}
	return lastLine(b[i+1:])
}

// members calls each for the members of an archive, at most most of them, and
// returns how many there were; 0 where the file is no archive. why is set for a
// member that is not looked at. Their names are those by which sealing finds them.
func (s *source) members(most int, each func(m *source, why string)) (int, error) {
	head := s.first(4096)
	switch {
	case bytes.HasPrefix(head, zipMagic):
		return s.zipMembers(most, each)
	case isTar(head):
		return s.tarMembers(io.NewSectionReader(s.file, 0, s.size), nil, most, each)
	case bytes.HasPrefix(head, gzipMagic), bytes.HasPrefix(head, zstdMagic):
		return s.packedTar(most, each)
	}
	return 0, nil
}

// office reports whether a ZIP's members are the parts of a document or workbook.
func office(names map[string]int) bool {
	for n := range names {
		if n == "mimetype" || n == "_rels/.rels" || n == "word/document.xml" || unpack.HasWorkbook([]string{n}) {
			return true
		}
	}
	return false
}

func isTar(head []byte) bool { return len(head) > 262 && string(head[257:262]) == "ustar" }

func (s *source) zipMembers(most int, each func(*source, string)) (n int, err error) {
	z, err := unpack.OpenZip(s.file, s.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return 0, err
	}
	names := map[string]int{}
	for _, f := range z.File {
		names[unpack.MemberName(f)]++
	}
	if office(names) {
		return 0, nil
	}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		name := unpack.MemberName(f)
		m := &source{
			file: s.file, spare: s.spare, size: int64(min(f.UncompressedSize64, 1<<62)), name: s.name, member: name, open: f.Open,
			chain: []string{unpack.Step{Packing: unpack.Zip, Member: name}.String()},
		}
		why := refuse(strings.ReplaceAll(f.Name, `\`, "/"), f.FileInfo().Mode())
		switch n++; {
		case n > most:
			each(m, "not looked at: more members than the limit")
			return n, nil
		case why == "" && names[name] > 1:
			why = fmt.Sprintf("the archive holds it %d times: a citation could mean any", names[name])
		case why == "" && unpack.Lock(f) != "":
			why = "it is " + unpack.Lock(f) + ": unpack it with another tool, and seal both"
		}
		each(m, why)
	}
	return n, nil
}

// refuse says why a member is not looked at.
func refuse(name string, mode fs.FileMode) string {
	switch {
	case slices.Contains(strings.Split(name, "/"), ".."), path.Clean("/"+name) == "/":
		return "its name climbs out of the archive, or is no path"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link, not followed"
	case !mode.IsRegular():
		return "not a regular file"
	}
	return ""
}

func (s *source) packedTar(most int, each func(*source, string)) (int, error) {
	r, chain, err := peel(io.NewSectionReader(s.file, 0, s.size), nil)
	if err != nil {
		return 0, nil // what is wrong with it shows when it is sampled
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if err != nil || !isTar(head[:n]) {
		return 0, nil
	}
	return s.tarMembers(io.LimitReader(io.MultiReader(bytes.NewReader(head), r), tarLimit), chain, most, each)
}

// tarMembers reads the archive in order; each member's head is kept while it is
// looked at.
func (s *source) tarMembers(r io.Reader, chain []string, most int, each func(*source, string)) (n int, err error) {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return n, err
		}
		if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		name := unpack.TarName(h.Name)
		m := &source{
			file: s.file, spare: s.spare, size: h.Size, name: s.name, member: name,
			chain: append(slices.Clone(chain), unpack.Step{Packing: unpack.Tar, Member: name}.String()),
		}
		m.open = func() (io.ReadCloser, error) { return io.NopCloser(t), nil }
		if n++; n > most {
			each(m, "not looked at: more members than the limit")
			return n, nil
		}
		each(m, refuse(h.Name, h.FileInfo().Mode()))
	}
}
