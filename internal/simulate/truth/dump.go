package truth

import (
	"bufio"
	"io"
	"strings"

	"comity/internal/simulate/export"
)

// dump reads the rows of one table out of a mysqldump, value by value. Rows of
// a wrong width it passes over.
func (r *resolver) dump(e *export.Exhibit, in *bufio.Reader) error {
	all, err := io.ReadAll(in) // member lists are small
	if err != nil {
		return err
	}
	text := string(all)
	start := "\nINSERT INTO `" + e.Sheet + "` VALUES"
	for {
		_, rest, found := strings.Cut(text, start)
		if !found {
			return nil
		}
		text = r.tuples(e, rest)
	}
}

// tuples reads the rows of one statement and returns what follows it.
func (r *resolver) tuples(e *export.Exhibit, text string) string {
	var row []string
	var value strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
			value.WriteByte(' ') // what is escaped decides nothing here
		case c == '\'':
			quoted = !quoted
		case quoted:
			value.WriteByte(c)
		case c == '(':
			row = row[:0]
			value.Reset()
		case c == ',' || c == ')':
			row = append(row, value.String())
			value.Reset()
			if c == ')' {
				r.tuple(e, row)
				row = row[:0]
			}
		case c == ';':
			return text[i:]
		case c != ' ' && c != '\n':
			value.WriteByte(c)
		}
	}
	return ""
}

func (r *resolver) tuple(e *export.Exhibit, row []string) {
	if len(row) != len(e.Columns) {
		return
	}
	r.row(e, func(key string) string {
		for i, c := range e.Columns {
			if c.Key == key {
				return row[i]
			}
		}
		return ""
	})
}
