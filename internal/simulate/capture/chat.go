package capture

import (
	"io"
	"time"
)

// Chat writes a channel's log in minutes, as irssi does or, if Brackets, as the
// archives of Ubuntu's channels are. The date stands in lines of irssi's own, or
// in the file's name only.
type Chat struct {
	*File
	Channel  string
	Brackets bool
	date     string
	here     map[string]bool // who has been seen since the date changed
}

// NewChat starts a log.
func NewChat(w io.Writer, channel string, brackets bool) *Chat {
	return &Chat{File: NewFile(w), Channel: channel, Brackets: brackets, here: map[string]bool{}}
}

// turn writes the date where it changes, and who comes.
func (c *Chat) turn(at time.Time, who string) {
	if d := at.Format(time.DateOnly); d != c.date && !c.Brackets {
		if c.date == "" {
			c.puts("--- Log opened " + at.Format("Mon Jan 02 15:04:05 2006") + "\n")
		} else {
			c.puts("--- Day changed " + at.Format("Mon Jan 02 2006") + "\n")
		}
		c.date, c.here = d, map[string]bool{}
	}
	if who == "" || c.here[who] {
		return
	}
	c.here[who] = true
	if c.Brackets {
		c.puts("=== " + who + " [~" + lowered(who) + "@chat.example] has joined " + c.Channel + "\n")
		return
	}
	c.puts(at.Format("15:04") + " -!- " + who + " [~" + lowered(who) + "@chat.example] has joined " + c.Channel + "\n")
}

// Line writes what somebody says.
func (c *Chat) Line(at time.Time, who string, text []byte) Place {
	c.turn(at, who)
	head := at.Format("15:04") + " <" + who + "> "
	if c.Brackets {
		head = "[" + at.Format("15:04") + "] <" + who + "> "
	}
	return c.Put(append(append([]byte(head), text...), '\n'))
}

// Kick writes that somebody was thrown out.
func (c *Chat) Kick(at time.Time, by, whom string, reason []byte) Place {
	c.turn(at, "")
	b := []byte(at.Format("15:04") + " -!- " + whom + " was kicked from " + c.Channel + " by " + by + " [")
	end := "]\n"
	if c.Brackets {
		b = []byte("=== " + whom + " was kicked from " + c.Channel + " by " + by + " (")
		end = ")\n"
	}
	delete(c.here, whom)
	return c.Put(append(append(b, reason...), end...))
}

// lowered is a user name as chat servers take them.
func lowered(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
