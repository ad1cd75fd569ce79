package mysqldump

import "comity/internal/records/record"

// Taker gets what a dump holds: of formats that read several of its tables.
type Taker interface {
	// Define tells the columns of a CREATE TABLE. Table has the database's name
	// before it where the dump says that.
	Define(table string, columns []string)
	// Wants reports whether the table is read: what cannot be of its rows is a reject.
	Wants(table string) bool
	// Begin announces rows, whose columns are nil where their statement names none;
	// false where they are passed over.
	Begin(table string, columns []string) bool
	// Row is a tuple of the rows that were announced; valid during the call. binary
	// says of each cell whether it was written as bytes.
	Row(cells [][]byte, binary []bool, at record.Place)
}

// Scan makes a parser that hands what a dump holds to t, and rejects to the sink.
func Scan(t Taker) *Parser {
	return &Parser{line: 1, delimiter: ";", choice: newChoice(), taker: t}
}
