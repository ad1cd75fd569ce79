package rds

import "comity/internal/records/record"

// Peek hands over rows of a database of which only the begin is at hand: those that look like the table's by
// themselves, on pages that do not say whose they are. It is for showing and instead of Survey and Block.
func (p *Parser) Peek(head []byte, sink record.Sink) {
	sink = sink.Complete()
	for rest := head; len(rest) > 0 && p.err == nil; {
		var page []byte
		if page, rest = p.pages.next(rest); page != nil {
			p.look(page)
		}
	}
	if p.choose(); p.err != nil {
		return
	}
	for p.pages = (pages{}); len(head) > 0; {
		var page []byte
		if page, head = p.pages.next(head); page == nil {
			continue
		}
		cells, _ := leafCells(nil, page, p.pages.number, p.pages.usable)
		for _, c := range cells {
			p.hashed = record.Hashed{FirstSeen: record.Absent(), Size: -1, Edition: p.said}
			if p.table.row(c, &p.hashed) == "" {
				sink.Hashed(&p.hashed)
			}
		}
	}
}
