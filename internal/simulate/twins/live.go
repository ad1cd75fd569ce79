package twins

import (
	"context"
	"sort"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/voice"
)

// slot is a moment at which a name writes; act says what, where that is settled.
type slot struct {
	at   int64
	name int32
	act  int32 // index into acts; -1: whatever comes to mind
	seq  int32 // of a chat: how many lines the session still has; 0: a forum
}

// act is something that is to be written at a certain time.
type act struct {
	kind      kind
	forum     int
	thread    *int32 // shared by the acts of one matter; begun by the first
	who, who2 int32
}

// live goes through the window day by day.
func (b *board) live(ctx context.Context) error {
	sort.SliceStable(b.due, func(i, j int) bool { return b.due[i].at < b.due[j].at })
	k := 0
	for d := b.w.start; d < b.w.end; d += day {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := b.w.stream("day", b.id, int(d/day))
		slots := b.spontaneous(&s, d)
		for ; k < len(b.due) && b.due[k].at < d+day; k++ {
			slots = append(slots, b.due[k])
		}
		sort.SliceStable(slots, func(i, j int) bool {
			if slots[i].at != slots[j].at {
				return slots[i].at < slots[j].at
			}
			return slots[i].name < slots[j].name
		})
		for _, x := range slots {
			if x.at >= b.w.start && x.at < b.w.end && x.at >= b.names[x.name].banned {
				b.happen(&s, x)
			}
		}
	}
	b.inOrder()
	return nil
}

// inOrder sorts messages by time: days overlap where zones do. Answers come later
// than what they answer all the same, or are none.
func (b *board) inOrder() {
	order := make([]int32, len(b.messages))
	for i := range order {
		order[i] = int32(i)
	}
	sort.SliceStable(order, func(i, j int) bool { return b.messages[order[i]].at < b.messages[order[j]].at })
	now := make([]int32, len(order))
	list := make([]message, len(order))
	for to, from := range order {
		now[from], list[to] = int32(to), b.messages[from]
	}
	for i := range list {
		if m := &list[i]; m.parent >= 0 {
			if m.parent = now[m.parent]; m.parent >= int32(i) {
				m.parent, m.quotes = -1, false
			}
		}
	}
	b.messages = list
}

// spontaneous draws who writes on a day, and when.
func (b *board) spontaneous(s *draw.Stream, d int64) []slot {
	total := 0
	for i := range b.names {
		if n := &b.names[i]; n.from < d+day && n.to > d {
			total += n.weight
		}
	}
	posts := b.w.spec.Posts
	if !b.main {
		posts = max(3, posts/6)
	}
	var slots []slot
	for i := range b.names {
		n := &b.names[i]
		p := n.person
		if n.from >= d+day || n.to <= d || p.rhythm.away(d) || s.Chance(p.rhythm.off) {
			continue
		}
		share := posts * 1000 * n.weight / total * 1000 / (1000 - p.rhythm.off)
		if wd := (d/day + 4) % 7; wd == 0 || wd == 6 {
			share = share * p.rhythm.lively / 1000
		}
		for range count(s, share) {
			if at := p.moment(s, d); at >= n.from && at < n.to {
				slots = append(slots, slot{at: at, name: n.id, act: -1})
			}
		}
	}
	return append(slots, b.sessions(s, d, posts)...)
}

// count draws how often something happens that happens milli/1000 times on average.
func count(s *draw.Stream, milli int) int {
	n := 0
	for whole := milli; whole > 0; whole -= 250 { // parts of a quarter, each drawn twice over
		n += s.N(2) * b2i(s.Chance(min(whole, 250)*2))
	}
	return n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sessions are the hours in which some talk in the channel: one after the other,
// with those who are about at that time.
func (b *board) sessions(s *draw.Stream, d int64, posts int) []slot {
	if !b.main || len(b.chatters) < 3 {
		return nil
	}
	var slots []slot
	for range max(1, posts/30) {
		host := b.names[draw.Pick(s, b.chatters)]
		at := host.person.moment(s, d)
		talkers := b.about(s, at, host.id)
		for range s.Between(6, 40) {
			slots = append(slots, slot{at: at, name: draw.Pick(s, talkers), act: -1, seq: 1})
			at += int64(s.Between(3, 20) * s.Between(1, 8))
		}
	}
	kept := slots[:0]
	for _, x := range slots {
		if n := &b.names[x.name]; x.at >= n.from && x.at < n.to {
			kept = append(kept, x)
		}
	}
	return kept
}

// about draws who is in the channel at a time: more likely whoever is awake.
func (b *board) about(s *draw.Stream, at int64, host int32) []int32 {
	list := []int32{host}
	for range s.Between(1, 5) {
		weights := make([]int, 12)
		some := make([]int32, 12)
		for i := range some {
			some[i] = draw.Pick(s, b.chatters)
			weights[i] = b.names[some[i]].person.weight(at) + 1
		}
		list = append(list, some[s.Weighted(weights)])
	}
	return list
}

// happen turns a slot into a message.
func (b *board) happen(s *draw.Stream, x slot) {
	m := message{at: x.at, thread: -1, parent: -1, name: x.name, who: -1, who2: -1, file: -1}
	switch {
	case x.act >= 0:
		b.perform(s, &m, &b.acts[x.act])
		return
	case x.seq > 0:
		m.kind, m.lang = chat, b.w.tongueID("en")
		if k := len(b.messages) - 1; k >= 0 && s.Chance(500) {
			if last := &b.messages[k]; last.kind == chat && b.names[last.name].person != b.names[x.name].person {
				m.who = last.name
			}
		}
		if s.Chance(b.thinking(x.name, x.at) / 2) {
			m.kind, m.detail = groupthink, uint8(s.N(len(voice.Indicators())))
		}
	default:
		b.compose(s, &m)
		b.place(s, &m)
	}
	b.add(s, m)
}

// compose decides what a name writes about when nothing asks for it.
func (b *board) compose(s *draw.Stream, m *message) {
	n := &b.names[m.name]
	show := s.Chance(n.strength) && n.role != newcomer
	switch {
	case show && n.role == teacher, s.Chance(12):
		m.kind, m.detail = advice, uint8(s.N(len(voice.Security())))
	case show && n.role == broker:
		m.kind = []kind{introduce, trade, trade, vouch}[s.N(4)]
	case show && n.role == producer:
		m.kind = newFile
	case show && n.role == admin:
		m.kind = []kind{rules, say, say}[s.N(3)]
	case show && n.role == moderator:
		m.kind = []kind{warn, warn, lock}[s.N(3)]
	case s.Chance(b.thinking(m.name, m.at)):
		m.kind, m.detail = groupthink, uint8(s.N(len(voice.Indicators())))
		if m.at < b.doubt {
			m.detail = uint8([]int{3, 3, 4}[s.N(3)])
		}
	case s.Chance(b.calmness()):
		m.kind = calm
	case s.Chance(b.doubting(m.at)):
		m.kind = dissent
		b.doubt = m.at + 2*day
	case s.Chance(18):
		m.kind = trade
	case s.Chance(14):
		m.kind = oldFile
	case s.Chance(2):
		m.kind = newFile
	case s.Chance(7):
		m.kind = contact
	case s.Chance(2):
		m.kind = vouch
	}
}

// thinking is how likely a message of a name says what groups say that are sure of
// themselves, in ‰; it grows with time, and more after the crisis.
func (b *board) thinking(name int32, at int64) int {
	if !b.main {
		return 1
	}
	r := 5 + int((at-b.w.start)*15/(b.w.end-b.w.start))
	if at > b.crisis {
		r += 25
	}
	if b.core[name] {
		return r * 2
	}
	return r / 3
}

func (b *board) calmness() int {
	if b.main {
		return 3
	}
	return 20
}

func (b *board) doubting(at int64) int {
	if b.main && at > b.crisis-20*day && at < b.crisis+20*day {
		return 12
	}
	return 3
}

// place chooses forum and thread, and whom a message is about.
func (b *board) place(s *draw.Stream, m *message) {
	n := &b.names[m.name]
	p := n.person
	lang := p.langs[s.Weighted(p.share)]
	forum := b.speaking(lang)
	if lang == "en" || forum == lounge {
		forum = []int{gardens + s.Weighted(p.interest[:]), gardens + s.Weighted(p.interest[:]), gardens + s.Weighted(p.interest[:]), lounge, security}[s.Weighted([]int{5, 5, 5, 5, 1})]
	}
	switch m.kind {
	case advice:
		if s.Chance(400) {
			forum, lang = security, "en"
		}
	case trade, introduce:
		forum, lang = exchange, "en"
	case newFile, oldFile:
		forum, lang = archive, "en"
	case rules:
		forum, lang = announcements, "en"
	}
	m.thread = b.join(s, forum, m.name, lang, m.at)
	b.involve(s, m)
}

// involve names the others that a message speaks of, and the file that it brings.
func (b *board) involve(s *draw.Stream, m *message) {
	n := &b.names[m.name]
	switch m.kind {
	case vouch, invite, introduce, warn:
		m.who, m.who2 = b.other(s, n, -1), -1
		m.who2 = b.other(s, n, m.who)
	case newFile:
		m.file = b.newFile(s, m)
	case oldFile:
		m.file = b.pickFile(s)
	case lock:
		if t := &b.threads[m.thread]; t.locked == 0 {
			t.locked = m.at
		}
	}
	if m.kind == vouch && m.who >= 0 {
		b.vouchings = append(b.vouchings, vouching{from: m.name, to: m.who, kind: "vouch", at: m.at})
	}
	if m.kind == introduce && m.who2 >= 0 {
		b.vouchings = append(b.vouchings, vouching{from: m.name, to: m.who, also: m.who2, kind: "introduce", at: m.at})
	}
}

// other is a friend, mostly, and never a name of the same person.
func (b *board) other(s *draw.Stream, n *name, not int32) int32 {
	for range 20 {
		k := int32(s.N(len(b.names)))
		if len(n.friends) > 0 && s.Chance(700) {
			k = draw.Pick(s, n.friends)
		}
		if b.names[k].person != n.person && k != not && b.names[k].joined < b.w.start {
			return k
		}
	}
	for k := range b.names {
		if b.names[k].person != n.person && int32(k) != not {
			return int32(k)
		}
	}
	return -1
}
