package run

import (
	"bytes"
	"context"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// readLog streams one access log past the index.
func (c *computation) readLog(ctx context.Context, n int) error {
	src := &c.exhibits[n].Source
	reading, gate, err := c.clockAndGate(src)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, n, c.in.Workers)
	if err != nil {
		return err
	}
	workers := make([]*logWorker, max(len(o.Lines), len(o.Rows)))
	for i := range workers {
		w := &logWorker{folder: crosscheck.NewFolder(c.index, sessionGap), reading: reading, gate: gate, source: src}
		if o.Lines != nil {
			w.lines = o.Lines[i]
		} else {
			w.rows = o.Rows[i]
		}
		workers[i] = w
	}
	joiner := crosscheck.NewJoiner(sessionGap, func(h *crosscheck.Hit) error { return c.logHit(n, h) })
	p := pass[[]crosscheck.Hit]{c: c, n: n, cfg: o.Block, take: joiner.Add, absolute: o.Rows != nil && o.Block.InOrder,
		work: func(w int, b block.Block) ([]crosscheck.Hit, *batch, error) {
			hits, info := workers[w].block(b)
			return hits, info, nil
		},
	}
	if err := p.run(ctx); err != nil {
		return err
	}
	return joiner.Close()
}

// clockAndGate prepares what every timed source needs.
func (c *computation) clockAndGate(src *record.Source) (*clock.Reading, *record.Gate, error) {
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, nil, sourceError(src, err)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, nil, sourceError(src, err)
	}
	return &readings[0], gate, nil
}

// sourceError says which exhibit's description is wrong.
func sourceError(src *record.Source, err error) error {
	return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", src.Ref, err)
}

// logWorker is what one goroutine keeps between blocks.
type logWorker struct {
	lines   format.Lines // either
	rows    format.Rows  // or
	folder  *crosscheck.Folder
	reading *clock.Reading
	gate    *record.Gate
	source  *record.Source
}

// block parses, resolves and folds what one block holds.
func (w *logWorker) block(b block.Block) ([]crosscheck.Hit, *batch) {
	info := &batch{}
	if w.rows != nil {
		w.blockOfRows(b, info)
	} else {
		w.blockOfLines(b, info)
	}
	hits, unassigned := w.folder.Flush()
	info.unassigned = unassigned
	return hits, info
}

// blockOfLines is the hot path. It allocates nothing per line.
func (w *logWorker) blockOfLines(b block.Block, info *batch) {
	var line record.Event
	var event crosscheck.Event
	for at := 0; at < len(b.Data); {
		end := bytes.IndexByte(b.Data[at:], '\n')
		next := at + end + 1
		if end < 0 {
			end = len(b.Data) - at
			next = len(b.Data)
		}
		text := b.Data[at : at+end]
		place := record.Place{Offset: b.Base + int64(at), Length: int32(end)}
		at = next
		info.lines++
		if reason := w.lines.Parse(text, &line); reason != "" {
			if reason != record.NoRecord && len(bytes.TrimSpace(text)) > 0 {
				place.Line = info.lines
				info.rejects = append(info.rejects, record.Reject{Place: place, Reason: reason})
			}
			continue
		}
		event.Time = w.reading.Span(line.Stamp)
		if !w.gate.Time(event.Time) || !w.gate.Addr(line.Addr, line.Addr) {
			info.outside++
			continue
		}
		info.events++
		event.Addr, event.Port, event.User, event.Site, event.Place = line.Addr, line.Port, line.User, line.Site, place
		w.folder.Add(&event)
	}
}

// blockOfRows takes a log that came as a table, whose reader asks the scope itself.
func (w *logWorker) blockOfRows(b block.Block, info *batch) {
	info.lines = linesOf(w.source, b.Data)
	sink := info.sink()
	var event crosscheck.Event
	sink.Event = func(e *record.Event, place record.Place) {
		info.events++
		event = crosscheck.Event{Time: w.reading.Span(e.Stamp), Addr: e.Addr, Port: e.Port, User: e.User, Site: e.Site, Place: place}
		w.folder.Add(&event)
	}
	w.rows.Block(b.Data, b.Base, sink)
}
