package twins

import (
	"bytes"

	"comity/internal/simulate/capture"
	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// rot is how many of 10,000 messages are preceded by a damaged row, and how many of
// those that can have bytes that are no text do.
const rot = 8

// soil plans what was lost and what was handed over twice.
func (w *world) soil() {
	for _, c := range w.captures {
		s := w.stream("soil " + c.path)
		if c.format == "phpbb" {
			continue
		}
		for range s.Between(0, 2) {
			from := c.from + int64(s.N(int((c.to-c.from)/day)+1))*day
			c.gaps = append(c.gaps, [2]int64{from, from + int64(s.Between(1, 2))*day})
		}
	}
	for _, c := range w.captures {
		if c.format == "boardjson" && c.board.main {
			twice := *c
			twice.path, twice.copyOf = c.path[:len(c.path)-len(".jsonl")]+"-2.jsonl", c.path
			twice.from = c.to - (c.to-c.from)/5
			w.captures = append(w.captures, &twice)
			return
		}
	}
}

// spoil plants a damaged row where one is due, or a byte that is no text.
func (c *shot) spoil(t *taken, p *capture.Post) {
	if c.dirt == nil {
		return
	}
	if c.format == "boardjson" && c.dirt.N(10_000) < 3*rot && len(p.Text) > 10 {
		k := len(capture.Cut(p.Text, len(p.Text)/2))
		p.Text = p.Text[:k] + "\x7f" + p.Text[k:]
		t.Altered = append(t.Altered, "bytes")
	}
	if c.dirt.N(10_000) >= rot {
		return
	}
	var at capture.Place
	reason := "garbage bytes"
	switch c.format {
	case "boardjson":
		b := nonsense(c.dirt)
		if c.dirt.Chance(500) {
			b, reason = c.lines.Line(p), "line cut off"
			b = append(b[:len(b)/2], '\n')
		}
		at = c.lines.Put(b)
	case "phpbb":
		at, reason = c.dump.Spoil(), "too few values"
	case "mbox":
		at, reason = c.mbox.Spoil(p.At), "no author, no date"
	case "hypermail":
		return
	default:
		if c.talk == nil {
			return
		}
		at = c.talk.Put(nonsense(c.dirt))
	}
	c.reject(at, reason)
}

func (c *shot) reject(at capture.Place, reason string) {
	w := c.board.w
	w.rejects = append(w.rejects, export.Reject{Path: c.files[len(c.files)-1], Line: at.Line, Reason: reason})
}

// tail ends a file inside its last line.
func (c *shot) tail() {
	if c.dirt != nil && c.n > 0 && c.dirt.Chance(500) {
		c.reject(c.lines.Put([]byte(`{"type":"post","board":"`+c.board.site+`","forum":"Lou`)), "last line cut off")
	}
}

// broken turns the mark that spoil left into a byte that is no UTF-8.
func broken(b []byte) []byte {
	if k := bytes.IndexByte(b, 0x7f); k >= 0 {
		b[k] = 0xff
	}
	return b
}

// nonsense is a line of bytes that no format means.
func nonsense(s *draw.Stream) []byte {
	var b []byte
	for range s.Between(8, 50) {
		c := byte(s.Between(0x80, 0xff))
		b = append(b, c)
	}
	return append(b, '\n')
}
