package run

import (
	"bytes"
	"context"
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// readLog streams one access log past the index.
func (c *computation) readLog(ctx context.Context, n int) error {
	window := c.overlaps.windows[n]
	count := c.in.Workers
	if window.open() {
		count = 1 // which of two equal lines came again must not depend on timing
	}
	workers, cfg, err := c.logWorkers(ctx, n, count)
	if err != nil {
		return err
	}
	absolute := workers[0].rows != nil && cfg.InOrder
	if window.open() {
		cfg.InOrder = true
		c.overlaps.lines.Next()
		workers[0].again = &again{
			overlaps: c.overlaps, window: window, site: []byte(siteOf(nil, c.exhibits[n].Source.Site)),
			folder: crosscheck.NewFolder(c.index, sessionGap),
		}
		// Both places of a line are kept, also where it makes no hit.
		workers[0].folder.All, workers[0].again.folder.All = true, true
	}
	joiner := crosscheck.NewJoiner(sessionGap, func(h *crosscheck.Hit) error { return c.logHit(n, h) })
	echo := crosscheck.NewJoiner(sessionGap, func(h *crosscheck.Hit) error { return c.echo(n, h) })
	p := pass[logBlock]{c: c, n: n, cfg: cfg, absolute: absolute,
		work: func(w int, b block.Block) (logBlock, *batch, error) {
			out, info := workers[w].block(b)
			return out, info, nil
		},
		take: func(b logBlock) error {
			if err := joiner.Add(b.hits); err != nil {
				return err
			}
			return echo.Add(b.again)
		},
	}
	if err := p.run(ctx); err != nil {
		return err
	}
	for _, w := range workers {
		if err := w.close(&p); err != nil {
			return err
		}
	}
	if err := joiner.Close(); err != nil {
		return err
	}
	return echo.Close()
}

// close ends a log that came as a table: what was cut off is a reject.
func (w *logWorker) close(p *pass[logBlock]) error {
	if w.rows == nil {
		return nil
	}
	info := &batch{base: p.at, end: p.at}
	w.rows.Close(info.sink())
	p.c.stamps(p.n, []format.Rows{w.rows})
	if err := verdict(&p.c.exhibits[p.n].Source, []format.Rows{w.rows}); err != nil {
		return err
	}
	return p.settle(passed[logBlock]{batch: info})
}

// logWorkers makes what as many goroutines need to read log n.
func (c *computation) logWorkers(ctx context.Context, n, count int) ([]*logWorker, block.Config, error) {
	readings, gate, err := c.clockAndGate(&c.exhibits[n].Source)
	if err != nil {
		return nil, block.Config{}, err
	}
	o, err := c.open(ctx, n, count)
	if err != nil {
		return nil, block.Config{}, err
	}
	workers := make([]*logWorker, max(len(o.Lines), len(o.Rows)))
	for i := range workers {
		w := &logWorker{folder: crosscheck.NewFolder(c.index, sessionGap), reading: &readings[0], others: readings[1:], gate: gate, left: c.withdrawn[n], count: newLineCount(&c.exhibits[n].Source)}
		w.folder.Named = c.timing != nil && len(c.timing.accounts) > 0
		if o.Lines != nil {
			w.lines = o.Lines[i]
		} else {
			w.rows = o.Rows[i]
		}
		workers[i] = w
	}
	return workers, o.Block, nil
}

// clockAndGate prepares what every timed source needs.
func (c *computation) clockAndGate(src *record.Source) ([]clock.Reading, *record.Gate, error) {
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, nil, sourceError(src, err)
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		return nil, nil, sourceError(src, err)
	}
	return readings, gate, nil
}

// sourceError says which exhibit's description is wrong.
func sourceError(src *record.Source, err error) error {
	return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", src.Ref, err)
}

// logBlock is what one block of a log gave.
type logBlock struct {
	hits  []crosscheck.Hit
	again []crosscheck.Hit // of lines that were delivered before
}

// logWorker is what one goroutine keeps between blocks.
type logWorker struct {
	lines   format.Lines // either
	rows    format.Rows  // or
	folder  *crosscheck.Folder
	reading *clock.Reading  // the first of those kept
	others  []clock.Reading // the rest
	spans   []clock.Span    // of the line at hand, under others
	gate    *record.Gate
	left    ranges // places whose lines are left out
	count   *lineCount
	nul     bool   // the block at hand holds NUL bytes
	again   *again // nil where no other log may hold the same lines
}

// again tells lines that were delivered before, in a log that others overlap.
type again struct {
	overlaps *overlaps
	window   window
	site     []byte
	folder   *crosscheck.Folder
}

// seen reports whether a log before delivered the line.
func (a *again) seen(e *crosscheck.Event, line *record.Event) bool {
	if e.Time.Hi < a.window.Lo || e.Time.Lo > a.window.Hi {
		return false
	}
	site := a.site
	if len(e.Site) > 0 {
		site = []byte(siteOf(e.Site, ""))
	}
	return a.overlaps.lines.Seen(a.overlaps.printer.Of(site, comity.Instant(middle(e.Time)), line))
}

// block parses, resolves and folds what one block holds.
func (w *logWorker) block(b block.Block) (out logBlock, info *batch) {
	info = &batch{}
	w.nul = bytes.IndexByte(b.Data, 0) >= 0
	if w.again == nil && w.rows == nil {
		w.fold(b, info)
	} else {
		w.each(b, info, func(e *crosscheck.Event, line *record.Event) {
			if w.again != nil && w.again.seen(e, line) {
				info.again++
				w.again.folder.Add(e)
				return
			}
			info.events++
			w.folder.Add(e)
		})
	}
	out.hits, info.resolved = w.folder.Flush()
	if w.again != nil {
		out.again, _ = w.again.folder.Flush()
	}
	return out, info
}

// fold is the hot path. It allocates nothing per line.
func (w *logWorker) fold(b block.Block, info *batch) {
	var line record.Event
	var event crosscheck.Event
	for at := 0; at < len(b.Data); {
		var covered bool
		if at, covered = w.next(b, at, info, &line, &event); covered {
			info.events++
			w.folder.Add(&event)
		}
	}
}

// next reads the line at at into line and event, and returns where the next one
// begins; covered is false where there is no event that the scope covers.
func (w *logWorker) next(b block.Block, at int, info *batch, line *record.Event, event *crosscheck.Event) (next int, covered bool) {
	end := bytes.IndexByte(b.Data[at:], '\n')
	next = at + end + 1
	if end < 0 {
		end = len(b.Data) - at
		next = len(b.Data)
	}
	text := b.Data[at : at+end]
	event.Place = record.Place{Offset: b.Base + int64(at), Length: int32(end)}
	info.lines++
	if len(w.left) > 0 && w.left.touch(event.Place) {
		info.withdrawn++
		return next, false
	}
	reason := w.lines.Parse(text, line)
	if w.nul && bytes.IndexByte(text, 0) >= 0 {
		reason = NULByte
	}
	if reason == "" && !w.reading.Agrees(line.Stamp) {
		reason = record.ZoneClash
	}
	if reason != "" {
		if reason != record.NoRecord && len(bytes.TrimSpace(text)) > 0 {
			place := event.Place
			place.Line = info.lines
			info.rejects = append(info.rejects, record.Reject{Place: place, Reason: reason})
		}
		return next, false
	}
	event.Time = w.reading.Span(line.Stamp)
	covered = w.gate.Time(event.Time)
	if len(w.others) > 0 {
		event.Others = w.under(line.Stamp)
		covered = covered || slices.ContainsFunc(event.Others, w.gate.Time)
	}
	if !covered || !w.gate.Addr(line.Addr, line.Addr) {
		info.outside++
		return next, false
	}
	event.Addr, event.Port, event.User, event.Site, event.Agent = line.Addr, line.Port, line.User, line.Site, line.Agent
	return next, true
}

// under gives the spans of a stamp by the readings after the first; good until
// the next call.
func (w *logWorker) under(s clock.Stamp) []clock.Span {
	w.spans = w.spans[:0]
	for i := range w.others {
		w.spans = append(w.spans, w.others[i].Span(s))
	}
	return w.spans
}

// each calls do for every event of a block that the scope covers.
func (w *logWorker) each(b block.Block, info *batch, do func(*crosscheck.Event, *record.Event)) {
	var event crosscheck.Event
	if w.rows == nil {
		var line record.Event
		for at := 0; at < len(b.Data); {
			var covered bool
			if at, covered = w.next(b, at, info, &line, &event); covered {
				do(&event, &line)
			}
		}
		return
	}
	info.lines = w.count.of(b.Data)
	sink, kept := info.sink(), names{}
	sink.Event = func(e *record.Event, place record.Place) {
		if w.left.touch(place) {
			info.withdrawn++
			return
		}
		event = crosscheck.Event{
			Time: w.reading.Span(e.Stamp), Others: w.under(e.Stamp), Addr: e.Addr, Port: e.Port, User: kept.of(e.User), Site: kept.of(e.Site), Agent: kept.of(e.Agent), Place: place,
		}
		do(&event, e)
	}
	format.Feed(w.rows, b, sink)
}

// names are copies of the names in a block: a table's reader writes over the
// cells of a row when it reads the next, and a Folder holds them until Flush.
type names map[string][]byte

func (n names) of(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	s, ok := n[string(b)]
	if !ok {
		s = bytes.Clone(b)
		n[string(s)] = s
	}
	return s
}

// echo notes the session of lines that log n delivers again.
func (c *computation) echo(n int, h *crosscheck.Hit) error {
	src := &c.exhibits[n].Source
	d := Duplicate{Ref: src.Ref, Cite: c.cite(n, h.From), Count: h.Count}
	if h.Count > 1 {
		last := c.cite(n, h.To)
		d.LastCite = &last
	}
	same := func(m int) bool { return c.exhibits[m].Source.Format == src.Format }
	if first, ok := c.overlaps.origin(n, h, src.Site, same); ok {
		of := c.cite(first.source, first.place)
		d.Of = &of
	}
	c.duplicates.json(d)
	return c.duplicates.err
}
