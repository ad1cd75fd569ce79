package board

import (
	"cmp"
	"maps"
	"slices"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/language"
	"comity/internal/analysis/board/role"
	"comity/internal/analysis/parallel"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// members describes every name, those with most posts first.
func (c *computation) members() []Member {
	a := c.whole.archive
	out := make([]Member, len(a.Names))
	t := c.tally()
	_ = parallel.Each(c.Workers, len(a.Names), func(n int) error { // describing can not fail
		out[n] = c.member(int32(n), t)
		return nil
	})
	slices.SortStableFunc(out, func(x, y Member) int { return cmp.Or(cmp.Compare(y.Posts, x.Posts), cmp.Compare(x.Name, y.Name)) })
	return out
}

// tally is what members are described from, by name.
type tally struct {
	answers, answered []map[int32]spoke
	vouched           []map[int32][]archive.Capture // whom it vouched for or invited, and where that is said
	vouchedBy         []map[int32][]archive.Capture
	core, community   []int32
	roles             []map[role.Role]int // index into the role's list
	aliases           [][]int32           // indices into the view's aliases
	selectors         [][]Selector
	gateway           bool
}

func (c *computation) tally() *tally {
	a := c.whole.archive
	n := len(a.Names)
	t := &tally{answers: make([]map[int32]spoke, n), answered: make([]map[int32]spoke, n), vouched: make([]map[int32][]archive.Capture, n),
		vouchedBy: make([]map[int32][]archive.Capture, n), roles: make([]map[role.Role]int, n), aliases: make([][]int32, n)}
	for i := range a.Messages {
		from := a.Messages[i].Author
		for _, to := range a.Messages[i].Answers {
			bump(t.answers, from, to, int32(i))
			bump(t.answered, to, from, int32(i))
		}
	}
	for i := range a.Deeds {
		if d := &a.Deeds[i]; (d.Kind == record.Vouch || d.Kind == record.Invite) && d.Actor != archive.None && d.Target != archive.None {
			mark(t.vouched, d.Actor, d.Target, d.Captures[0])
			mark(t.vouchedBy, d.Target, d.Actor, d.Captures[0])
		}
	}
	for i := range a.Profiles {
		p := &a.Profiles[i]
		if by := a.Find(p.Inviter); p.Inviter != "" && by != archive.None && p.Name != archive.None {
			mark(t.vouched, by, p.Name, p.Capture)
			mark(t.vouchedBy, p.Name, by, p.Capture)
		}
	}
	for _, s := range c.whole.vouched {
		at := a.Messages[s.Message].Captures[0]
		mark(t.vouched, s.From, s.To, at)
		mark(t.vouchedBy, s.To, s.From, at)
	}
	for r, list := range c.whole.roles {
		for i, x := range list {
			if t.roles[x.Name] == nil {
				t.roles[x.Name] = map[role.Role]int{}
			}
			t.roles[x.Name][r] = i
		}
	}
	for i, x := range c.whole.aliases {
		t.aliases[x.A] = append(t.aliases[x.A], int32(i))
		t.aliases[x.B] = append(t.aliases[x.B], int32(i))
	}
	t.selectors = selectors(a)
	t.gateway = gateway(a)
	t.core, t.community = closeness(a)
	return t
}

func (c *computation) member(n int32, t *tally) Member {
	a := c.whole.archive
	name := &a.Names[n]
	m := Member{Name: name.Shown, Spelled: name.Also, Posts: len(name.Posts), Languages: []Language{}, Roles: []Role{}, Aliases: []AliasOf{},
		Selectors: t.selectors[n], Answers: c.named(t.answers[n]), AnsweredBy: c.named(t.answered[n]),
		Vouched: c.shown(t.vouched[n]), VouchedBy: c.shown(t.vouchedBy[n]), Contributors: []string{}, Cite: []string{}, Core: int(t.core[n]), Community: int(t.community[n]) + 1}
	if m.Selectors == nil {
		m.Selectors = []Selector{}
	}
	c.spoken(&m, name)
	c.profiled(&m, name)
	m.Zone = zoned(a, name, m.Languages, t.gateway)
	c.reread(&m, name)
	for _, r := range role.Roles() {
		if i, has := t.roles[n][r]; has {
			m.Roles = append(m.Roles, c.role(r, i))
		}
	}
	for _, i := range t.aliases[n] {
		m.Aliases = append(m.Aliases, c.alias(n, &c.whole.aliases[i]))
	}
	slices.SortStableFunc(m.Aliases, func(x, y AliasOf) int { return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Name, y.Name)) })
	return m
}

// spoken says what a member posted, when, and who has it.
func (c *computation) spoken(m *Member, name *archive.Name) {
	a := c.whole.archive
	threads, from := map[int32]bool{}, map[string]bool{}
	var texts []string
	var at []comity.Instant
	for _, i := range name.Posts {
		p := &a.Messages[i]
		texts = append(texts, p.Text)
		at = append(at, p.At)
		if p.Thread != archive.None {
			threads[p.Thread] = true
		}
		for _, x := range p.Captures {
			from[a.Contributor(x)] = true
		}
	}
	m.Threads, m.Contributors = len(threads), slices.Sorted(maps.Keys(from))
	for _, l := range language.Shares(texts) {
		m.Languages = append(m.Languages, Language{l.Language, Milli(l.Permille)})
	}
	m.Hours = hours(at)
	if k := len(name.Posts); k > 0 {
		m.First, m.Last = at[0], at[k-1]
		m.Cite = append(m.Cite, a.Cite(name.Posts[0]).String())
		if k > 1 {
			m.Cite = append(m.Cite, a.Cite(name.Posts[k-1]).String())
		}
	}
	for i, s := range c.reduced {
		if left := s.posts[name.Key]; left != m.Posts {
			if m.Without == nil {
				m.Without = map[string]int{}
			}
			m.Without[a.Contributors[i]] = left
		}
	}
}

// profiled adds what the board says of a member.
func (c *computation) profiled(m *Member, name *archive.Name) {
	a := c.whole.archive
	for _, i := range name.Profile {
		p := &a.Profiles[i]
		for _, r := range append([]string{p.Rank}, p.Groups...) {
			if r != "" {
				m.Ranks = ranked(m.Ranks, r, a.Citation(p.Capture))
			}
		}
		m.Cite = append(m.Cite, a.Citation(p.Capture).String())
	}
	slices.SortFunc(m.Ranks, func(x, y Rank) int { return cmp.Compare(x.Rank, y.Rank) })
}

func (c *computation) role(r role.Role, i int) Role {
	list := c.whole.roles[r]
	a, x := c.whole.archive, &list[i]
	rank := place(list, i)
	s := c.rankSpan(r, a.Names[x.Name].Key, rank)
	out := Role{Role: string(r), Rank: rank, Low: s.low, High: s.high, Of: len(list), Points: x.Points, Gone: s.gone, For: []Reason{}, Against: []Reason{}}
	for _, why := range x.Reasons {
		e := Reason{Kind: why.Kind, Count: why.Count, Points: why.Points}
		for _, at := range why.Examples {
			e.Examples = append(e.Examples, a.Citation(at))
		}
		e.Examples = append(e.Examples, why.Cites...)
		if why.Points > 0 {
			out.For = append(out.For, e)
		} else {
			out.Against = append(out.Against, e)
		}
	}
	return out
}

func (c *computation) alias(n int32, x *Alias) AliasOf {
	a := c.whole.archive
	other := x.A + x.B - n
	low, high, gone := c.aliasSpan(a.Names[n].Key, a.Names[other].Key, x.Score)
	out := AliasOf{Name: a.Names[other].Shown, Score: Milli(x.Score), Low: Milli(low), High: Milli(high), Gone: gone, Why: append([]string{}, x.Why...)}
	for _, at := range x.Read {
		out.Examples = append(out.Examples, a.Citation(at))
	}
	return out
}
