package verify

import (
	"context"
	"maps"
	"math"
	"slices"

	"comity/internal/analysis/excerpt"
	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// packVisitor is who a hit of several lines is of.
type packVisitor struct {
	addr    comity.Addr
	account string
}

// packVisit is such a hit in the excerpt of its exhibit: from its first line to its last, in
// bytes, of a workbook in rows. An end that is withheld is open.
type packVisit struct {
	hit      string
	from, to int64
	ends     [2]int64 // the leaves with which first and last line begin; -1: open
	left     int64    // lines that are not found yet

	before, upTo int64 // rows of the visitor before its first line, and up to its last
}

// visit notes a hit of several lines, whose lines between first and last nothing cites: they
// are the evidence all the same.
func (f *packFindings) visit(h *run.Hit, r *packRests) {
	if h.Count < 2 {
		return
	}
	f.lost[h.ID] = h.Count
	n := f.exhibit(h.Cite)
	if n == 0 {
		return
	}
	v := &packVisit{hit: h.ID, from: math.MinInt64, to: math.MaxInt64, ends: [2]int64{-1, -1}, left: h.Count}
	first, last := &r.Event[0], &r.Event[len(r.Event)-1]
	if _, _, row, ok := h.Cite.Row(); ok {
		_, _, to, _ := h.LastCite.Row()
		v.from, v.to = row, to
	} else {
		if first.Exhibit == n {
			v.ends[0] = *first.Leaf
		}
		if last.Exhibit == n {
			v.ends[1] = *last.Leaf
		}
	}
	if f.visits[n] == nil {
		f.visits[n] = map[packVisitor]*packTrack{}
	}
	who := packVisitor{h.Addr, h.Account}
	if f.visits[n][who] == nil {
		f.visits[n][who] = &packTrack{}
	}
	t := f.visits[n][who]
	t.visits = append(t.visits, v)
}

// exhibit is the number of the exhibit that a citation leads into; 0: it is not in the pack.
func (f *packFindings) exhibit(c comity.Citation) int {
	i := slices.IndexFunc(f.p.trees, func(t packTree) bool {
		x := citing{src: &t.source}
		return t.ok && x.here(c)
	})
	return i + 1
}

// lines reads the shown rows of each exhibit that hits of several lines lie in, and counts
// those of the same address and account between first and last line.
func (f *packFindings) lines(ctx context.Context) error {
	for _, n := range slices.Sorted(maps.Keys(f.visits)) {
		visits := f.visits[n]
		place := map[int64][]*int64{}
		for _, t := range visits {
			for _, v := range t.visits {
				for i, end := range []*int64{&v.from, &v.to} {
					if v.ends[i] >= 0 {
						place[v.ends[i]] = append(place[v.ends[i]], end)
					}
				}
			}
		}
		site := f.p.trees[n-1].source.Site
		err := excerpt.Records(ctx, excerpt.Config{Open: f.p.openFile, Spool: f.p.cfg.Spool}, n, func(leaf, at int64) {
			for _, end := range place[leaf] {
				*end = at
			}
		}, func(r *run.Row) {
			if r.Event == nil {
				return
			}
			of := site
			if r.Event.Site != nil {
				of = string(r.Event.Site)
			}
			who := packVisitor{r.Event.Addr, comity.MaskText(comity.Account(of, string(r.Event.User)))}
			if t := visits[who]; t != nil {
				t.row(r.Offset)
			}
		})
		if err != nil {
			return err
		}
		for _, t := range visits {
			t.close()
			for _, v := range t.visits {
				f.lost[v.hit] = max(0, v.left)
			}
		}
	}
	return nil
}
