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
// ends and quoting of its exhibit, and plants damaged rows as it goes.
type Table struct {
	ex   *Exhibit
	w    *bufio.Writer
	err  error
	line int64
	buf  []byte
	dirt dirt
}

// NewTable starts a table with its header line. Damage may be nil.
func NewTable(w io.Writer, ex *Exhibit, damage *Damage) *Table {
	t := &Table{ex: ex, w: bufio.NewWriterSize(w, 1<<18), dirt: newDirt(damage, ex.Path)}
	t.raw(t.ex.Head())
	return t
}

// Row writes one row, and now and then a damaged copy of it before.
func (t *Table) Row(fields ...string) {
	if t.dirt.due() {
		t.plant(fields)
	}
	t.raw(fields)
}

// Lines is the number of lines written so far; the last row's line number.
func (t *Table) Lines() int64 { return t.line }

// Close writes a cut last row where damage is due, and flushes.
func (t *Table) Close(last ...string) error {
	if t.dirt.last() && len(last) > 3 {
		t.dirt.note(t.line+1, "last row cut off")
		t.put(t.join(last[:2]))
	}
	if err := t.w.Flush(); t.err == nil {
		t.err = err
	}
	return t.err
}

func (t *Table) raw(fields []string) {
	t.buf = t.join(fields)
	if t.ex.CRLF {
		t.buf = append(t.buf, '\r')
	}
	t.put(append(t.buf, '\n'))
	t.line++
}

func (t *Table) put(b []byte) {
	if t.err == nil {
		_, t.err = t.w.Write(b)
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
	n := 0
	for _, c := range t.ex.Columns {
		if key != "" && c.Key == key {
			return n
		}
		n += len(c.Names)
	}
	return -1
}
