package register

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/xlsx"
)

// rows gives the rows behind a header. Empty rows are none.
type rows interface {
	names() []string
	next() (cells []string, ok bool, err error)
}

// maxCells is how many cells of a row are taken apart.
const maxCells = 2000

func open(data []byte, cfg *Config) (rows, error) {
	if isBook(data) {
		return openBook(data, cfg)
	}
	return openText(data, cfg)
}

// delimited is rows of delimited text.
type delimited struct {
	header []string
	rest   []byte
	comma  byte
}

func openText(data []byte, cfg *Config) (*delimited, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	for n := 1; n < cfg.HeaderRow; n++ {
		i := bytes.IndexByte(data, '\n')
		if i < 0 {
			data = nil
			break
		}
		data = data[i+1:]
	}
	line := data[:max(0, bytes.IndexByte(data, '\n'))]
	if len(line) == 0 {
		line = data
	}
	d := &delimited{rest: data, comma: ','}
	for _, c := range []byte(";\t|") {
		if bytes.Count(line, []byte{c}) > bytes.Count(line, []byte{d.comma}) {
			d.comma = c
		}
	}
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, comity.Errorf(comity.Input, "the header line holds NUL bytes: this is no text").
			WithHint("save the table as CSV in UTF-8, or as .xlsx")
	}
	header, ok, err := d.next()
	if err != nil || !ok {
		return nil, comity.Errorf(comity.Input, "the file has no header line").WithHint("its first line must name the columns")
	}
	d.header = header
	return d, nil
}

func (d *delimited) names() []string { return d.header }

func (d *delimited) next() ([]string, bool, error) {
	for len(d.rest) > 0 {
		cells, size := sheet.Cells(d.rest, d.comma, maxCells+1)
		d.rest = d.rest[size:]
		if len(cells) > 1 || len(cells) == 1 && cells[0] != "" {
			return cells, true, nil
		}
	}
	return nil, false, nil
}

// book is rows of a workbook's sheet.
type book struct {
	header []string
	sheet  *xlsx.Sheet
	buf    []byte
	first  int64 // number of the header's row; 0: the first that is filled
}

func openBook(data []byte, cfg *Config) (*book, error) {
	b, err := xlsx.Open(bytes.NewReader(data), int64(len(data)), xlsx.Limits{})
	if err != nil {
		return nil, err
	}
	s, err := b.Sheet(cfg.Sheet)
	if err != nil {
		return nil, err
	}
	k := &book{sheet: s, first: int64(cfg.HeaderRow)}
	cells, ok, err := k.next()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, comity.Errorf(comity.Input, "the sheet has no row").WithHint("its first row must name the columns")
	}
	k.header = cells
	return k, nil
}

func (k *book) names() []string { return k.header }

// next pads a row with empty cells: a sheet does not write those at its end.
func (k *book) next() ([]string, bool, error) {
	for {
		row, n, err := k.sheet.Row(k.buf[:0])
		if errors.Is(err, io.EOF) {
			return nil, false, k.sheet.Close()
		}
		if err != nil {
			return nil, false, comity.Errorf(comity.Input, "%w", err).WithHint("see that the workbook opens in its own program")
		}
		k.buf = row
		if n < k.first {
			continue
		}
		cells := xlsx.Cells(row)
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		for len(cells) < len(k.header) {
			cells = append(cells, "")
		}
		return cells, true, nil
	}
}
