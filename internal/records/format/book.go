package format

import (
	"io"

	"comity/internal/records/format/table"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"
)

// Book gives the rows of an exhibit that is no stream, because its parts are
// found by a directory at its end. What it gives is the text that Open and Rows
// take: whole rows of it, cut anywhere between them.
type Book interface {
	// Name is the sheet's name as the workbook has it.
	Name() string
	// Row appends the next row and returns its number; io.EOF after the last.
	// xlsx.ErrDamaged says that the rest cannot be read.
	Row(dst []byte) ([]byte, int64, error)
	Close() error
}

// IsBook reports whether exhibits of the format are read as a Book. Their places
// are rows: Offset is the number, and Length is negative.
func IsBook(name string) bool { return name == record.Workbook }

// OpenBook opens the sheet of src in r. What does not fit is an Input error.
func OpenBook(r io.ReaderAt, size int64, src *record.Source) (Book, error) {
	b, err := xlsx.Open(r, size, xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	return b.Sheet(src.Sheet)
}

// ReadBook reads rows of src's sheet that a Book gave, as that Book: the excerpt
// of a workbook.
func ReadBook(r io.Reader, src *record.Source) Book { return xlsx.NewText(r, src.Sheet) }

// BookLeaf is a leaf of the row tree over the rows that a Book gives.
type BookLeaf = xlsx.Leaf

// ParseBookLeaf takes such a leaf apart.
func ParseBookLeaf(leaf []byte) BookLeaf { return xlsx.ParseLeaf(leaf) }

// BookRows counts the rows in text that a Book gave.
func BookRows(data []byte) int64 { return xlsx.Rows(data) }

// openWorkbook makes parsers of rows; head is the start of what the Book gives.
func openWorkbook(head []byte, src *record.Source, cfg table.Config, workers int) (Opened, error) {
	p, err := xlsx.New(head, src, cfg)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Rows: []Rows{p}}
	o.Block.InOrder = true
	for len(o.Rows) < workers {
		o.Rows = append(o.Rows, p.Clone())
	}
	return o, nil
}
