// Package lease holds what is common to the records that providers' own daemons
// write of addresses: statements come in the order of the file, each says that
// an address, or a block of its ports, is a client's from then on, still is, or
// is no longer. A Book makes of them assignments: a renewal extends, another
// client ends, what nobody ends stays open.
//
// A Book keeps what is held at a time: its memory grows with the addresses in
// use, not with the file. It belongs to one parser; blocks must be given to it
// in the order of the stream.
package lease

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Why a row, or a lease, could not be read.
const (
	BadTime        record.Reason = "bad time"
	BadAddress     record.Reason = "bad address"
	BadPort        record.Reason = "bad port"
	Missing        record.Reason = "missing needed value"
	NoStart        record.Reason = "end without start or duration"
	EndBeforeStart record.Reason = "end before start"
	Malformed      record.Reason = "line is not of the format"
	CutOff         record.Reason = "record is cut off"
	NULByte        record.Reason = "NUL byte"
	LongRecord     record.Reason = "record longer than 1 MiB"
	NotRead        record.Reason = "message of a known kind that is not read"
)

// retry is within what time a block that is given again to the same client is
// the same message sent twice.
const retry = comity.Minute

// MaxRecord is the longest record that is read, in bytes.
const MaxRecord = 1 << 20

// Term says what a statement knows of the end.
type Term uint8

// The ways in which a holding may end.
const (
	Stated  Term = iota // Until is the end
	Forever             // there is no end yet
	Unknown             // Until is the last sign of life
)

// Statement says that addresses First to Last, perhaps only some of their
// ports, are a client's. The byte slices are not kept.
type Statement struct {
	record.Place
	First, Last      comity.Addr
	PortFrom, PortTo uint16 // both 0: all
	Lane             uint8  // keeps apart what may hold the same port at a time, such as TCP and UDP
	Client           []byte // tells one client from another
	Circuit          []byte // how the provider names the client's line; empty where the record does not say
	Device           []byte
	From, Until      clock.Span
	Term             Term
	Fresh            bool // given anew, not renewed
}

// holding is what is known of a client that has an address, or a block of its ports.
// What a renewal asks stands first, close together.
type holding struct {
	client           string
	circuit, device  string
	start, end       clock.Span
	latest           comity.Instant // beginning of the latest statement
	portFrom, portTo uint16
	term             Term

	place         record.Place // of the record that told of it first
	ended         record.Place // of that which told of its end; Length 0: the first
	shelf         *shelf
	before, after *holding // in the order in which they were opened
}

// Book is what is known of each address. Open makes one.
type Book struct {
	gate    *record.Gate
	reading *clock.Reading
	sink    record.Sink
	line    int64 // of the next byte; 1 at the start of the stream

	shelves rack
	oldest  *holding // of those held
	last    *holding
	next    *holding // behind the one that was renewed last; nil: oldest
	clients *clients // where ends name a client alone; else nil
	ends    ends     // where ends may stand alone; else nil
	held    int
	sweepAt int
	newest  comity.Instant
	out     record.Assignment
	text    []byte // names of the statement at hand
}

const firstSweep = 1 << 14

// Open makes a Book for src, which must hold assignments. what names the format
// in errors.
func Open(src *record.Source, what string) (*Book, error) {
	if src.Kind != record.Assignments {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %s hold assignments, not %q", src.Ref, what, src.Kind).
			WithHint(`write kind = "assignments"`)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	return &Book{
		gate: gate, reading: &readings[0], line: 1,
		shelves: newRack(), sweepAt: firstSweep,
	}, nil
}

// ByClient lets EndClient find what a client holds. All statements must be of
// whole addresses then, so that a shelf has one holding.
func (b *Book) ByClient() { b.clients = newClients(&b.shelves) }

// Reading is the declared reading of the source's clock.
func (b *Book) Reading() *clock.Reading { return b.reading }

// Outside reports, and notes, that the scope does not cover addresses first to
// last: the row is left unread.
func (b *Book) Outside(first, last comity.Addr, p record.Place) bool {
	if b.Covers(first, last) {
		return false
	}
	b.sink.Outside(p)
	return true
}

// Covers reports whether the scope covers one of the addresses first to last.
func (b *Book) Covers(first, last comity.Addr) bool { return b.gate.Addr(first, last) }

// Begin lets the book write to sink until Done.
func (b *Book) Begin(sink record.Sink) { b.sink = sink.Complete() }

// Done lets go of the sink.
func (b *Book) Done() { b.sink = record.Sink{} }

// Reject passes a row on that could not be read.
func (b *Book) Reject(p record.Place, why record.Reason) {
	b.sink.Reject(record.Reject{Place: p, Reason: why})
}

// PassOver counts a row as outside the scope.
func (b *Book) PassOver(p record.Place) { b.sink.Outside(p) }

// Close ends the stream: what is still held is handed over, in the order of the
// places.
func (b *Book) Close(sink record.Sink) {
	b.Begin(sink)
	for _, h := range b.those(func(*holding) bool { return true }) {
		b.give(h, h.end)
	}
	b.shelves, b.clients, b.oldest, b.last, b.next, b.held = newRack(), nil, nil, nil, nil, 0
	b.Done()
}

// those are the holdings that which picks, in the order of the places: that in
// which they were opened, but for those that one record told of.
func (b *Book) those(which func(*holding) bool) (picked []*holding) {
	for h := b.oldest; h != nil; h = h.after {
		if which(h) {
			picked = append(picked, h)
		}
	}
	slices.SortFunc(picked, (*holding).compare)
	return picked
}

func (h *holding) compare(o *holding) int {
	if c := cmp.Compare(h.place.Offset, o.place.Offset); c != 0 {
		return c
	}
	return cmp.Or(h.shelf.key.first.Compare(o.shelf.key.first), h.shelf.key.last.Compare(o.shelf.key.last))
}

// tidy hands over leases that ended more than a day before the newest statement,
// each time that twice as many are held as after the last time.
func (b *Book) tidy() {
	if b.held < b.sweepAt {
		return
	}
	for _, h := range b.those(func(h *holding) bool { return h.term == Stated && h.end.Hi+comity.Day < b.newest }) {
		b.hand(h, h.end)
	}
	b.sweepAt = max(firstSweep, 2*b.held)
}

// hand gives a holding, which ends then, to the sink and forgets it.
func (b *Book) hand(h *holding, end clock.Span) {
	b.forget(h)
	b.give(h, end)
}

func (b *Book) give(h *holding, end clock.Span) {
	if end.Hi < h.start.Lo {
		end = h.start
	}
	reach := end.Hi
	if h.term == Forever {
		reach = comity.Latest
	}
	if !b.gate.Time(clock.Span{Lo: h.start.Lo, Hi: reach}) {
		b.sink.Outside(h.place)
		return
	}
	b.out = record.Assignment{
		Place: h.place, First: h.shelf.key.first, Last: h.shelf.key.last, Start: h.start, End: end,
		Open: h.term != Stated, InForce: h.term == Forever, PortFrom: h.portFrom, PortTo: h.portTo,
		Subscriber: cmp.Or(h.circuit, h.client), Device: h.device, Ended: h.ended,
	}
	if h.term == Forever {
		b.out.End = h.start
	}
	b.sink.Assignment(&b.out)
}
