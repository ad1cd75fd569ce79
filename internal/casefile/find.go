package casefile

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/casefile/query"
	"comity/internal/comity"
	"comity/internal/records/format"
	"comity/internal/verify"
)

// Where Find looks.
const (
	InRecords  = "records"
	InSubjects = "subjects"
	InHits     = "hits"
	InNotes    = "notes"
)

// Places lists where Find can look, in the order of its rows.
func Places() []string { return []string{InSubjects, InHits, InNotes, InRecords} }

// FindParams say what to find.
type FindParams struct {
	Type  comity.SelectorType // "": what What looks like
	What  string              // a selector or a text; of a card its number
	In    []string            // of Places; none: everywhere
	Limit int                 // of rows in each place; 0: none
}

// FindReport is what `comity find --json` prints.
type FindReport struct {
	Type  comity.SelectorType `json:"type"`
	Value string              `json:"value"` // canonical; of a card first six and last four digits
	Total map[string]int64    `json:"total"` // by place, of what was found; Rows hold the first of each
	Rows  []FindRow           `json:"rows"`
	// Unsearched are exhibits whose records no format reads.
	Unsearched []string `json:"unsearched"`
	// Rejects, Quarantined and Aside count the rows of the latest run that are never
	// searched: nobody knows that the legal basis covers them.
	Rejects     int64 `json:"rejects"`
	Quarantined int64 `json:"quarantined"`
	Aside       int64 `json:"aside"`
}

// FindRow is one thing found.
type FindRow struct {
	Kind string           `json:"kind"` // subject, hit, note, decision, record
	Item string           `json:"item,omitempty"`
	Ref  string           `json:"ref,omitempty"`
	Line int64            `json:"line,omitempty"`
	Cite *comity.Citation `json:"cite,omitempty"`
	Text string           `json:"text"` // what it says there, card numbers masked
}

// Find looks a selector or text up in subjects, hits, notes and decisions, and
// in the records of the exhibits in force, whose sealed bytes are read again. The
// look is logged.
func (c *Case) Find(ctx context.Context, p FindParams) (FindReport, error) {
	if err := c.authorise(policy.Find); err != nil {
		return FindReport{}, err
	}
	if err := c.load(ctx); err != nil {
		return FindReport{}, err
	}
	key, err := c.keys.Get(tokenKeyID())
	if err != nil {
		return FindReport{}, comity.Wrapf("the case's card-token key: %w", err)
	}
	q, err := query.Parse(p.Type, p.What, verify.NewCards(key))
	if err != nil {
		return FindReport{}, err
	}
	if len(p.In) == 0 {
		p.In = Places()
	}
	if err := c.look("find", string(q.Type)+" "+q.Shown()+" in "+strings.Join(p.In, ",")); err != nil {
		return FindReport{}, err
	}
	f := &finder{c: c, q: q, p: p, m: q.Matcher(nil), key: key, rows: map[string][]FindRow{}}
	f.rep = FindReport{Type: q.Type, Value: q.Shown(), Total: map[string]int64{}, Rows: []FindRow{}, Unsearched: []string{}}
	err = f.everywhere(ctx)
	for _, place := range Places() {
		f.rep.Rows = append(f.rep.Rows, f.rows[place]...)
	}
	return f.rep, err
}

// finder is one call of Find in progress.
type finder struct {
	c   *Case
	q   *query.Query
	p   FindParams
	m   *query.Matcher
	key [32]byte
	rep FindReport

	rows map[string][]FindRow // by place
}

// in reports whether a place is to be looked at.
func (f *finder) in(place string) bool { return slices.Contains(f.p.In, place) }

// add keeps a row where its place has room.
func (f *finder) add(place string, r FindRow) {
	if f.rep.Total[place]++; f.p.Limit == 0 || f.rep.Total[place] <= int64(f.p.Limit) {
		f.rows[place] = append(f.rows[place], r)
	}
}

func (f *finder) everywhere(ctx context.Context) error {
	for _, place := range Places() {
		if f.in(place) {
			f.rep.Total[place] = 0
		}
	}
	if f.in(InSubjects) || f.in(InHits) {
		if err := f.findings(ctx); err != nil {
			return err
		}
	}
	if f.in(InNotes) {
		if err := f.notes(); err != nil {
			return err
		}
	}
	if !f.in(InRecords) {
		return nil
	}
	if body, err := f.c.latest(); err == nil {
		f.rep.Rejects, f.rep.Quarantined, f.rep.Aside = body.Counts.Rejects, body.Counts.Quarantined, body.Counts.Aside
	}
	return f.records(ctx)
}

// notes looks at what persons said, in the signed acts.
func (f *finder) notes() error {
	for _, a := range f.c.state.acts {
		d, ok, err := decisionOf(a)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if _, here := f.m.In([]byte(d.Text)); !here && d.Item != f.q.Value {
			continue
		}
		kind := "note"
		switch {
		case a.Kind == actOutcome:
			kind = actOutcome
		case d.Verdict != "":
			kind = "decision"
		}
		f.add(InNotes, FindRow{Kind: kind, Item: d.Item, Ref: fmt.Sprintf("act %06d", d.Act), Text: f.m.Excerpt([]byte(d.Text))})
	}
	for _, p := range f.c.state.persons {
		f.reason(actPerson, p.Item, p.Act, p.Text)
	}
	for _, r := range f.c.state.reviews {
		f.reason(actReview, r.Item, r.Act, r.Text)
	}
	return nil
}

// reason adds an act whose reason or item is what is looked for.
func (f *finder) reason(kind, item string, seq int64, text string) {
	if _, here := f.m.In([]byte(text)); here || item != "" && item == f.q.Value {
		f.add(InNotes, FindRow{Kind: kind, Item: item, Ref: fmt.Sprintf("act %06d", seq), Text: f.m.Excerpt([]byte(text))})
	}
}

// alone is the size in bytes from which an exhibit has all workers to itself.
const alone = 16 << 20

// records looks at the exhibits in force: large ones one after another with all
// workers, then the small ones at once with one worker each.
func (f *finder) records(ctx context.Context) error {
	live := f.c.state.live(f.c.state.head())
	matches := make([]run.Matches, len(live))
	search := func(ctx context.Context, i int, x run.Exhibit, workers int) (err error) {
		matches[i], err = run.Search(ctx, x, run.Query{Cards: verify.NewCards(f.key), Workers: workers, Limit: f.p.Limit,
			Matcher: func() run.Matcher { return f.q.Matcher(&x.Source) }})
		return err
	}
	exhibits, err := f.exhibits(live)
	if err != nil {
		return err
	}
	small, gctx := errgroup.WithContext(ctx)
	small.SetLimit(f.c.node.workers())
	for i, x := range exhibits {
		if x.Open == nil || x.Size < alone {
			continue
		}
		if err := search(ctx, i, x, f.c.node.workers()); err != nil {
			return err
		}
	}
	for i, x := range exhibits {
		if x.Open != nil && x.Size < alone {
			small.Go(func() error { return search(gctx, i, x, 1) })
		}
	}
	if err := small.Wait(); err != nil {
		return err
	}
	f.list(exhibits, matches)
	return nil
}

// exhibits prepares what can be read; Open is nil where no format reads the kind.
func (f *finder) exhibits(live []sealed) ([]run.Exhibit, error) {
	var mu sync.Mutex // the node's keys are for one goroutine
	out := make([]run.Exhibit, len(live))
	for i, v := range live {
		x, err := f.c.exhibit(v)
		if err != nil {
			return nil, err
		}
		open := x.Open
		x.Open = func() (run.Segments, io.Closer, error) {
			mu.Lock()
			defer mu.Unlock()
			return open()
		}
		if !format.Reads(&x.Source) {
			x.Open = nil
			f.rep.Unsearched = append(f.rep.Unsearched, x.Source.Ref)
		}
		out[i] = x
	}
	return out, nil
}

// list adds what was found, exhibit by exhibit in the order of their seals.
func (f *finder) list(exhibits []run.Exhibit, matches []run.Matches) {
	for i, m := range matches {
		list := slices.DeleteFunc(slices.Clone(m.List), func(v run.Match) bool { return f.c.state.reserved(v.Cite) })
		m.Total -= int64(len(m.List) - len(list))
		m.List = list
		for _, v := range m.List {
			f.add(InRecords, FindRow{Kind: "record", Ref: exhibits[i].Source.Ref, Line: v.Line, Cite: &v.Cite, Text: v.Text})
		}
		f.rep.Total[InRecords] += m.Total - int64(len(m.List))
	}
}
