// Package table makes records of the rows of a table, whatever the table came
// in: delimited text, a workbook, a database dump, lines of JSON. The formats
// take rows apart into cells; this package knows which of our keys each column
// holds, reads the values, and asks the legal basis. Keys and values are in
// docs/formats/csv.md.
package table

import (
	"bytes"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Config is what a reader needs beside the description of the source. The
// zero value works.
type Config struct {
	// Cards turns card numbers into tokens. Without it a card keeps its first
	// six and last four digits only, and no two cards can be told to be equal.
	Cards record.Cards
}

// Reader reads the rows of one exhibit. It keeps scratch buffers: one goroutine
// at a time may use it; Clone gives another one its own.
type Reader struct {
	layout // what the columns and the source say; shared by clones, never changed
	scratch
}

// layout is how the columns of the exhibit are to be read.
type layout struct {
	kind   record.Kind
	width  int // columns
	at     [keys]int16
	ports  [keys]bool              // whose column's name speaks of ports
	joins  [][]int16               // columns of the keys that several columns make up
	values [keys]map[string][]byte // the file's word → ours
	person bool                    // a column tells of the person
	namers []key                   // those of namers that have a column
	ported bool                    // a column tells of the ports of an assignment
	read   func(*Reader) record.Reason

	gate     *record.Gate
	reading  *clock.Reading  // the first of those kept
	others   []clock.Reading // the rest
	declared *clock.Reading  // where it is not among them; else nil
	ordered  bool            // dates are numbers in a stated order
	stamps   string
	decimal  byte
	pointed  bool           // a workbook whose texts have a comma: its numbers have a point all the same
	grouped  bool           // the decimal mark is stated, so that another may part thousands
	minor    bool           // sums count hundredths
	siding   siding         // where a sum's sign stands
	marks    [][]byte       // words that stand in the cell of a sum and say its sign
	unit     comity.Instant // of a duration that is a bare number; 0: not stated
	checked  bool           // the source says which column is the duration: an end must agree with it
	totals   [][]byte       // how rows begin that are no records, in lower case
	cards    record.Cards
	site     string
	paged    bool // a person keyed the table in: each row says from which page
}

// scratch is what one goroutine writes to.
type scratch struct {
	cells    [][]byte         // of the row at hand
	dated    []bool           // which of them their file marks as dates; nil: none
	joined   [][]byte         // content of joined columns
	decoder  *charset.Decoder // nil: cells are UTF-8
	decoded  []byte           // cells of the row that had to be decoded
	words    words
	dates    [keys]clock.Dates    // each column remembers its own last one
	survey   clock.Survey         // of the stamps as written
	digits   [keys]comity.Instant // of the row: what its stamps show as written; 0 where these state an offset or a zone
	spans    []clock.Span         // of the row, under the other readings
	periods  []period             // of the row
	beyond   int                  // ways to read its period that lie outside the scope
	turned   bool                 // a kept reading makes the row's period impossible
	refuted  bool                 // a reading of the row is wrong about one of its stamps, whose zone says so
	lastSeen clock.Span           // of an answer without an end: the asked time
	held     length               // of the row, where its end must agree with it
	beside   uint16               // a port that stands behind the address in its cell; 0: none
	odd      Odd                  // the first word outside its vocabulary
	sink     record.Sink
	place    record.Place

	assignment record.Assignment
	payment    record.Payment
	member     record.Member
	holder     record.Holder
	event      record.Event
	relation   record.Relation
	hashed     record.Hashed
	request    []byte
}

// Open makes a reader for a table of src whose columns bear the given names. An
// Input error names the key, the columns there are and what to write in the
// manifest.
func Open(names []string, src *record.Source, cfg Config) (*Reader, error) {
	r := &Reader{}
	r.kind, r.site, r.stamps, r.cards = src.Kind, src.Site, stamps(src), cfg.Cards
	r.paged = src.Transcribes != ""
	for _, t := range src.Totals {
		r.totals = append(r.totals, bytes.ToLower(trim([]byte(t))))
	}
	if r.cards == nil {
		r.cards = endsOnly{}
	}
	if err := r.describe(src); err != nil {
		return nil, err
	}
	if err := r.assign(names, src); err != nil {
		return nil, err
	}
	r.width = len(names)
	r.scratch = newScratch(&r.layout)
	var err error
	r.decoder, err = charset.NewDecoder(src.Encoding)
	return r, err
}

// stamps is how the source's times are written, as clock.Parse takes it.
func stamps(src *record.Source) string {
	if src.TimeForm == "" {
		return src.DateOrder
	}
	return src.TimeForm
}

// describe takes over what does not depend on the columns.
func (r *Reader) describe(src *record.Source) error {
	var err error
	if r.read = reader(src.Kind); r.read == nil {
		return comity.Errorf(comity.Input, "kind %q is not read from a table", src.Kind).
			WithHint("a table holds access, assignments, answers, payments, holders, members, network or hashes")
	}
	if r.gate, err = record.NewGate(src.Scope); err != nil {
		return err
	}
	if err := r.units(src); err != nil {
		return err
	}
	said := src.Clock
	if !src.Kind.Timed() && said.Zone == "" {
		said.Zone = "unknown" // dates of a network and of hashes need no clock
	}
	readings, err := clock.Readings(said)
	if err != nil {
		return err
	}
	r.reading, r.others = &readings[0], readings[1:]
	if said.Kept != nil && !slices.ContainsFunc(readings, func(x clock.Reading) bool { return x.Kind == clock.Declared }) {
		said.Kept = nil
		stated, err := clock.Readings(said)
		if err != nil {
			return err
		}
		r.declared = &stated[0]
	}
	r.ordered = ordered(r.stamps)
	return nil
}

// units takes over how numbers are written and what they count.
func (r *Reader) units(src *record.Source) error {
	var ok bool
	switch src.Decimal {
	case "", ".":
		r.decimal = '.'
	case ",":
		r.decimal = ','
	default:
		return comity.Errorf(comity.Input, "decimal %.20q is no decimal mark", src.Decimal).
			WithHint(`write decimal = "," or leave it out for "."`)
	}
	r.grouped = src.Decimal != ""
	r.pointed = src.Format == record.Workbook && r.decimal == ','
	if r.minor, ok = minor(src.AmountUnit); !ok {
		return comity.Errorf(comity.Input, "amount_unit %.20q is none of %s", src.AmountUnit, strings.Join(AmountUnits(), ", ")).
			WithHint(`write amount_unit = "minor" where 2990 is 29.90`)
	}
	if r.unit, ok = lengthUnits[src.LengthUnit]; !ok && src.LengthUnit != "" {
		return comity.Errorf(comity.Input, "duration_unit %.20q is none of %s", src.LengthUnit, strings.Join(LengthUnits(), ", ")).
			WithHint(`write duration_unit = "seconds", or what the source says`)
	}
	_, r.checked = src.Columns[kDuration.String()]
	return nil
}

// ordered reports whether stamps write a date in numbers whose order somebody
// has to state: day before month, or month before day, and the year last.
func ordered(form string) bool {
	return form == "dmy" || form == "mdy" || strings.HasPrefix(form, "02/01") || strings.HasPrefix(form, "01/02") ||
		strings.HasPrefix(form, "02.01") || strings.HasPrefix(form, "02-01") || strings.HasPrefix(form, "01-02")
}

func newScratch(l *layout) scratch {
	return scratch{joined: make([][]byte, len(l.joins)), words: newWords()}
}

// Clone returns a reader for another goroutine.
func (r *Reader) Clone() *Reader {
	c := &Reader{layout: r.layout, scratch: newScratch(&r.layout)}
	c.decoder = r.decoder.Clone()
	return c
}

// Survey counts the stamps read so far as they are written, those of clones
// aside. Stamps of cells that the file itself marks as dates are not counted:
// they have neither halves of the day to lose nor an order.
func (r *Reader) Survey() clock.Survey { return r.survey }

// Into says where records, rejects and rows outside the scope go from now on.
func (r *Reader) Into(sink record.Sink) { r.sink = sink.Complete() }

// Width is how many cells a row has.
func (r *Reader) Width() int { return r.width }

// Row reads one row: as many cells as there are columns, or it is rejected. The
// record that a sink function is given is used again for the next row: keep
// copies. The strings of payments, members and holders may be kept. Those of an
// assignment refer to cells: whoever keeps one clones it.
func (r *Reader) Row(cells [][]byte, place record.Place) { r.Typed(cells, nil, place) }

// Typed is Row for a file that marks cells as dates. Those are written as
// "2006-01-02 15:04:05", or one half of it, and read so whatever the source
// says of times in text.
func (r *Reader) Typed(cells [][]byte, dated []bool, place record.Place) {
	r.decoded = r.decoded[:0]
	sum := len(r.totals) > 0 && r.total(cells)
	if sum && sparse(cells) {
		r.sink.Aside(record.Reject{Place: place, Reason: Total})
		return
	}
	why := WrongFields
	if len(cells) == r.width {
		r.cells, r.dated, r.place = cells, dated, place
		switch {
		case r.paged && len(r.cell(kPage)) == 0:
			why = Missing
		case r.faulty():
			why = FaultyCell
		default:
			r.turned, r.refuted = false, false
			why = r.read(r)
		}
	}
	switch why {
	case "":
		if r.turned || r.refuted {
			r.sink.Turned(place)
		}
	case outside:
		r.sink.Outside(place)
	default:
		if sum {
			r.sink.Aside(record.Reject{Place: place, Reason: Total})
			return
		}
		r.Reject(place, why)
	}
}

// Page is the page of the document that the row read last was keyed in from, as
// written; "" where the table transcribes none.
func (r *Reader) Page() string { return r.text(kPage) }

// total reports whether the first filled cell begins as the source says that
// totals and footers do. A row that can be read as a record is one all the same: people
// and firms are called so too.
func (r *Reader) total(cells [][]byte) bool {
	for _, c := range cells {
		if c = r.plain(c); len(c) == 0 {
			continue
		}
		low := bytes.ToLower(c)
		return slices.ContainsFunc(r.totals, func(t []byte) bool { return bytes.HasPrefix(low, t) })
	}
	return false
}

// sparse reports whether half of the cells or more are empty, as in rows of sums.
func sparse(cells [][]byte) bool {
	empty := 0
	for _, c := range cells {
		if len(trim(c)) == 0 {
			empty++
		}
	}
	return 2*empty >= len(cells)
}

// Reject tells the sink of a row that cannot be taken apart.
func (r *Reader) Reject(place record.Place, why record.Reason) {
	r.sink.Reject(record.Reject{Place: place, Reason: why})
}

// Sited reports whether every account that the exhibit names can be told from
// one of the same name elsewhere: its source states a site, the table has a
// column for it, or there is no column for accounts.
func (r *Reader) Sited() bool {
	return r.site != "" || r.at[kSite] != absent || r.at[kAccount] == absent
}

// endsOnly is the Cards of a reader without a key.
type endsOnly struct{}

func (endsOnly) Card(number string) (record.Card, bool) {
	ends, _, ok := comity.CardEnds(number)
	return record.Card{Ends: ends}, ok
}
