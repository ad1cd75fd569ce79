package sheet

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

var bom = []byte("\xef\xbb\xbf")

// columns finds the header and its delimiter in head, and maps the keys. Of the
// delimiters that the header line holds, most frequent first, the first that
// gives all needed columns wins.
func (p *Parser) columns(head []byte, src *record.Source, cfg table.Config) error {
	start := 0
	if bytes.HasPrefix(head, bom) {
		start = len(bom)
	}
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		if n := lineEnd(head, start); bytes.IndexByte(head[:n], 0) >= 0 {
			return comity.Errorf(comity.Input, "the header line holds NUL bytes: this is no text in UTF-8 or a single-byte code").
				WithHint(`state it: encoding = "utf-16le" or "utf-16be"; a workbook needs format = "xlsx"`)
		}
	}
	for n := 1; n < src.HeaderRow; n++ {
		if start = lineEnd(head, start) + 1; start > len(head) {
			return comity.Errorf(comity.Input, "header_row = %d lies beyond the first %d bytes", src.HeaderRow, len(head)).
				WithHint("count the rows above the column names, from 1")
		}
	}
	var first error
	for _, comma := range candidates(head[start:]) {
		err := p.try(head, start, comma, src, cfg)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// candidates orders the delimiters by how often the first line holds them.
func candidates(head []byte) []byte {
	line := head[:lineEnd(head, 0)]
	marks := []byte(",;\t|^~")
	count := func(b byte) int { return bytes.Count(line, []byte{b}) }
	slices.SortStableFunc(marks, func(a, b byte) int { return count(b) - count(a) })
	n := 1
	for n < len(marks) && count(marks[n]) > 0 {
		n++
	}
	return marks[:n]
}

// try reads the header rows at start under one delimiter.
func (p *Parser) try(head []byte, start int, comma byte, src *record.Source, cfg table.Config) error {
	p.comma, p.grammar = comma, newGrammar(string(comma))
	var rows [][]string
	for range max(1, src.HeaderRows) {
		end, err := p.headerLine(head, start)
		if err != nil {
			return err
		}
		p.header = bytes.Clone(withoutCR(head[start:end]))
		if len(bytes.TrimSpace(p.header)) == 0 {
			return comity.Errorf(comity.Input, "the first line is empty, it must name the columns").
				WithHint("say which row names them: header_row = 3; or ask the provider for the export with its header line")
		}
		names, err := p.names(src.Encoding)
		if err != nil {
			return err
		}
		rows = append(rows, names)
		start = min(end+1, len(head))
	}
	p.headerEnd = start
	r, err := table.Open(table.Header(rows), src, cfg)
	p.Reader = r
	return err
}

// headerLine is where the header line at start ends.
func (p *Parser) headerLine(head []byte, start int) (int, error) {
	end := lineEnd(head, start)
	quoted := bytes.IndexByte(head[start:end], '"')
	if quoted < 0 {
		return end, nil
	}
	e, v := p.grammar.row(head, start, start+quoted)
	if v != whole {
		return 0, comity.Errorf(comity.Input, "the header line has a quote without its partner").
			WithHint("the first line must name the columns")
	}
	return e, nil
}

// names are the column names of the header line at hand, in UTF-8.
func (p *Parser) names(encoding string) ([]string, error) {
	code, err := charset.NewDecoder(encoding)
	if err != nil {
		return nil, err
	}
	p.cells = make([][]byte, bytes.Count(p.header, []byte{p.comma})+1)
	n := 0
	if bytes.IndexByte(p.header, '"') >= 0 {
		n = p.splitQuoted(p.header, p.comma)
	} else {
		n = p.split(p.header, p.comma)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = strings.TrimSpace(code.String(string(p.cells[i])))
	}
	return out, nil
}
