package run

import (
	"context"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Wanted is what Take hands over, and to whom.
type Wanted struct {
	Kinds []record.Kind
	// Skip leaves an exhibit unread and out of the report; nil: none. Of bytes that
	// are sealed twice it is asked about the one that counts.
	Skip func(*record.Source) bool
	// Row gets each record of those kinds, with the source that it is of: valid
	// during the call, strings within may be kept. Its Text is nil. An error ends
	// Take. Logs that are read line by line cannot be handed over: where they are
	// wanted Row is nil, and of them no more than Bytes is told.
	Row func(src *record.Source, r *Row) error
	// Reject gets each row that could not be read; nil: they are counted only.
	Reject func(Reject)
	// Outside gets the place of each row outside the scope, which stays unread; nil:
	// they are counted only.
	Outside func(Reject)
	// Aside gets each row that its source says is no record, with what it is
	// instead; nil: they are counted only.
	Aside func(Reject)
}

// Why a row of an exhibit that no run reads is quarantined.
const (
	NotCovered record.Reason = "outside the period or the addresses of the legal basis"
	Untimed    record.Reason = "without a time, so nothing says that the legal basis covers it"
)

// Taken says of one exhibit what Take found in it.
type Taken struct {
	Source      record.Source
	Unread      bool // sealed as it is: no format reads it
	Bytes       int64
	Rows        int64 // records handed over
	Rejects     int64
	Quarantined int64 // rows outside the scope, unread
	Withdrawn   int64 // rows left out
	Aside       int64 // rows that are no records by the source's own word
}

// Take reads the exhibits of the wanted kinds, one after another in the order of
// a run's sources, and hands their records over in the order of each exhibit. It
// reads the sealed bytes as Compute does: out of their packing, compared with
// their digest, inside their scope, without what was withdrawn. Of in it takes
// Exhibits, Withdrawn, Cards, Workers and Progress. The report has one entry for
// each exhibit of the kinds that is not skipped. An exhibit whose bytes differ from its digest is a
// Negative error; what was handed over of it by then must not be used.
func Take(ctx context.Context, in Input, w Wanted) ([]Taken, error) {
	in.Create, in.Now = discard, nil
	in.Exhibits = slices.DeleteFunc(slices.Clone(in.Exhibits), func(e Exhibit) bool { return !slices.Contains(w.Kinds, e.Source.Kind) })
	c, err := newComputation(in)
	if err != nil {
		return nil, err
	}
	c.told, c.toldOutside, c.toldAside = w.Reject, w.Outside, w.Aside
	var out []Taken
	for n := range c.exhibits {
		if w.Skip != nil && w.Skip(&c.exhibits[n].Source) {
			continue
		}
		before := *c.counts
		t := Taken{Source: c.exhibits[n].Source}
		if t.Unread = !format.Reads(&t.Source); t.Unread {
			err = c.hashOnly(ctx, n)
		} else {
			err = c.takeOne(ctx, n, &t, w.Row)
		}
		if err != nil {
			return nil, err
		}
		t.Bytes, t.Rejects = c.counts.Bytes-before.Bytes, c.counts.Rejects-before.Rejects
		t.Quarantined, t.Withdrawn = c.counts.Quarantined-before.Quarantined, c.counts.Withdrawn-before.Withdrawn
		t.Aside = c.counts.Aside - before.Aside
		out = append(out, t)
	}
	return out, nil
}

// taker hands the records of one exhibit over.
type taker struct {
	src  *record.Source
	row  func(*record.Source, *Row) error
	left ranges
	tell bool // of the places of rows outside the scope as well

	aside bool // and of rows that are no records

	now  Row // the record at hand; its address is handed over
	rows int64
	err  error // the first that row returned
}

// nobody is who gets records that are not wanted.
func nobody(*record.Source, *Row) error { return nil }

func (c *computation) takeOne(ctx context.Context, n int, t *Taken, row func(*record.Source, *Row) error) error {
	o, err := c.open(ctx, n, 1)
	if err != nil {
		return err
	}
	if row == nil {
		if row = nobody; o.Lines != nil { // a log that is read line by line has no row that is set aside
			return c.hashOnly(ctx, n)
		}
	}
	k := &taker{src: &c.exhibits[n].Source, row: row, left: c.withdrawn[n], tell: c.toldOutside != nil, aside: c.toldAside != nil}
	feed, err := c.feed(o, k)
	if err != nil {
		return err
	}
	cfg := o.Block
	absolute := o.Rows != nil && cfg.InOrder
	cfg.InOrder = true
	count := newLineCount(k.src)
	p := pass[struct{}]{c: c, n: n, cfg: cfg, absolute: absolute,
		work: func(_ int, b block.Block) (struct{}, *batch, error) {
			info := &batch{lines: count.of(b.Data)}
			feed(b, info)
			return struct{}{}, info, k.err
		},
		take: func(struct{}) error { return nil },
	}
	if err := p.run(ctx); err != nil {
		return err
	}
	info := &batch{base: p.at, end: p.at}
	for _, rows := range o.Rows {
		rows.Close(k.sink(info))
	}
	if k.err != nil {
		return k.err
	}
	if err := verdict(k.src, o.Rows); err != nil {
		return err
	}
	t.Rows = k.rows
	return p.settle(passed[struct{}]{batch: info})
}

// feed gives blocks to the exhibit's parser, and its records to k.
func (c *computation) feed(o format.Opened, k *taker) (func(block.Block, *batch), error) {
	if o.Lines == nil {
		return func(b block.Block, info *batch) { format.Feed(o.Rows[0], b, k.sink(info)) }, nil
	}
	return nil, comity.Errorf(comity.Fault, "exhibit %s: a log of format %q is read line by line, not handed over", k.src.Ref, k.src.Format)
}

func (k *taker) sink(info *batch) record.Sink {
	s := info.sink()
	if k.tell {
		outer := func(why record.Reason) func(record.Place) {
			return func(p record.Place) {
				info.outside++
				info.outer = append(info.outer, record.Reject{Place: p, Reason: why})
			}
		}
		s.Outside, s.Untimed = outer(NotCovered), outer(Untimed)
	}
	if k.aside {
		s.Aside = func(r record.Reject) {
			info.aside++
			info.instead = append(info.instead, r)
		}
	}
	give := func(r Row) {
		if k.left.touch(r.Place) {
			info.withdrawn++
			return
		}
		info.rows++
		k.rows++
		if k.err == nil {
			k.now = r
			k.err = k.row(k.src, &k.now)
		}
	}
	s.Event = func(e *record.Event, p record.Place) { give(Row{Place: p, Event: e}) }
	s.Assignment = func(a *record.Assignment) { give(Row{Place: a.Place, Assignment: a}) }
	s.Payment = func(p *record.Payment) { give(Row{Place: p.Place, Payment: p}) }
	s.Member = func(m *record.Member) { give(Row{Place: m.Place, Member: m}) }
	s.Holder = func(h *record.Holder) { give(Row{Place: h.Place, Holder: h}) }
	s.Relation = func(r *record.Relation) { give(Row{Place: r.Place, Relation: r}) }
	s.Allotment = func(a *record.Allotment) { give(Row{Place: a.Place, Allotment: a}) }
	s.Post = func(p *record.Post) { give(Row{Place: p.Place, Post: p}) }
	s.Profile = func(p *record.Profile) { give(Row{Place: p.Place, Profile: p}) }
	s.Deed = func(d *record.Deed) { give(Row{Place: d.Place, Deed: d}) }
	s.Hashed = func(h *record.Hashed) { give(Row{Place: h.Place, Hashed: h}) }
	return s
}
