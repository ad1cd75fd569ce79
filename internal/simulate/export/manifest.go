package export

import (
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteManifest writes evidence.toml: one [[basis]] and one [[exhibit]] table
// each, as docs/contract.md defines them.
func WriteManifest(w io.Writer, bases []Basis, exhibits []*Exhibit) error {
	var m manifest
	for i := range bases {
		m.basis(&bases[i])
	}
	for _, e := range exhibits {
		m.exhibit(e)
	}
	_, err := io.WriteString(w, m.String())
	return err
}

// manifest is a TOML document in the making; all its strings are basic strings.
type manifest struct{ strings.Builder }

func (m *manifest) basis(b *Basis) {
	m.WriteString("[[basis]]\n")
	m.text("id", b.ID)
	m.text("instrument", b.Instrument)
	m.text("authority", b.Authority)
	m.text("reference", b.Reference)
	m.bare("date", b.Date)
	m.text("offence", b.Offence)
	m.bare("data", list(b.Data))
	m.bare("from", day(b.Period.From))
	m.bare("to", day(b.Period.To-1))
	m.WriteString("\n")
}

func (m *manifest) exhibit(e *Exhibit) {
	m.WriteString("[[exhibit]]\n")
	for _, kv := range [][2]string{
		{"ref", e.Ref}, {"path", e.Path}, {"basis", e.Basis}, {"kind", e.Kind}, {"format", e.Format},
		{"provider", e.Provider}, {"country", e.Country}, {"site", e.Site}, {"host", e.Host},
	} {
		m.text(kv[0], kv[1])
	}
	m.bare("obtained", e.Obtained.Format(time.RFC3339))
	m.bare("handling", list(e.Handling))
	if e.Clock.Loc != nil {
		skew := ""
		if e.Skew != "" {
			skew = ", skew = " + quote(e.Skew)
		}
		m.bare("clock", "{ zone = "+quote(e.Clock.Loc.String())+", basis = "+quote(e.ClockBasis)+skew+" }")
	}
	m.layout(e)
	if len(e.Columns) > 0 {
		m.bare("columns", columns(e.Columns))
	}
	if len(e.Values) > 0 {
		m.bare("values", values(e.Values))
	}
	m.text("notes", e.Notes)
	m.WriteString("\n")
}

// layout writes the keys that say how a table or archive is laid out.
func (m *manifest) layout(e *Exhibit) {
	if e.DateOrder == "" {
		m.text("time_format", e.TimeFormat)
	}
	m.text("member", e.Member)
	m.text("date_order", e.DateOrder)
	m.text("decimal", e.Decimal)
	if e.Day != "" {
		m.bare("day", e.Day)
	}
	m.text("forum", e.Forum)
	if e.Encoding == Western || e.Encoding == Latin1 {
		m.text("encoding", e.Encoding) // a byte order mark speaks for itself
	}
	m.text("sheet", e.Sheet)
	if len(e.Titles) > 0 {
		m.bare("header_row", strconv.Itoa(len(e.Titles)+1))
	}
	if e.Double {
		m.bare("header_rows", "2")
	}
	if e.Totals != "" {
		m.bare("totals", list([]string{e.Totals}))
	}
	m.text("supersedes", e.Supersedes)
	m.text("transcribes", e.Transcribes)
}

func (m *manifest) text(key, value string) {
	if value != "" {
		m.bare(key, quote(value))
	}
}

func (m *manifest) bare(key, value string) { m.WriteString(key + " = " + value + "\n") }

// columns leaves out the columns that no key of the contract names.
func columns(list []Column) string {
	var parts []string
	for _, c := range list {
		if c.Key != "" {
			parts = append(parts, c.Key+" = "+names(c.Names))
		}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func names(n []string) string {
	if len(n) == 1 {
		return quote(n[0])
	}
	return list(n)
}

// values groups vs, which must come sorted by column.
func values(vs []Value) string {
	var b strings.Builder
	b.WriteString("{ ")
	for i, v := range vs {
		switch {
		case i == 0:
			b.WriteString(v.Column + " = { ")
		case vs[i-1].Column != v.Column:
			b.WriteString(" }, " + v.Column + " = { ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(quote(v.Own) + " = " + quote(v.Means))
	}
	b.WriteString(" } }")
	return b.String()
}

func list(items []string) string {
	q := make([]string, len(items))
	for i, s := range items {
		q[i] = quote(s)
	}
	return "[" + strings.Join(q, ", ") + "]"
}

// quote makes a TOML basic string; the simulator's strings hold no control characters.
func quote(s string) string {
	return strconv.Quote(s)
}

func day(t int64) string { return time.Unix(t, 0).UTC().Format(time.DateOnly) }
