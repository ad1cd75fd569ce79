package run

import (
	"bytes"
	"context"
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"
)

// DamagedSheet says that the rows behind a place cannot be read.
const DamagedSheet record.Reason = "the sheet is damaged or breaks off here"

// maxPacked is how long a workbook inside a packing may be: it is unpacked in
// memory, for nothing plain is written to disk.
const maxPacked = 64 << 20

// bookBlock is how much text of rows is read at a time.
const bookBlock = 1 << 20

// book opens the sheet that e is about and gives it to read.
func (e Exhibit) book(ctx context.Context, read func(format.Book) error) error {
	b, done, err := e.openBook(ctx)
	if err != nil {
		return err
	}
	err = read(b)
	if cerr := done(); err == nil {
		err = cerr
	}
	return err
}

// openBook opens the sheet; done closes it and the exhibit.
func (e Exhibit) openBook(ctx context.Context) (b format.Book, done func() error, err error) {
	if e.Source.Packing != "" {
		if err = e.stream(ctx, func(r io.Reader) error { b, err = e.packedBook(r); return err }); err != nil {
			return nil, nil, err
		}
		return b, b.Close, nil
	}
	segments, closer, err := e.Open()
	if err != nil {
		return nil, nil, comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	if b, err = e.sheet(block.NewAt(ctx, segments), segments.Size()); err != nil {
		return nil, nil, errors.Join(err, closer.Close())
	}
	return b, func() error { return errors.Join(b.Close(), closer.Close()) }, nil
}

func (e Exhibit) packedBook(r io.Reader) (format.Book, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxPacked+1))
	if err != nil {
		return nil, comity.Errorf(streamKind(err), "exhibit %s: unpack the workbook: %w", e.Source.Ref, err)
	}
	if len(b) > maxPacked {
		return nil, comity.Errorf(comity.Input, "exhibit %s: the workbook inside is longer than %d MiB", e.Source.Ref, maxPacked>>20).
			WithHint("unpack it, and seal both files")
	}
	return e.sheet(bytes.NewReader(b), int64(len(b)))
}

func (e Exhibit) sheet(r io.ReaderAt, size int64) (format.Book, error) {
	if e.Rows {
		return format.ReadBook(io.NewSectionReader(r, 0, size), &e.Source), nil
	}
	b, err := format.OpenBook(r, size, &e.Source)
	if err != nil {
		return nil, sourceError(&e.Source, err)
	}
	return b, nil
}

// sheetName is the name of the sheet that e is about; "" where e is no workbook.
func (e Exhibit) sheetName(ctx context.Context) (name string, err error) {
	if !format.IsBook(e.Source.Format) {
		return e.Source.Sheet, nil
	}
	err = e.book(ctx, func(b format.Book) error {
		name = b.Name()
		return nil
	})
	return name, err
}

// bookHead is the start of the sheet's text.
func (e Exhibit) bookHead(ctx context.Context) (head []byte, err error) {
	err = e.book(ctx, func(b format.Book) error {
		for len(head) < headSize && err == nil {
			head, _, err = b.Row(head)
		}
		return e.atEnd(err)
	})
	return head[:min(len(head), headSize)], err
}

// atEnd passes over the end of a sheet, also an untimely one: what comes before
// is read, and reading the whole sheet reports it.
func (e Exhibit) atEnd(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, xlsx.ErrDamaged) {
		return nil
	}
	return sourceError(&e.Source, err)
}

// runBook is run for a workbook: its bytes are hashed first, then the rows are
// read in order.
func (p *pass[T]) runBook(ctx context.Context) error {
	if err := p.c.hashOnly(ctx, p.n); err != nil {
		return err
	}
	e := &p.c.exhibits[p.n]
	p.ready, p.absolute = map[int]passed[T]{}, true
	return e.book(ctx, func(b format.Book) error {
		var last int64
		err := eachBlock(b, func(i int, data []byte, row int64) error {
			last = row
			return p.block(0, block.Block{Index: i, Data: data})
		})
		if errors.Is(err, xlsx.ErrDamaged) {
			p.c.reject(p.n, record.Reject{Place: record.Place{Offset: last + 1, Length: -1, Line: last + 1}, Reason: DamagedSheet})
		}
		return e.atEnd(err)
	})
}

// eachBlock gives the text of a sheet in blocks of whole rows, with the number of
// the last row of each, and returns what ended it.
func eachBlock(b format.Book, each func(i int, data []byte, last int64) error) error {
	var buf []byte
	for i := 0; ; i++ {
		var n, last int64
		var err error
		for buf = buf[:0]; len(buf) < bookBlock && err == nil; {
			if buf, n, err = b.Row(buf); err == nil {
				last = n
			}
		}
		if len(buf) > 0 {
			if berr := each(i, buf, last); berr != nil {
				return berr
			}
		}
		if err != nil {
			return err
		}
	}
}

// excerptRows is Excerpt for a workbook; order sorts places by their rows.
func (e Exhibit) excerptRows(ctx context.Context, places []record.Place, order []int, each func(int, []byte) error) error {
	return e.book(ctx, func(b format.Book) error {
		var row []byte
		var n int64
		for _, i := range order {
			want := places[i].Offset
			for n < want {
				var err error
				if row, n, err = b.Row(row[:0]); err != nil {
					n = 1 << 62
					if err = e.atEnd(err); err != nil {
						return err
					}
				}
			}
			if n != want {
				return notThere(&e, b.Name(), want)
			}
			if err := each(i, bytes.TrimSuffix(row, []byte{'\n'})); err != nil {
				return err
			}
		}
		return nil
	})
}

// blocks hands out the exhibit's blocks in order, until each returns errDone.
func (e Exhibit) blocks(ctx context.Context, cfg block.Config, each func(block.Block) error) error {
	var err error
	if format.IsBook(e.Source.Format) {
		err = e.book(ctx, func(b format.Book) error {
			return e.atEnd(eachBlock(b, func(i int, data []byte, _ int64) error {
				return each(block.Block{Index: i, Data: data})
			}))
		})
	} else {
		err = e.cutBlocks(ctx, cfg, each)
	}
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// CiteOf is the citation of a record of src that lies at p.
func CiteOf(src *record.Source, p record.Place) comity.Citation { return citeOf(src, p) }

// citeOf is the citation of a place of src.
func citeOf(src *record.Source, p record.Place) comity.Citation {
	c := comity.Citation{Exhibit: src.Exhibit, Inner: src.Inner(), Offset: p.Offset, Length: int64(p.Length)}
	if p.Length < 0 {
		c.Inner = string(comity.AppendRow([]byte(c.Inner), p.Offset))
		c.Offset = 0
	}
	return c
}
