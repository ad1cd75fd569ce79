package twins

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/capture"
	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// shot is what one state took of one board in one way: which messages it has, as
// of when, by which clock and in which encoding.
type shot struct {
	state    int
	path     string // of the file; a folder for logs of a day each
	format   string
	provider string
	board    *board
	from, to int64
	asOf     int64        // how the server stood; 0: see lag
	lag      int64        // saved this long after each post; 0 with asOf 0: as posted
	forums   map[int]bool // nil: all
	chat     bool
	list     bool // only what the mailing list carries
	loss     int  // ‰ of messages that it lacks
	gaps     [][2]int64
	cut      int // longest text that was kept, in bytes; 0: all
	encoding string
	wrap     int
	clock    export.Clock
	basis    string // of the clock statement
	stated   bool   // each stamp states its offset
	brackets bool   // a chat log with the date in the file's name
	copyOf   string // path of the file that it repeats in part

	lines *capture.Lines
	dump  *capture.Dump
	mbox  *capture.Mbox
	talk  *capture.Chat
	out   *os.File
	day   string
	n     int64
	files []string // paths, with the day of each in days
	days  []string
	dirt  *draw.Stream
	topic map[int32]int64 // replies per thread, of a dump
	seen  map[int32]bool  // names
	deeds []capture.Deed
	of    []int // of deeds: index into the world's
}

// sees reports whether the state has message i.
func (c *shot) sees(i int32, m *message) bool {
	if m.at < c.from || m.at >= c.to || (m.thread < 0) != c.chat {
		return false
	}
	if !c.chat {
		f := c.board.threads[m.thread].forum
		if c.list && !c.board.forums[f].list || c.forums != nil && !c.forums[f] {
			return false
		}
		if m.gone > 0 && (c.asOf > 0 && m.at+int64(m.gone) < c.asOf || c.lag > 0 && int64(m.gone) < c.lag) {
			return false
		}
	}
	for _, g := range c.gaps {
		if m.at >= g[0] && m.at < g[1] {
			return false
		}
	}
	s := c.board.w.stream("loss "+c.path, int(i))
	return !s.Chance(c.loss)
}

// changed reports whether the state saw message i after its author had changed it.
func (c *shot) changed(m *message) bool {
	return m.edited > 0 && (c.asOf > 0 && m.at+int64(m.edited) < c.asOf || c.lag > 0 && int64(m.edited) < c.lag)
}

// taken is one capture of a message, as the truth tells it.
type taken struct {
	State string `json:"state"`
	Path  string `json:"path"`
	capture.Place
	Read    string   `json:"read"` // the instant that the manifest makes of the stamp
	Altered []string `json:"altered,omitempty"`
}

// take writes message i into the capture.
func (c *shot) take(i int32) (taken, error) {
	b := c.board
	m := &b.messages[i]
	n := &b.names[m.name]
	t := taken{State: b.w.state(c.state).code, Path: c.path}
	at := c.clock.At(m.at)
	read := c.clock.Read(m.at)
	if c.chat {
		read -= read % 60
	}
	if c.format == "phpbb" {
		at = time.Unix(m.at, 0).UTC()
	}
	t.Read = time.Unix(read, 0).UTC().Format(time.RFC3339)
	text, quotes := b.words(i, c.changed(m))
	p := capture.Post{ID: int64(i) + 1, Author: n.nick, AuthorID: int64(m.name) + 2, At: at, Text: text}
	if c.changed(m) {
		t.Altered = append(t.Altered, "edited")
		p.Edited = c.clock.At(m.at + int64(m.edited))
	}
	if c.cut > 0 && len(p.Text) > c.cut {
		p.Text = capture.Cut(p.Text, c.cut)
		t.Altered = append(t.Altered, "cut")
	}
	if m.thread >= 0 {
		th := &b.threads[m.thread]
		p.Thread, p.Topic, p.Forum, p.ForumID = int64(m.thread)+1, th.title, b.forums[th.forum].name, int64(th.forum)+1
		p.Parent = int64(m.parent) + 1
		p.Quotes = quotes
	}
	c.spoil(&t, &p)
	c.seen[m.name] = true
	return t, c.put(&t, &p, m)
}

// put writes the post in the capture's own form.
func (c *shot) put(t *taken, p *capture.Post, m *message) error {
	c.n++
	lossy := false
	switch c.format {
	case "boardjson":
		t.Place = c.lines.Put(broken(c.lines.Line(p)))
	case "phpbb":
		c.topic[m.thread]++
		t.Place = c.dump.Post(p)
	case "mbox":
		encoding := c.encoding
		if !capture.Fits(p.Text, encoding) && p.ID%3 != 0 {
			encoding = capture.UTF8
		}
		t.Place, lossy = c.mbox.Mail(p, encoding)
		if c.wrap > 0 && len(p.Text) > c.wrap {
			t.Altered = append(t.Altered, "wrapped")
		}
	case "hypermail":
		return c.page(t, p)
	case "irc":
		if err := c.today(p.At); err != nil {
			return err
		}
		t.Path = c.files[len(c.files)-1]
		text, l := capture.Encode(p.Text, c.encoding)
		lossy = l
		if m.kind == kick {
			t.Place = c.talk.Kick(p.At, p.Author, c.board.names[m.who].nick, text)
		} else {
			t.Place = c.talk.Line(p.At, p.Author, text)
		}
	}
	if lossy {
		t.Altered = append(t.Altered, "lossy")
	}
	return nil
}

// page writes a post as a page of its own.
func (c *shot) page(t *taken, p *capture.Post) error {
	encoding := c.encoding
	if !capture.Fits(p.Text+p.Topic, encoding) {
		encoding = capture.UTF8
	}
	b, _ := capture.Page(p, c.board.site, encoding, int(c.n))
	t.Path = fmt.Sprintf("%s/%04d.html", c.path, c.n)
	t.Place = capture.Place{Length: int64(len(b)), Line: 1}
	c.files = append(c.files, t.Path)
	return c.board.w.file(t.Path, func(f io.Writer) error {
		_, err := f.Write(b)
		return err
	})
}

// today opens the log of another day, where each day has its own.
func (c *shot) today(at time.Time) error {
	d := at.Format(time.DateOnly)
	if c.talk != nil && (d == c.day || !c.brackets) {
		return nil
	}
	if err := c.close(); err != nil {
		return err
	}
	path := c.path
	if c.brackets {
		path = c.path + "/" + d + ".txt"
	}
	f, err := c.board.w.createFile(path)
	if err != nil {
		return err
	}
	c.out, c.day, c.talk = f, d, capture.NewChat(f, channel, c.brackets)
	c.files, c.days = append(c.files, path), append(c.days, d)
	return nil
}

// channel is the board's chat.
const channel = "#hobbyhaven"

// open creates the capture's file, but for logs of a day each.
func (c *shot) open() error {
	c.topic, c.seen = map[int32]int64{}, map[int32]bool{}
	if c.board.w.spec.Dirt {
		s := c.board.w.stream("dirt " + c.path)
		c.dirt = &s
	}
	if c.format == "irc" || c.format == "hypermail" {
		return nil
	}
	f, err := c.board.w.createFile(c.path)
	if err != nil {
		return err
	}
	c.out, c.files = f, append(c.files, c.path)
	switch c.format {
	case "boardjson":
		c.lines = capture.NewLines(f, c.board.site, c.stated)
	case "phpbb":
		c.dump = capture.NewDump(f, time.Unix(c.asOf, 0))
		var names []string
		for _, x := range c.board.forums {
			names = append(names, x.name)
		}
		c.dump.Forums(names)
	case "mbox":
		c.mbox = capture.NewMbox(f, c.board.site, c.wrap)
	}
	return nil
}

// close ends the file under way.
func (c *shot) close() error {
	if c.out == nil {
		return nil
	}
	var flush func() error
	switch {
	case c.lines != nil:
		flush = c.lines.Close
	case c.dump != nil:
		flush = c.dump.Close
	case c.mbox != nil:
		flush = c.mbox.Close
	default:
		flush = c.talk.Close
	}
	err := flush()
	if e := c.out.Close(); err == nil {
		err = e
	}
	c.out = nil
	if err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", c.path, err)
	}
	return nil
}

// createFile creates a file of the world, which must not exist yet.
func (w *world) createFile(path string) (*os.File, error) {
	full := filepath.Join(w.root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return nil, comity.Errorf(comity.Fault, "make folder of %s: %w", path, err)
	}
	f, err := os.OpenFile(full, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "create %s: %w", path, err)
	}
	w.result.Files++
	return f, nil
}

// file writes one whole file.
func (w *world) file(path string, fill func(io.Writer) error) error {
	f, err := w.createFile(path)
	if err != nil {
		return err
	}
	err = fill(f)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", path, err)
	}
	return nil
}

// lower is a code in a path.
func lower(s string) string { return strings.ToLower(s) }
