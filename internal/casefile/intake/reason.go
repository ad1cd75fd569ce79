package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/records/format/access"
	"comity/internal/records/format/sheet"
	"comity/internal/records/record"
)

// noFormat is why bytes that are no text are no exhibit.
const noFormat = `no text, and no format that is known; to keep it for people: kind = "document"`

// foreign names what is known by its first bytes and not read; "" for others.
func foreign(head []byte) string {
	if bytes.HasPrefix(head, zipMagic) && bytes.Contains(head[:min(len(head), 200)], []byte("opendocument.spreadsheet")) {
		return "a workbook of OpenDocument (ODS), which is not read: save it as XLSX, or each sheet as CSV, in a copy, and seal both"
	}
	for _, m := range []struct{ magic, what string }{
		{string(zipMagic), "a ZIP inside another archive, or no workbook: unpack the outer one, and seal both"},
		{"PK\x05\x06", "an empty ZIP"},
		{"Rar!\x1a\x07", "a RAR archive, which is not opened: unpack it with another tool, and seal both"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive, which is not opened: unpack it with another tool, and seal both"},
		{"BZh", "compressed with bzip2, which is not opened: unpack it with another tool, and seal both"},
		{"\xfd7zXZ\x00", "compressed with xz, which is not opened: unpack it with another tool, and seal both"},
		{"SQLite format 3\x00", "a SQLite database, and no RDSv3 of the National Software Reference Library: export its tables as CSV, and seal both"},
		{"\xd4\xc3\xb2\xa1", "a capture of network traffic, which is not read"},
		{"\xa1\xb2\xc3\xd4", "a capture of network traffic, which is not read"},
		{"\x0a\x0d\x0d\x0a", "a capture of network traffic, which is not read"},
		{"\x00\x01\x00\x00Standard", "a database of Microsoft Access, which is not read: export its tables as CSV, and seal both"},
		{"PAR1", "a table in Parquet, which is not read: export it as CSV, and seal both"},
		{"Obj\x01", "a table in Avro, which is not read: export it as CSV, and seal both"},
		{"!BDN", "a mailbox of Outlook (PST), which is not read: export its mails as mbox, or as single mails, and seal both"},
		{"ElfFile\x00", "a Windows event log, which is not read: export it as CSV, and seal both"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.what
		}
	}
	if isTar(head) {
		return "a tar inside another archive: unpack the outer one, and seal both"
	}
	return ""
}

// returns reports whether lines end in CR alone.
func returns(head []byte) bool {
	cr := bytes.Count(head, []byte{'\r'})
	return cr > 1 && cr > 4*bytes.Count(head, []byte{'\n'})
}

func isJSON(head []byte) bool {
	s := bytes.TrimSpace(head)
	return len(s) > 1 && (s[0] == '[' && bytes.IndexByte([]byte(`{["]`), bytes.TrimSpace(s[1:])[0]) >= 0 || s[0] == '{' && bytes.TrimSpace(s[1:])[0] == '"')
}

// reasonRows is how many rows speak for or against a delimiter.
const reasonRows = 200

// whyNoTable says of text what keeps it from being read as a table, and what to
// do about it.
func whyNoTable(head []byte) string {
	if bytes.HasPrefix(head, []byte("#separator ")) {
		return "a log of Zeek other than of leases, which is not read: without the lines that begin with #, and under the names behind #fields as its first line, a copy is a table parted by tabs; seal both" + forPeople
	}
	if why := someLog(head); why != "" {
		return why
	}
	for _, say := range []func([]byte) string{ledger, byVendor, errorLog, requests, told, drawn, pairs, aligned} {
		if why := say(head); why != "" {
			return why
		}
	}
	if mark := oddMark(head); mark != "" {
		return fmt.Sprintf("its columns seem to be parted by %q, which is not read: ask for commas, semicolons, tabs or bars, or turn it in a copy and seal both", mark)
	}
	best, share, mark := 0, 0, ""
	for _, comma := range []byte(",;\t|^~") {
		width, same, all := widths(head, comma)
		if width > 1 && all > 1 && same*100/all >= max(share, 30) {
			best, share, mark = width, same*100/all, string(comma)
		}
	}
	if best > 2 && share >= 70 && closed(head, mark[0], best) {
		return fmt.Sprintf("rows of %d cells parted by %q, of which the last is empty, under names for %d: take the mark at the end of each row off in a copy, and seal both", best, mark, best-1)
	}
	if names := namesOf(head, best, mark); names > 0 && share >= 70 {
		return fmt.Sprintf("the first line names %d columns, and %d in 100 rows have %d cells parted by %q: does a mark stand in the values, such as a comma in sums? Ask for an export with values in quotes, or parted by semicolons", names, share, best, mark)
	}
	switch {
	case best > 2 && share >= 70:
		return fmt.Sprintf("rows of %d cells parted by %q, and no row names the columns: ask for the export with its header line, or put one above a copy and seal both%s", best, mark, kindsOfRow(head, mark[0]))
	case best > 2:
		return fmt.Sprintf("rows parted by %q into different numbers of cells, %d in 100 of them into %d: ask for an export with texts in quotes; where several tables stand in it, make a file of each in a copy, and seal all", mark, share, best)
	}
	if why := spaced(head); why != "" {
		return why
	}
	return `text of no format that is known: if it is a table, its first line has to name the columns; to keep it for people: kind = "document"`
}

// namesOf is into how many names the first line of text is parted, where these are fewer
// than the cells of the rows below; 0 where it names nothing, or as many.
func namesOf(head []byte, width int, mark string) int {
	if len(mark) != 1 {
		return 0
	}
	cells, _ := sheet.Cells(head, mark[0], bookWidth)
	named := !slices.ContainsFunc(cells, func(c string) bool {
		return strings.IndexFunc(c, unicode.IsLetter) < 0 || strings.ContainsAny(c, "@/:")
	})
	if !named || len(cells) < 2 || len(cells) >= width {
		return 0
	}
	return len(cells)
}

// someLog says that some lines are those of an access log, where too few are for
// the whole to be taken for one; "" where next to none is.
func someLog(head []byte) string {
	best, most, all := access.Format(""), 0, 0
	for _, f := range access.Formats() {
		p, err := access.New(f)
		if err != nil {
			continue
		}
		fit, n := 0, 0
		for line := range bytes.Lines(head) {
			if line = bytes.TrimRight(line, "\r\n"); len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			if n++; p.Parse(line, new(record.Event)) == "" {
				fit++
			}
			if n == 10*reasonRows {
				break
			}
		}
		if all = n; fit > most {
			best, most = f, fit
		}
	}
	if most*20 < all || most == 0 {
		return ""
	}
	return fmt.Sprintf("%d of the first %d lines are those of an access log, fewer than half: if it is one, state kind = \"access\" and format = %q, and see what is rejected", most, all, best)
}

// widths is the number of cells that most rows have under a delimiter, how many
// rows have it, and of how many.
func widths(head []byte, comma byte) (width, same, all int) {
	count := map[int]int{}
	for len(head) > 0 && all < reasonRows {
		cells, n := sheet.Cells(head, comma, bookWidth)
		head = head[n:]
		if len(cells) > 1 || cells[0] != "" {
			count[len(cells)]++
			all++
		}
	}
	for w, n := range count {
		if n > same || n == same && w > width {
			width, same = w, n
		}
	}
	return width, same, all
}

// closed reports whether rows of a width end in a mark behind their last cell, and the one
// that names the columns, above them, does not.
func closed(head []byte, comma byte, width int) bool {
	rows, empty, names := 0, 0, false
	for len(head) > 0 && rows < reasonRows {
		cells, n := sheet.Cells(head, comma, bookWidth)
		head = head[n:]
		switch {
		case len(cells) == width:
			if rows++; cells[width-1] == "" {
				empty++
			}
		case rows == 0:
			names = len(cells) == width-1
		}
	}
	return names && rows > 0 && empty*100 >= rows*99
}

// oddMark is the run of signs that parts nearly every line into as many cells,
// where that is none of the delimiters that are read; "" where there is none.
func oddMark(head []byte) string {
	var lines []string
	for line := range bytes.Lines(head) {
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 && len(lines) < reasonRows {
			lines = append(lines, string(line))
		}
	}
	if len(lines) < 3 || inQuotes(lines) {
		return ""
	}
	best, most := "", 0
	for _, mark := range runs(lines[0]) {
		want, same := strings.Count(lines[0], mark), 0
		for _, l := range lines {
			if strings.Count(l, mark) == want {
				same++
			}
		}
		if want >= 2 && want > most && same*10 >= len(lines)*9 {
			best, most = mark, want
		}
	}
	return best
}

// inQuotes reports whether nearly all lines are cells in quotes, whatever stands in these.
func inQuotes(lines []string) bool {
	n := 0
	for _, l := range lines {
		if strings.HasPrefix(l, `"`) && (strings.Contains(l, `","`) || strings.Contains(l, `";"`) || strings.Contains(l, "\"\t\"")) {
			n++
		}
	}
	return n*10 >= len(lines)*9
}

// runs lists the different runs of one to three signs between words of a line.
func runs(line string) []string {
	var out []string
	sign := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != utf8.RuneError && !strings.ContainsRune(" _\"'.-/()", r)
	}
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return !sign(r) }) {
		if len(word) <= 3 && !slices.Contains([]string{",", ";", "\t", "|", "^", "~", ":", "=", "["}, word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// serials says which columns hold days as spreadsheets number them where the
// header promises times; "" where none does, else it begins "; ".
func serials(cols []*column) string {
	var names []string
	timed := slices.ContainsFunc(cols, func(c *column) bool { return c.forms.stampy(c.filled) })
	for _, c := range cols {
		named := slices.ContainsFunc(c.parts, func(p part) bool { return p.has("time") || p.has("start") || p.has("end") || p.has("born") })
		n := 0
		for _, v := range c.samples {
			if serial(v) {
				n++
			}
		}
		if named && !c.has("duration") && (!timed || slices.ContainsFunc(c.samples, func(v string) bool { return strings.ContainsAny(v, ".,") })) && !c.forms.stampy(c.filled) && c.joined == nil && c.filled > 1 && n*100 >= c.filled*92 {
			names = append(names, quoted(c.name))
		}
	}
	if names == nil {
		return ""
	}
	return "; " + strings.Join(names, ", ") + ": numbers of days as spreadsheets keep times (36526 is 2000-01-01), which text does not explain: ask for the workbook itself, or for times in text, or state time_format = \"excel\""
}

// serial holds for a number of days from 1990 to 2099 behind 1899-12-30, perhaps
// with a fraction.
func serial(v string) bool {
	whole, fraction, _ := strings.Cut(strings.Replace(v, ",", ".", 1), ".")
	return len(whole) == 5 && strings.Trim(whole+fraction, "0123456789") == "" && atoi(whole) >= 32874 && atoi(whole) < 73051
}
