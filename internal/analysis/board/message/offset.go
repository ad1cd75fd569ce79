package message

import (
	"cmp"
	"slices"

	"comity/internal/comity"
)

// Timing is how a stream's clock stands against that of the stream that has most.
type Timing struct {
	Steps []Step // in order of time; none: nothing was measured
	Votes int    // rare messages that both have
	Same  int    // of those whose numbers can be compared, how many agree
	Other int    // and how many do not
}

// Step says that from At on, by the stream's own clock, Shift is to be added to it.
type Step struct {
	At    comity.Instant
	Shift comity.Instant
}

const (
	rare      = 8                  // letters that a message must have to vote
	near      = 4                  // votes on each side that one is compared with
	agree     = 30 * comity.Second // how far clocks wander between votes
	voters    = 3                  // fewer agreeing votes measure nothing
	loose     = 2 * comity.Second  // how far two stamps of one moment may lie apart
	sameSpace = 80                 // hundredths of votes whose numbers agree, for numbers to be of one board
)

// vote is one message that both sides have once: by the layer's own clock, and how far it is behind.
type vote struct{ at, shift comity.Instant }

// measure sets the timing of l's stream from the messages that l and what was found before have once each.
func (m *merger) measure(l layer) {
	once := make(map[key]int32, len(l.seq))
	for _, c := range l.seq {
		if _, twice := once[m.key[c]]; twice {
			once[m.key[c]] = -1
			continue
		}
		once[m.key[c]] = c
	}
	t := &m.timing[l.stream]
	var votes []vote
	for _, c := range l.seq {
		if once[m.key[c]] != c || m.captures[c].Folded.size < rare {
			continue
		}
		if seen := m.byKey[m.key[c]]; len(seen) == 1 {
			votes = append(votes, vote{m.captures[c].At, m.found[seen[0]].at - m.captures[c].At})
			m.number(t, c, seen[0])
		}
	}
	t.Votes += len(votes)
	t.Steps = append(t.Steps, steps(votes)...)
	slices.SortStableFunc(t.Steps, func(a, b Step) int { return cmp.Compare(a.At, b.At) })
	m.keeps[l.stream] = t.keepsStep()
}

// number notes whether c and message f bear the same number, where both bear one.
func (m *merger) number(t *Timing, c, f int32) {
	id := m.captures[c].ID
	if id == "" {
		return
	}
	for _, o := range m.found[f].captures {
		switch other := m.captures[o].ID; other {
		case "":
		case id:
			t.Same++
			return
		default:
			t.Other++
			return
		}
	}
}

// steps are the votes that most of their neighbours agree with, each with the middle of what these say: words said twice,
// of which either side has one, make votes that few agree with, or that are off by little.
func steps(votes []vote) []Step {
	slices.SortStableFunc(votes, func(a, b vote) int { return cmp.Compare(a.at, b.at) })
	var out []Step
	var with []comity.Instant
	for i, v := range votes {
		lo, hi := max(0, i-near), min(len(votes), i+near+1)
		with = with[:0]
		for _, o := range votes[lo:hi] {
			if d := o.shift - v.shift; -agree <= d && d <= agree {
				with = append(with, o.shift)
			}
		}
		if len(with) >= voters && 5*len(with) >= 2*(hi-lo) {
			slices.Sort(with)
			out = append(out, Step{v.at, with[len(with)/2]})
		}
	}
	return out
}

// window is a span of what is to be added to a stamp.
type window struct{ lo, hi comity.Instant }

// shifts are the windows that a stamp of the stream may be shifted by: as the measured messages before and after it
// are, and, where those differ by little, anything between. Where nothing was measured the clock is taken as right.
func (m *merger) shifts(stream int32, at comity.Instant) (out [2]window, n int) {
	return shifts(m.timing[stream].Steps, at)
}

func shifts(s []Step, at comity.Instant) (out [2]window, n int) {
	if len(s) == 0 {
		return [2]window{}, 1
	}
	i, _ := slices.BinarySearchFunc(s, at, func(s Step, at comity.Instant) int { return cmp.Compare(s.At, at) })
	after := s[min(i, len(s)-1)].Shift
	before := s[max(i-1, 0)].Shift
	if d := after - before; -2*agree <= d && d <= 2*agree {
		return [2]window{{min(before, after), max(before, after)}}, 1
	}
	return [2]window{{before, before}, {after, after}}, 2
}

// shift is the one that a message begun by a capture is placed by.
func (m *merger) shift(stream int32, at comity.Instant) comity.Instant {
	w, _ := m.shifts(stream, at)
	return w[0].lo
}

// numbered reports whether numbers of l's stream are of the same board as those found before.
func (m *merger) numbered(stream int32) bool {
	t := &m.timing[stream]
	return t.Same >= voters && 100*t.Same >= sameSpace*(t.Same+t.Other)
}
