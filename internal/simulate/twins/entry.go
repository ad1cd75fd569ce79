package twins

import (
	"sort"

	"comity/internal/simulate/draw"
)

// vouching is one person speaking for another, by name.
type vouching struct {
	from, to, also int32
	kind           string // invite, vouch, introduce, welcome
	at             int64
}

// entries plans how whoever joins within the window gets in, what moderators do,
// and what administrators say.
func (b *board) entries() {
	gate := b.holding(admin, moderator)
	for i := range b.names {
		n := &b.names[i]
		s := b.w.stream("entry", b.id, i)
		if n.joined >= b.w.start {
			b.enter(&s, n, gate)
		} else if s.Chance(600) && len(b.names) > 3 {
			n.inviter = b.voucher(&s, n)
		}
	}
	b.moderate()
}

// holding lists the names that have one of the roles.
func (b *board) holding(roles ...string) []int32 {
	var list []int32
	for i := range b.names {
		for _, r := range roles {
			if b.names[i].role == r {
				list = append(list, int32(i))
			}
		}
	}
	return list
}

// enter plans one admission: an invitation, an application, one or two who vouch, a
// first contribution, a welcome.
func (b *board) enter(s *draw.Stream, n *name, gate []int32) {
	th := int32(-1)
	n.inviter = b.voucher(s, n)
	at := n.joined
	plan := func(k kind, by int32, after int64, who int32) int64 {
		p := b.names[by].person
		from := (at + after) / day * day
		t := p.moment(s, from)
		for t < at+60 {
			from += day
			t = p.moment(s, from)
		}
		b.schedule(slot{at: t, name: by}, act{kind: k, forum: introductions, thread: &th, who: who, who2: -1})
		return t
	}
	if n.inviter >= 0 && s.Chance(850) {
		at = plan(invite, n.inviter, 0, n.id)
		b.vouchings = append(b.vouchings, vouching{from: n.inviter, to: n.id, kind: "invite", at: at})
	}
	at = plan(apply, n.id, 0, -1)
	first := at
	for range s.Between(1, 2) {
		if v := b.voucher(s, n); v >= 0 {
			at = plan(vouch, v, int64(s.N(int(2*day))), n.id)
			b.vouchings = append(b.vouchings, vouching{from: v, to: n.id, kind: "vouch", at: at})
		}
	}
	own := oldFile
	if s.Chance(250) {
		own = newFile
	}
	t := n.person.moment(s, first/day*day+int64(s.Between(0, 3))*day)
	b.schedule(slot{at: max(t, first+600), name: n.id}, act{kind: own, forum: archive, who: -1, who2: -1})
	if len(gate) > 0 {
		by := draw.Pick(s, gate)
		at = plan(welcome, by, int64(s.N(int(day))), n.id)
		b.vouchings = append(b.vouchings, vouching{from: by, to: n.id, kind: "welcome", at: at})
	}
}

// voucher is somebody of long standing who speaks for n: a broker, mostly.
func (b *board) voucher(s *draw.Stream, n *name) int32 {
	if list := b.holding(broker); len(list) > 0 && s.Chance(550) {
		return draw.Pick(s, list)
	}
	return b.other(s, n, -1)
}

// moderate plans the deeds of moderators and administrators.
func (b *board) moderate() {
	gate, heads := b.holding(moderator, admin), b.holding(admin)
	if len(gate) == 0 || len(heads) == 0 {
		return
	}
	s := b.w.stream("moderate", b.id)
	for d := b.w.start; d < b.w.end; d += day {
		if s.Chance(min(900, 120+len(b.names))) {
			b.deed(&s, []kind{lock, warn, kick, lock}[s.N(4)], draw.Pick(&s, gate), d)
		}
		if s.Chance(25) {
			b.deed(&s, ban, draw.Pick(&s, gate), d)
		}
		if s.Chance(12) {
			b.deed(&s, promote, draw.Pick(&s, heads), d)
		}
		if s.Chance(60) {
			b.deed(&s, rules, draw.Pick(&s, heads), d)
		}
	}
}

// deed plans one deed on the day d.
func (b *board) deed(s *draw.Stream, k kind, by int32, d int64) {
	n := &b.names[by]
	a := act{kind: k, forum: lounge, who: -1, who2: -1}
	switch k {
	case rules, promote:
		a.forum = announcements
	case lock, warn:
		a.forum = gardens + s.N(4)
	}
	if k != rules && k != lock {
		a.who = b.plain(s, n)
	}
	b.schedule(slot{at: n.person.moment(s, d), name: by}, a)
}

// plain is a member without office.
func (b *board) plain(s *draw.Stream, n *name) int32 {
	for range 30 {
		k := int32(s.N(len(b.names)))
		if o := &b.names[k]; o.person != n.person && o.rank == "member" && o.role == "" && o.joined < b.w.start {
			return k
		}
	}
	return -1
}

func (b *board) schedule(x slot, a act) {
	b.acts = append(b.acts, a)
	x.act = int32(len(b.acts) - 1)
	b.due = append(b.due, x)
}

// perform writes what was planned.
func (b *board) perform(s *draw.Stream, m *message, a *act) {
	if a.who < 0 && (a.kind == ban || a.kind == promote || a.kind == warn || a.kind == kick || a.kind == vouch) {
		return
	}
	m.kind, m.who, m.who2 = a.kind, a.who, a.who2
	if a.kind == kick {
		if !b.main {
			return
		}
		m.lang = b.w.tongueID("en")
		b.add(s, *m)
		return
	}
	switch {
	case a.thread == nil:
		m.thread = b.join(s, a.forum, m.name, "en", m.at)
	case *a.thread < 0:
		*a.thread = b.begin(s, a.forum, m.name, "en", m.at)
		m.thread = *a.thread
	default:
		m.thread = *a.thread
	}
	switch a.kind {
	case newFile, oldFile, lock:
		b.involve(s, m)
	case ban:
		b.names[m.who].banned = m.at + int64(s.Between(3, 20))*day
	case promote:
		b.names[m.who].rank = "trusted"
	}
	b.add(s, *m)
}

// sorted lists vouchings by time.
func (b *board) sorted() []vouching {
	sort.SliceStable(b.vouchings, func(i, j int) bool { return b.vouchings[i].at < b.vouchings[j].at })
	return b.vouchings
}
