package run

import (
	"bytes"
	"slices"
	"sync/atomic"

	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// NoneRead says of an exhibit in which no record can be read, although it has rows, what they are.
type NoneRead struct {
	Rejects, Outside, Aside int64
	Reason                  record.Reason // of the first one that was rejected; "": none was
}

// noneRead is what is to be said where only read records came of the exhibit.
func (c *computation) noneRead(read int64, first record.Reason) *NoneRead {
	n := NoneRead{c.counts.Rejects, c.counts.Quarantined, c.counts.Aside, first}
	if read > 0 || n.Rejects+n.Outside+n.Aside == 0 {
		return nil
	}
	return &n
}

// lookout parses lines of a log until it comes upon a record.
type lookout struct {
	lines    []format.Lines // by worker
	readings []clock.Reading
	gate     *record.Gate
	met      atomic.Bool
}

// block counts the lines of a block, and what they are as long as none was a record.
func (l *lookout) block(w int, b block.Block) *batch {
	info := &batch{lines: lines(b.Data)}
	var e record.Event
	for line := range bytes.Lines(b.Data) {
		if l.met.Load() {
			return info
		}
		line = bytes.TrimSuffix(line, []byte{'\n'})
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		switch why := l.lines[w].Parse(line, &e); {
		case why == record.NoRecord:
		case why != "":
			info.rejects = append(info.rejects, record.Reject{Reason: why})
		case covered(l.gate, l.readings, &e):
			l.met.Store(true)
		default:
			info.outside++
		}
	}
	return info
}

// covered reports whether the legal basis covers an event by any of the readings.
func covered(gate *record.Gate, readings []clock.Reading, e *record.Event) bool {
	return gate.Addr(e.Addr, e.Addr) && slices.ContainsFunc(readings, func(r clock.Reading) bool { return gate.Time(r.Span(e.Stamp)) })
}
