package run

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"

	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/duplicate"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// overlaps knows which access logs may hold lines of one another, and when.
// Only inside those windows are lines compared: memory grows with the lines that
// may have been delivered twice, not with the logs.
type overlaps struct {
	windows []window // by source
	printer duplicate.Printer
	lines   duplicate.Lines
	hits    map[visit][]told // hits of logs that a later one overlaps
}

// window is what of an exhibit others may hold too.
type window struct {
	clock.Span
	earlier bool // an exhibit that is read before holds some of it
}

func (w *window) open() bool { return w.Hi >= w.Lo && w.Hi != 0 }

// add widens the window by what two extents have in common.
func (w *window) add(a, b clock.Span, earlier bool) {
	lo, hi := max(a.Lo, b.Lo), min(a.Hi, b.Hi)
	if hi < lo {
		return
	}
	if !w.open() {
		w.Span = clock.Span{Lo: lo, Hi: hi}
	}
	w.Lo, w.Hi = min(w.Lo, lo), max(w.Hi, hi)
	w.earlier = w.earlier || earlier
}

// visit is whose session a hit is.
type visit struct {
	site, user string
	addr       comity.Addr
}

// told is a hit as findings name it, and when it was.
type told struct {
	source int
	place  record.Place
	span   clock.Span
	count  int64 // lines
}

// reach is when the lines of a log are from, and of which sites.
type reach struct {
	clock.Span
	sites map[string]bool
}

// meets reports whether two logs may hold lines of one site at one time.
func (e *reach) meets(o *reach) bool {
	if e.Hi < o.Lo || o.Hi < e.Lo {
		return false
	}
	for s := range e.sites {
		if o.sites[s] {
			return true
		}
	}
	return false
}

// findOverlaps looks once through the logs that may overlap: those whose site
// another names too, and those that name the site in each line. A log alone of
// its site is not looked through.
func (c *computation) findOverlaps(ctx context.Context) (*overlaps, error) {
	o := &overlaps{windows: make([]window, len(c.exhibits)), hits: map[visit][]told{}}
	extents := make([]*reach, len(c.exhibits))
	logs := c.logs()
	for _, n := range logs {
		if !c.alone(n, logs) {
			e, err := c.survey(ctx, n)
			if err != nil {
				return nil, err
			}
			extents[n] = e
		}
	}
	for i, a := range logs {
		for _, b := range logs[:i] {
			if extents[a] != nil && extents[b] != nil && extents[a].meets(extents[b]) {
				o.windows[a].add(extents[a].Span, extents[b].Span, true)
				o.windows[b].add(extents[a].Span, extents[b].Span, false)
			}
		}
	}
	o.printer = duplicate.NewPrinter()
	return o, nil
}

// logs are the numbers of the access logs, in the order in which they are read.
func (c *computation) logs() (out []int) {
	for n := range c.exhibits {
		if c.exhibits[n].Source.Kind == record.Access {
			out = append(out, n)
		}
	}
	return out
}

// alone reports whether no other log can hold lines of log n.
func (c *computation) alone(n int, logs []int) bool {
	site := c.exhibits[n].Source.Site
	for _, m := range logs {
		if other := c.exhibits[m].Source.Site; m != n && (site == "" || other == "" || comity.Site(site) == comity.Site(other)) {
			return false
		}
	}
	return true
}

// maxSites bounds the sites that are told apart in one log; beyond it the log
// may overlap with any.
const maxSites = 1 << 16

// survey reads a log for its reach, without counting anything. What it says
// depends on the set of lines alone.
func (c *computation) survey(ctx context.Context, n int) (*reach, error) {
	e := &c.exhibits[n]
	workers, cfg, err := c.logWorkers(ctx, n, c.in.Workers)
	if err != nil {
		return nil, err
	}
	total := &reach{Span: clock.Span{Lo: comity.Latest, Hi: comity.Earliest}, sites: map[string]bool{}}
	var mu sync.Mutex
	look := func(worker int, b block.Block) error {
		part := workers[worker].reach(b, e.Source.Site)
		mu.Lock()
		defer mu.Unlock()
		total.Lo, total.Hi = min(total.Lo, part.Lo), max(total.Hi, part.Hi)
		for s := range part.sites {
			if len(total.sites) < maxSites {
				total.sites[s] = true
			}
		}
		return nil
	}
	cfg.Workers, cfg.Skim = c.in.Workers, true
	if err := e.skim(ctx, cfg, look); err != nil {
		return nil, comity.Errorf(comity.KindOf(err), "exhibit %s: %w", e.Source.Ref, err)
	}
	return total, nil
}

// skim hands out the blocks of the exhibit, of a stream to several workers.
func (e Exhibit) skim(ctx context.Context, cfg block.Config, look func(int, block.Block) error) error {
	if format.IsBook(e.Source.Format) {
		return e.blocks(ctx, cfg, func(b block.Block) error { return look(0, b) })
	}
	segments, closer, err := e.Open()
	if err != nil {
		return err
	}
	cfg.Packing = e.Source.Packing
	_, err = block.Stream(ctx, segments, cfg, look)
	return errors.Join(err, closer.Close())
}

// reach is that of one block.
func (w *logWorker) reach(b block.Block, site string) *reach {
	e := &reach{Span: clock.Span{Lo: comity.Latest, Hi: comity.Earliest}, sites: map[string]bool{}}
	var last []byte
	w.each(b, &batch{}, func(ev *crosscheck.Event, _ *record.Event) {
		e.Lo, e.Hi = min(e.Lo, ev.Time.Lo), max(e.Hi, ev.Time.Hi)
		if last == nil || !bytes.Equal(last, ev.Site) {
			last = append(last[:0], ev.Site...)
			e.sites[siteOf(ev.Site, site)] = true
		}
	})
	return e
}

// siteOf is the site of a line, as its accounts have it.
func siteOf(line []byte, source string) string {
	if len(line) > 0 {
		return comity.Site(string(line))
	}
	return comity.Site(source)
}

// tell notes a hit that a later log may tell of again.
func (o *overlaps) tell(n int, h *crosscheck.Hit, site string) {
	if w := &o.windows[n]; w.open() && h.First <= w.Hi && h.Last >= w.Lo {
		k := visit{siteOf([]byte(h.Site), site), h.User, h.Addr}
		o.hits[k] = append(o.hits[k], told{n, h.From, clock.Span{Lo: h.First, Hi: h.Last}, h.Count})
	}
}

// origin is the hit that h tells of again: of those of the same visitor, the one
// nearest in time; of several, one in the same form rather than a journal of the same
// visit, and the one of most lines. same tells which sources have the form of source n.
func (o *overlaps) origin(n int, h *crosscheck.Hit, site string, same func(int) bool) (best told, ok bool) {
	rank := func(t *told) [3]int64 {
		form := int64(1)
		if same(t.source) {
			form = 0
		}
		return [3]int64{int64(max(t.span.Lo-h.Last, h.First-t.span.Hi, 0)), form, -t.count}
	}
	for _, t := range o.hits[visit{siteOf([]byte(h.Site), site), h.User, h.Addr}] {
		if t.source == n {
			continue
		}
		a, b := rank(&t), rank(&best)
		if !ok || slices.Compare(a[:], b[:]) < 0 {
			best, ok = t, true
		}
	}
	return best, ok
}
