package pdf

import (
	"slices"

	"comity/internal/cooperation/report/paper"
)

// box is where a column stands.
type box struct{ x, w float64 }

// gap is the room between two columns.
const gap = 3.5

// Table implements paper.Paper. Values of any length are broken inside their column; a row that is
// taller than a page goes on over the next.
func (p *Page) Table(t *paper.Table) {
	boxes, right := boxes(t.Columns), make([]bool, len(t.Columns))
	head := make([][]line, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = p.set(c.Title, headed, boxes[i].w)
		right[i] = c.Right
	}
	p.need(tallest(head) + 12)
	p.head(boxes, head, right)
	for _, r := range t.Rows {
		cells := make([][]line, len(r))
		for i, c := range r {
			cells[i] = p.set(c.Text, cellStyle(t.Columns[i], c), boxes[i].w)
		}
		p.row(boxes, cells, right, func() { p.head(boxes, head, right) })
	}
	p.y += 3
}

func boxes(cols []paper.Column) []box {
	room := width - gap*float64(len(cols)-1)
	list, x := make([]box, len(cols)), left
	for i, c := range cols {
		w := room * float64(c.Share) / 100
		list[i] = box{x, w}
		x += w + gap
	}
	return list
}

func cellStyle(c paper.Column, cell paper.Cell) style {
	s := body
	switch {
	case c.Mono:
		s = code
	case cell.Strong:
		s = strong
	}
	if cell.Tone != paper.Quiet {
		s.ink = tones[cell.Tone]
	}
	return s
}

// head draws the names of the columns.
func (p *Page) head(boxes []box, cells [][]line, right []bool) {
	p.slice(boxes, slices.Clone(cells), right, pageHeight)
	p.rule(p.y, 0.35, 40)
	p.y += 0.6
}

// row draws a row of cells, on as many pages as it takes; again draws what stands on top of each.
func (p *Page) row(boxes []box, cells [][]line, right []bool, again func()) {
	next := func() {
		p.turn()
		if again != nil {
			again()
		}
	}
	if h := tallest(cells); p.y+h+1 > floor && p.y > top && h < floor-top-30 {
		next()
	}
	for rest := p.slice(boxes, cells, right, floor); rest; rest = p.slice(boxes, cells, right, floor) {
		next()
	}
	p.rule(p.y, 0.15, 205)
	p.y += 0.6
}

// slice draws what of the cells fits above a line, takes it from them, and reports whether any is left.
func (p *Page) slice(boxes []box, cells [][]line, right []bool, under float64) (rest bool) {
	low := p.y + 0.6
	for i := range cells {
		y := p.y + 0.6
		for len(cells[i]) > 0 && (y+cells[i][0].height() <= under || y <= top+1) {
			l := cells[i][0]
			x := boxes[i].x
			if right != nil && right[i] {
				x += boxes[i].w - p.width(l.text, l.style)
			}
			p.draw(l, x, y)
			y += l.height()
			cells[i] = cells[i][1:]
		}
		low = max(low, y)
		rest = rest || len(cells[i]) > 0
	}
	p.y = low + 0.4
	return rest
}

func tallest(cells [][]line) (h float64) {
	for _, c := range cells {
		h = max(h, height(c))
	}
	return h + 1
}
