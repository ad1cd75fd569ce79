package format

import (
	"bytes"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// freed are the formats that do not rest on line ends.
func freed() []string { return []string{MySQLDump, record.Workbook, "camt", Hypermail, VICS, RDS} }

// hasLines refuses a stream whose lines end with carriage returns alone, as old
// Macintoshes wrote them. To every other format it is one line: a header, a comment or
// a field that holds the whole file, and no record would be missed.
func hasLines(head []byte, src *record.Source) error {
	i := bytes.IndexByte(head, '\r')
	if i < 0 || bytes.IndexByte(head, '\n') >= 0 || len(bytes.TrimSpace(head[i:])) == 0 || slices.Contains(freed(), src.Format) {
		return nil
	}
	return comity.Errorf(comity.Input, "exhibit %s: its lines end with carriage returns alone", src.Ref).
		WithHint("make line feeds of them with another tool, and seal both files: the converted one names the other in its notes")
}
