package xlsx

import "bytes"

// Cells are the values of a row in its cited form, in the order of their
// columns: what a cell means where that is written otherwise than its value. A
// cell without a value that can be read is empty.
func Cells(row []byte) []string { return headerCells(bytes.TrimSuffix(row, []byte("\n"))) }
