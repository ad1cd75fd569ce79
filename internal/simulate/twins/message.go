package twins

import (
	"comity/internal/simulate/draw"
	"comity/internal/simulate/voice"
)

// kind is what a message is for; most just talk.
type kind uint8

const (
	say kind = iota
	advice
	groupthink
	calm
	dissent
	vouch
	invite
	introduce
	apply
	welcome
	rules
	trade
	lock
	warn
	ban
	promote
	newFile
	oldFile
	contact
	chat
	kick
)

var kindNames = [...]string{"say", "security", "groupthink", "calm", "dissent", "vouch", "invite", "introduce", "apply", "welcome", "rules", "trade", "lock", "warn", "ban", "promote", "newfile", "file", "contact", "chat", "kick"}

// section is where the lexicons have the sentence that makes the kind.
func (m *message) section() string {
	switch m.kind {
	case advice:
		return "sec." + voice.Security()[m.detail]
	case groupthink:
		return "janis." + voice.Indicators()[m.detail]
	case kick:
		return "warn"
	}
	return kindNames[m.kind]
}

// message is one post on a forum or one line in the channel.
type message struct {
	at        int64
	thread    int32 // -1: in the channel
	parent    int32 // the message answered; -1: none
	name      int32
	who, who2 int32 // whom it is about; -1: nobody
	file      int32 // -1: none
	edited    int32 // seconds after; 0: never
	gone      int32 // seconds after which it was deleted; 0: never
	kind      kind
	detail    uint8
	lang      uint8
	quotes    bool
}

// tongue is the message's language.
func (w *world) tongue(m *message) string { return w.book.Langs()[m.lang] }

func (w *world) tongueID(lang string) uint8 {
	for i, l := range w.book.Langs() {
		if l == lang {
			return uint8(i)
		}
	}
	return 0
}

// add enters a message that was written at a time later than all before it.
func (b *board) add(s *draw.Stream, m message) int32 {
	id := int32(len(b.messages))
	n := &b.names[m.name]
	if n.posts++; n.posts == 1 {
		n.first = m.at
	}
	n.last = m.at
	if m.thread >= 0 {
		t := &b.threads[m.thread]
		m.lang = b.w.tongueID(t.lang)
		m.parent = b.answered(s, &m, t)
		m.quotes = m.parent >= 0 && s.Chance(n.person.quoting)
		if m.kind == say || m.kind == advice {
			b.regret(s, &m)
		}
	}
	b.messages = append(b.messages, m)
	if m.thread >= 0 {
		b.touch(m.thread, id)
	}
	return id
}

// answered is the message of the thread that this one replies to.
func (b *board) answered(s *draw.Stream, m *message, t *thread) int32 {
	if len(t.recent) == 0 {
		return -1
	}
	k := len(t.recent) - 1
	if s.Chance(300) {
		k = s.N(len(t.recent))
	}
	for range 2 {
		if b.messages[t.recent[k]].name == m.name {
			k = s.N(len(t.recent))
		}
	}
	return t.recent[k]
}

// regret makes some messages change or vanish later.
func (b *board) regret(s *draw.Stream, m *message) {
	switch {
	case s.Chance(40):
		m.edited = int32(s.Between(120, 40*3600) * s.Between(1, 6))
	case s.Chance(18):
		m.gone = int32(s.Between(1800, 90*86400))
	}
}
