package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/cooperation/report/html"
	"comity/internal/cooperation/report/paper"
	"comity/internal/cooperation/report/pdf"
	"comity/internal/cooperation/report/word"
)

// Names of the report's files in a pack.
const (
	HTMLFile = "report.html"
	PDFFile  = "report.pdf"
)

// WriteHTML writes report.html: everything, in the memory of one subject.
func WriteHTML(w io.Writer, c *Content) error {
	d := draft{c: c}
	return d.write(html.New(w, d.cover()))
}

// Detailed is how many subjects report.pdf tells in full, the first by rank: it is made in memory.
// The others stand in its table, and in full in report.html.
const Detailed = 200

// WritePDF writes report.pdf, unsigned: package pades signs it.
func WritePDF(w io.Writer, c *Content) error {
	d := draft{c: c, detailed: Detailed}
	return d.write(pdf.New(w, d.cover(), c.Created))
}

// draft is a report being written.
type draft struct {
	c        *Content
	p        paper.Paper
	detailed int // subjects told in full; 0: all
	gap      int // minutes that end a session, of the last subject
}

// write goes through the parts in their order. The paper is closed whatever happens.
func (d *draft) write(p paper.Paper) error {
	d.p = p
	err := d.parts()
	if cerr := p.Close(); err == nil {
		err = cerr
	}
	return err
}

func (d *draft) parts() error {
	d.what()
	d.bases()
	if err := d.found(); err != nil {
		return err
	}
	d.exhibits()
	d.withheld()
	d.verify()
	d.accuracy()
	d.versions()
	d.legend()
	return nil
}

// t says an English sentence in the recipient's language as well.
func (d *draft) t(english string, args ...any) paper.Text {
	return word.Tell(d.c.Language, english, args...)
}

func (d *draft) cover() paper.Cover {
	c := d.c
	title := d.t("Report of an evidence pack")
	if c.Kind == Disclosure {
		title = d.t("Report for the defence")
	}
	return paper.Cover{
		Language: word.Known(c.Language), Title: title,
		Under:   d.t("from %s to %s", c.From.name(), c.To.name()),
		Running: fmt.Sprintf("%s · %s · %s", title.Own, c.Case, when(c.Created)),
		Page:    word.Tell(c.Language, "page %d of %s"),
	}
}

// name is an authority with its country.
func (p Party) name() string {
	switch {
	case p.Authority == "":
		return p.Country
	case p.Country == "":
		return p.Authority
	}
	return p.Authority + " (" + p.Country + ")"
}

// when is a time as people read it; the zone always stands with it.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// instant is the same of an instant of the evidence, with its fraction.
func instant(i comity.Instant) string {
	if i == comity.Earliest || i == comity.Latest {
		return "?"
	}
	return i.Time().Format("2006-01-02 15:04:05.999999") + " UTC"
}

// bans is a weight with its sign, in bans.
func bans(w comity.Weight) string { return strings.TrimSuffix(w.String(), " ban") }

// or is s, or a dash where it is empty.
func or(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
