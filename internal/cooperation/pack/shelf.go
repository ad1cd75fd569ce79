package pack

import (
	"cmp"
	"context"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/report"
	"comity/internal/records/record"
)

// shelf keeps what the report repeats of the rows, while these are written: of each subject a few
// events, of each event its first and last row and the assignments that it may lie in.
type shelf struct {
	events map[string][]string // by subject: hits, in the order in which the report tells them
	hits   map[string]*run.Hit
	rows   map[comity.Citation]*kept
}

// kept is a row as the pack shows it.
type kept struct {
	cite         comity.Citation
	number       int   // of the exhibit in the pack; 0: the row is not in it
	leaf, leaves int64 // where it begins, and how many it takes up
	text         []byte
	stated       int // leaves of it that are stated
}

// mostKept is how many bytes of one row are kept: the report repeats fewer.
const mostKept = 8 << 10

// choose settles which events are told. It goes after permit.
func (p *Pack) choose(ctx context.Context) error {
	p.shelf = shelf{map[string][]string{}, map[string]*run.Hit{}, map[comity.Citation]*kept{}}
	if p.cfg.Texts == nil {
		return nil
	}
	for _, k := range p.Choice.In.subjects {
		s := p.Choice.In.items[k].subject
		if !p.Findings(s.ID) {
			continue
		}
		ids := eventsOf(s)
		p.shelf.events[s.ID] = ids
		for _, id := range ids {
			p.shelf.hits[id] = nil
		}
	}
	return p.Case.Findings(ctx, func(f run.Finding, _ comity.Instant) error {
		if f.Hit == nil {
			return nil
		}
		if _, told := p.shelf.hits[f.Hit.ID]; told {
			h := *f.Hit
			h.Candidates = slices.Clone(h.Candidates)
			p.shelf.hits[h.ID] = &h
			p.shelf.want(&h)
		}
		return nil
	})
}

// eventsOf are the first hit of each argument, then others, as many as a report shows.
func eventsOf(s *run.Subject) (ids []string) {
	lists := [][]run.Argument{s.For, s.Against}
	for i := range s.Rivals {
		lists = append(lists, s.Rivals[i].Rows)
	}
	add := func(hits []string) {
		for _, id := range hits {
			if len(ids) < report.ShownHits && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	for _, each := range []func([]string) []string{
		func(hits []string) []string { return hits[:min(1, len(hits))] },
		func(hits []string) []string { return hits },
	} {
		for _, list := range lists {
			for i := range list {
				add(each(list[i].Hits))
			}
		}
	}
	return ids
}

func (s *shelf) want(h *run.Hit) {
	cites := []comity.Citation{h.Cite, h.LastCite}
	for i := range h.Candidates[:min(report.ShownRows, len(h.Candidates))] {
		cites = append(cites, h.Candidates[i].Assignment)
	}
	for _, c := range cites {
		s.rows[c] = &kept{cite: c}
	}
}

// watch keeps the wanted rows of an exhibit, the n-th of the pack, as its leaves go by.
func (s *shelf) watch(to *Shower, src record.Source, n int) {
	list := s.of(src)
	if len(list) == 0 {
		return
	}
	place, on, shown := to.Leaf, to.On, int64(0)
	var offset, index int64
	to.Leaf = func(at, leaf int64) {
		offset, index = at, leaf
		place(at, leaf)
	}
	to.On = func(b []byte) error {
		stated := to.Shown == shown // what is shown was counted before it is told
		shown = to.Shown
		for len(list) > 0 && list[0].cite.Offset+list[0].cite.Length <= offset {
			list = list[1:]
		}
		for _, k := range list {
			if k.cite.Offset > offset {
				break
			}
			k.take(n, index, b, stated)
		}
		return on(b)
	}
}

// of are the wanted rows of an exhibit, by place.
func (s *shelf) of(src record.Source) (list []*kept) {
	inner := src.Inner()
	for c, k := range s.rows {
		if c.Exhibit == src.Exhibit && c.Inner == inner && c.Length >= 0 {
			list = append(list, k)
		}
	}
	slices.SortFunc(list, func(a, b *kept) int { return cmp.Compare(a.cite.Offset, b.cite.Offset) })
	return list
}

func (k *kept) take(n int, index int64, b []byte, stated bool) {
	if k.leaves == 0 {
		k.number, k.leaf = n, index
	}
	k.leaves++
	if stated {
		k.stated++
	}
	k.text = append(k.text, b[:min(len(b), max(0, mostKept-len(k.text)))]...)
}

// row is a cited row as the report has it.
func (s *shelf) row(c comity.Citation) report.Row {
	k := s.rows[c]
	if k == nil {
		return report.Row{Cite: c}
	}
	return report.Row{Cite: c, Exhibit: k.number, Leaf: k.leaf, Leaves: k.leaves, Text: k.text, Masked: k.stated}
}
