package twins

import (
	"strconv"
	"strings"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/voice"
)

// forum is a part of the board.
type forum struct {
	name  string
	lang  string // "": English
	topic int    // -1: any
	list  bool   // a mailing list carries it too
}

// The forums that are more than a place to talk.
const (
	announcements = iota
	introductions
	gardens
	trains
	stamps
	models
	exchange
	security
	archive
	lounge
)

func forums(main bool) []forum {
	list := []forum{
		{"Announcements", "", -1, false}, {"Introductions", "", -1, false}, {"Gardens", "", 0, true}, {"Railways", "", 1, true}, {"Stamps", "", 2, true},
		{"Model building", "", 3, true}, {"Exchange", "", -1, false}, {"Computers", "", -1, true}, {"Archive", "", -1, false}, {"Lounge", "", -1, true},
	}
	if main {
		list = append(list, forum{"Italiano", "it", -1, true}, forum{"Deutsch", "de", -1, true}, forum{"Français", "fr", -1, true},
			forum{"Español", "es", -1, false}, forum{"Nederlands", "nl", -1, true}, forum{"Polski", "pl", -1, true})
	}
	return list
}

// speaking is the forum of a language; Lounge where it has none.
func (b *board) speaking(lang string) int {
	for i, f := range b.forums {
		if f.lang == lang {
			return i
		}
	}
	return lounge
}

// thread is one discussion.
type thread struct {
	forum   int
	topic   int
	lang    string
	code    string
	title   string
	focus   []int
	starter int32
	at      int64
	recent  []int32 // latest messages, at most recentKept
	n       int32
	locked  int64 // when; 0: never
}

const (
	recentKept = 6
	openKept   = 40 // threads of a forum that people still answer
)

// begin opens a thread.
func (b *board) begin(s *draw.Stream, forum int, by int32, lang string, at int64) int32 {
	p := b.names[by].person
	t := thread{forum: forum, topic: b.forums[forum].topic, lang: lang, starter: by, at: at}
	if t.topic < 0 {
		t.topic = s.Weighted(p.interest[:])
	}
	t.code = string(rune('A'+s.N(26))) + string(rune('A'+s.N(26))) + "-" + strconv.Itoa(s.Between(10, 999))
	for range s.Between(5, 9) {
		t.focus = append(t.focus, s.N(60))
	}
	t.title = strings.TrimRight(b.names[by].voice.Say(s, lang, []string{"ask", "say"}[s.N(2)], t.subject()), ".! …")
	if r := []rune(t.title); len(r) > 60 {
		t.title = string(r[:60])
	}
	b.threads = append(b.threads, t)
	id := int32(len(b.threads) - 1)
	open := append(b.open[forum], id)
	b.open[forum] = open[max(0, len(open)-openKept):]
	return id
}

// subject is what texts of the thread are about.
func (t *thread) subject() voice.Subject {
	return voice.Subject{Topic: voice.Topics()[t.topic], Code: t.code, Focus: t.focus}
}

// join finds a thread of a forum that the name takes part in, or begins one.
func (b *board) join(s *draw.Stream, forum int, by int32, lang string, at int64) int32 {
	open := b.open[forum]
	if len(open) == 0 || s.Chance(110) {
		return b.begin(s, forum, by, lang, at)
	}
	best := int32(-1)
	for range 3 {
		k := len(open) - 1 - s.Head(len(open))
		id := open[k]
		t := &b.threads[id]
		if t.locked > 0 && at > t.locked {
			continue
		}
		if best = id; b.likes(by, t) {
			break
		}
	}
	if best < 0 {
		return b.begin(s, forum, by, lang, at)
	}
	return best
}

// likes reports whether a friend wrote last in the thread.
func (b *board) likes(by int32, t *thread) bool {
	if len(t.recent) == 0 {
		return false
	}
	last := b.messages[t.recent[len(t.recent)-1]].name
	for _, f := range b.names[by].friends {
		if f == last {
			return true
		}
	}
	return false
}

// touch notes that message m is the thread's latest, and that people see it first.
func (b *board) touch(id, m int32) {
	t := &b.threads[id]
	t.n++
	t.recent = append(t.recent, m)
	if len(t.recent) > recentKept {
		t.recent = append(t.recent[:0], t.recent[1:]...)
	}
	open := b.open[t.forum]
	for i := range open {
		if open[i] == id {
			copy(open[i:], open[i+1:])
			open[len(open)-1] = id
			return
		}
	}
}
