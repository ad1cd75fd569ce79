package crosscheck

import (
	"cmp"
	"slices"
	"sync"

	"comity/internal/comity"
)

// Twice is a statement that was delivered again: Again says what First says, of
// the same subscriber of the same provider, to the letter.
type Twice struct{ First, Again *Row }

// Twice lists the statements that were delivered again, in the order of their
// sources and places. They are not in the index.
func (x *Index) Twice() []Twice { return x.twice }

// settle takes statements that were delivered twice out, and ends what is open.
func (x *Index) settle(workers int) {
	found := make([][]Twice, shards+1)
	var wg sync.WaitGroup
	next := make(chan int)
	for range max(workers, 1) {
		wg.Go(func() {
			for i := range next {
				s := &x.wide
				if i < shards {
					s = &x.exactly[i]
				}
				found[i] = x.takeOut(s)
				x.closeGroups(s)
			}
		})
	}
	for i := range found {
		next <- i
	}
	close(next)
	wg.Wait()
	x.noteTwice(slices.Concat(found...))
}

// noteTwice counts each statement once, in however many prefixes it stands.
func (x *Index) noteTwice(all []Twice) {
	slices.SortStableFunc(all, func(a, b Twice) int {
		return cmp.Or(cmp.Compare(a.Again.Source, b.Again.Source), cmp.Compare(a.Again.Offset, b.Again.Offset), cmp.Compare(a.Again.reading, b.Again.reading))
	})
	x.twice = slices.CompactFunc(all, func(a, b Twice) bool {
		return a.Again.Source == b.Again.Source && a.Again.Offset == b.Again.Offset
	})
	for _, t := range x.twice {
		if t.Again.reading == 0 { // else it was not counted
			x.rows--
		}
	}
}

// takeOut removes from s every row that says what an earlier one of its address
// says, and returns them.
func (x *Index) takeOut(s *shard) (out []Twice) {
	var gone []bool
	for g := range len(s.group) - 1 {
		from, to := int(s.group[g]), int(s.group[g+1])
		for at := from; at < to; {
			end := at + 1
			for end < to && s.starts[end] == s.starts[at] {
				end++
			}
			if end-at > 1 {
				out = x.compare(s, at, end, &gone, out)
			}
			at = end
		}
	}
	if gone != nil {
		s.compact(gone)
	}
	return out
}

// said is all that a row of an address says.
type said struct {
	end                comity.Instant
	startEdge, endEdge uint32
	portFrom, portTo   uint16
	asked              uint32
	open, inForce      bool
	doubtful           bool
	provider, name     string
}

// compare finds rows among at..end, which start together, that say the same.
func (x *Index) compare(s *shard, at, end int, gone *[]bool, out []Twice) []Twice {
	first := make(map[said]*Row, end-at)
	for i := at; i < end; i++ {
		r := s.row(i)
		k := said{
			s.ends[i], r.startEdge, r.endEdge, r.PortFrom, r.PortTo, r.asked, r.open, r.inForce, r.doubtful, x.Provider(r), string(x.Subscriber(r)),
		}
		if before, ok := first[k]; ok {
			if r.doubtful && before.sameStatement(r) {
				continue // by another reading it says the same
			}
			if *gone == nil {
				*gone = make([]bool, len(s.starts))
			}
			(*gone)[i] = true
			out = append(out, Twice{before, r})
			continue
		}
		first[k] = r
	}
	return out
}

// compact closes the gaps that rows leave.
func (s *shard) compact(gone []bool) {
	to, from := 0, 0
	for g := range len(s.group) - 1 {
		end := int(s.group[g+1])
		s.group[g] = uint32(to)
		for ; from < end; from++ {
			if !gone[from] {
				s.starts[to], s.ends[to], s.order[to] = s.starts[from], s.ends[from], s.order[from]
				to++
			}
		}
	}
	s.group[len(s.group)-1] = uint32(to)
	s.starts, s.ends, s.order = s.starts[:to], s.ends[:to], s.order[:to]
}
