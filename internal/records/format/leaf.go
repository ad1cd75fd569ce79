package format

import (
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Leaves says what the leaves of an exhibit's row tree are, and under the rule
// Cell what parts the cells. head is the start of its stream, as for Open. Delimited text has cells,
// other text that is read line by line has lines; a workbook, and what no format
// reads, has blocks.
func Leaves(head []byte, src *record.Source) (rule seal.Rule, delimiter string, err error) {
	switch {
	case src.Format == CSV:
		p, err := sheet.Open(head, src, table.Config{})
		if err != nil {
			return "", "", err
		}
		return seal.Cell, string(rune(p.Delimiter())), nil
	case IsBook(src.Format):
		return seal.Block, "", nil
	}
	for _, f := range formats() {
		if f.name == src.Format {
			return seal.Line, "", nil
		}
	}
	return seal.Block, "", nil
}

// Cut is the cut of a rule that Leaves gave. An unknown one is a Negative error:
// another version sealed the exhibit.
func Cut(rule seal.Rule, delimiter string) (seal.Cut, error) {
	switch {
	case rule == seal.Line && delimiter == "":
		return seal.Lines, nil
	case rule == seal.Block && delimiter == "":
		return seal.Blocks, nil
	case rule == seal.Cell && len(delimiter) == 1:
		return sheet.Leaves(delimiter[0]), nil
	}
	return nil, comity.Errorf(comity.Negative, "leaves of rule %.40q are not known to this version", rule)
}
