package capture

import (
	"encoding/json"
	"io"
	"strconv"
	"time"
)

// Lines writes JSON Lines, docs/formats/boardjson.md. Times are civil times in
// the layout Local, or RFC 3339 where Stated.
type Lines struct {
	*File
	Board  string
	Stated bool
}

// Local is a time without its zone.
const Local = "2006-01-02 15:04:05"

// NewLines starts a file of one board.
func NewLines(w io.Writer, board string, stated bool) *Lines {
	return &Lines{File: NewFile(w), Board: board, Stated: stated}
}

type jsonQuote struct {
	Author string `json:"author,omitempty"`
	ID     string `json:"id,omitempty"`
	Text   string `json:"text"`
}

type jsonPost struct {
	Type     string      `json:"type"`
	Board    string      `json:"board"`
	Forum    string      `json:"forum"`
	Thread   string      `json:"thread"`
	Subject  string      `json:"subject"`
	ID       string      `json:"id"`
	Parent   string      `json:"parent,omitempty"`
	Author   string      `json:"author"`
	AuthorID string      `json:"author_id"`
	Time     string      `json:"time"`
	Edited   string      `json:"edited,omitempty"`
	Text     string      `json:"text"`
	Quotes   []jsonQuote `json:"quotes,omitempty"`
}

// Line is the bytes of a post, its line break included.
func (l *Lines) Line(p *Post) []byte {
	j := jsonPost{Type: "post", Board: l.Board, Forum: p.Forum, Thread: "t" + num(p.Thread), Subject: p.Topic, ID: "p" + num(p.ID),
		Author: p.Author, AuthorID: num(p.AuthorID), Time: l.stamp(p.At), Text: p.Text}
	if p.Parent > 0 {
		j.Parent = "p" + num(p.Parent)
	}
	if !p.Edited.IsZero() {
		j.Edited = l.stamp(p.Edited)
	}
	for _, q := range p.Quotes {
		j.Quotes = append(j.Quotes, jsonQuote{q.Author, "p" + num(q.ID), q.Text})
	}
	return encode(j)
}

// Profile writes what is known of a member.
func (l *Lines) Profile(m *Member) Place {
	j := struct {
		Type     string   `json:"type"`
		Board    string   `json:"board"`
		ID       string   `json:"id"`
		Name     string   `json:"name"`
		Email    string   `json:"email,omitempty"`
		Joined   string   `json:"joined"`
		Last     string   `json:"last,omitempty"`
		Posts    int64    `json:"posts"`
		Rank     string   `json:"rank"`
		Inviter  string   `json:"inviter,omitempty"`
		Contacts []string `json:"contacts,omitempty"`
	}{"profile", l.Board, num(m.ID), m.Name, m.Mail, l.stamp(m.Joined), "", m.Posts, m.Rank, m.Inviter, nil}
	if !m.Last.IsZero() {
		j.Last = l.stamp(m.Last)
	}
	if m.Contact != "" {
		j.Contacts = []string{m.Contact}
	}
	return l.Put(encode(j))
}

// Deed writes something done.
func (l *Lines) Deed(d *Deed) Place {
	return l.Put(encode(struct {
		Type   string `json:"type"`
		Board  string `json:"board"`
		Forum  string `json:"forum,omitempty"`
		Kind   string `json:"kind"`
		Actor  string `json:"actor,omitempty"`
		Target string `json:"target,omitempty"`
		Text   string `json:"text,omitempty"`
		Time   string `json:"time"`
	}{"deed", l.Board, d.Forum, d.Kind, d.Actor, d.Target, d.Text, l.stamp(d.At)}))
}

func (l *Lines) stamp(t time.Time) string {
	if l.Stated {
		return t.Format(time.RFC3339)
	}
	return t.Format(Local)
}

// encode is a value and a line break; the types of this package always have one.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("capture: " + err.Error())
	}
	return append(b, '\n')
}

func num(n int64) string { return strconv.FormatInt(n, 10) }
