package falcon

import (
	"container/heap"
	"context"

	"comity/internal/simulate/draw"
)

// change is the next thing that happens to a line: it goes up or down.
type change struct {
	at   int64
	line int32
}

type changes []change

func (c changes) Len() int { return len(c) }
func (c changes) Less(i, j int) bool {
	return c[i].at < c[j].at || c[i].at == c[j].at && c[i].line < c[j].line
}
func (c changes) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c *changes) Push(x any)   { *c = append(*c, x.(change)) }
func (c *changes) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

// leaseAll plays each provider's address pool through the window, so that
// addresses pass from one subscriber to the next as they do in life.
func (w *world) leaseAll(ctx context.Context) error {
	if err := w.allot(); err != nil {
		return err
	}
	for i := range w.providers {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.play(&w.providers[i])
	}
	return nil
}

// pool is one provider's free slots, first come first served, and the slots in use.
type pool struct {
	w    *world
	p    *provider
	free []int32
	head int
	up   map[int32]bool
	next changes
}

func (w *world) play(p *provider) {
	o := &pool{w: w, p: p, up: map[int32]bool{}, free: make([]int32, p.slots)}
	for i := range o.free {
		o.free[i] = int32(i)
	}
	s := w.stream("free", p.id)
	s.Shuffle(len(o.free), func(i, j int) { o.free[i], o.free[j] = o.free[j], o.free[i] })
	for _, id := range p.lines {
		l := &w.lines[id]
		if l.width > 0 && !p.sessions() {
			continue // stands in the tables as one row
		}
		s := w.stream("first", int(id))
		from := max(l.from, w.start-3*day)
		o.next = append(o.next, change{from + int64(s.N(int(day))), id})
	}
	heap.Init(&o.next)
	for len(o.next) > 0 {
		c := o.next[0]
		if again := o.turn(c); again > 0 {
			o.next[0].at = again
			heap.Fix(&o.next, 0)
		} else {
			heap.Pop(&o.next)
		}
	}
}

// turn takes a line up or down and returns when it changes next, 0 for never.
func (o *pool) turn(c change) int64 {
	l := &o.w.lines[c.line]
	s := draw.New(o.w.spec.Seed, "lease", int(c.line), len(l.leases))
	if o.up[c.line] {
		o.up[c.line] = false
		if last := l.leases[len(l.leases)-1]; l.width == 0 {
			o.free = append(o.free, last.slot)
		}
		return c.at + gap(&s, l.plan)
	}
	end := min(l.to, o.w.end+3*day)
	if c.at+60 >= end {
		return 0
	}
	slot := l.fixed
	if l.width == 0 {
		slot = o.take()
	}
	secs := min(length(&s, l.plan), end-c.at)
	l.leases = append(l.leases, lease{from: c.at, secs: int32(secs), slot: slot})
	o.up[c.line] = true
	return c.at + secs
}

func (o *pool) take() int32 {
	slot := o.free[o.head]
	if o.head++; o.head > 1<<16 {
		o.free, o.head = append([]int32(nil), o.free[o.head:]...), 0
	}
	return slot
}

// length is how long a session lasts, in seconds.
func length(s *draw.Stream, plan uint8) int64 {
	switch plan {
	case daily:
		if s.Chance(600) {
			return day - int64(s.N(300)) // cut by the provider once a day
		}
		return int64(s.Between(4*3600, 30*3600))
	case weekly:
		return int64(s.Between(2*86400, 10*86400))
	case static:
		return int64(s.Between(3*86400, 25*86400))
	}
	return int64(s.Between(6*3600, 60*3600))
}

// gap is how long a line stays down, in seconds.
func gap(s *draw.Stream, plan uint8) int64 {
	switch {
	case plan == mobile:
		return int64(s.Between(60, 3*3600))
	case s.Chance(800):
		return int64(s.Between(15, 240))
	}
	return int64(s.Between(240, 4*3600))
}
