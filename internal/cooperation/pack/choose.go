package pack

import (
	"context"
	"errors"
	"maps"
	"slices"

	"comity/internal/analysis/excerpt"
	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Case is what is asked of a case; casefile.Survey is one.
type Case interface {
	Exhibits() []casefile.Surveyed
	// Places hands over every record of the i-th exhibit with its place, and the
	// places of the rows that are none.
	Places(ctx context.Context, i int, row func(*run.Row), rest func(run.Unread, record.Place)) error
	// LeftOut reports whether a place lies in rows that the case leaves out, and by which kind of act.
	LeftOut(i int, p record.Place) (rule string, out bool)
	// MayHandOver says whether the recipient may be given rows of the i-th exhibit.
	MayHandOver(ctx context.Context, i int) (casefile.Permission, error)
	// Tree is that of the i-th exhibit's rows; nil: it has none.
	Tree(i int) *seal.Tree
}

// Choice is what is shown of a case, exhibit by exhibit.
type Choice struct {
	In       *Interest
	exhibits []*chosen
	rules    []string // by class from barred on
	own      string   // who is asked about all others
}

// chosen is one exhibit.
type chosen struct {
	source  *record.Source
	spans   spans
	head    int64  // where the first row begins; what is before it names the columns
	rule    string // of the contributor that forbids all of it; "": none does
	ask     []string
	cut     seal.Cut // of its tree; nil: it has none
	started bool
	bare    bool // it has no tree: nothing of it can be proven
	whole   bool // its rows share leaves: none can be shown alone
	mine    bool // some row of it belongs to the recipient
}

// Choose reads every exhibit of a case and chooses the rows that belong to in. own
// is who is to be asked about what no contributor forbids. The choice is closed after use.
func Choose(ctx context.Context, c Case, in *Interest, own string) (*Choice, error) {
	ch := &Choice{In: in, own: own}
	for i, x := range c.Exhibits() {
		if err := ch.exhibit(ctx, c, i, &x.Source); err != nil {
			return nil, errors.Join(err, ch.Close())
		}
	}
	return ch, nil
}

// exhibit reads the i-th exhibit.
func (ch *Choice) exhibit(ctx context.Context, c Case, i int, src *record.Source) error {
	e := &chosen{source: src}
	if r, ok := c.(roomy); ok {
		e.spans.most, e.spans.room = mostSpans, func() (excerpt.Spool, error) { return r.NewSpool() }
	}
	p, err := c.MayHandOver(ctx, i)
	if err != nil {
		return err
	}
	if !p.Allowed {
		e.rule, e.ask = handlingRule(p.Rule), p.Contributors
	}
	if len(e.ask) == 0 {
		e.ask = []string{ch.own}
	}
	ch.exhibits = append(ch.exhibits, e)
	return ch.read(ctx, c, i, e)
}

// handlingRule names a rule of the policy as packs do: handling:H2.
func handlingRule(rule string) string {
	for prefix, code := range map[string]string{"handling-h0": "H0", "handling-h1": "H1", "handling-h2": "H2", "handling-h3": "H3", "handling-tlp": "TLP"} {
		if rule == prefix {
			return "handling:" + code
		}
	}
	return rule
}

// class numbers a rule that forbids.
func (ch *Choice) class(rule string) class {
	i := slices.Index(ch.rules, rule)
	if i < 0 {
		i = len(ch.rules)
		ch.rules = append(ch.rules, rule)
	}
	return barred + class(i)
}

func (ch *Choice) read(ctx context.Context, c Case, i int, e *chosen) error {
	r := &reader{ch: ch, e: e, c: c, i: i, ids: map[string][]int32{}}
	tree := c.Tree(i)
	if e.bare = tree == nil; !e.bare {
		var err error
		if e.cut, err = format.Cut(tree); err != nil {
			return err
		}
	}
	e.spans.rows = tree != nil && format.OfSheet(tree)
	e.whole = tree == nil || tree.Rule == seal.Block || e.source.Format == record.Workbook && !e.spans.rows
	ch.described(e)
	if err := c.Places(ctx, i, r.row, r.rest); err != nil {
		return err
	}
	r.reversals()
	ch.unseen(e)
	return e.spans.settle()
}

// roomy is a case that has room for what is too much to be held in memory.
type roomy interface {
	NewSpool() (*casefile.Spool, error)
}

// Close removes what lies in spools.
func (ch *Choice) Close() error {
	var err error
	for _, e := range ch.exhibits {
		err = errors.Join(err, e.spans.far.close())
	}
	return err
}

// described counts the site and server that the exhibit itself names.
func (ch *Choice) described(e *chosen) {
	if e.source.Kind != record.Access {
		return
	}
	var of []int32
	for _, what := range []string{"site ", "domain "} {
		of = ch.In.named(of, what, lower(e.source.Site))
	}
	of = ch.In.named(of, "server ", lower(e.source.Host))
	ch.count(of, e.rule)
}

// reader sorts the rows of one exhibit. It lives for one pass.
type reader struct {
	ch *Choice
	e  *chosen
	c  Case
	i  int
	of []int32

	ids   map[string][]int32 // payments of subjects, by id
	later []reversal
}

// reversal is a charge-back or refund that names a payment and no account.
type reversal struct {
	place record.Place
	ref   string
}

func (r *reader) row(row *run.Row) {
	r.of = r.ch.In.Of(r.of[:0], r.e.source, row)
	if p := row.Payment; p != nil {
		r.payment(p, row.Place)
	}
	r.add(row.Place, r.of)
	if a := row.Assignment; a != nil && a.Ended.Length > 0 && a.Ended.Offset != row.Offset { // whoever is shown when it began is shown when it ended
		r.add(a.Ended, r.of)
	}
}

// payment notes whose a payment is, for its reversal may name nothing but its id.
func (r *reader) payment(p *record.Payment, at record.Place) {
	switch {
	case p.Type == "refund" || p.Type == "chargeback":
		if p.User == "" && p.Ref != "" {
			r.later = append(r.later, reversal{at, p.Ref})
		}
	case len(r.of) > 0 && p.ID != "":
		r.ids[p.ID] = append(r.ids[p.ID], r.of...)
	}
}

func (r *reader) reversals() {
	for _, v := range r.later {
		if of := r.ids[v.ref]; len(of) > 0 {
			r.add(v.place, of)
		}
	}
}

func (r *reader) rest(why run.Unread, p record.Place) { r.place(p, r.ch.class(string(why))) }

// add sorts a row that belongs to items, or to none.
func (r *reader) add(p record.Place, of []int32) {
	rule, out := r.c.LeftOut(r.i, p)
	switch {
	case out:
	case len(of) == 0:
		r.place(p, other)
		return
	case r.e.rule != "":
		rule = r.e.rule
	case r.e.whole || p.Length < 0 && !r.e.spans.rows:
		rule = RuleIndivisible
	}
	r.ch.count(of, rule)
	r.e.mine = r.e.mine || len(of) > 0
	if rule == "" {
		r.ch.In.promised(r.e.source, p)
		r.place(p, show)
		return
	}
	r.place(p, r.ch.class(rule))
}

func (r *reader) place(p record.Place, c class) {
	from, to := p.Offset, p.Offset+max(int64(p.Length), 0)
	if r.e.spans.rows {
		to = from + 1
	}
	if !r.e.started || from < r.e.head {
		r.e.head, r.e.started = from, true
	}
	r.e.spans.add(from, to, c)
}

// count notes what becomes of a row of items; rule "" shows it.
func (ch *Choice) count(of []int32, rule string) {
	for _, k := range of {
		it := &ch.In.items[k]
		if rule == "" {
			it.shown++
			continue
		}
		it.barred++
		it.rules[rule]++
	}
}

// unseen counts the rows that findings cite and that no record stands at: what
// speaks for or against a subject is not left out silently.
func (ch *Choice) unseen(e *chosen) {
	for p, at := range ch.In.places {
		if p.exhibit != e.source.Exhibit || p.inner != e.source.Inner() || at.seen {
			continue
		}
		at.seen = true
		ch.count(at.by, RuleNoRecord)
	}
}

// promised notes that a row which findings cite is to be shown.
func (in *Interest) promised(src *record.Source, p record.Place) {
	if at := in.places[place{src.Exhibit, src.Inner(), p.Offset}]; at != nil {
		at.due = true
	}
}

// broken counts the rows that were to be shown and were not, for they share a
// leaf with others.
func (ch *Choice) broken() {
	for _, at := range ch.In.places {
		if at.due && at.number == 0 {
			ch.count(at.by, RuleIndivisible)
		}
	}
}

// Numbers are the exhibits that go into the pack, in the order of the seals:
// those with a row that is shown, and those that a finding in the pack cites. Another member of
// the same archive, or sheet of the same workbook, is not cited with it.
func (ch *Choice) Numbers(cites map[record.Stream]bool) (out []int) {
	for i, e := range ch.exhibits {
		if (e.spans.shows() || cites[e.source.Stream()]) && !e.bare {
			out = append(out, i)
		}
	}
	return out
}

// forbidden reports whether somebody's rule, and not the form of an exhibit, keeps
// rows of an item back.
func (it *item) forbidden() bool {
	for rule := range it.rules {
		if rule != RuleIndivisible && rule != RuleNoRecord {
			return true
		}
	}
	return false
}

// Sent are the items of which something is shown and nothing forbidden, and the
// subjects whose finding goes along, in the order of the nexus.
func (ch *Choice) Sent(finding func(id string) bool) (out []Item) {
	for i := range ch.In.items {
		it := &ch.In.items[i]
		if it.subject != nil && finding(it.subject.ID) || it.Kind != "subject" && it.shown > 0 && !it.forbidden() {
			out = append(out, it.Item)
		}
	}
	return out
}

// askOf is who may be asked for what a rule withholds.
func (ch *Choice) askOf(rule string) (out []string) {
	for _, e := range ch.exhibits {
		if e.rule == rule {
			out = append(out, e.ask...)
		}
	}
	if len(out) == 0 {
		return []string{ch.own}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// rulesOf are the rules under which rows of an item were withheld, sorted.
func (it *item) rulesOf() []string { return slices.Sorted(maps.Keys(it.rules)) }
