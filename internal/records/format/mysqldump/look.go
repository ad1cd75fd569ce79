package mysqldump

import (
	"errors"
	"io"
	"net/netip"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Table is what a look at a dump shows of one of its tables.
type Table struct {
	Name    string // with the database's before it where the dump says that
	Columns []string
	Rows    [][]string // the first ones; a value that a row does not name is ""
	More    bool       // there are further ones, perhaps such as no column fits
}

// Bounds of what a look keeps.
const (
	lookRows   = 1_500 // of a table
	lookTables = 500
	lookCell   = 400 // bytes
	lookWidth  = 2_000
)

// Look lists the tables of the dump in r, in the order in which they come, with
// their first rows; of at most most bytes. cut says that there is more. Nothing is
// wanted of the tables: one whose columns nobody names has none. The error is that
// of reading.
func Look(r io.Reader, most int64) (tables []Table, cut bool, err error) {
	l := &look{at: map[string]int{}}
	p := Scan(l)
	buf := make([]byte, 256<<10)
	for read := int64(0); !cut && err == nil; {
		var n int
		n, err = io.ReadFull(r, buf)
		p.Block(buf[:n], read, record.Sink{}.Complete())
		read += int64(n)
		cut = read >= most
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		cut, err = false, nil
	}
	return l.tables, cut, err
}

// look collects tables in place of records.
type look struct {
	tables []Table
	at     map[string]int // by name; -1: not kept
	now    int            // the table whose tuples come
	into   []int          // by cell: its column, -1 where the table has none
}

func (l *look) table(name string) int {
	i, seen := l.at[name]
	if !seen {
		if i = len(l.tables); i == lookTables {
			return -1
		}
		l.at[name] = i
		l.tables = append(l.tables, Table{Name: name})
	}
	return i
}

// Wants is false: what cannot be read is not shown.
func (l *look) Wants(string) bool { return false }

// Define takes the columns of a table down.
func (l *look) Define(name string, columns []string) {
	if i := l.table(name); i >= 0 && l.tables[i].Columns == nil {
		l.tables[i].Columns = columns[:min(len(columns), lookWidth)]
	}
}

// Begin prepares for the tuples of an INSERT; false where they are not wanted.
func (l *look) Begin(name string, columns []string) bool {
	i := l.table(name)
	if i < 0 {
		return false
	}
	l.Define(name, columns)
	t := &l.tables[i]
	if l.now = i; len(t.Rows) == lookRows {
		t.More = true
		return false
	}
	l.into = l.into[:0]
	if columns == nil {
		columns = t.Columns
	}
	for _, c := range columns {
		l.into = append(l.into, slices.Index(t.Columns, c))
	}
	return true
}

// Row takes a tuple down.
func (l *look) Row(cells [][]byte, binary []bool, _ record.Place) {
	t := &l.tables[l.now]
	if len(t.Rows) == lookRows {
		t.More = true
		return
	}
	if t.Columns == nil || len(cells) != len(l.into) {
		t.More = true // sealing says what is wrong with it
		return
	}
	row := make([]string, len(t.Columns))
	for i, c := range cells {
		if to := l.into[i]; to >= 0 {
			row[to] = shown(c, binary[i])
		}
	}
	t.Rows = append(t.Rows, row)
}

// shown is a value as text: an address in bytes as addresses are written.
func shown(c []byte, binary bool) string {
	if binary && (len(c) == 4 || len(c) == 16) {
		if _, text := comity.ParseAddr(string(c)); !text {
			a, _ := netip.AddrFromSlice(c)
			return a.String()
		}
	}
	return strings.Clone(string(c[:min(len(c), lookCell)]))
}
