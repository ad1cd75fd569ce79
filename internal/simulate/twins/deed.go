package twins

import (
	"time"

	"comity/internal/simulate/capture"
)

// deedTruth is one line of truth/deeds.jsonl: a moderator's deed, the messages that
// tell of it, and where a board's own log or list has it.
type deedTruth struct {
	Time   string  `json:"time"`
	Board  string  `json:"board"`
	Kind   string  `json:"kind"`
	By     string  `json:"by"`
	Target string  `json:"target,omitempty"`
	Posts  []taken `json:"posts,omitempty"`
	Logged []where `json:"logged,omitempty"`
	at     int64
	name   int32
}

// where is a place in a file.
type where struct {
	Path string `json:"path"`
	capture.Place
}

// noteDeed enters message i into the deeds, if it is one; -1: it is none.
func (b *board) noteDeed(i int32) int {
	m := &b.messages[i]
	switch m.kind {
	case lock, ban, promote, kick, warn, invite, vouch:
	default:
		return -1
	}
	d := deedTruth{Time: stamp(m.at), Board: b.site, Kind: kindNames[m.kind], By: b.names[m.name].nick, at: m.at, name: m.name}
	if m.who >= 0 {
		d.Target = b.names[m.who].nick
	}
	b.w.deeds = append(b.w.deeds, d)
	return len(b.w.deeds) - 1
}

// noteDeed keeps a deed for the capture's own list of them.
func (c *shot) noteDeed(k int, m *message) {
	d := &c.board.w.deeds[k]
	if m.kind == kick || m.kind == warn && c.dump == nil || c.dump != nil && (m.kind == invite || m.kind == vouch) || c.lines == nil && c.dump == nil {
		return
	}
	e := capture.Deed{Kind: d.Kind, Actor: d.By, Target: d.Target, ActorID: int64(m.name) + 2, TargetID: int64(m.who) + 2, At: c.clock.At(m.at)}
	if c.dump != nil {
		e.At = time.Unix(m.at, 0)
	}
	if m.kind == lock {
		t := &c.board.threads[m.thread]
		e.Thread, e.Text, e.Forum, e.TargetID = int64(m.thread)+1, t.title, c.board.forums[t.forum].name, 0
	}
	if m.kind == promote {
		e.Text = "TRUSTED"
	}
	c.deeds, c.of = append(c.deeds, e), append(c.of, k)
}

// placeDeed tells the truth where deed k of the capture stands.
func (c *shot) placeDeed(k int, p capture.Place) {
	if p.Length > 0 {
		d := &c.board.w.deeds[c.of[k]]
		d.Logged = append(d.Logged, where{c.path, p})
	}
}
