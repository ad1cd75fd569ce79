// Package message finds which captures are of one message: several contributors hold parts of the same board, each with
// its own clock, encoding, quoting and cuts, and what was said once counts once, with every citation.
//
// Two captures are one message only where clock, speaker and words agree, and, where stamps are as wide as a minute, the
// order of what was said around them too. What can't be decided stays apart and is counted as open: one message seen
// twice is a smaller wrong than two messages seen as one.
package message

import (
	"cmp"
	"context"
	"slices"

	"comity/internal/comity"
)

// Capture is one contributor's copy of a message.
type Capture struct {
	Stream  int32          // of which clock: captures of one stream share a contributor, a form and a clock statement; from 0
	Exhibit int32          // in which exhibit of that stream, or which file: their captures come in the exhibit's own order
	At      comity.Instant // as the stream's clock says
	Grain   comity.Instant // how wide the stamp is: Second, or Minute where seconds were not kept
	Author  string         // nickname as shown
	Text    string         // own words, without quotes and signature
	ID      string         // the form's own number or name of the message; "": none
	Folded  Folded         // of Text; zero: Merge folds it itself. All captures have it or none
}

// Message is what was said once.
type Message struct {
	Captures []int32        // indices into the captures, ascending
	At       comity.Instant // by the clock that most streams agree with
	Conflict Conflict       // in what its captures differ
}

// Conflict is a set of the ways in which captures of one message differ.
type Conflict uint8

// What captures of one message may differ in.
const (
	Clock  Conflict = 1 << iota // stamps lie further apart than they are wide
	Author                      // the nickname is spelled in two ways
	Words                       // edited, cut, or with other quoting
)

// Result is what Merge found.
type Result struct {
	Of       []int32   // of each capture: index of its message
	Messages []Message // in order of At, then of their first capture
	Streams  []Timing  // of each stream
	Guide    int32     // the stream whose clock most others agree with
	Open     int       // captures that look like another's message and were left apart
}

// Correct is what the guide's clock said when the stream's said at, as far as that was measured.
func (r *Result) Correct(stream int32, at comity.Instant) comity.Instant {
	w, _ := shifts(r.Streams[stream].Steps, at)
	at += w[0].lo
	return at - back(r.Streams[r.Guide].Steps, at)
}

// Merge finds the messages behind captures. Captures of one exhibit stand together and in its order. streams is the
// number of streams. The answer depends on the captures and their order alone.
func Merge(ctx context.Context, captures []Capture, streams int) (*Result, error) {
	m := newMerger(captures, streams)
	first := int32(-1)
	for { // once more where it shows that the stream measured against is not the one to trust
		for n, l := range m.layers(first) {
			if n == 0 {
				first = l.stream
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			m.add(l)
		}
		m.part()
		guide := m.guide()
		if m.again || guide == first || len(captures) == 0 {
			return m.result(), nil
		}
		m.restart()
		first = guide
	}
}

// merger holds the messages found so far, in one order.
type merger struct {
	captures []Capture
	key      []key   // of each capture
	who      []int32 // of each capture: number of its speaker

	found   []found           // messages, in order of finding
	order   []int32           // all of found, in the order in which they were said
	pos     []int32           // of each of found: its place in order
	byKey   map[key][]int32   // messages that have a capture with these words of this speaker, by time
	byWho   map[int32][]int32 // messages of a speaker, by time
	byID    map[string][]int32
	timing  []Timing // of each stream, against the first
	keeps   []bool   // of each stream: its clock keeps step with the first one's
	open    int
	newest  int32 // number of the layer being added, from 1
	streams int
	again   bool // this is the second time
}

// found is a message while merging.
type found struct {
	at       comity.Instant // on the clock of the first stream
	grain    comity.Instant
	captures []int32
	layer    int32 // the layer that was last joined to it: each layer holds a message once
}

func newMerger(captures []Capture, streams int) *merger {
	m := &merger{captures: captures, key: make([]key, len(captures)), who: make([]int32, len(captures)), streams: streams}
	m.restart()
	m.again = false
	spelled, speakers := map[string]int32{}, map[string]int32{}
	folder := NewFolder()
	for i := range captures {
		c := &captures[i]
		n, known := spelled[c.Author]
		if !known {
			name := Speaker(c.Author)
			if n, known = speakers[name]; !known {
				n = int32(len(speakers))
				speakers[name] = n
			}
			spelled[c.Author] = n
		}
		if c.Folded == (Folded{}) {
			c.Folded = folder.Fold(c.Text)
		}
		m.who[i] = n
		m.key[i] = key{n, c.Folded.class}
	}
	return m
}

// restart forgets what was found.
func (m *merger) restart() {
	m.found, m.order, m.pos, m.open, m.newest, m.again = nil, nil, nil, 0, 0, true
	m.byKey, m.byWho, m.byID = map[key][]int32{}, map[int32][]int32{}, map[string][]int32{}
	m.timing, m.keeps = make([]Timing, m.streams), make([]bool, m.streams)
	for s := range m.keeps {
		m.keeps[s] = m.timing[s].keepsStep()
	}
}

// at is when capture c was made on the clock of the first stream, if it lies shift behind its own.
func (m *merger) at(c int32, shift comity.Instant) comity.Instant { return m.captures[c].At + shift }

// join makes c a capture of message f, as part of the layer being added.
func (m *merger) join(c, f int32) {
	g := &m.found[f]
	g.captures = append(g.captures, c)
	g.layer = m.newest
	if m.captures[c].Grain < g.grain { // the finer stamp is the better one
		g.grain = m.captures[c].Grain
	}
	m.list(c, f)
}

// begin begins a message with capture c, said at at.
func (m *merger) begin(c int32, at comity.Instant) int32 {
	f := int32(len(m.found))
	m.found = append(m.found, found{at: at, grain: m.captures[c].Grain, captures: []int32{c}, layer: m.newest})
	m.byWho[m.who[c]] = m.insert(m.byWho[m.who[c]], f)
	m.list(c, f)
	return f
}

// list makes message f known under what capture c says.
func (m *merger) list(c, f int32) {
	if l := m.byKey[m.key[c]]; !slices.Contains(l, f) {
		m.byKey[m.key[c]] = m.insert(l, f)
	}
	if id := m.captures[c].ID; id != "" {
		if l := m.byID[id]; !slices.Contains(l, f) {
			m.byID[id] = append(l, f)
		}
	}
}

// insert puts f into a list of messages that is in order of time, behind those of the same time.
func (m *merger) insert(list []int32, f int32) []int32 {
	return slices.Insert(list, m.first(list, m.found[f].at+1), f)
}

// first is the index of the first message of a list by time that was said at or after at.
func (m *merger) first(list []int32, at comity.Instant) int {
	i, _ := slices.BinarySearchFunc(list, at, func(f int32, t comity.Instant) int { return cmp.Compare(m.found[f].at, t) })
	return i
}

// within are those of a list by time that were said from lo to hi.
func (m *merger) within(list []int32, lo, hi comity.Instant) []int32 {
	return list[m.first(list, lo):m.first(list, hi+1)]
}
