package main

import (
	"encoding/csv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"comity/internal/comity"
)

// bom tells a spreadsheet that the file is UTF-8.
const bom = "\ufeff"

// spreadsheet writes a table as a spreadsheet opens it: UTF-8 with a byte order
// mark, CRLF, quoted by RFC 4180, parted as the spreadsheet of the language
// expects. docs/contract.md says what is done to cells, and why.
type spreadsheet struct {
	w       *csv.Writer
	columns []column
	comma   bool // decimals have a comma
}

// withCSV gives a command the flag --csv.
func (a *app) withCSV(c *cobra.Command) *cobra.Command {
	c.Flags().BoolVar(&a.csv, "csv", false, "print a table for a spreadsheet: comma-separated, with --lang it by semicolons")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	return c
}

// spreadsheet begins a table with its headings.
func (a *app) spreadsheet(t *table) *spreadsheet {
	s := &spreadsheet{w: csv.NewWriter(a.out), columns: t.columns, comma: a.lang == "it"}
	s.w.UseCRLF = true
	if s.comma { // where the comma is the decimal sign, the list separator is a semicolon
		s.w.Comma = ';'
	}
	a.print("%s", bom)
	head := make([]string, len(t.columns))
	for i, c := range t.columns {
		head[i] = c.title
	}
	s.write(head)
	return s
}

// add writes a row. Cells may hold anything.
func (s *spreadsheet) add(cells ...string) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch {
		case !s.columns[i].right:
			row[i] = inert(c)
		case s.comma:
			row[i] = strings.ReplaceAll(c, ".", ",")
		default:
			row[i] = c
		}
	}
	s.write(row)
}

func (s *spreadsheet) write(row []string) {
	_ = s.w.Write(row) // close reports it
}

func (s *spreadsheet) close() error {
	s.w.Flush()
	if err := s.w.Error(); err != nil {
		return comity.Errorf(comity.Fault, "write output: %w", err)
	}
	return nil
}

// inert is a cell that a spreadsheet takes for nothing but text: what would be a
// formula, or a number that it would round or shorten, has an apostrophe before
// it; also behind what a spreadsheet of another language takes for the end of a
// cell. Control characters are shown by their numbers.
func inert(cell string) string {
	guard := formula(cell) || rounded(cell)
	cell = harmless(cell)
	var b strings.Builder
	if guard {
		b.WriteByte('\'')
	}
	for i, r := range cell {
		b.WriteRune(r)
		if (r == ';' || r == ',') && formula(cell[i+1:]) {
			b.WriteByte('\'')
		}
	}
	return b.String()
}

// formula reports whether a spreadsheet may compute what begins so.
func formula(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

// rounded reports whether a spreadsheet would show s as another number: long
// ones as 1.23E+15, those with zeros in front without them, 12E5 as 1200000.
func rounded(s string) bool {
	digits, exponents := 0, 0
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case (c == 'e' || c == 'E') && digits > 0:
			exponents++
		default:
			return false
		}
	}
	return digits > 11 || digits > 1 && s[0] == '0' || exponents == 1
}
