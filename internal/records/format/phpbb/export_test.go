package phpbb

import (
	"strings"

	"comity/internal/records/record"
)

// Unmark is unmark.
var Unmark = unmark

// UnmarkAgain is unmark, by a message that may have been used for other texts.
var UnmarkAgain = new(message).unmark

// UnmarkPlainly is unmark, but looks for marks of both sorts from each to the next, and tidies up by another way.
func UnmarkPlainly(tidy func(string) string, s, uid string) (own string, quotes []record.Quote) {
	m := message{uid: uid, stored: strings.HasPrefix(s, "<r>") || strings.HasPrefix(s, "<t>")}
	for i := strings.IndexAny(s, "<["); i >= 0; i = strings.IndexAny(s, "<[") {
		m.say(s[:i])
		s = m.mark(s[i:])
	}
	m.say(s)
	for i := range m.quotes {
		m.quotes[i].Text = tidy(string(m.text[i]))
	}
	return tidy(string(m.own)), m.quotes
}
