package known

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"comity/internal/comity"
)

// few is how many digests are put in order one by one.
const few = 24

// order sorts digests of width bytes that agree in their first at bytes: byte by byte, in place.
func order(buf []byte, width, at int) {
	if len(buf) <= few*width || at == width {
		insert(buf, width)
		return
	}
	var count [256]int
	for i := at; i < len(buf); i += width {
		count[buf[i]]++
	}
	var next, end [256]int
	for v, sum := 0, 0; v < 256; v++ {
		next[v] = sum
		sum += count[v] * width
		end[v] = sum
	}
	var held, other [32]byte
	for v := range 256 {
		for next[v] < end[v] {
			d := held[:copy(held[:width], buf[next[v]:])]
			for int(d[at]) != v { // carry each to where it belongs
				to := next[d[at]]
				next[d[at]] += width
				copy(other[:width], buf[to:])
				copy(buf[to:], d)
				copy(d, other[:width])
			}
			copy(buf[next[v]:], d)
			next[v] += width
		}
	}
	for v := range 256 {
		if count[v] > 1 {
			order(buf[end[v]-count[v]*width:end[v]], width, at+1)
		}
	}
}

// insert sorts a few digests.
func insert(buf []byte, width int) {
	var d [32]byte
	for i := width; i < len(buf); i += width {
		j := i
		for j > 0 && bytes.Compare(buf[j-width:j], buf[i:i+width]) > 0 {
			j -= width
		}
		if j < i {
			copy(d[:width], buf[i:])
			copy(buf[j+width:i+width], buf[j:i])
			copy(buf[j:], d[:width])
		}
	}
}

// head is a run and its first digest that was not taken.
type head struct {
	r   *bufio.Reader
	now []byte
	key uint64 // its first bytes
}

func (h *head) next() (more bool, err error) {
	if _, err := io.ReadFull(h.r, h.now); errors.Is(err, io.EOF) {
		return false, nil
	} else if err != nil {
		return false, comity.Errorf(comity.Fault, "merge known digests: %w", err)
	}
	h.key = binary.BigEndian.Uint64(h.now)
	return true, nil
}

func (h *head) before(o *head) bool {
	return h.key < o.key || h.key == o.key && bytes.Compare(h.now, o.now) < 0
}

// merger is a heap of runs, the one with the least digest first.
type merger struct {
	width int
	heads []*head
}

func (m *merger) push(h *head) {
	m.heads = append(m.heads, h)
	for i := len(m.heads) - 1; i > 0; {
		up := (i - 1) / 2
		if !m.heads[i].before(m.heads[up]) {
			return
		}
		m.heads[i], m.heads[up] = m.heads[up], m.heads[i]
		i = up
	}
}

// settle puts the first run where it belongs now; without more, out of the heap.
func (m *merger) settle(more bool) {
	last := len(m.heads) - 1
	if !more {
		m.heads[0], m.heads = m.heads[last], m.heads[:last]
	}
	for i := 0; ; {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < len(m.heads); k++ {
			if m.heads[k].before(m.heads[least]) {
				least = k
			}
		}
		if least == i {
			return
		}
		m.heads[i], m.heads[least] = m.heads[least], m.heads[i]
		i = least
	}
}
