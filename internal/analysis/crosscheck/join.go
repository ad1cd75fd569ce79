package crosscheck

import (
	"comity/internal/comity"
)

// sweepEvery is after how many blocks a Joiner closes the hits that, in a log in
// order of time, no later line can join. A fixed number, so that the result does
// not depend on timing.
const sweepEvery = 16

// Joiner puts together the hits that the ends of blocks cut apart. It takes the
// blocks of one exhibit in order and keeps only the sessions still open: memory
// does not grow with the log.
type Joiner struct {
	gap    comity.Instant
	out    func(*Hit) error
	open   map[joinKey]*Hit
	order  []joinKey // of the open hits, in the order in which they were begun
	blocks int
}

type joinKey struct {
	addr       comity.Addr
	user, site string
}

// NewJoiner makes a Joiner; out is called once for each whole hit.
func NewJoiner(gap comity.Instant, out func(*Hit) error) *Joiner {
	return &Joiner{gap: gap, out: out, open: map[joinKey]*Hit{}}
}

// Add takes the hits of the next block; it keeps them.
func (j *Joiner) Add(hits []Hit) error {
	low := comity.Latest
	for i := range hits {
		low = min(low, hits[i].First)
		if err := j.add(&hits[i]); err != nil {
			return err
		}
	}
	// What ended before everything in this block is done with. The lowest time,
	// not the highest: one stamp from a broken clock must not end all sessions.
	if j.blocks++; j.blocks%sweepEvery == 0 && len(hits) > 0 {
		return j.sweep(low - j.gap)
	}
	return nil
}

func (j *Joiner) add(h *Hit) error {
	k := joinKey{h.Addr, h.User, h.Site}
	before, ok := j.open[k]
	switch {
	case ok && j.continues(before, h):
		before.First, before.Last = min(before.First, h.First), max(before.Last, h.Last)
		before.Count += h.Count
		before.To = h.To
		return nil
	case ok:
		closed := *before
		*before = *h
		return j.out(&closed)
	}
	own := *h // the slice that h points into is large and would stay alive
	j.open[k] = &own
	j.order = append(j.order, k)
	return nil
}

func (j *Joiner) continues(a, b *Hit) bool {
	return a.Answer == b.Answer && a.Doubt == b.Doubt && b.First-a.Last <= j.gap && a.First-b.Last <= j.gap &&
		sameCandidates(a.Candidates, b.Candidates)
}

// sweep closes the hits that ended before t, in the order in which their
// sessions were begun.
func (j *Joiner) sweep(t comity.Instant) error {
	kept := j.order[:0]
	for _, k := range j.order {
		h := j.open[k]
		if h.Last >= t {
			kept = append(kept, k)
			continue
		}
		delete(j.open, k)
		if err := j.out(h); err != nil {
			return err
		}
	}
	j.order = kept
	return nil
}

// Close ends the exhibit: all open hits are put out.
func (j *Joiner) Close() error { return j.sweep(comity.Latest) }
