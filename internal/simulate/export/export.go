// Package export writes what a simulated world's real counterparts would hand
// over: access logs, RADIUS detail and DHCP lease files, translators' logs,
// tables and workbooks, dumps, bank statements, archives, a
// delegated-statistics file and the manifest that describes them. It knows formats and damage, and
// nothing of the people in the world.
package export

import (
	"time"
)

// Reject is one row that was planted unparsable. Line counts from 1 in the
// decompressed stream; for RADIUS it is the first line of the record.
type Reject struct {
	Path   string `json:"path"`
	Line   int64  `json:"line"`
	Reason string `json:"reason"`
	Clock  bool   `json:"clock,omitempty"` // unreadable only by the manifest's wrong clock statement
}

// Span is a half-open stretch of true time in seconds since 1970.
type Span struct{ From, To int64 }

// Contains reports whether t lies in s.
func (s Span) Contains(t int64) bool { return t >= s.From && t < s.To }

// Basis is one legal basis of the manifest. From and To are civil dates, both
// included; Period is what they cover in UTC.
type Basis struct {
	ID, Instrument, Authority, Reference, Date, Offence string
	Data                                                []string
	Period                                              Span
}

// Column maps a manifest key to the file's own column names; several are
// joined by a blank.
type Column struct {
	Key   string
	Names []string
}

// Exhibit is one file of the manifest, and all that is needed to read it back.
type Exhibit struct {
	Ref, Path, Basis, Kind, Format, Provider, Country string
	Obtained                                          time.Time
	Handling                                          []string
	ClockBasis, Skew                                  string
	Site, Host, TimeFormat, Notes                     string
	Columns                                           []Column
	Values                                            []Value
	Clock                                             Clock
	Delim                                             byte // of a table; readers detect it
	CRLF, QuoteAll                                    bool
	Layout
}

// Layout is how a table or archive departs from one plain table in UTF-8. The
// zero value departs in nothing.
type Layout struct {
	Member      string   // path inside the archive at Path
	Encoding    string   // UTF16, Western; "" is UTF-8
	Mark        bool     // UTF-8 that begins with a byte order mark
	Decimal     string   // "," where amounts have a comma
	DateOrder   string   // declared in place of TimeFormat
	Sheet       string   // of a workbook; table of a dump
	Titles      []string // rows above the header
	Double      bool     // the header takes up two rows: the first word of each name, and the rest
	Totals      string   // first cell of the sums below the last row; "": none
	Old         bool     // the workbook counts days from 1904
	Inline      bool     // the workbook keeps texts in their cells
	Supersedes  string   // ref
	Day         string   // date of a chat log's first line
	Forum       string   // channel of a chat log
	Transcribes string   // ref of the document that the table was keyed in from
}

// Where names the file in the truth: its path, and its place in an archive.
func (e *Exhibit) Where() string {
	if e.Member == "" {
		return e.Path
	}
	return e.Path + "!" + e.Member
}

// Timed reports whether a table's column holds times of events.
func Timed(key string) bool {
	switch key {
	case "time", "start", "end", "asked_time", "last_time":
		return true
	}
	return false
}

// Value says that a file's own words mean a word of the contract.
type Value struct{ Column, Own, Means string }

// Head is the header line of a table: the names of its columns in order.
func (e *Exhibit) Head() []string {
	var head []string
	for _, c := range e.Columns {
		head = append(head, c.Names...)
	}
	return head
}

// Time prints t as the exhibit's clock and time format would.
func (e *Exhibit) Time(t int64) string { return string(e.AppendTime(nil, t)) }

// AppendTime adds the exhibit's form of t to b.
func (e *Exhibit) AppendTime(b []byte, t int64) []byte {
	at := e.Clock.At(t)
	e.Clock.note(t)
	switch e.TimeFormat {
	case Epoch:
		return appendInt(b, at.Unix())
	case "":
		return at.AppendFormat(b, Plain)
	}
	return at.AppendFormat(b, e.TimeFormat)
}

// Time formats with a meaning of their own in a manifest.
const (
	Epoch = "epoch"               // seconds since 1970
	Plain = "2006-01-02 15:04:05" // read without a time_format
)
