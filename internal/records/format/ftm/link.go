package ftm

import "comity/internal/records/record"

// link is what one line says of several parties, some of which had no name when it was read.
type link struct {
	left, right []side
	relation    record.Relation // all but the parties
}

// side is a party, and whether its name was known when the line was read: what
// two known parties have to do with each other was handed over then.
type side struct {
	*party
	known bool
}

// link reads an entity that stands for a relation between others: each of its
// left parties with each of its right ones.
func (p *Parser) link(s *schema, place record.Place) record.Reason {
	e := &p.entity
	from, okFrom := p.span(e.first(pStart, pDate))
	to, okTo := p.span(e.first(pEnd))
	if !okFrom || !okTo {
		return BadTime
	}
	left, right := e.values(s.left), e.values(s.right)
	switch {
	case len(left) == 0 || len(right) == 0:
		return NoParty
	case len(left)*len(right) > maxPairs:
		return ManyPairs
	}
	l := link{relation: record.Relation{
		Place: place, Relation: s.relation, Role: p.word(e.first(s.role...)), From: from, To: to,
	}}
	p.left, p.right = p.sides(p.left[:0], left), p.sides(p.right[:0], right)
	l.left, l.right = p.left, p.right
	if p.hand(&l) {
		p.hold(l)
	}
	return ""
}

func (p *Parser) sides(dst []side, ids [][]byte) []side {
	for _, id := range ids {
		of := p.party(id)
		dst = append(dst, side{of, of.name != ""})
	}
	return dst
}

// hand gives the relations of known parties to the sink; held reports whether
// there are others.
func (p *Parser) hand(l *link) (held bool) {
	for _, left := range l.left {
		for _, right := range l.right {
			if left.known && right.known {
				p.give(left.party, right.party, &l.relation)
				continue
			}
			held = true
		}
	}
	return held
}

// hold keeps a link, and its sides, until the end of the stream.
func (p *Parser) hold(l link) {
	l.left, l.right = p.beside.keep(l.left...), p.beside.keep(l.right...)
	p.held.keep(l)
}

// shelf keeps things where they are put, a slab at a time: what grows by being
// copied costs more than its bytes.
type shelf[T any] struct{ slabs [][]T }

// keep copies these and returns where they lie, side by side.
func (s *shelf[T]) keep(these ...T) []T {
	n := len(s.slabs)
	if n == 0 || cap(s.slabs[n-1])-len(s.slabs[n-1]) < len(these) {
		s.slabs = append(s.slabs, make([]T, 0, max(slab, len(these))))
		n++
	}
	last := &s.slabs[n-1]
	from := len(*last)
	*last = append(*last, these...)
	return (*last)[from:len(*last):len(*last)]
}

// all yields what is kept, in its order.
func (s *shelf[T]) all(yield func(*T) bool) {
	for _, slab := range s.slabs {
		for i := range slab {
			if !yield(&slab[i]) {
				return
			}
		}
	}
}

// settle gives the relations that waited to the sink.
func (p *Parser) settle(l *link) {
	for _, left := range l.left {
		for _, right := range l.right {
			switch {
			case left.known && right.known:
			case left.name == "" || right.name == "":
				p.sink.Reject(record.Reject{Place: l.relation.Place, Reason: Unresolved})
			default:
				p.give(left.party, right.party, &l.relation)
			}
		}
	}
}

func (p *Parser) give(left, right *party, r *record.Relation) {
	p.out = *r
	p.out.Left, p.out.LeftKind, p.out.Right, p.out.RightKind = left.name, left.kind, right.name, right.kind
	p.sink.Relation(&p.out)
}

// seat links an entity to where it is registered.
func (p *Parser) seat(self *party, at party, r *record.Relation) {
	if self.name != "" {
		p.give(self, &at, r)
		return
	}
	where := at
	p.hold(link{[]side{{self, false}}, []side{{&where, true}}, *r})
}
