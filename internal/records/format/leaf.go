package format

import (
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"
)

// Leaves says what the leaves of an exhibit's row tree are: rule, version and,
// between the cells of delimited text, the delimiter. head is the start of its
// stream, as for Open. Delimited text and workbooks have cells, other text that is read line by line has
// lines, and databases and what no format reads has blocks.
func Leaves(head []byte, src *record.Source) (t seal.Tree, err error) {
	switch {
	case src.Format == CSV:
		p, err := sheet.Open(head, src, table.Config{})
		if err != nil {
			return t, err
		}
		return seal.Tree{Rule: seal.Cell, Version: seal.Version, Delimiter: string(rune(p.Delimiter()))}, nil
	case IsBook(src.Format):
		return seal.Tree{Rule: seal.Cell, Version: seal.SheetVersion}, nil
	case src.Format == RDS: // pages, not lines
		return seal.Tree{Rule: seal.Block, Version: seal.Version}, nil
	}
	for _, f := range formats() {
		if f.name == src.Format {
			return seal.Tree{Rule: seal.Line, Version: seal.Version}, nil
		}
	}
	return seal.Tree{Rule: seal.Block, Version: seal.Version}, nil
}

// OfSheet reports whether a tree is over the rows that a Book gives, and not over
// the exhibit's stream.
func OfSheet(t *seal.Tree) bool { return t.Rule == seal.Cell && t.Version == seal.SheetVersion }

// Cut is the cut of a tree by its rule and version. An unknown one is a Negative error:
// another version sealed the exhibit.
func Cut(t *seal.Tree) (seal.Cut, error) {
	first := t.Version == seal.Version
	switch {
	case first && t.Rule == seal.Line && t.Delimiter == "":
		return seal.Lines, nil
	case first && t.Rule == seal.Block && t.Delimiter == "":
		return seal.Blocks, nil
	case first && t.Rule == seal.Cell && len(t.Delimiter) == 1:
		return sheet.Leaves(t.Delimiter[0]), nil
	case OfSheet(t) && t.Delimiter == "":
		return xlsx.Leaves, nil
	}
	return nil, comity.Errorf(comity.Negative, "its row tree, of rule %.40q, is of version %d, which is not known to this program", t.Rule, t.Version)
}
