package table

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// unauthorized is the status under which servers log the name that was tried.
const unauthorized = 401

// readEvent reads one row of an access log that came as a table.
func (r *Reader) readEvent() record.Reason {
	e := &r.event
	*e = record.Event{Size: -1}
	at := r.cell(kTime)
	if len(at) == 0 {
		return Missing
	}
	var ok bool
	if e.Stamp, ok = r.stamp(kTime, record.View(at)); !ok {
		return BadTime
	}
	if !r.reading.Agrees(e.Stamp) {
		return record.ZoneClash
	}
	r.refuted = r.reading.Refuted(e.Stamp)
	r.spans = r.under(r.spans[:0], kTime)
	if !r.covers(r.reading.Span(e.Stamp), r.spans) {
		return outside
	}
	if e.Addr, ok = r.addr(kIP); !ok {
		return BadAddress
	}
	switch {
	case e.Addr == comity.Addr{}:
		return Missing
	case !r.gate.Addr(e.Addr, e.Addr):
		return outside
	}
	if e.Port, ok = r.portBeside(kPort); !ok {
		return BadPort
	}
	if b := r.cell(kBytes); len(b) > 0 {
		if e.Size, ok = record.Digits(b, 18); !ok {
			e.Size = -1
		}
	}
	status, _ := record.Digits(r.cell(kStatus), 3)
	e.Status = int(status)
	r.eventText(e)
	r.sink.Event(e, r.place)
	return ""
}

func (r *Reader) eventText(e *record.Event) {
	e.Site = r.cell(kSite)
	if len(e.Site) == 0 {
		e.Site = nil
	}
	if user := r.cell(kAccount); len(user) > 0 && !bytes.Equal(user, []byte{'-'}) && e.Status != unauthorized {
		e.User = user
	}
	if agent := r.cell(kAgent); len(agent) > 0 && !bytes.Equal(agent, []byte{'-'}) {
		e.Agent = agent
	}
	r.request = append(append(append(r.request[:0], r.cell(kMethod)...), ' '), r.cell(kPath)...)
	e.Request = r.request
}
