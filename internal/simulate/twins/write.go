package twins

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/capture"
)

// write writes all files: messages in one pass over time, into every capture that
// has them and into the truth; then what is known only after them.
func (w *world) write(ctx context.Context) error {
	w.plan()
	for _, c := range w.captures {
		if err := c.open(); err != nil {
			return err
		}
	}
	for _, b := range w.boards {
		b.firsts()
	}
	if err := w.file("truth/messages.jsonl", func(f io.Writer) error { return w.pass(ctx, f) }); err != nil {
		return err
	}
	for _, c := range w.captures {
		if err := c.finish(); err != nil {
			return err
		}
	}
	for _, step := range []func() error{w.writeHashes, w.writeShop, w.writeManifest, w.writeTruth} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// firsts notes which message brought which new file.
func (b *board) firsts() {
	for i := range b.messages {
		if m := &b.messages[i]; m.kind == newFile && m.file >= 0 {
			b.w.files[m.file].first = int32(i)
		}
	}
}

// trueMessage is one line of truth/messages.jsonl.
type trueMessage struct {
	Message  string  `json:"message"`
	Board    string  `json:"board"`
	Name     string  `json:"name"`
	Person   string  `json:"person"`
	Time     string  `json:"time"`
	Forum    string  `json:"forum"`
	Thread   string  `json:"thread,omitempty"`
	Parent   string  `json:"parent,omitempty"`
	Quotes   bool    `json:"quotes,omitempty"` // it repeats its parent, or the beginning
	Kind     string  `json:"kind"`
	Detail   string  `json:"detail,omitempty"`
	Lang     string  `json:"lang"`
	Edited   string  `json:"edited,omitempty"`
	Deleted  string  `json:"deleted,omitempty"`
	Captures []taken `json:"captures"`
}

// pass goes over all messages of all boards.
func (w *world) pass(ctx context.Context, f io.Writer) error {
	var total, done int64
	for _, b := range w.boards {
		total += int64(len(b.messages))
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	for _, b := range w.boards {
		for i := range b.messages {
			if done++; done%512 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
				if w.spec.Progress != nil {
					w.spec.Progress(done, total)
				}
			}
			captures, err := w.capture(b, int32(i))
			if err != nil {
				return err
			}
			w.result.Messages++
			w.result.Captured += int64(len(captures))
			if err := enc.Encode(b.truth(int32(i), captures)); err != nil {
				return comity.Errorf(comity.Fault, "write truth: %w", err)
			}
		}
	}
	if w.spec.Progress != nil {
		w.spec.Progress(total, total)
	}
	return nil
}

// capture writes message i of a board wherever a state has it.
func (w *world) capture(b *board, i int32) ([]taken, error) {
	m := &b.messages[i]
	deed := b.noteDeed(i)
	captures := []taken{}
	for _, c := range w.captures {
		if c.board != b || !c.sees(i, m) {
			continue
		}
		t, err := c.take(i)
		if err != nil {
			return nil, err
		}
		captures = append(captures, t)
		w.sight(c, i)
		if deed >= 0 {
			c.noteDeed(deed, m)
			w.deeds[deed].Posts = append(w.deeds[deed].Posts, t)
		}
	}
	return captures, nil
}

// truth is what is known about message i.
func (b *board) truth(i int32, captures []taken) *trueMessage {
	m := &b.messages[i]
	n := &b.names[m.name]
	t := &trueMessage{Message: b.messageID(i), Board: b.site, Name: n.nick, Person: personID(n.person.id), Time: stamp(m.at), Forum: channel,
		Kind: kindNames[m.kind], Lang: b.w.tongue(m), Quotes: m.quotes, Captures: captures}
	if m.kind == advice || m.kind == groupthink {
		t.Kind, t.Detail = kindNames[m.kind], m.section()
	}
	if m.thread >= 0 {
		t.Forum, t.Thread = b.forums[b.threads[m.thread].forum].name, "t"+digits(int64(m.thread)+1)
	}
	if m.parent >= 0 {
		t.Parent = b.messageID(m.parent)
	}
	if m.edited > 0 {
		t.Edited = stamp(m.at + int64(m.edited))
	}
	if m.gone > 0 {
		t.Deleted = stamp(m.at + int64(m.gone))
	}
	return t
}

// messageID names a message in the truth; phpBB's post_id is the number in it.
func (b *board) messageID(i int32) string {
	if b.main {
		return "m" + digits(int64(i)+1)
	}
	return "b" + digits(int64(i)+1)
}

func stamp(t int64) string { return time.Unix(t, 0).UTC().Format(time.RFC3339) }

// finish writes what a capture has after its messages, and ends it.
func (c *shot) finish() error {
	switch {
	case c.lines != nil:
		for i := range c.board.names {
			if c.seen[int32(i)] {
				m := c.member(int32(i), c.to)
				c.lines.Profile(&m)
			}
		}
		for k := range c.deeds {
			c.placeDeed(k, c.lines.Deed(&c.deeds[k]))
		}
		c.tail()
	case c.dump != nil:
		c.finishDump()
	}
	return c.close()
}

func (c *shot) finishDump() {
	b := c.board
	var topics []capture.Topic
	for i := range b.threads {
		t := &b.threads[i]
		if n := c.topic[int32(i)]; n > 0 {
			topics = append(topics, capture.Topic{ID: int64(i) + 1, ForumID: int64(t.forum) + 1, Starter: int64(t.starter) + 2, Replies: n - 1,
				Title: t.title, At: time.Unix(t.at, 0), Locked: t.locked > 0 && t.locked < c.asOf})
		}
	}
	c.dump.Topics(topics)
	var users []capture.Member
	for i := range b.names {
		if b.names[i].joined < c.asOf {
			users = append(users, c.member(int32(i), c.asOf))
		}
	}
	c.dump.Users(users)
	for k, p := range c.dump.Log(c.deeds) {
		c.placeDeed(k, p)
	}
	c.dump.Finish()
}

// member is what the board says of a name at a time.
func (c *shot) member(i int32, asOf int64) capture.Member {
	n := &c.board.names[i]
	m := capture.Member{ID: int64(i) + 2, Posts: n.posts, Name: n.nick, Mail: n.mail, Contact: "icq:" + n.im, Joined: c.clock.At(n.joined), Rank: n.rank}
	if n.last > 0 && n.first < asOf {
		m.Last = c.clock.At(min(n.last, asOf-3600))
	}
	if n.inviter >= 0 {
		m.Inviter = c.board.names[n.inviter].nick
	}
	return m
}
