package run

import (
	"context"

	"comity/internal/analysis/crosscheck"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// readAssignments reads one exhibit of assignments or answers into batches. A table hands
// each row over once for every kept reading of its clock. What daemons write tells of one
// assignment in several records, in the order of the stream: there the stream is read
// once for every reading.
func (c *computation) readAssignments(ctx context.Context, n int) error {
	src := &c.exhibits[n].Source
	o, err := c.open(ctx, n, c.in.Workers)
	if err != nil {
		return err
	}
	_, table := o.Rows[0].(format.Table)
	if kept := src.Clock.Kept; !table && kept != nil && len(kept.Adjustments) > 1 {
		return c.readUnderEach(ctx, n, kept.Adjustments)
	}
	return c.readStatements(ctx, n, o, way{of: 1})
}

// way is one of the kept readings of a clock by which a stream is read.
type way struct{ number, of int }

// readUnderEach reads what a daemon wrote by each reading that is kept. By which of them
// a row can't be read, it says nothing; it is counted, and in the rejects, as the first has it; of those that a reading turns, as many
// as the one that turns most.
func (c *computation) readUnderEach(ctx context.Context, n int, kept []clock.Adjustment) error {
	src := &c.exhibits[n].Source
	stated := src.Clock
	before, most := c.turned[n], int64(0)
	defer func() { src.Clock, c.turned[n] = stated, before+most }()
	for i, a := range kept {
		src.Clock = stated
		src.Clock.Kept = &clock.Kept{Adjustments: []clock.Adjustment{a}}
		o, err := c.open(ctx, n, c.in.Workers)
		if err != nil {
			return err
		}
		counts, rows, done, outside := *c.counts, c.rows, c.done, c.result.Quarantined[src.Ref]
		c.reread, c.turned[n] = i > 0, 0
		err = c.readStatements(ctx, n, o, way{i, len(kept)})
		if c.reread {
			*c.counts, c.rows, c.done, c.reread = counts, rows, done, false
			if c.result.Quarantined[src.Ref] = outside; outside == 0 {
				delete(c.result.Quarantined, src.Ref)
			}
		}
		most = max(most, c.turned[n])
		if err != nil {
			return err
		}
	}
	return nil
}

// readStatements reads one exhibit of assignments or answers, opened, in one way.
func (c *computation) readStatements(ctx context.Context, n int, o format.Opened, w way) error {
	parsers, cfg := o.Rows, o.Block
	_, table := parsers[0].(format.Table)
	named := make([]bool, len(parsers))
	collect := func(worker int, out *crosscheck.Batch, info *batch) record.Sink {
		sink := info.sink()
		sink.Assignment = func(a *record.Assignment) {
			if c.withdrawn[n].touch(a.Place) {
				if a.Reading == 0 {
					info.withdrawn++
				}
				return
			}
			if w.of > 1 {
				a.Reading, a.Doubtful, a.Ways = w.number, true, w.of
			}
			named[worker] = named[worker] || a.Person.Name != ""
			info.rows++
			if c.timing != nil && a.Asked != 0 && a.Reading == 0 {
				info.asked = append(info.asked, question{a.First, a.PortFrom, a.Asked})
			}
			if v, ok := deviceOf(a); ok && table {
				info.devices = append(info.devices, v)
			}
			if reason := out.Add(a, uint16(n)); reason != "" {
				info.rows--
				info.rejects = append(info.rejects, record.Reject{Place: a.Place, Reason: reason})
			}
		}
		return sink
	}
	count := lines
	if cfg.InOrder {
		count = newLineCount(&c.exhibits[n].Source).of
	}
	p := pass[*crosscheck.Batch]{c: c, n: n, cfg: cfg, absolute: cfg.InOrder,
		work: func(w int, b block.Block) (*crosscheck.Batch, *batch, error) {
			n := count(b.Data)
			out, info := crosscheck.NewBatch(int(n)), &batch{lines: n}
			format.Feed(parsers[w], b, collect(w, out, info))
			return out, info, nil
		},
		take: func(out *crosscheck.Batch) error { c.batches = append(c.batches, out); return nil },
	}
	if err := p.run(ctx); err != nil {
		return err
	}
	out, info := &crosscheck.Batch{}, &batch{base: p.at, end: p.at}
	for _, parser := range parsers {
		parser.Close(collect(0, out, info))
	}
	if err := verdict(&c.exhibits[n].Source, parsers); err != nil {
		return err
	}
	c.stamps(n, parsers)
	for _, is := range named {
		c.named[n] = c.named[n] || is
	}
	return p.settle(passed[*crosscheck.Batch]{out, info})
}
