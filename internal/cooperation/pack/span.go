package pack

import (
	"cmp"
	"errors"
	"slices"

	"comity/internal/analysis/excerpt"
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
// each other are one span. Where the class changes again and again, as many as
// most are held in memory, and those before them lie in a spool: memory does not
// grow with the exhibit.
type spans struct {
	list  []span
	ready bool // sorted, and apart from each other
	rows  bool // of a sheet: they count rows, and nothing lies between two

	room     func() (excerpt.Spool, error) // nil: all are held
	most     int
	far      far
	unsorted bool // one was added that does not lie behind all before it
	err      error
}

// mostSpans is how many spans of an exhibit are held: 6 MiB.
const mostSpans = 1 << 18

// gap is how far two rows that follow on each other may be apart.
func (s *spans) gap() int64 {
	if s.rows {
		return 0
	}
	return lineEnd
}

func (s *spans) add(from, to int64, c class) {
	if n := len(s.list); n > 0 {
		last := &s.list[n-1]
		if last.class == c && from >= last.from && from <= last.to+s.gap() {
			last.to = max(last.to, to)
			return
		}
		s.unsorted = s.unsorted || from < last.to || from < last.from
	}
	s.list, s.ready = append(s.list, span{from, to, c}), false
	if s.room != nil && len(s.list) > s.most {
		s.spill()
	}
}

// spill puts all but the last span away, which may grow yet. Places out of order are
// of small exhibits, or few: they are held until settle.
func (s *spans) spill() {
	if s.unsorted {
		s.most *= 2
		return
	}
	n := len(s.list) - 1
	s.err = errors.Join(s.err, s.far.add(s.room, s.list[:n]...))
	s.list = append(s.list[:0], s.list[n])
}

// settle sorts the spans. Where two meet, the stronger class has both.
func (s *spans) settle() error {
	if s.ready || s.err != nil {
		return s.err
	}
	slices.SortStableFunc(s.list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	if s.ready = true; s.far.n > 0 {
		s.err = s.settleFar()
		return s.err
	}
	out := s.list[:0]
	j := joiner{gap: s.gap(), put: func(x span) error { out = append(out, x); return nil }}
	for _, x := range s.list {
		s.err = errors.Join(s.err, j.next(x))
	}
	s.err = errors.Join(s.err, j.end())
	s.list = out
	return s.err
}

// settleFar joins the spans that are held with those that lie in the spool, in a new one.
func (s *spans) settleFar() error {
	var all far
	j := joiner{gap: s.gap(), put: func(x span) error { return all.add(s.room, x) }}
	held, before := s.list, cursor{far: &s.far}
	for {
		x, more := before.peek()
		if more && (len(held) == 0 || x.from <= held[0].from) {
			before.pass()
		} else if len(held) > 0 {
			x, held = held[0], held[1:]
		} else {
			break
		}
		if err := j.next(x); err != nil {
			return errors.Join(err, all.close())
		}
	}
	err := errors.Join(before.err, j.end(), s.far.close())
	s.list, s.far = nil, all
	return err
}

// cursor begins at the first span. They are settled.
func (s *spans) cursor() cursor {
	if s.far.n > 0 {
		return cursor{far: &s.far}
	}
	return cursor{window: s.list}
}

// shows reports whether anything is shown.
func (s *spans) shows() bool {
	return s.far.shows || slices.ContainsFunc(s.list, func(x span) bool { return x.class == show })
}

// joiner joins spans that come in order.
type joiner struct {
	gap  int64
	last span
	any  bool
	put  func(span) error
}

func (j *joiner) next(x span) error {
	switch {
	case j.any && x.from < j.last.to:
		j.last.to, j.last.class = max(j.last.to, x.to), max(j.last.class, x.class)
		return nil
	case j.any && x.from <= j.last.to+j.gap && x.class == j.last.class:
		j.last.to = x.to
		return nil
	}
	err := j.end()
	j.last, j.any = x, true
	return err
}

func (j *joiner) end() error {
	if !j.any {
		return nil
	}
	return j.put(j.last)
}
