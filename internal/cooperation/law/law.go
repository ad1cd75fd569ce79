// Package law holds what the laws of several countries say, as tables: how long
// data is kept, which instruments there are and how fast they run, which classes
// of data need which offence, what handling and evaluation codes mean, and what a
// court asks of evidence from abroad.
//
// The tables are data, in table/, and a node overrides them row by row with files of
// its own. Each row says where it comes from and how far it is to be trusted. What is
// not known is said as "unknown" and ranks as urgent. Nothing here is legal advice.
//
// The package is pure: it reads no clock and no file but those that it is given. The
// form of the files is specified in docs/formats/law.md.
package law

import (
	"cmp"
	"slices"
	"strings"

	"comity/internal/comity"
)

// The tables, by the names under which commands and files know them.
const (
	Retention     = "retention"     // how long data must be kept, by country and class of data
	Instrument    = "instrument"    // ways to ask, and their clocks
	Class         = "class"         // classes of data, and which offences open them
	Code          = "code"          // handling, evaluation and sharing codes
	Conversion    = "conversion"    // one set of codes in the words of another, with what is lost
	Admissibility = "admissibility" // what a court asks of evidence from abroad
	Member        = "member"        // states of the European Union, from when to when
)

// Names lists the tables in the order in which they are shown.
func Names() []string {
	return []string{Retention, Instrument, Class, Code, Conversion, Admissibility, Member}
}

// What a value says instead of a figure.
const (
	Unknown = "unknown" // nobody has looked it up: urgent, never safe
	None    = "none"    // no law says so: nothing need be there any more
)

// Confidence is how a row is known.
type Confidence string

// The confidences, best first.
const (
	Primary   Confidence = "A" // the published text was seen
	Secondary Confidence = "B" // a text about it was seen
	Memory    Confidence = "C" // neither: verify before relying on it
)

// Row is one rule of one table.
type Row struct {
	Table         string     `json:"table"`
	Key           string     `json:"key"`               // unique in its table: "IT/internet"
	Country       string     `json:"country,omitempty"` // ISO 3166-1, EU, or "": no single state's
	Class         string     `json:"class,omitempty"`   // what sort of thing in the table: internet, preserve, H, …
	Value         string     `json:"value"`             // a figure, a word, Unknown or None
	Unit          string     `json:"unit,omitempty"`    // of a figure: hour, day, month, year
	StartsFrom    string     `json:"starts_from,omitempty"`
	ConditionalOn string     `json:"conditional_on,omitempty"`
	LegalBasis    string     `json:"legal_basis,omitempty"`
	ValidFrom     Date       `json:"valid_from,omitempty"` // first day; "": not known
	ValidTo       Date       `json:"valid_to,omitempty"`   // last day; "": no end known
	Source        string     `json:"source"`               // address, or citation of the published text
	VerifiedOn    Date       `json:"verified_on,omitempty"`
	Confidence    Confidence `json:"confidence"`
	Text          string     `json:"text,omitempty"`    // what it means, or what is asked
	Do            string     `json:"do,omitempty"`      // what to do where it is open
	Facts         []string   `json:"facts,omitempty"`   // of a point: what a case can say towards it; Facts lists the words
	Settles       bool       `json:"settles,omitempty"` // that answers it
	Loss          string     `json:"loss,omitempty"`    // of a conversion: what gets lost
	Italian       Italian    `json:"-"`
	Own           string     `json:"own,omitempty"` // the node's file that says so; "": shipped
	Replaces      bool       `json:"replaces,omitempty"`
}

// Italian is what a row says to a person who reads Italian; "": nobody has translated it.
type Italian struct{ Text, Do string }

// Holds reports whether the row is in force on a day. One whose first day is not
// known is taken to be.
func (r *Row) Holds(on Date) bool {
	return on == "" || (r.ValidFrom == "" || r.ValidFrom <= on) && (r.ValidTo == "" || on <= r.ValidTo)
}

// Point is what a key names behind its country: "hash" of "IT/hash".
func (r *Row) Point() string {
	_, point, _ := strings.Cut(r.Key, "/")
	return point
}

// Law is the tables of a node: what is shipped, with the node's own rows in place of
// those they override. It does not change and may be shared.
type Law struct {
	tables map[string][]Row // by name, each in the order in which it is shown
	titles map[string]string
}

// Title says in a few words what a table holds.
func (l *Law) Title(table string) string { return l.titles[table] }

// Table is the rows of a table, in the order of its file, then the node's own.
// An unknown name is a Usage error.
func (l *Law) Table(name string) ([]Row, error) {
	if !slices.Contains(Names(), name) {
		return nil, comity.Errorf(comity.Usage, "there is no table %.40q", name).WithHint("one of %s", strings.Join(Names(), ", "))
	}
	return slices.Clone(l.tables[name]), nil
}

// Rows are those of a table that hold on a day ("": on any) and concern a country
// ("": every one): the country's own, and those that are no single state's. Of
// retention and admissibility it is what Terms and Points say.
func (l *Law) Rows(table, country string, on Date) ([]Row, error) {
	rows, err := l.Table(table)
	switch {
	case err != nil:
		return nil, err
	case country != "" && table == Admissibility:
		return l.Points(country, on), nil
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		return !r.Holds(on) || country != "" && r.Country != "" && r.Country != country
	})
	if table != Retention {
		return rows, nil
	}
	if country != "" && !slices.ContainsFunc(rows, func(r Row) bool { return r.Class == Internet }) {
		rows = append(rows, absent(country, Internet))
	}
	return ranked(rows), nil
}

// ranked puts what may be gone soonest first.
func ranked(rows []Row) []Row {
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.months(), b.months()), strings.Compare(a.Key, b.Key))
	})
	return rows
}

// State is a country as the tables know it: two capital letters of ISO 3166-1, or EU. UK
// and EL, as the Union writes them, are GB and GR. Anything else is a Usage error.
func State(s string) (string, error) {
	switch s {
	case "":
		return "", nil
	case "UK":
		return "GB", nil
	case "EL":
		return "GR", nil
	}
	if len(s) != 2 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", comity.Errorf(comity.Usage, "state %.20q is not two capital letters", s).WithHint(`ISO 3166-1, such as "IT"`)
	}
	return s, nil
}
