// Package xlsx reads workbooks of SpreadsheetML (ECMA-376, ISO/IEC 29500), the
// transitional and the strict form. What is accepted and what cells mean is in
// docs/formats/xlsx.md.
//
// A workbook is no stream: a directory at its end leads to compressed parts. So
// a Sheet turns one sheet into a stream of text, row by row, in the form that
// citations of a row show; and a Parser, which is like that of any tabular
// format, makes records of that text. Nothing is written to disk, and memory is
// bounded whatever the workbook says of itself.
//
// Formulas are never evaluated, nothing outside the file is looked up, and no
// part but the workbook's list of sheets, styles, texts and the sheet itself is
// opened.
package xlsx

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"comity/internal/comity"

	"github.com/klauspost/compress/flate"
)

// Limits of what a workbook may ask for. The zero value is replaced by the
// defaults named here.
type Limits struct {
	Directory int64 // bytes of the archive's directory; 16 MiB
	Part      int64 // unpacked bytes of a sheet or of its texts; 8 GiB
	Strings   int64 // bytes that the shared texts may take in memory; 256 MiB
}

func (l Limits) orDefault() Limits {
	if l.Directory == 0 {
		l.Directory = 16 << 20
	}
	if l.Part == 0 {
		l.Part = 8 << 30
	}
	if l.Strings == 0 {
		l.Strings = 256 << 20
	}
	return l
}

// maxFrame bounds the unpacked bytes of the small parts: workbook, relations
// and styles.
const maxFrame = 64 << 20

// maxList bounds how many sheets, formats and styles are kept.
const maxList = 1 << 16

// Book is an open workbook. One goroutine at a time.
type Book struct {
	limits   Limits
	parts    map[string]*zip.File // by path in lower case, without the leading slash
	sheets   []sheetPart
	from1904 bool
	styles   []style // by number of the cell's format
	texts    string  // path of the shared texts; "" where there are none
}

// sheetPart is a sheet and where its cells are.
type sheetPart struct{ name, path string }

// Open reads the directory of the workbook in r, its list of sheets and its
// styles. What is no workbook is an Input error.
func Open(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	b := &Book{limits: limits.orDefault(), parts: map[string]*zip.File{}}
	if err := b.directory(r, size); err != nil {
		return nil, err
	}
	main, err := b.mainPart()
	if err != nil {
		return nil, err
	}
	relations, err := b.relations(main)
	if err != nil {
		return nil, err
	}
	if err := b.workbook(main, relations); err != nil {
		return nil, err
	}
	for _, rel := range relations {
		switch rel.sort {
		case "styles":
			if err := b.readStyles(rel.target); err != nil {
				return nil, err
			}
		case "sharedStrings":
			b.texts = rel.target
		}
	}
	return b, nil
}

// meter stops whoever reads more than a directory may hold.
type meter struct {
	r    io.ReaderAt
	left int64
}

var errDirectory = errors.New("the archive's directory is too long")

func (m *meter) ReadAt(p []byte, off int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errDirectory
	}
	return m.r.ReadAt(p, off)
}

// directory finds the parts. The first of those with one name counts, as in
// other readers; a second one is refused, for it could show another content to
// another program.
func (b *Book) directory(r io.ReaderAt, size int64) error {
	var magic [8]byte
	if _, err := r.ReadAt(magic[:], 0); err == nil && string(magic[:]) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" {
		return comity.Errorf(comity.Input, "this is no xlsx workbook but an old one (.xls), or one locked with a password").
			WithHint("save it as .xlsx without a password, or ask for it so; seal both files")
	}
	m := &meter{r, b.limits.Directory}
	z, err := zip.NewReader(m, size)
	if err != nil {
		if kind := comity.KindOf(err); kind != comity.Fault {
			return err
		}
		return comity.Errorf(comity.Input, "this is no xlsx workbook: %w", err).
			WithHint("a workbook is a ZIP archive; see that the file is whole")
	}
	m.left = 1<<63 - 1
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	for _, f := range z.File {
		name := partName(f.Name)
		if _, twice := b.parts[name]; twice {
			return comity.Errorf(comity.Input, "the workbook holds part %.80q twice", name).
				WithHint("ask the provider for the file as its program wrote it")
		}
		b.parts[name] = f
	}
	return nil
}

// partName is the path of a part as parts are compared: without regard to case,
// with slashes.
func partName(name string) string {
	return strings.TrimPrefix(path.Clean("/"+strings.ToLower(strings.ReplaceAll(name, `\`, "/"))), "/")
}

// open opens a part. The first error of reading it is told by damaged.
func (b *Book) open(name string, most int64) (*part, error) {
	f, ok := b.parts[partName(name)]
	if !ok {
		return nil, comity.Errorf(comity.Input, "the workbook lacks its part %.80q", name).
			WithHint("see that the file is whole")
	}
	if f.Flags&1 != 0 {
		return nil, comity.Errorf(comity.Input, "the workbook's part %.80q is locked with a password", name).
			WithHint("save it without a password; seal both files")
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(name, err)
	}
	p := &part{path: name, file: r, left: most}
	p.scanner = newScanner(p)
	return p, nil
}

// part is one part being read.
type part struct {
	*scanner
	path string
	file io.ReadCloser
	left int64
}

var errTooLong = errors.New("it unpacks to more than is read")

func (p *part) Read(b []byte) (int, error) {
	if p.left <= 0 {
		return 0, errTooLong
	}
	n, err := p.file.Read(b[:min(int64(len(b)), p.left)])
	p.left -= int64(n)
	return n, err
}

// close ends the reading. What the archive says then, reading said before: its reader repeats
// the error at which it stopped, and that of a damaged sheet is told as such by Row.
func (p *part) close() { _ = p.file.Close() }

// each calls see at the start of every element.
func (p *part) each(see func()) error {
	for {
		t, err := p.next()
		switch {
		case err != nil:
			return damaged(p.path, err)
		case t == ends:
			return nil
		case t == opens:
			see()
		}
	}
}

// damaged is the error for a part that cannot be read. A kind that the cause
// has is kept: the seal may be broken, or the command interrupted.
func damaged(name string, err error) error {
	if kind := comity.KindOf(err); kind != comity.Fault {
		return err
	}
	return comity.Errorf(comity.Input, "the workbook's part %.80q cannot be read: %w", name, err).
		WithHint("see that the file is whole and opens in its own program")
}

// all reads a small part.
func (b *Book) all(name string, see func(*part)) error {
	p, err := b.open(name, min(maxFrame, b.limits.Part))
	if err != nil {
		return err
	}
	defer p.close()
	return p.each(func() { see(p) })
}

// relation leads from one part to another.
type relation struct {
	id, sort, target string // sort is the last element of the relation's type
}

// relations reads those of a part; "" is the whole package.
func (b *Book) relations(of string) ([]relation, error) {
	dir, base := path.Split(of)
	var out []relation
	err := b.all(dir+"_rels/"+base+".rels", func(p *part) {
		if string(p.name) != "Relationship" || len(out) >= maxList || p.attribute("TargetMode") == "External" {
			return
		}
		target := strings.ReplaceAll(p.attribute("Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = "/" + dir + target
		}
		out = append(out, relation{p.attribute("Id"), path.Base(p.attribute("Type")), strings.TrimPrefix(path.Clean(target), "/")})
	})
	return out, err
}

// mainPart is the path of the workbook's main part.
func (b *Book) mainPart() (string, error) {
	if _, ok := b.parts["_rels/.rels"]; ok {
		relations, err := b.relations("")
		if err != nil {
			return "", err
		}
		for _, r := range relations {
			if r.sort == "officeDocument" {
				return r.target, b.isXML(r.target)
			}
		}
	}
	return "", comity.Errorf(comity.Input, "this archive holds no workbook").
		WithHint("a workbook leads to its main part in _rels/.rels; an archive of files needs member = \"<path>\"")
}

func (b *Book) isXML(main string) error {
	if strings.HasSuffix(strings.ToLower(main), ".bin") {
		return comity.Errorf(comity.Input, "this is a binary workbook (.xlsb)").
			WithHint("save it as .xlsx, or ask for it so; seal both files")
	}
	return nil
}

// workbook reads the list of sheets, in the order in which the program shows
// them, hidden ones as well. Charts and dialogs are no sheets of cells.
func (b *Book) workbook(main string, relations []relation) error {
	byID := map[string]relation{}
	for _, r := range relations {
		byID[r.id] = r
	}
	return b.all(main, func(p *part) {
		switch string(p.name) {
		case "workbookPr":
			v := p.attribute("date1904")
			b.from1904 = v == "1" || v == "true"
		case "sheet":
			if r := byID[p.attribute("id")]; r.sort == "worksheet" && len(b.sheets) < maxList {
				b.sheets = append(b.sheets, sheetPart{p.attribute("name"), r.target})
			}
		}
	})
}

// readStyles learns what each format of a cell shows.
func (b *Book) readStyles(name string) error {
	formats, inCells := map[int]style{}, false
	return b.all(name, func(p *part) {
		switch string(p.name) {
		case "numFmt":
			if id, err := strconv.Atoi(p.attribute("numFmtId")); err == nil && len(formats) < maxList && !inCells {
				formats[id] = custom(p.attribute("formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if !inCells || len(b.styles) >= maxList {
				return
			}
			id, err := strconv.Atoi(p.attribute("numFmtId"))
			shows, own := formats[id]
			if !own && err == nil {
				shows = builtin(id)
			}
			b.styles = append(b.styles, shows)
		}
	})
}

// Sheets lists the names of the sheets, in the order in which the program shows
// them.
func (b *Book) Sheets() []string {
	out := make([]string, len(b.sheets))
	for i, s := range b.sheets {
		out[i] = s.name
	}
	return out
}
