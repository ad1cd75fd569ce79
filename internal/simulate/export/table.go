package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"comity/internal/simulate/draw"
)

func appendInt(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

// Table writes a delimited table as RFC 4180 has it, with the delimiter, line
// ends, quoting and layout of its exhibit, or a workbook, and plants damaged
// rows as it goes.
type Table struct {
	ex   *Exhibit
	out  text
	book *book // of a workbook; nil for text
	err  error
	line int64
	rows int64
	sum  int64 // of the amounts, in cents
	buf  []byte
	dirt dirt
}

// NewTable starts a table with what stands above its rows. Damage may be nil.
func NewTable(w io.Writer, ex *Exhibit, damage *Damage) *Table {
	t := &Table{ex: ex, out: text{w: bufio.NewWriterSize(w, 1<<18), encoding: ex.Encoding}, dirt: newDirt(damage, ex.Where())}
	if ex.Format == "xlsx" {
		t.book = newBook(t.out.w, ex)
	} else {
		t.err = t.out.mark(ex)
	}
	for _, title := range ex.Titles {
		t.raw([]string{title})
	}
	t.header()
	return t
}

// header writes the names of the columns, in two rows where the layout says so.
func (t *Table) header() {
	head := t.ex.Head()
	if t.ex.Double {
		upper := make([]string, len(head))
		for i := range head {
			upper[i], head[i], _ = strings.Cut(head[i], " ")
		}
		t.raw(upper)
	}
	t.raw(head)
}

// Row writes one row, and now and then a damaged copy of it before. It takes
// one field for a time, also where the table has it in two columns.
func (t *Table) Row(fields ...string) {
	fields = t.split(fields)
	if t.dirt.due() {
		t.plant(fields)
	}
	t.raw(fields)
	t.count(fields)
}

// split parts each time into date and time of day where they have columns of
// their own.
func (t *Table) split(fields []string) []string {
	n, out := 0, fields
	for _, c := range t.ex.Columns {
		if Timed(c.Key) && len(c.Names) == 2 {
			date, clock, _ := strings.Cut(out[n], " ")
			out = append(append(append([]string(nil), out[:n]...), date, clock), out[n+1:]...)
		}
		n += len(c.Names)
	}
	return out
}

// count keeps what the totals say.
func (t *Table) count(fields []string) {
	t.rows++
	if n := t.column("amount"); n >= 0 {
		digits := strings.NewReplacer(",", "", ".", "").Replace(fields[n])
		c, _ := strconv.ParseInt(digits, 10, 64) // amounts have two decimals
		t.sum += c
	}
}

// Lines is the number of lines written so far; the last row's line number.
func (t *Table) Lines() int64 { return t.line }

// Close writes the totals, or a cut last row where damage is due, and flushes.
func (t *Table) Close(last ...string) error {
	switch {
	case t.ex.Totals != "":
		t.raw(t.totals())
	case t.book == nil && t.dirt.last() && len(last) > 3:
		t.dirt.note(t.line+1, "last row cut off")
		t.put(t.join(last[:2]))
	}
	if t.book != nil && t.err == nil {
		t.err = t.book.close()
	}
	if err := t.out.w.Flush(); t.err == nil {
		t.err = err
	}
	return t.err
}

func (t *Table) totals() []string {
	row := make([]string, len(t.ex.Head()))
	row[0], row[1] = t.ex.Totals, strconv.FormatInt(t.rows, 10)
	if n := t.column("amount"); n > 1 {
		row[n] = strings.Replace(cents(t.sum), ".", or(t.ex.Decimal, "."), 1)
	}
	return row
}

func (t *Table) raw(fields []string) {
	t.line++
	if t.book != nil {
		if t.err == nil {
			t.err = t.book.row(t.line, fields)
		}
		return
	}
	t.buf = t.join(fields)
	if t.ex.CRLF {
		t.buf = append(t.buf, '\r')
	}
	t.put(append(t.buf, '\n'))
}

func (t *Table) put(b []byte) {
	if t.err == nil {
		t.err = t.out.write(b)
	}
}

func (t *Table) join(fields []string) []byte {
	b := t.buf[:0]
	for i, f := range fields {
		if i > 0 {
			b = append(b, t.ex.Delim)
		}
		b = t.field(b, f)
	}
	return b
}

func (t *Table) field(b []byte, f string) []byte {
	if !t.ex.QuoteAll && !strings.ContainsAny(f, "\"\r\n") && strings.IndexByte(f, t.ex.Delim) < 0 {
		return append(b, f...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(f, `"`, `""`)...)
	return append(b, '"')
}

// plant writes one row that no reader of the table's definition can accept.
func (t *Table) plant(fields []string) {
	s := &t.dirt.stream
	bad := append([]string(nil), fields...)
	reason := ""
	if t.book != nil {
		t.plantCell(s, bad)
		return
	}
	switch kind := s.N(6); {
	case kind == 1 && t.needs("time") >= 0:
		bad[t.needs("time")] = draw.Pick(s, []string{"soon", "31.02.2004 25:61:00", "0000-00-00 00:00:00", "2004-13-45 10:00:00"})
		reason = "time unparsable"
	case kind == 2 && t.needs("ip") >= 0:
		bad[t.needs("ip")] = draw.Pick(s, []string{"198.18.300.7", "n/a", "2001:db8::zz", "198.18.4"})
		reason = "address invalid"
	case kind == 3 && t.needs("time") >= 0:
		bad, reason = t.ex.Head(), "header repeated"
	case kind == 4:
		t.garbage(s)
		return
	case kind == 5:
		bad, reason = append(bad, "extra", "extra"), "too many columns"
	default:
		bad, reason = bad[:len(bad)-1-s.N(len(bad)-2)], "too few columns"
	}
	t.raw(bad)
	t.dirt.note(t.line, reason)
}

// plantCell damages a row of a workbook in the one cell that it can't do without.
// Rows of a workbook have no width that could be wrong.
func (t *Table) plantCell(s *draw.Stream, bad []string) {
	at, ip := t.needs("time"), t.needs("ip")
	switch {
	case at < 0:
		return
	case ip >= 0 && s.N(2) == 0:
		bad[ip] = draw.Pick(s, []string{"198.18.300.7", "n/a", "2001:db8::zz"})
		t.raw(bad)
		t.dirt.note(t.line, "address invalid")
	default:
		bad[at] = draw.Pick(s, []string{"soon", "#N/A", "31.02.2004 25:61"})
		t.raw(bad)
		t.dirt.note(t.line, "time unparsable")
	}
}

func (t *Table) garbage(s *draw.Stream) {
	b := garbage(s, t.buf[:0], t.ex.Delim)
	t.put(append(b, '\n'))
	t.line++
	t.dirt.note(t.line, "garbage bytes")
}

// needs is the position of the column that this kind of table can't do
// without, or -1: an address or time that is optional may be nonsense without
// costing the row.
func (t *Table) needs(what string) int {
	key := map[string]string{
		"assignments time": "start", "answers time": "asked_time", "payments time": "time",
		"assignments ip": "ip", "answers ip": "asked_ip",
	}[t.ex.Kind+" "+what]
	return t.column(key)
}

// column is the position of the first column of a key, or -1.
func (t *Table) column(key string) int {
	n := 0
	for _, c := range t.ex.Columns {
		if key != "" && c.Key == key {
			return n
		}
		n += len(c.Names)
	}
	return -1
}

// cents prints an amount with two decimals and a point.
func cents(n int64) string {
	s := strconv.FormatInt(n%100, 10)
	return strconv.FormatInt(n/100, 10) + "." + strings.Repeat("0", 2-len(s)) + s
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
