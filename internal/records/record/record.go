// Package record holds what the formats make of an exhibit: one record per
// observation, each with its citation, and the description of how to read it.
package record

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// Kind says what an exhibit holds.
type Kind string

// The kinds of exhibit.
const (
	Access      Kind = "access"
	Payments    Kind = "payments"
	Members     Kind = "members"
	Assignments Kind = "assignments"
	Answers     Kind = "answers"
	Holders     Kind = "holders"
	Board       Kind = "board"
	Hashes      Kind = "hashes"
	Network     Kind = "network"
	Document    Kind = "document"
	Allotments  Kind = "allotments"
)

// Timed reports whether records of the kind carry times, so that reading them
// needs a clock statement.
func (k Kind) Timed() bool {
	switch k {
	case Access, Payments, Members, Assignments, Answers, Board:
		return true
	}
	return false
}

// Source says how to read an exhibit. It is part of a run's parameters.
type Source struct {
	Ref         string                       `json:"ref"`
	Exhibit     comity.Digest                `json:"exhibit"`
	Kind        Kind                         `json:"kind"`
	Format      string                       `json:"format"`
	Packing     string                       `json:"packing,omitempty"` // what leads to the stream, outermost first, chained with "!": zip/<member>, tar/<member>, gzip, zstd, utf-16le, utf-16be
	Provider    string                       `json:"provider,omitempty"`
	Country     string                       `json:"country,omitempty"`
	Site        string                       `json:"site,omitempty"`
	Host        string                       `json:"host,omitempty"`
	Clock       clock.Statement              `json:"clock"`
	Columns     map[string][]string          `json:"columns,omitempty"` // our key → the file's own column names
	Values      map[string]map[string]string `json:"values,omitempty"`  // our key → the file's word → our word
	TimeForm    string                       `json:"time_format,omitempty"`
	DateOrder   string                       `json:"date_order,omitempty"`    // dmy, mdy or ymd: numeric dates, whatever parts them
	Decimal     string                       `json:"decimal,omitempty"`       // "." or ","; stated, thousands may be marked
	AmountUnit  string                       `json:"amount_unit,omitempty"`   // minor: sums count hundredths; whole, "": units
	LengthUnit  string                       `json:"duration_unit,omitempty"` // of bare numbers under duration: milliseconds, seconds, minutes, hours
	Member      string                       `json:"member,omitempty"`        // path of the file inside an archive
	Encoding    string                       `json:"encoding,omitempty"`      // of the text in cells; "": UTF-8
	Sheet       string                       `json:"sheet,omitempty"`         // which sheet of a workbook, which table of a dump
	HeaderRow   int                          `json:"header_row,omitempty"`    // row that names the columns, from 1; 0: the first
	HeaderRows  int                          `json:"header_rows,omitempty"`   // how many rows the names take up; 0: one
	Totals      []string                     `json:"totals,omitempty"`        // rows whose first filled cell begins so are no records
	Transcribes string                       `json:"transcribes,omitempty"`   // reference of the document that a person keyed this table in from
	Day         string                       `json:"day,omitempty"`           // YYYY-MM-DD by the source's clock: date of a log whose lines have none, up to the first line that names another
	Forum       string                       `json:"forum,omitempty"`         // channel, group or list of a board that the file does not name
	Scope       Scope                        `json:"scope"`
}

// Scope is what the legal basis lets us read. A record outside it is counted
// and left unread.
type Scope struct {
	From      comity.Instant `json:"from"`                // first instant covered
	To        comity.Instant `json:"to"`                  // first instant no longer covered
	Addresses []string       `json:"addresses,omitempty"` // prefixes; none: every address
}

// Inner is the part of a citation that leads into the exhibit's packing, and to
// the sheet of a workbook.
func (s *Source) Inner() string {
	if s.Format != Workbook {
		return s.Packing
	}
	if s.Packing == "" {
		return comity.SheetPart(s.Sheet)
	}
	return s.Packing + "!" + comity.SheetPart(s.Sheet)
}

// Workbook is the format whose places are rows: Place.Offset is the row's number
// from 1, and Place.Length is negative.
const Workbook = "xlsx"

// Place is where a record lies in the stream of its exhibit.
type Place struct {
	Offset int64 // bytes from the start of the (decompressed) stream
	Length int32 // bytes, without the line end
	Line   int64 // 1-based line where the record starts; 0 where not yet known
}

// Person is what a source says about a person; every field as written.
type Person struct {
	Name, Street, Town, Country, Phone, Email, Born string
}

// Assignment is a provider's statement that an address, and perhaps a range of
// ports, was a subscriber's from Start to End. An answer to one asked instant
// has Start = End and Point set.
type Assignment struct {
	Place
	First, Last      comity.Addr    // addresses first to last, both included
	Start, End       clock.Span     // readings of both stamps
	Open             bool           // the end was not stated: End is the last sign of life
	InForce          bool           // the end was not stated because there is none yet: held until the address is another's
	Point            bool           // speaks for the asked instant only
	PortFrom, PortTo uint16         // both 0: all ports
	Asked            comity.Instant `json:",omitzero"` // of an answer: the instant that was asked about; else 0
	Doubtful         bool           `json:",omitzero"` // the clock has several readings: this is the statement under one of them
	Reading          int            `json:",omitzero"` // which, from 0: one row is handed over once for each
	Ways             int            `json:",omitzero"` // where doubtful: how many there are, those outside the scope included
	Subscriber       string
	Device           string
	Person           Person
	Ended            Place `json:"-"` // the record that told of its end, where that is another; Length 0: none
}

// Card names a payment card without its number: first six and last four
// digits, and a token keyed to the case, equal for equal numbers. Secret by
// convention: the token is for comparing in memory and goes into no finding.
type Card struct {
	Ends  string
	Token [16]byte
}

// Cards turns a card number into a Card. ok is false where s is no card number.
type Cards interface {
	Card(number string) (c Card, ok bool)
}

// Payment is one row of a billing table.
type Payment struct {
	Place
	ID, Type, Result                         string // Type and Result in the contract's words where mapped, else as written
	Site, User, Name, Email                  string
	IBAN                                     string // of the other party's account; as written where the bank uses numbers of its own
	Own                                      string `json:",omitempty"` // on a statement: the account that it is of, as written
	Card                                     Card
	Amount                                   int64 // minor units of the currency (cents); on a statement below zero where money left the account
	Currency, Country, Issuer, Ref, Descript string
	Time                                     clock.Span
	Others                                   []clock.Span `json:",omitempty"` // Time under the other kept readings; good until the row has been handed over
	Addr                                     comity.Addr
	Port                                     uint16
}

// Member is one row of a member table.
type Member struct {
	Place
	Site, User, Name, Email, Born, Country, Status string
	Time, LastTime                                 clock.Span   // sign-up and last log-in; Lo = comity.Latest where absent
	Others, LastOthers                             []clock.Span `json:",omitempty"` // of Time and LastTime under the other kept readings
	Addr, LastAddr                                 comity.Addr
}

// Holder says who holds a card.
type Holder struct {
	Place
	Card             Card
	IBAN             string
	Person           Person
	Status, Reported string
}

// Event is one line of an access log: something done from an address at a
// time. The byte slices point into the line.
type Event struct {
	Addr    comity.Addr
	Port    uint16 // of the client; 0: not logged
	Stamp   clock.Stamp
	User    []byte // authenticated user; nil where there is none, and for a refused log-in
	Site    []byte // host name without port; nil where the line does not say
	Request []byte // method, target and protocol as written
	Status  int
	Size    int64  // bytes sent; -1: not logged
	Agent   []byte // the program as it calls itself; nil where that is not logged
}

// Relation is one row of a network: left stands in a relation to right.
type Relation struct {
	Place
	Left, LeftKind, Relation, Right, RightKind, Country, Role string
	From, To                                                  clock.Span // Lo = comity.Latest where not stated
}

// Allotment is one line of a registry's statistics: addresses that it had
// allotted to somebody in a country as of a day. The country is the registrant's,
// which need not be the user's.
type Allotment struct {
	Place
	Day         int32  // as of which the file stands, in days since 1970-01-01
	Registry    string // as written: ripencc, arin, apnic, lacnic, afrinic, iana
	Country     string // two capital letters; "": none stated
	Status      string // as written: allocated, assigned, available, reserved
	First, Last comity.Addr
	Allotted    int32 // day of the allotment, in days since 1970-01-01; 0: not stated
}

// NoRecord is what a line parser returns for a line that by the rules of its
// format holds no record, such as a comment. It is no reject.
const NoRecord Reason = "no record"

// Reject is a row that could not be read.
type Reject struct {
	Place
	Reason Reason
}

// Reason says why a row could not be read, in words for a person; constants of
// the format packages, never text from the evidence.
type Reason string

// ZoneClash is why a row is not read whose stamp names another zone than the
// source's clock statement does: one of them is wrong, and nobody here knows which.
const ZoneClash Reason = "zone abbreviation contradicts the declared zone"

// Sink receives what a parser makes of an exhibit, in the order of the
// exhibit. Fields that a parser does not produce stay nil.
type Sink struct {
	Assignment func(*Assignment)
	Payment    func(*Payment)
	Member     func(*Member)
	Holder     func(*Holder)
	Event      func(*Event, Place)
	Relation   func(*Relation)
	Allotment  func(*Allotment)
	Post       func(*Post)
	Profile    func(*Profile)
	Deed       func(*Deed)
	Hashed     func(*Hashed)
	Reject     func(Reject)
	Aside      func(Reject) // a row that the source says is no record, and what it is instead: a total, an entry not booked
	Outside    func(Place)  // outside the scope: counted and left unread
	Turned     func(Place)  // a row that can be read as declared, and that a kept reading of the clock makes impossible: read all the same
	Untimed    func(Place)  // outside because it has no time, which its kind needs; nil: told as Outside
}
