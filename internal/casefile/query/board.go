package query

import (
	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// board reports whether the query is written in what a record of a board says,
// which its bytes need not show: they may be in another encoding, or hold markup.
func (m *Matcher) board(r *run.Row) bool {
	var texts []string
	switch {
	case r.Post != nil:
		p := r.Post
		texts = append(texts, p.Subject, p.Text, p.Signed)
		for i := range p.Quotes {
			texts = append(texts, p.Quotes[i].Text)
		}
	case r.Profile != nil:
		texts = append(append(texts, r.Profile.Signature, r.Profile.Website, r.Profile.From), r.Profile.Contacts...)
	case r.Deed != nil:
		texts = append(texts, r.Deed.Text)
	}
	for _, t := range texts {
		if _, ok := m.In([]byte(t)); ok {
			m.said = []byte(t)
			return true
		}
	}
	return false
}

// readBoard collects the selectors of a record of a board.
func (m *Matcher) readBoard(r *run.Row) {
	switch {
	case r.Post != nil:
		p := r.Post
		m.user(p.Board, p.Author)
		m.add(comity.SelectorEmail, p.Email)
		m.add(Text, p.AuthorID, p.ID, p.Thread, p.Forum)
	case r.Profile != nil:
		p := r.Profile
		m.user(p.Board, p.Name)
		m.user(p.Board, p.Inviter)
		m.add(comity.SelectorEmail, p.Email)
		m.add(Text, p.ID, p.Rank)
	case r.Deed != nil:
		m.user(r.Deed.Board, r.Deed.Actor)
		m.user(r.Deed.Board, r.Deed.Target)
		m.add(Text, r.Deed.Forum)
	}
}
