package pack

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/records/record"
)

// Interest is what a recipient may be shown: its items, and the evidence on its
// subjects. It is filled by For and Subject, then Evidence, then read.
type Interest struct {
	items    []item
	number   map[Item]int32
	keys     map[string][]int32 // what a row names → items
	places   map[place]*cited   // rows that findings of the subjects cite
	visits   map[visit]*track
	addrs    []owned            // addresses among the items, sorted
	cites    map[string][]int32 // by which findings name cards → subjects
	hits     map[string][]int32 // wanted → subjects
	subjects []int32            // of the items, by rank
	buf      []byte
}

// item is one of the recipient's, and what became of its rows.
type item struct {
	Item
	nexus   *nexus.Nexus // nil: of a disclosure
	subject *run.Subject
	shown   int64
	barred  int64            // rows that a rule forbids
	rules   map[string]int64 // by rule
}

// place is where a row begins.
type place struct {
	exhibit comity.Digest
	inner   string
	offset  int64 // of a sheet's row: its number
}

// cited is a row that a finding cites; seen once the exhibit had it.
type cited struct {
	by     []int32
	seen   bool
	due    bool // it is to be shown
	number int  // of the exhibit in the pack, and the leaf where the row begins; 0: it is not shown
	leaf   int64
}

// visit is who did something in a log; between when, in bytes of the stream.
type visit struct {
	exhibit comity.Digest
	inner   string
	addr    comity.Addr
	account string
}

type owned struct {
	addr comity.Addr
	item int32
}

func newInterest() *Interest {
	return &Interest{number: map[Item]int32{}, keys: map[string][]int32{}, places: map[place]*cited{}, visits: map[visit]*track{},
		cites: map[string][]int32{}, hits: map[string][]int32{}}
}

// For is the interest of a state: its items by the nexus of the case.
func For(state string, r nexus.Reading) *Interest {
	in := newInterest()
	tokens := map[string][16]byte{}
	for t, name := range r.Cards {
		tokens[name] = t
	}
	for i := range r.List {
		n := &r.List[i]
		if n.State != state {
			continue
		}
		k := in.add(Item{n.Kind, n.Item}, n)
		switch n.Kind {
		case nexus.Subject:
		case nexus.Card:
			if t, ok := tokens[n.Item]; ok {
				in.key(cardKey(t), k)
			}
		case nexus.Address:
			if a, ok := comity.ParseAddr(n.Item); ok {
				in.addrs = append(in.addrs, owned{a, k})
			}
			in.key(string(n.Kind)+" "+n.Item, k)
		default:
			in.key(string(n.Kind)+" "+n.Item, k)
		}
	}
	slices.SortFunc(in.addrs, func(a, b owned) int { return a.addr.Compare(b.addr) })
	return in
}

// Subject is the interest of the defence of one subject.
func Subject(id string) *Interest {
	in := newInterest()
	in.add(Item{nexus.Subject, id}, nil)
	return in
}

func (in *Interest) add(it Item, n *nexus.Nexus) int32 {
	k := int32(len(in.items))
	in.items = append(in.items, item{Item: it, nexus: n, rules: map[string]int64{}})
	in.number[it] = k
	return k
}

func (in *Interest) key(key string, k int32) {
	if !slices.Contains(in.keys[key], k) {
		in.keys[key] = append(in.keys[key], k)
	}
}

func cardKey(token [16]byte) string { return "card " + string(token[:]) }

// Findings is what is asked of a case's latest run.
type Findings interface {
	Findings(ctx context.Context, each func(f run.Finding, since comity.Instant) error) error
	Cards(ctx context.Context, each func(cite string, token [16]byte) error) error
}

// Evidence takes in what the findings rest on of the subjects among the items.
func (in *Interest) Evidence(ctx context.Context, f Findings) error {
	err := f.Findings(ctx, func(f run.Finding, _ comity.Instant) error {
		if f.Subject != nil {
			in.subject(f.Subject)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(in.subjects, func(a, b int32) int { return cmp.Compare(in.items[a].subject.Rank, in.items[b].subject.Rank) })
	err = f.Findings(ctx, func(f run.Finding, _ comity.Instant) error {
		if f.Hit != nil {
			in.hit(f.Hit)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return f.Cards(ctx, func(cite string, token [16]byte) error {
		for _, k := range in.cites[cite] {
			in.key(cardKey(token), k)
		}
		return nil
	})
}

// subject takes in what a subject states, and which hits and assignments its
// weights and rivals rest on.
func (in *Interest) subject(s *run.Subject) {
	k, ok := in.number[Item{nexus.Subject, s.ID}]
	if !ok {
		return
	}
	in.items[k].subject, in.subjects = s, append(in.subjects, k)
	for _, sel := range s.Stated() {
		switch {
		case sel.Cite != "":
			in.cites[sel.Cite] = append(in.cites[sel.Cite], k)
			if sel.Type != comity.SelectorCard {
				in.key(string(sel.Type)+" "+sel.Value, k)
			}
		case sel.Type == comity.SelectorAccount || sel.Type == comity.SelectorEmail:
			in.key(string(sel.Type)+" "+sel.Value, k)
		}
	}
	for id := range s.Hits() {
		in.want(id, k)
	}
	for i := range s.Eliminated { // who was excluded, and why, is evidence too
		in.want(s.Eliminated[i].Hit, k)
		in.cite(s.Eliminated[i].Assignment, k)
	}
	for i := range s.Named {
		in.cite(s.Named[i].Row, k)
	}
}

// want notes that item k rests on a hit.
func (in *Interest) want(hit string, k int32) {
	if list := in.hits[hit]; !slices.Contains(list, k) {
		in.hits[hit] = append(list, k)
	}
}

// hit takes in the rows of a hit that some weight rests on: each line of it, and
// the assignments that it may lie in.
func (in *Interest) hit(h *run.Hit) {
	by := in.hits[h.ID]
	if len(by) == 0 {
		return
	}
	for _, k := range by {
		in.cite(h.Cite, k)
		in.cite(h.LastCite, k)
		for i := range h.Candidates {
			in.cite(h.Candidates[i].Assignment, k)
		}
	}
	if h.Count > 1 {
		from, to := placeOf(h.Cite), placeOf(h.LastCite)
		v := visit{from.exhibit, from.inner, h.Addr, h.Account}
		if in.visits[v] == nil {
			in.visits[v] = &track{}
		}
		in.visits[v].add(between{from.offset, to.offset, by})
	}
}

func (in *Interest) cite(c comity.Citation, k int32) {
	p := placeOf(c)
	at := in.places[p]
	if at == nil {
		at = &cited{}
		in.places[p] = at
	}
	if !slices.Contains(at.by, k) {
		at.by = append(at.by, k)
	}
}

// placeOf is where a citation leads; that of a row of a sheet names its number.
func placeOf(c comity.Citation) place {
	of, at := record.StreamOf(c), c.Offset
	if _, _, row, ok := c.Row(); ok {
		at = row
	}
	return place{of.Exhibit, of.Inner, at}
}

// Of appends the items that a record belongs to.
func (in *Interest) Of(dst []int32, src *record.Source, r *run.Row) []int32 {
	from := len(dst)
	if at := in.places[place{src.Exhibit, src.Inner(), r.Offset}]; at != nil {
		at.seen = true
		dst = append(dst, at.by...)
	}
	switch {
	case r.Event != nil:
		dst = in.event(dst, src, r)
	case r.Payment != nil:
		p := r.Payment
		dst = in.named(dst, "account ", comity.Account(cmp.Or(p.Site, src.Site), p.User))
		dst = in.named(in.address(dst, p.Addr), "email ", comity.Email(p.Email))
		dst = in.card(dst, p.Card)
	case r.Member != nil:
		m := r.Member
		dst = in.named(dst, "account ", comity.Account(cmp.Or(m.Site, src.Site), m.User))
		dst = in.named(in.address(in.address(dst, m.Addr), m.LastAddr), "email ", comity.Email(m.Email))
	case r.Holder != nil:
		dst = in.card(dst, r.Holder.Card)
	case r.Assignment != nil:
		dst = in.held(dst, r.Assignment)
	case r.Relation != nil:
		dst = in.party(in.party(dst, r.Relation.LeftKind, r.Relation.Left), r.Relation.RightKind, r.Relation.Right)
	}
	if len(dst)-from > 1 {
		slices.Sort(dst[from:])
		dst = dst[:from+len(slices.Compact(dst[from:]))]
	}
	return dst
}

func (in *Interest) event(dst []int32, src *record.Source, r *run.Row) []int32 {
	e := r.Event
	site := src.Site
	if e.Site != nil {
		site = string(e.Site)
	}
	account := comity.MaskText(comity.Account(site, string(e.User)))
	dst = in.named(in.address(dst, e.Addr), "account ", account)
	return in.visits[visit{src.Exhibit, src.Inner(), e.Addr, account}].at(dst, r.Offset)
}

// named appends the items that bear a name; "" is none.
func (in *Interest) named(dst []int32, what, name string) []int32 {
	if name == "" {
		return dst
	}
	in.buf = append(append(in.buf[:0], what...), comity.MaskText(name)...)
	return append(dst, in.keys[string(in.buf)]...)
}

func (in *Interest) address(dst []int32, a comity.Addr) []int32 {
	if a.IsZero() {
		return dst
	}
	i, found := in.search(a)
	for ; found && i < len(in.addrs) && in.addrs[i].addr == a; i++ {
		dst = append(dst, in.addrs[i].item)
	}
	return dst
}

func (in *Interest) search(a comity.Addr) (int, bool) {
	return slices.BinarySearchFunc(in.addrs, a, func(o owned, a comity.Addr) int { return o.addr.Compare(a) })
}

// held appends the addresses that an assignment covers.
func (in *Interest) held(dst []int32, a *record.Assignment) []int32 {
	for i, _ := in.search(a.First); i < len(in.addrs) && in.addrs[i].addr.Compare(a.Last) <= 0; i++ {
		dst = append(dst, in.addrs[i].item)
	}
	return dst
}

func (in *Interest) card(dst []int32, c record.Card) []int32 {
	if c.Token == ([16]byte{}) {
		return dst
	}
	in.buf = append(append(in.buf[:0], "card "...), c.Token[:]...)
	return append(dst, in.keys[string(in.buf)]...)
}

// party appends the items that a party of a network is.
func (in *Interest) party(dst []int32, kind, name string) []int32 {
	if k := nexus.PartyKind(kind); k != "" {
		return in.named(dst, string(k)+" ", strings.TrimSpace(name))
	}
	return dst
}
