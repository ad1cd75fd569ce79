package twins

import (
	"time"

	"comity/internal/simulate/capture"
	"comity/internal/simulate/export"
)

// state is one that holds something of the board.
type state struct{ code, zone, authority string }

var states = []state{
	{"IT", "Europe/Rome", "Postal police"}, {"DE", "Europe/Berlin", "Criminal police office"}, {"GB", "Europe/London", "Computer crime unit"},
	{"NL", "Europe/Amsterdam", "High-tech crime team"}, {"US", "America/New_York", "Cyber division"}, {"FR", "Europe/Paris", "Office for digital crime"},
	{"PL", "Europe/Warsaw", "Cyber bureau"},
}

func (w *world) state(i int) state { return states[i] }

// at is the time a share of the window, in ‰, after it opens.
func (w *world) at(permille int) int64 {
	return w.start + (w.end-w.start)/day*int64(permille)/1000*day
}

// plan draws up what each state holds. The first holds a copy of the server as it
// stood at three fifths; the last chat and saved pages.
func (w *world) plan() {
	main, other := w.boards[0], w.boards[1]
	s := w.stream("plan")
	all := []*shot{
		{state: 0, path: "it/server/board.sql", format: "phpbb", provider: "hosting company", board: main, from: 0, to: w.at(600), asOf: w.at(600), encoding: capture.UTF8, basis: "phpBB stores seconds since 1970"},
		{state: 0, path: "it/openworkshop/posts.jsonl", format: "boardjson", provider: "the board's administrator", board: other, from: 0, to: w.end, asOf: w.end, encoding: capture.UTF8, basis: "the server's clock"},
		{state: 1, path: "de/saved/posts.jsonl", format: "boardjson", provider: "saved pages", board: main, from: w.at(200), to: w.at(900), lag: int64(s.Between(2, 72)) * hour,
			forums: set(gardens, trains, stamps, security, lounge, introductions, 11), loss: 15, encoding: capture.UTF8, basis: "the officer's computer"},
		{state: 2, path: "gb/list/hobbyhaven.mbox", format: "mbox", provider: "a subscriber's mail box", board: main, from: w.at(100), to: w.end, list: true, loss: 10, encoding: capture.Latin1, wrap: 76, stated: true, basis: "the list server writes UTC"},
		{state: 3, path: "nl/chat", format: "irc", provider: "a channel's log", board: main, from: w.at(300), to: w.at(650), chat: true, loss: 4, encoding: capture.UTF8, brackets: true, basis: "the suspect's computer"},
		{state: 4, path: "us/server/board.sql", format: "phpbb", provider: "hosting company", board: main, from: 0, to: w.end, asOf: w.end, encoding: capture.UTF8, basis: "phpBB stores seconds since 1970"},
		{state: 5, path: "fr/list/archive.mbox", format: "mbox", provider: "list archive", board: main, from: w.at(150), to: w.at(850), list: true, loss: 20, cut: 1500, encoding: capture.Western, stated: true, basis: "the list server writes UTC"},
		{state: 5, path: "fr/list/gardens", format: "hypermail", provider: "list archive", board: main, from: w.at(400), to: w.at(850), list: true, forums: set(gardens), loss: 20,
			encoding: capture.Latin1, stated: true, basis: "the list server writes UTC"},
		{state: 6, path: "pl/chat/hobbyhaven.log", format: "irc", provider: "a channel's log", board: main, from: w.at(450), to: w.at(850), chat: true, loss: 6, encoding: capture.Western, basis: "the suspect's computer"},
		{state: 6, path: "pl/saved/posts.jsonl", format: "boardjson", provider: "saved pages", board: main, from: w.at(400), to: w.end, lag: int64(s.Between(3, 200)) * hour,
			forums: set(models, exchange, archive, lounge, announcements, 15), loss: 25, cut: 900, encoding: capture.UTF8, basis: "the officer's computer"},
	}
	for _, c := range all {
		if c.state < w.spec.States {
			c.clock = export.Clock{Loc: zone(states[c.state].zone)}
			if c.format == "phpbb" || c.board == other || c.stated { // servers' clocks
				c.clock.Loc = time.UTC
			}
			w.captures = append(w.captures, c)
		}
		if c.format == "hypermail" {
			c.shorten(pagesMost)
		}
	}
	if w.spec.Dirt {
		w.soil()
	}
	if w.spec.Faulty {
		w.disturb()
	}
}

// pagesMost is how many pages an archive of pages has: each is an exhibit.
const pagesMost = 120

// shorten ends the capture's window so that it has at most n messages.
func (c *shot) shorten(n int) {
	for i := range c.board.messages {
		if m := &c.board.messages[i]; c.sees(int32(i), m) {
			if n--; n < 0 {
				c.to = m.at
				return
			}
		}
	}
}

func set(list ...int) map[int]bool {
	m := map[int]bool{}
	for _, i := range list {
		m[i] = true
	}
	return m
}

// zone is a zone of the list above; they all exist.
func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}
