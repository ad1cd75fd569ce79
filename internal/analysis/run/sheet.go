package run

import (
	"context"
	"io"

	"comity/internal/comity"
	"comity/internal/records/format"
)

// SheetText opens the text of a workbook's sheet: its rows in their cited form, the
// stream that its row tree is over. It ends where the sheet is damaged.
func SheetText(ctx context.Context, e Exhibit) (io.ReadCloser, error) {
	b, done, err := e.openBook(ctx)
	if err != nil {
		return nil, err
	}
	return &sheetText{e: e, book: b, done: done}, nil
}

// sheetText is a Book as a stream.
type sheetText struct {
	e    Exhibit
	book format.Book
	done func() error
	buf  []byte // of the row last read
	rest []byte // of it, not yet handed out
	over error
}

// Read implements io.Reader.
func (s *sheetText) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.over != nil {
			return 0, s.over
		}
		var err error
		if s.buf, _, err = s.book.Row(s.buf[:0]); err != nil {
			if s.over = s.e.atEnd(err); s.over == nil {
				s.over = io.EOF
			}
			continue
		}
		s.rest = s.buf
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Close implements io.Closer.
func (s *sheetText) Close() error { return s.done() }

// FindRow is where a row's cited form lies in the text of the sheet. A row that has
// no cell is an Input error.
func FindRow(ctx context.Context, e Exhibit, row int64) (offset, length int64, err error) {
	err = e.book(ctx, func(b format.Book) error {
		var buf []byte
		for {
			var n int64
			var err error
			buf, n, err = b.Row(buf[:0])
			if ended := e.atEnd(err); ended != nil {
				return ended
			}
			switch {
			case err != nil || n > row:
				return notThere(&e, b.Name(), row)
			case n == row:
				length = int64(len(buf))
				return nil
			}
			offset += int64(len(buf))
		}
	})
	return offset, length, err
}

// notThere is the error for a row that a sheet does not have.
func notThere(e *Exhibit, sheet string, row int64) error {
	return comity.Errorf(comity.Input, "exhibit %s: sheet %.40q has nothing in row %d", e.Source.Ref, sheet, row).
		WithHint("copy the citation from `comity show`")
}
