package run

import (
	"bytes"
	"context"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format/access"
	"comity/internal/records/record"
)

// readLog streams one access log past the index.
func (c *computation) readLog(ctx context.Context, n int) error {
	src := &c.exhibits[n].Source
	reading, gate, err := c.clockAndGate(src)
	if err != nil {
		return err
	}
	workers := make([]*logWorker, c.in.Workers)
	for i := range workers {
		parser, err := access.New(access.Format(src.Format))
		if err != nil {
			return sourceError(src, err)
		}
		workers[i] = &logWorker{parser: parser, folder: crosscheck.NewFolder(c.index, sessionGap), reading: reading, gate: gate}
	}
	joiner := crosscheck.NewJoiner(sessionGap, func(h *crosscheck.Hit) error { return c.logHit(n, h) })
	p := pass[[]crosscheck.Hit]{c: c, n: n, take: joiner.Add,
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
	parser  *access.Parser
	folder  *crosscheck.Folder
	reading *clock.Reading
	gate    *record.Gate
}

// block parses, resolves and folds the lines of one block: the hot path. It
// allocates nothing per line.
func (w *logWorker) block(b block.Block) ([]crosscheck.Hit, *batch) {
	info := &batch{}
	var line access.Event
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
		if reason := w.parser.Parse(text, &line); reason != "" {
			if len(bytes.TrimSpace(text)) > 0 {
				place.Line = info.lines
				info.rejects = append(info.rejects, record.Reject{Place: place, Reason: reason})
			}
			continue
		}
		event.Time = w.reading.Span(line.Stamp())
		if !w.gate.Time(event.Time) || !w.gate.Addr(line.Addr, line.Addr) {
			info.outside++
			continue
		}
		info.events++
		event.Addr, event.User, event.Site, event.Place = line.Addr, line.User, line.Vhost, place
		w.folder.Add(&event)
	}
	hits, unassigned := w.folder.Flush()
	info.unassigned = unassigned
	return hits, info
}
