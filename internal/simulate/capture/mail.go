package capture

import (
	"encoding/base64"
	"io"
	"strings"
	"time"
)

// Mbox writes the mailing list that carries a board's forums, as its archive in
// the mboxrd form. Each mail has one text in the encoding that it states.
type Mbox struct {
	*File
	Site string
	Wrap int // longest line; 0: as written
}

// NewMbox starts an archive.
func NewMbox(w io.Writer, site string, wrap int) *Mbox {
	return &Mbox{File: NewFile(w), Site: site, Wrap: wrap}
}

// Mail writes one post; what it says is in the encoding named, lossy if that lacks
// characters. The place ends before the blank line that parts mails.
func (m *Mbox) Mail(p *Post, encoding string) (place Place, lossy bool) {
	body, lossy := Encode(m.body(p), encoding)
	head := m.head(p, encoding)
	at := p.At.UTC().Format("Mon Jan _2 15:04:05 2006")
	place = m.Put(append([]byte("From board@"+m.Site+" "+at+"\n"+head+"\n"), body...))
	m.puts("\n")
	return place, lossy
}

func (m *Mbox) head(p *Post, encoding string) string {
	subject := p.Topic
	if p.Parent > 0 {
		subject = "Re: " + subject
	}
	h := "Date: " + mailDate(p.At) + "\n" +
		"From: " + p.Author + " <u" + num(p.AuthorID) + "@" + m.Site + ">\n" +
		"To: " + listName(p.ForumID) + "@lists." + m.Site + "\n" +
		"Subject: " + word(subject) + "\n" +
		"Message-ID: <" + m.id(p.ID) + ">\n"
	if p.Parent > 0 {
		h += "In-Reply-To: <" + m.id(p.Parent) + ">\n"
	}
	return h + "List-Id: " + word(p.Forum) + " <" + listName(p.ForumID) + ".lists." + m.Site + ">\nMIME-Version: 1.0\nContent-Type: text/plain; charset=" + encoding +
		"\nContent-Transfer-Encoding: 8bit\n"
}

// mailDate is a Date header of a list server, which knows nothing of the writer's
// clock and says so with -0000 (RFC 5322, 3.3).
func mailDate(at time.Time) string { return at.UTC().Format("Mon, 02 Jan 2006 15:04:05") + " -0000" }

func (m *Mbox) id(n int64) string { return "p" + num(n) + "@" + m.Site }

func listName(forum int64) string { return "f" + num(forum) }

// word is a header's text, as an encoded word where it is not ASCII (RFC 2047).
func word(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
		}
	}
	return s
}

// body is quotes behind marks, then the text, in lines that are no separators.
func (m *Mbox) body(p *Post) string {
	var b strings.Builder
	for _, q := range p.Quotes {
		b.WriteString(q.Author + " wrote:\n")
		for _, line := range strings.Split(q.Text, "\n") {
			b.WriteString("> " + line + "\n")
		}
		b.WriteString("\n")
	}
	for _, line := range strings.Split(p.Text, "\n") {
		b.WriteString(fold(line, m.Wrap) + "\n")
	}
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimLeft(line, ">"), "From ") {
			lines[i] = ">" + line
		}
	}
	return strings.Join(lines, "\n")
}

// fold breaks a line at blanks so that none is longer than n bytes, if it can.
func fold(line string, n int) string {
	if n == 0 || len(line) <= n {
		return line
	}
	var b strings.Builder
	used := 0
	for i, w := range strings.Split(line, " ") {
		switch {
		case i == 0:
		case used+1+len(w) > n:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(w)
		used += len(w)
	}
	return b.String()
}

// Spoil writes a mail whose date is no date.
func (m *Mbox) Spoil(at time.Time) Place {
	p := m.Put([]byte("From board@" + m.Site + " " + at.UTC().Format("Mon Jan _2 15:04:05 2006") + "\nDate: the day before\nSubject: (lost)\n\n\x80\x81 lost\n"))
	m.puts("\n")
	return p
}
