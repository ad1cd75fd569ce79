// Package html draws a report as one HTML page: no script, no picture, no address that is fetched. Its
// policy forbids everything but its own style sheet, which it names by digest.
package html

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the style sheet
	"encoding/base64"
	"html"
	"io"
	"strconv"
	"strings"

	"comity/internal/comity"
	"comity/internal/cooperation/report/paper"
)

//go:embed style.css
var style string

// Page is a report in the making.
type Page struct {
	w   *bufio.Writer
	own string // language
}

var _ paper.Paper = (*Page)(nil)

// New begins a page. Write errors are kept by the buffer and returned by Close.
func New(w io.Writer, cover paper.Cover) *Page {
	p := &Page{w: bufio.NewWriterSize(w, 1<<16), own: cover.Language}
	sum := sha256.Sum256([]byte(style))
	p.put("<!DOCTYPE html>\n<html lang=\"", attr(cover.Language), "\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-",
		base64.StdEncoding.EncodeToString(sum[:]), "'\">\n",
		"<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		"<title>", text(cover.Title.Own), "</title>\n<style>", style, "</style>\n</head>\n<body>\n<header>\n")
	p.tag("h1", "", cover.Title)
	p.tag("p", "under", cover.Under)
	p.put("</header>\n<main>\n")
	return p
}

// Close ends the page.
func (p *Page) Close() error {
	p.put("</main>\n</body>\n</html>\n")
	return p.w.Flush()
}

// Heading implements paper.Paper. The page's title is its h1.
func (p *Page) Heading(level int, t paper.Text, id string) {
	name := "h" + strconv.Itoa(min(max(level, 1), 3)+1)
	p.put("<", name)
	if id != "" {
		p.put(" id=\"", attr(id), "\"")
	}
	p.put(">")
	p.both(t)
	p.put("</", name, ">\n")
}

// Para implements paper.Paper.
func (p *Page) Para(t paper.Text) { p.tag("p", "", t) }

// Notice implements paper.Paper.
func (p *Page) Notice(tone paper.Tone, title paper.Text, body ...paper.Text) {
	p.put("<section class=\"notice ", tones[tone], "\">\n")
	p.tag("p", "title", title)
	for _, t := range body {
		p.tag("p", "", t)
	}
	p.put("</section>\n")
}

// List implements paper.Paper.
func (p *Page) List(items ...paper.Text) {
	p.put("<ul>\n")
	for _, t := range items {
		p.tag("li", "", t)
	}
	p.put("</ul>\n")
}

// Facts implements paper.Paper.
func (p *Page) Facts(list ...paper.Fact) {
	p.put("<dl>\n")
	for _, f := range list {
		p.put("<div>")
		p.tag("dt", "", f.Name)
		class := ""
		if f.Mono {
			class = "mono"
		}
		p.tag("dd", class, f.Value)
		p.put("</div>\n")
	}
	p.put("</dl>\n")
}

// Table implements paper.Paper.
func (p *Page) Table(t *paper.Table) {
	p.put("<div class=\"wide\"><table>\n<colgroup>")
	for _, c := range t.Columns {
		p.put("<col width=\"", strconv.Itoa(c.Share), "%\">")
	}
	p.put("</colgroup>\n<thead><tr>")
	for _, c := range t.Columns {
		p.put("<th scope=\"col\"", classes(c, paper.Cell{}), ">")
		p.both(c.Title)
		p.put("</th>")
	}
	p.put("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		p.put("<tr>")
		for i, cell := range row {
			p.put("<td", classes(t.Columns[i], cell), ">")
			p.both(cell.Text)
			p.put("</td>")
		}
		p.put("</tr>\n")
	}
	p.put("</tbody>\n</table></div>\n")
}

// Evidence implements paper.Paper.
func (p *Page) Evidence(e *paper.Evidence) {
	p.put("<figure>\n<figcaption>")
	p.both(e.Head)
	p.put(" <code>", text(e.Cite), "</code></figcaption>\n")
	if len(e.Lines) > 0 {
		p.pre("", e.Lines)
	}
	if e.Note != (paper.Text{}) {
		p.tag("p", "note", e.Note)
	}
	p.put("</figure>\n")
}

// Code implements paper.Paper.
func (p *Page) Code(lines ...string) {
	p.pre(" class=\"code\"", lines)
}

func (p *Page) pre(class string, lines []string) {
	p.put("<pre", class, ">")
	for i, l := range lines {
		if i > 0 {
			p.put("\n")
		}
		p.put(text(l))
	}
	p.put("</pre>\n")
}

var tones = [...]string{paper.Quiet: "quiet", paper.Good: "good", paper.Warn: "warn", paper.Bad: "bad"}

func classes(c paper.Column, cell paper.Cell) string {
	var list []string
	if c.Right {
		list = append(list, "right")
	}
	if c.Mono {
		list = append(list, "mono")
	}
	if cell.Strong {
		list = append(list, "strong")
	}
	if cell.Tone != paper.Quiet {
		list = append(list, tones[cell.Tone])
	}
	if len(list) == 0 {
		return ""
	}
	return " class=\"" + strings.Join(list, " ") + "\""
}

// tag writes an element around a text.
func (p *Page) tag(name, class string, t paper.Text) {
	p.put("<", name)
	if class != "" {
		p.put(" class=\"", class, "\"")
	}
	p.put(">")
	p.both(t)
	p.put("</", name, ">\n")
}

// both writes a text, and its English beneath.
func (p *Page) both(t paper.Text) {
	p.put(text(t.Own))
	if t.English != "" {
		p.put(" <span class=\"en\" lang=\"en\">", text(t.English), "</span>")
	}
}

// put writes what is escaped already. The buffer keeps the first error.
func (p *Page) put(parts ...string) {
	for _, s := range parts {
		_, _ = p.w.WriteString(s)
	}
}

// text is s as the page shows it: what acts on a reader's machine by its number, what acts on the
// page escaped.
func text(s string) string { return html.EscapeString(comity.Harmless(s)) }

// attr is the same inside quotes.
func attr(s string) string { return text(s) }
