package mysqldump

import (
	"bytes"
	"strings"

	"comity/internal/comity"
)

// Other databases whose dumps look alike. In their texts a backslash is a letter, and the rows
// behind a COPY are no statements: what was read of them would be wrong, or missing.
const (
	postgres = "PostgreSQL"
	sqlite   = "SQLite"
)

// Foreign names the other database that wrote the dump which begins with head; "" where
// nothing says so.
func Foreign(head []byte) string {
	for line := range bytes.Lines(head) {
		if strings.HasPrefix(string(line), "-- "+postgres) {
			return postgres
		}
		w := words{b: line}
		if kind, _, _ := remark(line, true); kind != 0 {
			continue
		}
		first := w.word()
		if first == "INSERT" || first == "REPLACE" {
			break // texts may hold lines that look like statements
		}
		if m := maker(first, &w); m != "" && (first != "COPY" || bytes.Contains(bytes.ToUpper(line), []byte("STDIN"))) {
			return m
		}
	}
	return ""
}

// Foreign is an Input error where the dump turned out to be of another database; nil where
// it did not. To be asked once the stream has ended.
func (p *Parser) Foreign() error {
	if p.maker == "" {
		return nil
	}
	return comity.Errorf(comity.Input, "this is a dump of %s, which writes texts and rows otherwise than MySQL", p.maker).
		WithHint("export its tables as CSV, and seal both")
}
