package pdf

import (
	"strings"

	"comity/internal/cooperation/report/paper"
)

// tint is a colour.
type tint struct{ r, g, b int }

var (
	ink   = tint{28, 28, 28}
	grey  = tint{90, 90, 90}
	tones = [...]tint{paper.Quiet: {90, 90, 90}, paper.Good: {27, 94, 32}, paper.Warn: {122, 75, 0}, paper.Bad: {155, 28, 28}}
)

// style is how a line is set.
type style struct {
	family, weight string
	size           float64
	ink            tint
}

var (
	title  = style{"sans", "B", 19, ink}
	first  = style{"sans", "B", 13.5, ink}
	second = style{"sans", "B", 11, ink}
	third  = style{"sans", "B", 9.5, ink}
	body   = style{"sans", "", 9, ink}
	strong = style{"sans", "B", 9, ink}
	headed = style{"sans", "B", 8, ink}
	soft   = style{"sans", "", 8.6, grey}
	note   = style{"sans", "", 7.8, grey}
	small  = style{"sans", "", 7.2, grey}
	code   = style{"mono", "", 7.2, ink}
	cite   = style{"mono", "", 6.4, grey}
)

// line is text on one line.
type line struct {
	text  string
	style style
}

func (l line) height() float64 { return l.style.size * point * leading }

// base is how far below its top a line's letters stand.
func (l line) base() float64 { return l.style.size * point * 1.06 }

func height(lines []line) (h float64) {
	for _, l := range lines {
		h += l.height()
	}
	return h
}

// set breaks a text into lines no wider than w, its English beneath.
func (p *Page) set(t paper.Text, s style, w float64) []line {
	lines := p.wrap(t.Own, s, w)
	if t.English != "" {
		en := s
		en.size, en.weight, en.ink = min(s.size*0.84, 9), "", grey
		lines = append(lines, p.wrap(t.English, en, w)...)
	}
	return lines
}

// wrap breaks at blanks, else after a mark, else anywhere: no value is wider than its place.
func (p *Page) wrap(text string, s style, w float64) []line {
	text = drawn(text)
	var out []line
	for {
		n := p.fit(text, s, w)
		if n == len(text) {
			return append(out, line{text, s})
		}
		out = append(out, line{strings.TrimRight(text[:n], " "), s})
		text = text[n:]
		if s.family != "mono" { // what is evidence keeps its blanks
			text = strings.TrimLeft(text, " ")
		}
	}
}

// fit is how many bytes of text stand on a line.
func (p *Page) fit(text string, s style, w float64) int {
	var used float64
	blank, mark := 0, 0
	for i, r := range text {
		used += p.rune(r, s)
		if used > w && i > 0 {
			switch {
			case blank > 0 && (s.family != "mono" || blank > i/2):
				return blank
			case mark > i/2:
				return mark
			}
			return i
		}
		switch {
		case r == ' ':
			blank = i + 1
		case strings.ContainsRune("/:;,.-+@=&?!|_", r):
			mark = i + 1
		}
	}
	return len(text)
}

// cut is what of s fits, with … where it does not.
func (p *Page) cut(s string, st style, w float64) string {
	if p.width(s, st) <= w {
		return s
	}
	return s[:p.fit(s, st, w-3)] + "…"
}

func (p *Page) width(s string, st style) (w float64) {
	for _, r := range s {
		w += p.rune(r, st)
	}
	return w
}

// wideKey names a letter of a font.
type wideKey struct {
	family, weight string
	r              rune
}

// rune is the width of a letter in a style, in millimetres.
func (p *Page) rune(r rune, s style) float64 {
	key := wideKey{s.family, s.weight, r}
	w, ok := p.wide[key]
	if !ok {
		p.use(s)
		w = float64(p.f.GetStringSymbolWidth(string(r))) / 1000 * point
		p.wide[key] = w
	}
	return w * s.size
}

// use makes a style the one that is drawn in.
func (p *Page) use(s style) {
	p.f.SetFont(s.family, s.weight, s.size)
	p.f.SetTextColor(s.ink.r, s.ink.g, s.ink.b)
}

func (p *Page) draw(l line, x, y float64) {
	if l.text == "" {
		return
	}
	p.use(l.style)
	p.f.Text(x, y+l.base(), l.text)
}
