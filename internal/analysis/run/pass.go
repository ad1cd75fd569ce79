package run

import (
	"context"
	"sync"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// batch is what one block gave, besides its records.
type batch struct {
	base, end int64 // offsets of the block in the stream
	skipped   int64 // lines that the stream passed over in front of it
	lines     int64
	rows      int64 // records read
	events    int64 // of them, those that happened at a time
	outside   int64
	withdrawn int64            // rows left out
	turned    int64            // rows that a kept reading makes impossible, read all the same
	aside     int64            // rows that their source says are no records
	again     int64            // events that another log delivered before
	resolved  crosscheck.Tally // of events
	asked     []question       // that the answers read answer
	devices   []device         // whose they are, by the rows read
	outer     []record.Reject  // rows outside the scope, where somebody is told; lines as of rejects
	instead   []record.Reject  // rows that are no records, likewise
	rejects   []record.Reject  // lines count from 1 within the block, or within the stream where the pass is absolute
}

// pass streams one exhibit: work makes a T of each block, on several goroutines;
// take gets them in order, one at a time. The exhibit's digest is compared with
// the seal, and what could not be read goes to the rejects.
type pass[T any] struct {
	c    *computation
	n    int // number of the source
	cfg  block.Config
	work func(worker int, b block.Block) (T, *batch, error)
	take func(T) error
	// absolute: the parser counts lines from the start of the stream, because a
	// record of it may be judged blocks later.
	absolute bool
	whole    bool // the bytes as they are, whatever their format

	mu       sync.Mutex // guards ready, next and settling
	ready    map[int]passed[T]
	next     int
	settling bool  // some worker takes blocks in order; the others go on
	at       int64 // offset behind the last block taken
	line     int64 // lines before it
}

type passed[T any] struct {
	value T
	batch *batch
}

func (p *pass[T]) run(ctx context.Context) error {
	if !p.whole && format.IsBook(p.c.exhibits[p.n].Source.Format) {
		return p.runBook(ctx)
	}
	e := &p.c.exhibits[p.n]
	segments, closer, err := e.Open()
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	p.ready = map[int]passed[T]{}
	p.cfg.Workers, p.cfg.Packing = p.c.in.Workers, e.Source.Packing
	p.cfg.Progress = p.c.progress
	res, err := block.Stream(ctx, segments, p.cfg, p.block)
	if cerr := closer.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	if want := e.Source.Exhibit; !want.IsZero() && res.Digest != want {
		return differs(&e.Source)
	}
	p.gap(res.Stream, 1)
	if res.Torn != nil {
		p.c.reject(p.n, record.Reject{Place: record.Place{Offset: res.Stream, Line: p.line + 1}, Reason: res.Torn.Reason})
	}
	p.c.counts.Bytes += res.Bytes
	return nil
}

// differs says that an exhibit is not what was sealed.
func differs(src *record.Source) error {
	return comity.Errorf(comity.Negative, "exhibit %s: its bytes differ from its seal", src.Ref).
		WithHint("run `comity verify`: it names what is damaged and what rests on it")
}

// Reasons that do not come from a format.
const (
	TornPacking               = unpack.Torn
	Overlong    record.Reason = "record is longer than 1 MiB"
	NULByte     record.Reason = "NUL byte"
)

func (p *pass[T]) block(worker int, b block.Block) error {
	v, info, err := p.work(worker, b)
	if err != nil {
		return err
	}
	info.base, info.end, info.skipped = b.Base, b.Base+int64(len(b.Data)), b.Skipped
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready[b.Index] = passed[T]{v, info}
	if p.settling {
		return nil
	}
	p.settling = true
	defer func() { p.settling = false }()
	for {
		r, ok := p.ready[p.next]
		if !ok {
			return nil
		}
		delete(p.ready, p.next)
		p.next++
		p.mu.Unlock()
		err := p.settle(r)
		p.mu.Lock()
		if err != nil {
			return err
		}
	}
}

// settle takes the next block in order.
func (p *pass[T]) settle(r passed[T]) error {
	p.gap(r.batch.base, r.batch.skipped)
	for _, reject := range r.batch.rejects {
		if p.c.withdrawn[p.n].touch(reject.Place) { // left out like the rows that could be read
			p.c.counts.Withdrawn++
			continue
		}
		if !p.absolute {
			reject.Line += p.line
		}
		p.c.reject(p.n, reject)
	}
	for _, at := range r.batch.outer {
		if !p.absolute {
			at.Line += p.line
		}
		p.c.toldOutside(p.c.unread(p.n, at.Place, at.Reason))
	}
	for _, at := range r.batch.instead {
		if p.c.withdrawn[p.n].touch(at.Place) {
			continue
		}
		if !p.absolute {
			at.Line += p.line
		}
		p.c.toldAside(p.c.unread(p.n, at.Place, at.Reason))
	}
	for _, v := range r.batch.devices {
		p.c.devices.add(p.c.keepers[p.n], v)
	}
	p.c.timing.ask(p.n, r.batch.asked, p.c.skews[p.n])
	p.at = r.batch.end
	p.line += r.batch.lines
	p.c.counts.Lines += r.batch.lines
	p.c.rows += r.batch.rows
	p.c.counts.Events += r.batch.events
	p.c.counts.Unassigned += r.batch.resolved.Unassigned
	for d, n := range r.batch.resolved.Doubts {
		p.c.doubts(crosscheck.Doubt(d), n)
	}
	p.c.counts.Aside += r.batch.aside
	p.c.turned[p.n] += r.batch.turned
	p.c.counts.Duplicates += r.batch.again
	p.c.counts.Quarantined += r.batch.outside
	p.c.counts.Withdrawn += r.batch.withdrawn
	if r.batch.outside > 0 {
		p.c.result.Quarantined[p.c.exhibits[p.n].Source.Ref] += r.batch.outside
	}
	return p.take(r.value)
}

// gap rejects what the stream passed over before offset to: one overlong record
// of so many lines.
func (p *pass[T]) gap(to, lines int64) {
	if to <= p.at {
		return
	}
	length := int32(min(to-p.at, 1<<31-1))
	p.c.reject(p.n, record.Reject{Place: record.Place{Offset: p.at, Length: length, Line: p.line + 1}, Reason: Overlong})
	p.at = to
	p.line += lines
	p.c.counts.Lines += lines
}

func (c *computation) reject(n int, r record.Reject) {
	if c.reread {
		return
	}
	c.counts.Rejects++
	if c.oddLine == 0 && (r.Reason == table.BadType || r.Reason == table.BadResult) {
		c.oddLine = r.Line
	}
	out := c.unread(n, r.Place, r.Reason)
	if c.told != nil {
		c.told(out)
	}
	c.rejects.json(out)
}

// unread names a row that is no record.
func (c *computation) unread(n int, at record.Place, why record.Reason) Reject {
	return Reject{Cite: c.cite(n, at), Ref: c.exhibits[n].Source.Ref, Line: at.Line, Reason: string(why)}
}

func (c *computation) progress(bytes int64) {
	c.done += bytes
	if c.in.Progress != nil {
		c.in.Progress("read", c.done, c.total)
	}
}

// hashOnly checks an exhibit of a kind that no analysis reads yet against its seal.
func (c *computation) hashOnly(ctx context.Context, n int) error {
	p := pass[struct{}]{c: c, n: n, whole: true,
		cfg:  block.Config{Cut: block.Whole},
		work: func(int, block.Block) (struct{}, *batch, error) { return struct{}{}, &batch{}, nil },
		take: func(struct{}) error { return nil },
	}
	return p.run(ctx)
}
