package xlsx

import (
	"bufio"
	"errors"
	"io"
)

// Text reads rows that were shown of a sheet, in their cited form, as Sheet reads
// those of a workbook. One goroutine at a time.
type Text struct {
	name string
	in   *bufio.Reader
	row  int64
	over error
}

// NewText reads the rows of the sheet of that name in r.
func NewText(r io.Reader, name string) *Text {
	return &Text{name: name, in: bufio.NewReaderSize(r, 64<<10)}
}

// Name is the sheet's name as the exhibit's description has it.
func (t *Text) Name() string { return t.name }

// Close implements the Book of package format.
func (*Text) Close() error { return nil }

// maxShown is the number of bytes that no row's cited form exceeds, with its end.
const maxShown = maxText + 2

// Row appends the next row to dst, as Sheet.Row does. Text that no sheet gives is
// ErrDamaged: rows that do not ascend, lines of another row's cells, a row without an end.
func (t *Text) Row(dst []byte) (out []byte, n int64, err error) {
	start := len(dst)
	for t.over == nil {
		from := len(dst)
		if dst, err = t.line(dst, start); err != nil {
			if t.over = err; errors.Is(err, io.EOF) && len(dst) > start {
				t.over = ErrDamaged
			}
			break
		}
		switch line := dst[from:]; {
		case len(line) == 1 && from > start:
			t.row = n
			return dst, n, nil
		case from == start:
			n = rowOf(line)
		}
		if at := rowOf(dst[from:]); at != n || n <= t.row || n > maxRow || columnOf(dst[from:]) == 0 {
			t.over = ErrDamaged
		}
	}
	return dst[:start], 0, t.over
}

// line appends a line with its line feed.
func (t *Text) line(dst []byte, start int) ([]byte, error) {
	for {
		part, err := t.in.ReadSlice('\n')
		dst = append(dst, part...)
		switch {
		case len(dst)-start > maxShown:
			return dst, ErrDamaged
		case err == nil || !errors.Is(err, bufio.ErrBufferFull):
			return dst, err
		}
	}
}
