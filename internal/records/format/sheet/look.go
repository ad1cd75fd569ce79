package sheet

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"comity/internal/records/format/table"
)

// Layout is how delimited text seems to be laid out.
type Layout struct {
	Delimiter byte
	HeaderRow int      // line that the names begin on, from 1
	Lines     int      // how many lines the names take up
	Names     []string // the names as Open makes them
	Rows      int      // rows behind the header that have as many cells, in the head
	Width     int
}

// Bounds of what a look takes in.
const (
	lookRows  = 400
	maxBanner = 30 // lines above the header
	maxWidth  = 2000
)

// Look finds delimiter and header in the head of a stream. ok is false where
// most rows do not part into the same number of cells, or no line names them.
func Look(head []byte) (best Layout, ok bool) {
	head = bytes.TrimPrefix(head, bom)
	if binary(head) {
		return best, false
	}
	rank := 0
	for _, comma := range []byte(",;\t|^~") {
		l, fit := lookWith(head, comma)
		if fit > rank {
			best, rank, ok = l, fit, true
		}
	}
	return best, ok
}

// binary reports whether more than a few damaged lines hold NUL bytes.
func binary(head []byte) bool {
	lines, bad := 0, 0
	for line := range bytes.Lines(head) {
		lines++
		if bytes.IndexByte(line, 0) >= 0 {
			if bad++; lines == 1 {
				return true
			}
		}
	}
	return bad*10 > lines
}

// lookRow is a row of the head and the line that it begins on.
type lookRow struct {
	cells []string
	line  int
}

// lookWith tries one delimiter; fit is how well it parts the rows, 0 where it does not.
func lookWith(head []byte, comma byte) (l Layout, fit int) {
	rows := rowsOf(head, comma, lookRows)
	width, same := usual(rows)
	if width < 2 || width > maxWidth || same < 2 && len(rows) > 2 {
		return l, 0
	}
	for i, r := range rows {
		if r.line > maxBanner || len(r.cells) != width || !names(r.cells) {
			continue
		}
		l = Layout{Delimiter: comma, HeaderRow: r.line, Lines: 1, Width: width}
		block := [][]string{r.cells}
		if next := i + 1; next < len(rows) && len(rows[next].cells) == width && names(rows[next].cells) &&
			(merged(r.cells) && fills(rows[next].cells, r.cells) || repeats(r.cells) && !repeats(rows[next].cells)) {
			l.Lines, block, i = 2, append(block, rows[next].cells), next
		}
		if !covers(block, rows[i+1:]) {
			continue
		}
		l.Names = table.Header(block)
		rest := rows[i+1:]
		for _, r := range rest {
			if len(r.cells) == width {
				l.Rows++
			}
		}
		if bad := len(rest) - l.Rows; bad > 1 && l.Rows*10 < len(rest)*7 || len(rest) > 0 && l.Rows == 0 {
			return l, 0
		}
		return l, 1 + min(width, 40) + 1000*l.Rows/max(1, len(rest))
	}
	return l, 0
}

// usual is the width that most rows have, of equals the greater.
func usual(rows []lookRow) (width, same int) {
	count := map[int]int{}
	for _, r := range rows {
		count[len(r.cells)]++
	}
	for w, n := range count {
		if w > 1 && (n > same || n == same && w > width) {
			width, same = w, n
		}
	}
	return width, same
}

// names reports whether the cells could be the names of columns: words, short,
// none like data. Cells merged with the one on their left are empty.
func names(cells []string) bool {
	filled := 0
	for _, c := range cells {
		if c == "" || c == "#" || c == "№" { // people call a running number so
			continue
		}
		if len(c) > 80 || strings.ContainsAny(c, "{}<>\"=@") || strings.IndexFunc(c, unicode.IsLetter) < 0 || hasControl(c) || data(c) {
			return false
		}
		filled++
	}
	return filled > 0 && (filled*2 >= len(cells) || filled > 1 && merged(cells))
}

func hasControl(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) >= 0
}

// data reports whether a cell looks like a value: an address, a number, a time.
func data(c string) bool {
	digits := 0
	for _, r := range c {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits*2 > len(c) || digits >= 6 || strings.Count(c, ":") > 1 && !strings.Contains(strings.ToLower(c), "h:mm") || strings.HasPrefix(c, "/")
}

// repeats reports whether a name stands in several cells: a group's, above the
// names of its columns.
func repeats(cells []string) bool {
	seen := map[string]bool{}
	for _, c := range cells {
		if seen[c] && c != "" {
			return true
		}
		seen[c] = true
	}
	return false
}

func merged(cells []string) bool {
	for _, c := range cells[1:] {
		if c == "" {
			return cells[0] != ""
		}
	}
	return false
}

// fills reports whether a row has something below an empty cell of the one above: a mark behind
// the last name merges nothing.
func fills(cells, above []string) bool {
	for i, c := range above {
		if c == "" && cells[i] != "" {
			return true
		}
	}
	return false
}

// covers reports whether the rows of a header name every column but one, or but those of which
// no row below holds anything. Where a name stands above an empty cell alone, as of cells that
// are merged downwards, the row below must not be one of texts as well: then the second row would
// be a record. So it would where a name that stands twice has nothing below it.
func covers(block [][]string, below []lookRow) bool {
	last := block[len(block)-1]
	gaps, under, hollow := 0, 0, 0 // cells without a name: with values below; with a name above; with neither
	for i, c := range last {
		switch {
		case c != "":
		case len(block) > 1 && block[0][i] != "":
			if slices.Index(block[0], block[0][i]) < i {
				return false // nothing parts the two that bear the name
			}
			under++
		case empty(i, len(last), below):
			hollow++
		default:
			gaps++
		}
	}
	if gaps+under > 1 && under > 0 && len(below) > 0 && names(below[0].cells) {
		return false
	}
	return gaps < 2 && (gaps+hollow == 0 || len(last) > 2) && !doubled(last)
}

// doubled reports whether every second cell is empty: a mark of two characters parts the rows.
func doubled(cells []string) bool {
	for i, c := range cells {
		if (c == "") != (i%2 == 1) {
			return false
		}
	}
	return len(cells) > 2
}

// empty reports whether column i of the rows of that width holds nothing.
func empty(i, width int, rows []lookRow) bool {
	some := false
	for _, r := range rows {
		if len(r.cells) != width {
			continue
		}
		if some = true; r.cells[i] != "" {
			return false
		}
	}
	return some
}

// rowsOf parts the head into at most n rows; empty lines are no rows.
func rowsOf(head []byte, comma byte, n int) []lookRow {
	var out []lookRow
	line := 1
	for len(head) > 0 && len(out) < n {
		cells, size := Cells(head, comma, maxWidth+1)
		if len(cells) > 1 || cells[0] != "" {
			out = append(out, lookRow{cells, line})
		}
		line += bytes.Count(head[:size], []byte{'\n'})
		head = head[size:]
	}
	return out
}

// Cells parts the first row of data, of which it takes size bytes, its line end
// included. A row that breaks the grammar is parted by the delimiter alone. At
// most n cells are made; blanks around them are cut.
func Cells(data []byte, comma byte, n int) (cells []string, size int) {
	p := Parser{cells: nil}
	p.grammar = newGrammar(string(comma))
	end := lineEnd(data, 0)
	quoted := false
	if q := bytes.IndexByte(data[:end], '"'); q >= 0 {
		e, v := p.grammar.row(data, 0, q)
		if v == whole {
			end, quoted = e, true
		}
	}
	row := withoutCR(data[:end])
	p.cells = make([][]byte, min(bytes.Count(row, []byte{comma})+1, n))
	k := 0
	if quoted {
		k = p.splitQuoted(row, comma)
	} else {
		k = p.split(row, comma)
	}
	for _, c := range p.cells[:k] {
		cells = append(cells, string(bytes.TrimSpace(c)))
	}
	return cells, min(end+1, len(data))
}
