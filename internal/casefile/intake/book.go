package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"comity/internal/records/format"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"
)

// Bounds of what is read of a sheet.
const (
	bookHead  = 1_500   // rows that are looked at
	bookRows  = 200_000 // rows until the last ones are no longer looked for
	bookWidth = 2_000   // columns
)

// book looks at the sheets of a workbook: as the same table in delimited text,
// each row on the line of its number, so that everything about header, columns
// and values is decided as for text.
func (l *lexicon) book(f *File, s *sample) {
	if s.file == nil {
		f.Format, f.Reason = "", strings.Join(append(slices.Clone(s.notes), "a workbook inside a packing that cannot be read to its end"), "; ")
		return
	}
	b, err := xlsx.Open(s.file, s.size, xlsx.Limits{})
	if err != nil {
		f.Format, f.Reason = "", "a workbook that cannot be read: "+plainText(err.Error(), 80)
		return
	}
	var found []*File
	var unread []string
	for _, name := range b.Sheets() {
		switch t, reason := l.tableOf(f, b, name); {
		case t != nil:
			found = append(found, t)
		case reason != "":
			unread = append(unread, quoted(name)+": "+reason)
		}
	}
	switch len(found) {
	case 0:
		f.Format, f.Reason = "", "a workbook; of none of its sheets can a kind be told"+whyNot(unread)+": "+asTable
	case 1:
		why := f.Why
		*f = *found[0]
		f.Why = append(why, f.Why...)
		f.sayUnreadSheets(unread)
	default:
		f.Kind, f.sheets = found[0].Kind, found
		found[0].sayUnreadSheets(unread)
		for _, t := range found {
			t.several, t.Why = true, append(slices.Clone(f.Why), t.Why...)
			t.why("one of %d sheets that hold tables; remove what only repeats another", len(found))
		}
	}
}

// sayUnreadSheets tells of those of the workbook that are no exhibits: who reads of one sheet
// takes it for all.
func (f *File) sayUnreadSheets(unread []string) {
	if len(unread) > 0 {
		f.why("not read of the workbook are other sheets%s", whyNot(unread))
	}
}

// whyNot says of some sheets what keeps them from being read.
func whyNot(sheets []string) string {
	if len(sheets) == 0 {
		return ""
	}
	return " (" + strings.Join(sheets[:min(len(sheets), 5)], "; ") + ")"
}

// tableOf is what a sheet holds, nil where that is no table of a kind, and why.
func (l *lexicon) tableOf(f *File, b *xlsx.Book, name string) (*File, string) {
	sh, err := b.Sheet(name)
	if err != nil {
		return nil, ""
	}
	pieces := bookText(sh)
	if sh.Close() != nil {
		return nil, ""
	}
	layout, ok := sheet.Look(pieces[0])
	if !ok {
		if len(bytes.TrimSpace(pieces[0])) == 0 {
			return nil, ""
		}
		return nil, "no row names the columns"
	}
	t := *f
	t.Sheet, t.Why, t.Questions, t.Encoding = name, nil, []Question{}, Encoding{} // its cells are UTF-8 by its format
	l.sheet(&t, &sample{pieces: pieces, book: true}, format.Guess{Layout: &layout})
	if t.Kind == "" {
		return nil, t.Reason
	}
	t.Format, t.Sheet, t.Delimiter = record.Workbook, name, ""
	return &t, ""
}

// bookText is the first rows of a sheet, and the last ones where they are not
// among them, as comma-separated text; one line a row, empty ones where the sheet
// leaves rows out.
func bookText(sh *xlsx.Sheet) [][]byte {
	var rows, last [][]string
	var buf []byte
	at := int64(1)
	for n := range bookRows {
		text, number, err := sh.Row(buf[:0])
		if err != nil {
			break // the end, or damage: what comes before is looked at
		}
		buf = text
		cells := bookCells(text)
		switch {
		case n < bookHead:
			for ; at < number && len(rows) < 2*bookHead; at++ {
				rows = append(rows, nil)
			}
			rows = append(rows, cells)
			at = number + 1
		default:
			if last = append(last, cells); len(last) > 8 {
				last = last[1:]
			}
		}
	}
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	out := [][]byte{commas(rows, width)}
	if len(last) > 0 {
		out = append(out, commas(last, width))
	}
	return out
}

// bookCells takes the cited form of a row apart (docs/formats/xlsx.md): what a
// cell means where that stands behind its value, else the value.
func bookCells(text []byte) []string {
	var out []string
	for line := range bytes.Lines(text) {
		ref, value, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "\t")
		if !ok {
			continue
		}
		if _, means, ok := strings.Cut(value, "\t"); ok {
			value = means
		}
		n := 0
		for _, c := range ref {
			if c < 'A' || c > 'Z' {
				break
			}
			n = n*26 + int(c-'A') + 1
		}
		if n < 1 || n > bookWidth {
			continue
		}
		for len(out) < n {
			out = append(out, "")
		}
		out[n-1] = value
	}
	return out
}

// commas writes rows of one width. A row that holds nothing is an empty line.
func commas(rows [][]string, width int) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range rows {
		if len(r) == 0 {
			w.Flush()
			b.WriteByte('\n')
			continue
		}
		full := make([]string, width)
		copy(full, r)
		if err := w.Write(full); err != nil && !errors.Is(err, io.EOF) {
			break // a buffer in memory takes everything
		}
	}
	w.Flush()
	return b.Bytes()
}
