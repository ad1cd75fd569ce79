// Package chart draws a board's rates as SVG: one file a topic, for reports and slides. It draws whole numbers, so equal
// input gives equal bytes.
package chart

import (
	"encoding/xml"
	"fmt"
	"strings"

	"comity/internal/analysis/board"
)

// Size of a drawing, in pixels.
const (
	width  = 640
	height = 240
	left   = 56
	bottom = 40
	top    = 32
)

// Topic draws messages with the topic per thousand of each month, the baseline as a dashed line. title and axis are in the
// reader's language.
func Topic(i board.Indicator, title, axis, baseline string) []byte {
	most := int64(1)
	for _, m := range i.Months {
		most = max(most, permyriad(m))
	}
	if i.Baseline != nil {
		most = max(most, int64(*i.Baseline)/100)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n", escape(title))
	fmt.Fprintf(&b, `<text x="%d" y="20" font-size="14">%s</text>`+"\n", left, escape(title))
	for k := range int64(3) {
		y := level(most*k/2, most)
		fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#ccc"/><text x="%d" y="%d" text-anchor="end">%d.%d</text>`+"\n", left, y, width-8, y, left-6, y+4, most*k/20, most*k/2%10)
	}
	n := max(len(i.Months), 1)
	each := (width - left - 8) / n
	for k, m := range i.Months {
		y := level(permyriad(m), most)
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#2b6a99"><title>%s: %d / %d</title></rect>`+"\n",
			left+k*each+1, y, max(each-2, 1), height-bottom-y, escape(m.Month), m.With, m.Messages)
		if k%((n+11)/12) == 0 {
			fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="10">%s</text>`+"\n", left+k*each+1, height-bottom+14, escape(m.Month))
		}
	}
	if i.Baseline != nil {
		y := level(int64(*i.Baseline)/100, most)
		fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#a33" stroke-dasharray="5 4"/><text x="%d" y="%d" text-anchor="end" fill="#a33">%s</text>`+"\n",
			left, y, width-8, y, width-10, y-4, escape(baseline))
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d">%s</text>`+"\n</svg>\n", left, height-8, escape(axis))
	return []byte(b.String())
}

// permyriad is a month's rate in ten-thousandths.
func permyriad(m board.Month) int64 {
	if m.Messages == 0 {
		return 0
	}
	return int64(m.With) * 10_000 / int64(m.Messages)
}

// level is the height at which a rate is drawn.
func level(rate, most int64) int {
	return height - bottom - int(rate*int64(height-bottom-top)/max(most, 1))
}

// escape makes text harmless in XML; control characters become U+FFFD.
func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil { // a builder does not fail
		return ""
	}
	return b.String()
}
