package pack

import (
	"cmp"
	"slices"
)

// class says what becomes of a place, the stronger the higher.
type class int32

// The classes that every exhibit has; those above name rules that forbid (see
// Selection.rule), and win.
const (
	other class = iota // a row that concerns somebody else
	show
	barred // and up: forbidden by the rule of that number
)

// span is a part of a stream, of one class.
type span struct {
	from, to int64
	class    class
}

// lineEnd is the number of bytes of a line end: what lies between two rows.
const lineEnd = 2

// spans are the places of one exhibit's rows. Rows of one class that follow on
// each other are one span, so that memory grows with how often the class changes.
type spans struct {
	list  []span
	ready bool // sorted, and apart from each other
	rows  bool // of a sheet: they count rows, and nothing lies between two
}

// gap is how far two rows that follow on each other may be apart.
func (s *spans) gap() int64 {
	if s.rows {
		return 0
	}
	return lineEnd
}

func (s *spans) add(from, to int64, c class) {
	if n := len(s.list); n > 0 {
		if last := &s.list[n-1]; last.class == c && from >= last.from && from <= last.to+s.gap() {
			last.to = max(last.to, to)
			return
		}
	}
	s.list, s.ready = append(s.list, span{from, to, c}), false
}

// settle sorts the spans. Where two meet, the stronger class has both.
func (s *spans) settle() {
	if s.ready {
		return
	}
	slices.SortStableFunc(s.list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	out := s.list[:0]
	for _, x := range s.list {
		n := len(out)
		switch {
		case n > 0 && x.from < out[n-1].to:
			out[n-1].to, out[n-1].class = max(out[n-1].to, x.to), max(out[n-1].class, x.class)
		case n > 0 && x.from <= out[n-1].to+s.gap() && x.class == out[n-1].class:
			out[n-1].to = x.to
		default:
			out = append(out, x)
		}
	}
	s.list, s.ready = out, true
}

// shows reports whether anything is shown.
func (s *spans) shows() bool {
	return slices.ContainsFunc(s.list, func(x span) bool { return x.class == show })
}
