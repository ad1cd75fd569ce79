package casefile

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/casefile/handling"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// Beside opens another case of the same node.
func (c *Case) Beside(ctx context.Context, dir string) (*Case, error) { return c.node.Open(ctx, dir) }

// mayMeet makes sure, before anything of anybody is read, that the actor may look at each of the other cases, and that each was
// checked.
func (c *Case) mayMeet(ctx context.Context, others []*Case) error {
	seen := map[string]bool{}
	for _, o := range others {
		if seen[o.id] {
			return comity.Errorf(comity.Usage, "case %s is named twice", o.dir).WithHint("give --contacts once for each case")
		}
		seen[o.id] = true
		if err := o.authorise(policy.Show); err != nil {
			return err
		}
		if err := o.load(ctx); err != nil {
			return err
		}
		if _, err := o.latest(); err != nil {
			e := comity.Errorf(comity.KindOf(err), "contacts with case %s: %w", o.dir, err)
			if len(o.state.checks) == 0 {
				return e.WithHint("run `comity check %s` first: contacts are looked for among its findings", o.dir)
			}
			return e
		}
	}
	return nil
}

// lookForContacts logs the look in each case: here which others were asked, there only which case asked.
func (c *Case) lookForContacts(others []*Case) error {
	for _, o := range others {
		if err := c.look("contacts", o.id); err != nil {
			return err
		}
		if err := o.look("contacts", c.id); err != nil {
			return err
		}
	}
	return nil
}

// contacts compares the members of a board of c with the subjects of other cases. All looks are logged.
func (c *Case) contacts(ctx context.Context, rep *BoardReport, others []*Case) error {
	if len(others) == 0 {
		return nil
	}
	used := selectorsOf(rep.Report)
	out := &ContactReport{Notice: contactNotice, Compared: comparisons(), Uncompared: used.uncompared, Cap: contactCap,
		Cases: []ContactCase{}, Found: []ContactRow{}, Capped: []Capped{}}
	others = slices.SortedFunc(slices.Values(others), func(a, b *Case) int { return cmp.Compare(a.id, b.id) })
	for _, o := range others {
		body, err := o.latest()
		if err != nil {
			return err
		}
		r := &contactReader{c: o, body: body, state: c.state.open.Country, used: used, out: out, met: map[meeting]*meeters{}, judged: map[string]*judgement{}}
		if err := r.read(ctx); err != nil {
			return err
		}
	}
	rep.Contacts = out
	return rep.joinCodes(out)
}

// joinCodes has the report carry the codes of what its contacts rest on as well.
func (r *BoardReport) joinCodes(contacts *ContactReport) error {
	codes, err := handling.Parse(r.Handling)
	if err != nil {
		return err
	}
	for i := range contacts.Found {
		of, err := handling.Parse(contacts.Found[i].Handling)
		if err != nil {
			return err
		}
		codes = codes.Join(of)
	}
	r.Handling = codes.List()
	return nil
}

// contactReader reads one case for what a board's members used. It keeps no more of the findings than what meets.
type contactReader struct {
	c     *Case
	body  checkBody
	state string // that would be told: where the board's case is held
	used  *boardSelectors
	out   *ContactReport

	said   ContactCase
	met    map[meeting]*meeters
	judged map[string]*judgement // by subject
}

// meeters are the subjects that state one selector.
type meeters struct {
	subjects int64
	first    []meeter // contactCap + 1 at most
}

type meeter struct {
	subject  *run.Subject
	stated   []string
	disputed bool
}

// judgement is what the conditions of contributors say of showing a subject to the board's case.
type judgement struct {
	rule  string // that refuses; "": none
	ask   []string
	codes []string
}

func (r *contactReader) read(ctx context.Context) error {
	r.said = ContactCase{Case: r.c.id, Title: r.c.state.open.Title, Run: r.body.Run, Stated: map[comity.SelectorType]int{}, Withheld: []Withheld{}}
	if err := r.c.eachLine(ctx, r.body, findingsFile, r.line); err != nil {
		return err
	}
	from := len(r.out.Found)
	withheld := map[string]*Withheld{}
	for _, at := range slices.SortedFunc(maps.Keys(r.met), compareMeetings) {
		if err := r.meet(ctx, at, withheld); err != nil {
			return err
		}
	}
	if err := r.rows(ctx, r.out.Found[from:], withheld); err != nil {
		return err
	}
	for _, rule := range slices.Sorted(maps.Keys(withheld)) {
		slices.Sort(withheld[rule].Ask)
		r.said.Withheld = append(r.said.Withheld, *withheld[rule])
	}
	r.out.Cases = append(r.out.Cases, r.said)
	return nil
}

// line takes one finding: of subjects whoever states what a member used.
func (r *contactReader) line(line []byte) error {
	if bytes.HasPrefix(line, []byte(`{"hit":`)) {
		return nil
	}
	var f run.Finding
	if err := json.Unmarshal(line, &f); err != nil {
		return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", r.body.Run.Short()).WithHint("%s", verifyHint)
	}
	if f.Subject == nil {
		return nil
	}
	r.said.Subjects++
	own := map[meeting]*meeter{}
	for n, s := range f.Subject.Stated() {
		r.said.Stated[s.Type]++
		for _, at := range meetings(s) {
			if r.used.used[at] == nil {
				continue
			}
			if own[at] == nil {
				own[at] = &meeter{subject: f.Subject, disputed: true}
			}
			own[at].stated = append(own[at].stated, s.Value)
			own[at].disputed = own[at].disputed && n >= len(f.Subject.Selectors)
		}
	}
	for at, m := range own {
		if at.typ != nickname || own[meeting{comity.SelectorAccount, comity.Account(r.used.site, at.value)}] == nil { // else the account met already
			r.note(at, m)
		}
	}
	return nil
}

func (r *contactReader) note(at meeting, m *meeter) {
	all := r.met[at]
	if all == nil {
		all = &meeters{}
		r.met[at] = all
	}
	all.subjects++
	if len(all.first) <= contactCap {
		all.first = append(all.first, *m)
	}
}

// meet makes contacts of one selector, or says that too many share it, or that they are withheld.
func (r *contactReader) meet(ctx context.Context, at meeting, withheld map[string]*Withheld) error {
	all, members := r.met[at], r.used.used[at]
	var open []*meeter
	for i := range all.first {
		j, err := r.judge(ctx, all.first[i].subject)
		if err != nil {
			return err
		}
		if j.rule == "" {
			open = append(open, &all.first[i])
			continue
		}
		heldBy(withheld, j.rule, j.ask).Contacts += len(members)
	}
	if len(open) > 0 && (all.subjects > contactCap || len(members) > contactCap) {
		r.out.Capped = append(r.out.Capped, Capped{Case: r.c.id, Type: at.typ, Value: at.value, Members: len(members), Subjects: all.subjects})
		return nil
	}
	for _, by := range members {
		for _, m := range open {
			r.out.Found = append(r.out.Found, ContactRow{Case: r.c.id, Type: at.typ, Value: at.value, Member: by.member, Said: by.said, Subject: m.subject.ID, Band: m.subject.Band,
				Stated: m.stated, Disputed: m.disputed, Person: r.c.state.person(m.subject.ID), Rows: []comity.Citation{}, Handling: r.judged[m.subject.ID].codes})
		}
	}
	return nil
}

func heldBy(withheld map[string]*Withheld, rule string, ask []string) *Withheld {
	w := withheld[rule]
	if w == nil {
		w = &Withheld{Rule: rule}
		withheld[rule] = w
	}
	for _, who := range ask {
		if !slices.Contains(w.Ask, who) {
			w.Ask = append(w.Ask, who)
		}
	}
	return w
}

// judge asks the conditions of all that a subject rests on, once for each.
func (r *contactReader) judge(ctx context.Context, s *run.Subject) (*judgement, error) {
	if j := r.judged[s.ID]; j != nil {
		return j, nil
	}
	hits, err := r.c.addHits(ctx, r.body, s, nil)
	if err != nil {
		return nil, err
	}
	under, err := r.c.underOf(s.ID, s, hits)
	if err != nil {
		return nil, err
	}
	j := &judgement{codes: []string{}}
	if len(under) > 0 {
		j.codes = joined(under).List()
	}
	j.rule, j.ask = r.c.keptBy(under, s.ID, r.state)
	r.judged[s.ID] = j
	return j, nil
}

// keptBy is the first rule that keeps what rests on under from being told to a state because of the codes on it, and who can
// permit it; "": none. Whether the actor's role and purpose let them tell anybody is not asked: nothing leaves the node.
func (c *Case) keptBy(under []contributed, item, state string) (rule string, ask []string) {
	for _, x := range under {
		of := c.codeRule(x.codes, c.agreed(&x, item, state))
		if !x.read {
			of = ruleUnknown
		}
		if of == "" {
			continue
		}
		rule = cmp.Or(rule, of)
		if who := x.contributor(); !slices.Contains(ask, who) {
			ask = append(ask, who)
		}
	}
	slices.Sort(ask)
	return rule, ask
}

// codeRule is the first rule that forbids telling what carries codes, and would not forbid it without them; "": none.
func (c *Case) codeRule(codes handling.Codes, agreed bool) string {
	d := c.leaves(policy.Tell, codes, agreed, c.node.purpose)
	if d.Allowed {
		return ""
	}
	bare := c.leaves(policy.Tell, handling.Codes{}, agreed, c.node.purpose)
	for _, rule := range d.Rules {
		if rule == policy.RuleEvaluates || rule != policy.RulePermit && !slices.Contains(bare.Rules, rule) {
			return rule
		}
	}
	return ""
}

// rows cites rows of the case that state what was met, out of exhibits whose rows may be shown.
func (r *contactReader) rows(ctx context.Context, found []ContactRow, withheld map[string]*Withheld) error {
	want := map[meeting][]comity.Citation{}
	for i := range found {
		for _, s := range found[i].Stated {
			want[r.rowKey(&found[i], s)] = nil
		}
	}
	if len(want) == 0 {
		return nil
	}
	in, err := r.c.input(r.c.state.checks[len(r.c.state.checks)-1].act.Seq)
	if err != nil {
		return err
	}
	closed, err := r.closed(withheld)
	if err != nil {
		return err
	}
	_, err = run.Take(ctx, in, run.Wanted{Kinds: []record.Kind{record.Members, record.Payments},
		Skip: func(src *record.Source) bool { return closed[src.Exhibit] },
		Row: func(src *record.Source, row *run.Row) error {
			for _, at := range stating(src, row) {
				if list, wanted := want[at]; wanted && len(list) < contactCites {
					want[at] = append(list, run.CiteOf(src, row.Place))
				}
			}
			return nil
		}})
	for i := range found {
		for _, s := range found[i].Stated {
			found[i].Rows = append(found[i].Rows, want[r.rowKey(&found[i], s)]...)
		}
		found[i].Rows = found[i].Rows[:min(len(found[i].Rows), contactCites)]
	}
	return err
}

// rowKey is what rows are looked for by: a name's are those of its account.
func (r *contactReader) rowKey(x *ContactRow, stated string) meeting {
	if x.Type == nickname {
		return meeting{comity.SelectorAccount, stated}
	}
	return meeting{x.Type, x.Value}
}

// stating is what a row states, in the forms that are compared.
func stating(src *record.Source, row *run.Row) (out []meeting) {
	site, user, email := "", "", ""
	switch {
	case row.Payment != nil:
		site, user, email = row.Payment.Site, row.Payment.User, row.Payment.Email
	case row.Member != nil:
		site, user, email = row.Member.Site, row.Member.User, row.Member.Email
	}
	if v := comity.Email(email); v != "" {
		out = append(out, meeting{comity.SelectorEmail, v})
	}
	if v := comity.Account(cmp.Or(site, src.Site), user); v != "" {
		out = append(out, meeting{comity.SelectorAccount, v})
	}
	return out
}

// closed are the exhibits of the case whose rows are not shown to the board's case.
func (r *contactReader) closed(withheld map[string]*Withheld) (map[comity.Digest]bool, error) {
	out := map[comity.Digest]bool{}
	g := &gate{exhibits: map[comity.Digest][]contributed{}}
	if err := r.c.contributions(g); err != nil {
		return nil, err
	}
	for _, d := range sortedDigests(g.exhibits) {
		if k := g.exhibits[d][0].desc.Source.Kind; k != record.Members && k != record.Payments {
			continue
		}
		if rule, ask := r.c.keptBy(g.exhibits[d], d.String(), r.state); rule != "" {
			heldBy(withheld, rule, ask).Exhibits++
			out[d] = true
		}
	}
	return out, nil
}
