package difference

import (
	"cmp"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// Side is one of two runs: its hits and subjects, as far as they matter here.
// The zero value is ready.
type Side struct {
	hits       []hit
	subjects   []subject
	statements map[comity.Citation]int32
	cited      []statement // by number

	partNumbers map[Part]int32
	parts       []Part // by number
}

// key is what two runs know an event by, besides its time.
type key struct {
	event, account string
	addr           comity.Addr
}

// hit is a run.Hit in little memory: a case may have millions.
type hit struct {
	id          string
	key         key
	answer      string
	doubt       string
	first, last comity.Instant
	source      int32   // of Side.parts
	statements  []int32 // its candidates, each once
	more        int
}

// statement is a row that candidates name.
type statement struct {
	cite       comity.Citation
	subscriber run.Subscriber
}

type subject struct {
	id       string
	rank     int
	band     comity.Band
	score    comity.Weight
	claimed  *run.Subscriber
	accounts []string
}

// Add takes a finding of the run.
func (s *Side) Add(f *run.Finding) {
	switch {
	case f.Hit != nil:
		s.addHit(f.Hit)
	case f.Subject != nil:
		s.addSubject(f.Subject)
	}
}

func (s *Side) addHit(h *run.Hit) {
	to := hit{
		id: h.ID, key: key{h.Event, h.Account, h.Addr}, answer: h.Answer, doubt: h.Doubt,
		first: h.First, last: h.Last, source: s.part(partOf(h.Cite)), more: h.More,
	}
	for i := range h.Candidates {
		if n := s.number(&h.Candidates[i]); !slices.Contains(to.statements, n) {
			to.statements = append(to.statements, n)
		}
	}
	s.hits = append(s.hits, to)
}

// part numbers the parts of exhibits that events are from.
func (s *Side) part(p Part) int32 {
	n, ok := s.partNumbers[p]
	if !ok {
		if s.partNumbers == nil {
			s.partNumbers = map[Part]int32{}
		}
		n = int32(len(s.parts))
		s.partNumbers[p] = n
		s.parts = append(s.parts, p)
	}
	return n
}

func (s *Side) number(c *run.Candidate) int32 {
	if s.statements == nil {
		s.statements = map[comity.Citation]int32{}
	}
	n, ok := s.statements[c.Assignment]
	if !ok {
		n = int32(len(s.cited))
		s.statements[c.Assignment] = n
		s.cited = append(s.cited, statement{c.Assignment, c.Subscriber})
	}
	return n
}

func (s *Side) addSubject(f *run.Subject) {
	to := subject{id: f.ID, rank: f.Rank, band: f.Band, score: f.Score}
	if len(f.Subscribers) > 0 {
		claimed := f.Subscribers[0]
		to.claimed = &claimed
	}
	for _, sel := range f.Selectors {
		if sel.Type == comity.SelectorAccount {
			to.accounts = append(to.accounts, sel.Value)
		}
	}
	s.subjects = append(s.subjects, to)
}

// Cited are the rows that the run's hits name as candidates.
func (s *Side) Cited(each func(comity.Citation)) {
	for i := range s.cited {
		each(s.cited[i].cite)
	}
}

func (s *Side) answer(h *hit) *Answer {
	a := &Answer{Answer: h.answer, Doubt: h.doubt, Subscribers: s.subscribers(h), Assignments: []comity.Citation{}, More: h.more}
	for _, n := range h.statements {
		a.Assignments = append(a.Assignments, s.cited[n].cite)
	}
	return a
}

// subscribers are those that a hit names, each once, sorted.
func (s *Side) subscribers(h *hit) []run.Subscriber {
	out := make([]run.Subscriber, 0, len(h.statements))
	for _, n := range h.statements {
		out = append(out, s.cited[n].subscriber)
	}
	slices.SortFunc(out, func(a, b run.Subscriber) int {
		return cmp.Or(cmp.Compare(a.Provider, b.Provider), cmp.Compare(a.Subscriber, b.Subscriber), cmp.Compare(a.Country, b.Country))
	})
	return slices.Compact(out)
}

// account is the first of a subject's accounts, "" where it has none.
func (s *subject) account() string {
	if len(s.accounts) == 0 {
		return ""
	}
	return s.accounts[0]
}
