package xlsx

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// maxRow and maxColumn are the last row and column that a sheet can have; maxText
// is how long the text of a row may be.
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
	maxText   = 1 << 20
)

// ErrDamaged is what Row returns where the sheet's XML breaks off, is malformed,
// or does not match its checksum. Rows before it have been read.
var ErrDamaged = errors.New("the sheet is damaged or breaks off")

// Sheet gives the rows of one sheet as text. One goroutine at a time.
type Sheet struct {
	name  string
	book  *Book
	part  *part
	texts *texts
	row   int // number of the row at hand
	over  bool
	cell  cell // scratch
}

// Sheet opens a sheet by its name; "" is the only sheet that has rows. An Input
// error lists the sheets where that is none.
func (b *Book) Sheet(name string) (*Sheet, error) {
	if name == "" {
		return b.only()
	}
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for _, s := range b.sheets {
			if same(s.name, name) {
				return b.openSheet(s)
			}
		}
	}
	return nil, comity.Errorf(comity.Input, "the workbook has no sheet %.40q; it has %s", name, b.listed()).
		WithHint("correct sheet = \"...\" in the manifest")
}

func (b *Book) openSheet(s sheetPart) (*Sheet, error) {
	p, err := b.open(s.path, b.limits.Part)
	if err != nil {
		return nil, err
	}
	t, err := b.openTexts()
	if err != nil {
		p.close()
		return nil, err
	}
	return &Sheet{name: s.name, book: b, part: p, texts: t}, nil
}

// only opens the one sheet that has rows.
func (b *Book) only() (*Sheet, error) {
	var filled []sheetPart
	for _, s := range b.sheets {
		has, err := b.hasRows(s)
		if err != nil {
			return nil, err
		}
		if has {
			filled = append(filled, s)
		}
	}
	switch len(filled) {
	case 1:
		return b.openSheet(filled[0])
	case 0:
		return nil, comity.Errorf(comity.Input, "no sheet of the workbook has a row").
			WithHint("see that it is the right file")
	}
	return nil, comity.Errorf(comity.Input, "several sheets of the workbook have rows: %s", b.listed()).
		WithHint("say which one: sheet = %q", filled[0].name)
}

func (b *Book) hasRows(s sheetPart) (bool, error) {
	sh, err := b.openSheet(s)
	if err != nil {
		return false, err
	}
	_, _, err = sh.Row(nil)
	cerr := sh.Close()
	switch {
	case errors.Is(err, io.EOF):
		return false, cerr
	case errors.Is(err, ErrDamaged):
		return true, cerr
	}
	return err == nil, errors.Join(err, cerr)
}

// listed names the sheets for an error.
func (b *Book) listed() string {
	const most = 20
	var out []string
	for _, s := range b.sheets[:min(len(b.sheets), most)] {
		out = append(out, strconv.Quote(strings.ToValidUTF8(s.name[:min(len(s.name), 64)], "\uFFFD")))
	}
	if len(b.sheets) > most {
		out = append(out, "…")
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}

// Name is the sheet's name as the workbook has it.
func (s *Sheet) Name() string { return s.name }

// Close ends the reading. The reader under the workbook stays open.
func (s *Sheet) Close() error {
	s.part.close()
	s.texts.close()
	return nil
}

// Row appends the next row that has a cell to dst, in its cited form: a line for
// each cell, and an empty line behind the last. n is the row's number. The error
// is io.EOF after the last row, ErrDamaged where the sheet cannot be read on,
// else one of the workbook or of reading.
func (s *Sheet) Row(dst []byte) (out []byte, n int64, err error) {
	start := len(dst)
	for {
		if s.over {
			return dst, 0, io.EOF
		}
		t, err := s.part.next()
		switch {
		case err == nil && t == ends:
			err = errMarkup
		case err == nil && t == shuts && string(s.part.name) == "sheetData", err == nil && t == opens && string(s.part.name) == "sheetData" && s.part.empty:
			s.over = true
			err = s.drain()
		case err == nil && t == opens && string(s.part.name) == "row":
			dst, err = s.readRow(dst, start)
		}
		if err != nil {
			s.over = true
			return dst[:start], 0, s.told(err)
		}
		if len(dst) > start {
			return append(dst, '\n'), int64(s.row), nil
		}
	}
}

// told is err as Row returns it: what has a kind comes from outside the sheet.
func (s *Sheet) told(err error) error {
	if comity.KindOf(err) != comity.Fault {
		return err
	}
	if errors.Is(err, errTooLong) {
		return damaged(s.part.path, err)
	}
	return ErrDamaged
}

// drain reads what is behind the cells, so that the part's checksum is compared.
func (s *Sheet) drain() error {
	_, err := io.Copy(io.Discard, s.part)
	return err
}

// readRow reads the cells of the row whose start is at hand.
func (s *Sheet) readRow(dst []byte, start int) ([]byte, error) {
	if err := s.number(); err != nil {
		return dst, err
	}
	column := 0
	long := false
	for {
		t, err := s.part.next()
		switch {
		case err != nil:
			return dst, err
		case t == ends, t == opens && string(s.part.name) == "row":
			return dst, errMarkup
		case t == shuts && string(s.part.name) == "row":
			if long {
				dst = append(s.appendRef(dst[:start], 1), " "+longRow+"\n"...)
			}
			return dst, nil
		case t == opens && string(s.part.name) == "c":
			if dst, column, err = s.readCell(dst, column); err != nil {
				return dst, err
			}
			if len(dst)-start > maxText {
				dst, long = dst[:start], true
			}
		}
	}
}

// number is the row's number: as stated, or one more than the last one's.
func (s *Sheet) number() error {
	n := s.row + 1
	a := attributes{rest: s.part.tag}
	for a.next() {
		if string(a.key) == "r" {
			var err error
			if n, err = strconv.Atoi(string(a.value)); err != nil {
				return errMarkup
			}
		}
	}
	if n <= s.row || n > maxRow {
		return errMarkup
	}
	s.row = n
	return nil
}
