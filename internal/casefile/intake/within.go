package intake

import (
	"bytes"
	"fmt"
	"net/netip"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// askWithin asks about a log whose lines nearly all come from addresses inside a network, or
// from the machine itself: a server in front passed the visits on, and whose they were the
// lines do not say.
func (f *File) askWithin(head []byte) {
	if f.Kind != string(record.Access) || len(f.question("kind")) > 0 || f.Columns["ip"] != nil {
		return
	}
	src := record.Source{Kind: record.Access, Format: f.Format, Site: "site.example", Clock: clock.Statement{Zone: "UTC"}}
	head = lastLine(head)
	o, err := format.Open(head[:min(len(head), openHead)], &src, table.Config{}, 1)
	if err != nil {
		return
	}
	some, within, all := "", 0, 0
	count := func(a comity.Addr) {
		if all++; inward(a.String()) {
			within, some = within+1, a.String()
		}
	}
	if o.Lines == nil {
		o.Rows[0].Block(head, 0, record.Sink{Event: func(e *record.Event, _ record.Place) { count(e.Addr) }}.Complete())
	} else {
		for line := range bytes.Lines(head) {
			var e record.Event
			if o.Lines[0].Parse(bytes.TrimRight(line, "\r\n"), &e) == "" {
				count(e.Addr)
			}
		}
	}
	if all < 12 || within*100 < all*92 {
		return
	}
	f.ask("kind", fmt.Sprintf("%d of %d lines come from addresses inside a network or from the machine itself, as %s: of visitors on that network, or of a server in front, which passed the visits on? In the latter case the log of that server says whose they were, and this file is a document", within, all, quoted(some)), "access", "document")
}

// inward holds for an address inside a network, and for one that a machine calls itself by.
func inward(v string) bool {
	a, err := netip.ParseAddr(v)
	return err == nil && (a.Unmap().IsLoopback() || inside(v))
}
