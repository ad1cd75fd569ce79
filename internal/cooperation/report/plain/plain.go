// Package plain draws what is told as text for any reader: no wider than 78 columns, in the
// recipient's language alone.
package plain

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/cooperation/report/paper"
)

// wide is how many characters a line has at most, but for a word that is longer.
const wide = 78

// Page is a text in the making.
type Page struct{ w *bufio.Writer }

var _ paper.Paper = (*Page)(nil)

// New begins a text. Write errors are kept by the buffer and returned by Close.
func New(w io.Writer, cover paper.Cover) *Page {
	p := &Page{bufio.NewWriter(w)}
	p.line(strings.ToUpper(clean(cover.Title.Own)))
	p.line(clean(cover.Under.Own))
	return p
}

// Close ends the text.
func (p *Page) Close() error { return p.w.Flush() }

// Heading implements paper.Paper.
func (p *Page) Heading(_ int, t paper.Text, _ string) {
	title := clean(t.Own)
	p.line("")
	p.line(title)
	p.line(strings.Repeat("-", utf8.RuneCountInString(title)))
}

// Para implements paper.Paper.
func (p *Page) Para(t paper.Text) { p.wrap("", "", t.Own) }

// Notice implements paper.Paper.
func (p *Page) Notice(_ paper.Tone, title paper.Text, body ...paper.Text) {
	p.line("")
	p.wrap("! ", "! ", title.Own)
	for _, t := range body {
		p.wrap("! ", "! ", t.Own)
	}
}

// List implements paper.Paper.
func (p *Page) List(items ...paper.Text) {
	for _, t := range items {
		p.wrap("- ", "  ", t.Own)
	}
}

// Facts implements paper.Paper.
func (p *Page) Facts(list ...paper.Fact) {
	for _, f := range list {
		p.wrap("", "    ", f.Name.Own+": "+f.Value.Own)
	}
}

// Table implements paper.Paper: a row a paragraph.
func (p *Page) Table(t *paper.Table) {
	for _, r := range t.Rows {
		var cells []string
		for i, c := range r {
			cells = append(cells, strings.TrimPrefix(t.Columns[i].Title.Own+": ", ": ")+c.Text.Own)
		}
		p.wrap("- ", "  ", strings.Join(cells, "; "))
	}
}

// Evidence implements paper.Paper.
func (p *Page) Evidence(e *paper.Evidence) {
	p.wrap("", "", e.Head.Own)
	p.Code(append([]string{e.Cite}, e.Lines...)...)
}

// Code implements paper.Paper. Lines are not broken.
func (p *Page) Code(lines ...string) {
	p.line("")
	for _, l := range lines {
		p.line("    " + clean(l))
	}
	p.line("")
}

// wrap writes a paragraph: the first line behind one prefix, the others behind another.
func (p *Page) wrap(first, then, text string) {
	at := first
	n := 0
	for _, word := range strings.Fields(clean(text)) {
		if n > 0 && utf8.RuneCountInString(at)+1+utf8.RuneCountInString(word) > wide {
			p.line(at)
			at, n = then, 0
		}
		if n > 0 {
			at += " "
		}
		at += word
		n++
	}
	p.line(at)
}

// line writes a line. The buffer keeps the first error.
func (p *Page) line(s string) { _, _ = p.w.WriteString(s + "\n") }

func clean(s string) string { return comity.Harmless(s) }
