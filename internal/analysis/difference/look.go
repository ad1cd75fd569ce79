package difference

import (
	"cmp"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// looks pairs the hits of both runs and says what became of each.
func (c *comparison) looks() {
	c.out.Looks = []Look{}
	m := c.match()
	for i, j := range m.after {
		switch {
		case j >= 0:
			c.pair(&c.before.hits[j], &c.after.hits[i])
		default:
			c.alone(nil, &c.after.hits[i])
		}
	}
	for j, i := range m.before {
		switch {
		case i >= 0:
			c.pair(&c.before.hits[j], &c.after.hits[i])
		case i == nobody:
			c.alone(&c.before.hits[j], nil)
		}
	}
	order := []string{Subscriber, Assignment, Lost, Gained}
	slices.SortFunc(c.out.Looks, func(a, b Look) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)),
			cmp.Compare(a.First, b.First), cmp.Compare(a.Hit, b.Hit), cmp.Compare(a.Was, b.Was))
	})
}

// pair compares two hits of the same events.
func (c *comparison) pair(b, a *hit) {
	what := c.what(b, a)
	if b.answer != a.answer {
		c.turns[Turn{Before: b.answer, After: a.answer}]++
	}
	switch what {
	case Same:
		c.out.Counts.Same++
	case Assignment:
		c.out.Counts.Assignment++
	case Subscriber:
		c.out.Counts.Subscriber++
	}
	if what == Same && b.answer == a.answer && b.doubt == a.doubt {
		return
	}
	because := c.reasons(b, a)
	c.blame(a.key.account, because)
	c.blame(b.key.account, because)
	if what == Same {
		return
	}
	look := Look{Hit: a.id, What: what, Event: a.key.event, Account: a.key.account, Addr: a.key.addr, First: a.first,
		Before: c.before.answer(b), After: c.after.answer(a), Because: because}
	if b.id != a.id {
		look.Was = b.id
	}
	c.out.Looks = append(c.out.Looks, look)
}

// alone tells of a hit that the other run has nothing of.
func (c *comparison) alone(b, a *hit) {
	h, what := a, Gained
	look := Look{}
	if a == nil {
		h, what = b, Lost
		look.Before = c.before.answer(b)
		c.out.Counts.Lost++
	} else {
		look.After = c.after.answer(a)
		c.out.Counts.Gained++
	}
	look.Hit, look.What, look.Event, look.Account, look.Addr, look.First = h.id, what, h.key.event, h.key.account, h.key.addr, h.first
	look.Because = c.reasons(b, a)
	c.blame(h.key.account, look.Because)
	c.out.Looks = append(c.out.Looks, look)
}

// what compares the candidates of two hits, rows of a corrected export standing
// for those whose place they take.
func (c *comparison) what(b, a *hit) string {
	if !slices.EqualFunc(c.before.subscribers(b), c.after.subscribers(a), run.Subscriber.Same) {
		return Subscriber
	}
	old, now := make([]comity.Citation, 0, len(b.statements)), make([]comity.Citation, 0, len(a.statements))
	for _, n := range b.statements {
		old = append(old, c.before.cited[n].cite)
	}
	for _, n := range a.statements {
		cite := c.after.cited[n].cite
		if was, ok := c.ch.Rows[cite]; ok {
			cite = was
		}
		now = append(now, cite)
	}
	slices.SortFunc(old, compareCites)
	slices.SortFunc(now, compareCites)
	if b.more == a.more && slices.Equal(old, slices.Compact(now)) {
		return Same
	}
	return Assignment
}

func compareCites(a, b comity.Citation) int {
	return cmp.Or(slices.Compare(a.Exhibit[:], b.Exhibit[:]), cmp.Compare(a.Inner, b.Inner), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Length, b.Length))
}

// reasons are the changed exhibits that either hit rests on, sorted.
func (c *comparison) reasons(b, a *hit) []string {
	out := []string{}
	add := func(p Part) {
		if ref, ok := c.ch.Exhibits[p]; ok && !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	for _, of := range []struct {
		*hit
		side *Side
	}{{b, c.before}, {a, c.after}} {
		if of.hit == nil {
			continue
		}
		add(of.side.parts[of.source])
		for _, n := range of.statements {
			add(partOf(of.side.cited[n].cite))
		}
	}
	slices.Sort(out)
	return out
}

func (c *comparison) blame(account string, reasons []string) {
	if account == "" {
		return
	}
	if c.because[account] == nil {
		c.because[account] = map[string]bool{}
	}
	for _, r := range reasons {
		c.because[account][r] = true
	}
}
