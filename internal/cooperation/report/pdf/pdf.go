// Package pdf draws a report as a PDF file on A4. The same report gives the same bytes: the only time
// in it is the one that the caller states, and nothing in it is random.
//
// Fonts are embedded (font/, with their licence). They have the letters of the languages that are
// written in Latin, Greek and Cyrillic; others are shown by their numbers, and report.html has them.
package pdf

import (
	"bytes"
	_ "embed" // fonts
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"comity/internal/comity"
	"comity/internal/cooperation/report/paper"
)

//go:embed font/DejaVuSansCondensed.ttf
var sans []byte

//go:embed font/DejaVuSansCondensed-Bold.ttf
var bold []byte

//go:embed font/DejaVuSansMono.ttf
var mono []byte

// Lengths are in millimetres, sizes of type in points.
const (
	left, right = 18.0, 18.0
	top, bottom = 18.0, 20.0
	pageWidth   = 210.0
	pageHeight  = 297.0
	width       = pageWidth - left - right
	floor       = pageHeight - bottom // nothing is drawn below, but for the foot
	leading     = 1.36                // height of a line ÷ size of its type
	point       = 25.4 / 72
)

// Page is a report in the making. Its bytes come out at Close.
type Page struct {
	f     *fpdf.Fpdf
	w     io.Writer
	y     float64
	cover paper.Cover
	wide  map[wideKey]float64
}

var _ paper.Paper = (*Page)(nil)

// New begins a report of the time stated.
func New(w io.Writer, cover paper.Cover, at time.Time) *Page {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(at.UTC())
	f.SetModificationDate(at.UTC())
	f.SetProducer("comity", true)
	f.SetCreator("comity", true)
	f.SetTitle(drawn(cover.Title.Own), true)
	f.SetLang(cover.Language)
	f.SetMargins(left, top, right)
	f.SetAutoPageBreak(false, 0)
	f.SetCellMargin(0)
	f.AddUTF8FontFromBytes("sans", "", bytes.Clone(sans)) // the library writes into what it is given
	f.AddUTF8FontFromBytes("sans", "B", bytes.Clone(bold))
	f.AddUTF8FontFromBytes("mono", "", bytes.Clone(mono))
	f.AliasNbPages(total)
	p := &Page{f: f, w: w, cover: cover, wide: map[wideKey]float64{}}
	f.SetFooterFunc(p.foot)
	p.turn()
	p.stack(p.set(cover.Title, title, width), left)
	p.y += 1.2
	p.stack(p.set(cover.Under, soft, width), left)
	p.rule(p.y+2, 0.6, 40)
	p.y += 5
	return p
}

// total stands for the number of pages until it is known.
const total = "{nb}"

// foot is drawn on every page.
func (p *Page) foot() {
	y := pageHeight - 11.0
	p.f.SetDrawColor(200, 200, 196)
	p.f.SetLineWidth(0.2)
	p.f.Line(left, y-4.2, pageWidth-right, y-4.2)
	p.use(small)
	p.f.Text(left, y, p.cut(drawn(p.cover.Running), small, width-45))
	p.f.SetXY(pageWidth-right-40, y-3) // the sign for the total is wider than most totals
	p.f.CellFormat(44, 4, fmt.Sprintf(drawn(p.cover.Page.Own), p.f.PageNo(), total), "", 0, "R", false, 0, "")
}

// Close writes the file.
func (p *Page) Close() error {
	p.f.Close()
	if err := p.f.Output(p.w); err != nil {
		return comity.Errorf(comity.Fault, "report.pdf: %w", err)
	}
	return nil
}

// turn begins a page.
func (p *Page) turn() {
	p.f.AddPage()
	p.y = top
}

// need begins a page where less than h is left.
func (p *Page) need(h float64) {
	if p.y+h > floor && p.y > top {
		p.turn()
	}
}

// Heading implements paper.Paper. It stays with what follows.
func (p *Page) Heading(level int, t paper.Text, _ string) {
	s := [...]style{first, second, third}[min(max(level, 1), 3)-1]
	lines := p.set(t, s, width)
	p.y += [...]float64{7, 5, 3}[min(max(level, 1), 3)-1]
	p.need(height(lines) + 24)
	if level == 1 {
		p.rule(p.y-2.5, 0.2, 180)
	}
	p.use(first) // of the outline: a font that encodes as these do
	p.f.Bookmark(drawn(t.Own), min(max(level, 1), 3)-1, p.y)
	p.stack(lines, left)
	p.y += 1.2
}

// Para implements paper.Paper.
func (p *Page) Para(t paper.Text) {
	p.stack(p.set(t, body, width), left)
	p.y += 1.8
}

// Notice implements paper.Paper.
func (p *Page) Notice(tone paper.Tone, title paper.Text, texts ...paper.Text) {
	const indent = 5.0
	lines := p.set(title, strong, width-2*indent)
	for _, t := range texts {
		lines = append(lines, p.set(t, body, width-2*indent)...)
	}
	p.y += 1.5
	if h := height(lines); h < 80 {
		p.need(h + 4)
	}
	p.band(lines, left+indent, tones[tone])
	p.y += 3
}

// List implements paper.Paper.
func (p *Page) List(items ...paper.Text) {
	for _, t := range items {
		lines := p.set(t, body, width-5)
		p.need(lines[0].height())
		p.use(body)
		p.f.Text(left+1, p.y+lines[0].base(), "•")
		p.stack(lines, left+5)
		p.y += 0.8
	}
	p.y += 1
}

// Facts implements paper.Paper.
func (p *Page) Facts(list ...paper.Fact) {
	cols := []box{{left, 46}, {left + 49, width - 49}}
	for _, f := range list {
		s := body
		if f.Mono {
			s = code
		}
		p.row(cols, [][]line{p.set(f.Name, soft, 46), p.set(f.Value, s, width-49)}, nil, nil)
	}
	p.y += 2
}

// Evidence implements paper.Paper.
func (p *Page) Evidence(e *paper.Evidence) {
	head := append(p.set(e.Head, note, width), p.set(paper.Plain(e.Cite), cite, width)...)
	var lines []line
	for _, l := range e.Lines {
		lines = append(lines, p.set(paper.Plain(l), code, width-6)...)
	}
	p.need(height(head) + min(height(lines), 30) + 2)
	p.stack(head, left)
	p.band(lines, left+3, tint{200, 200, 196})
	if e.Note != (paper.Text{}) {
		p.stack(p.set(e.Note, note, width), left)
	}
	p.y += 2
}

// Code implements paper.Paper.
func (p *Page) Code(list ...string) {
	var lines []line
	for _, l := range list {
		lines = append(lines, p.set(paper.Plain(l), code, width-6)...)
	}
	p.need(min(height(lines), 40) + 2)
	p.band(lines, left+3, tint{40, 40, 40})
	p.y += 2.5
}

// rule draws a line over the width.
func (p *Page) rule(y, thick float64, grey int) {
	p.f.SetDrawColor(grey, grey, grey)
	p.f.SetLineWidth(thick)
	p.f.Line(left, y, pageWidth-right, y)
}

// stack draws lines one beneath the other, over as many pages as it takes.
func (p *Page) stack(lines []line, x float64) {
	for _, l := range lines {
		p.need(l.height())
		p.draw(l, x, p.y)
		p.y += l.height()
	}
}

// band draws lines on a tinted ground with a bar in front.
func (p *Page) band(lines []line, x float64, bar tint) {
	for i, l := range lines {
		h := l.height()
		if i == 0 {
			h += 1
		}
		if i == len(lines)-1 {
			h += 1
		}
		p.need(h)
		p.f.SetFillColor(245, 245, 242)
		p.f.Rect(left, p.y, width, h, "F")
		p.f.SetFillColor(bar.r, bar.g, bar.b)
		p.f.Rect(left, p.y, 1, h, "F")
		y := p.y
		if i == 0 {
			y += 1
		}
		p.draw(l, x, y)
		p.y += h
	}
}
