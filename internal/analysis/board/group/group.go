// Package group says what a board's members speak of as a group: how often each topic of the lexicons comes up, month by
// month, against a baseline, with messages to read.
package group

import (
	"cmp"
	"slices"
	"sync"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/parallel"
)

// Hit is a message that speaks of a topic.
type Hit struct {
	Message, Topic int32
	Words          string // the phrase that tells it
}

// Reader finds topics, and remembers what it found in each text: archives of the same builder share them.
type Reader struct {
	lexicon *lexicon.Lexicon
	mu      sync.Mutex
	seen    map[int32][]lexicon.Found // by number of the text; an entry without topics was read
}

// NewReader makes a reader that remembers nothing yet. It may be used by several goroutines.
func NewReader(l *lexicon.Lexicon) *Reader {
	return &Reader{lexicon: l, seen: map[int32][]lexicon.Found{}}
}

// Read finds the topics of all messages, in order of messages.
func (r *Reader) Read(a *archive.Archive, workers int) []Hit {
	found := make([][]lexicon.Found, len(a.Messages))
	_ = parallel.Each(workers, len(a.Messages), func(n int) error { // finding can not fail
		found[n] = r.find(&a.Messages[n])
		return nil
	})
	var out []Hit
	for n, fs := range found {
		for _, f := range fs {
			out = append(out, Hit{int32(n), f.Topic, f.Words})
		}
	}
	return out
}

func (r *Reader) find(m *archive.Message) []lexicon.Found {
	r.mu.Lock()
	fs, known := r.seen[m.Said]
	r.mu.Unlock()
	if known {
		return fs
	}
	fs = r.lexicon.Find(m.Text)
	r.mu.Lock()
	r.seen[m.Said] = fs
	r.mu.Unlock()
	return fs
}

// Rate is a share in millionths.
type Rate int64

// Million is the rate of what is always so.
const Million Rate = 1_000_000

func rate(part, whole int) Rate {
	if whole == 0 {
		return 0
	}
	return Rate((int64(part)*int64(Million) + int64(whole)/2) / int64(whole))
}

// Indicator is how much a board speaks of one topic.
type Indicator struct {
	Topic    int32
	Messages int
	Rate     Rate // of all messages
	Baseline Rate // of the baseline's messages
	Compared bool // there is a baseline
	Months   []Month
	Examples []Hit   // messages to read, of different members where there are such, in order of time
	Members  []Count // who speaks of it most
}

// Month is one month's messages.
type Month struct {
	Year, Month int
	All, With   int
}

// Count is a member's messages of a topic.
type Count struct {
	Name     int32
	Messages int
}

// How many of each are listed.
const (
	examples = 8
	speakers = 10
)

// Indicators are the rates of each topic of l, in the lexicon's order. base is the archive that a's is compared with;
// nil: none.
func Indicators(a *archive.Archive, hits []Hit, base *archive.Archive, baseHits []Hit, l *lexicon.Lexicon) []Indicator {
	months := monthly(a)
	out := make([]Indicator, len(l.Topics))
	byTopic := make([][]Hit, len(l.Topics))
	for _, h := range hits {
		byTopic[h.Topic] = append(byTopic[h.Topic], h)
	}
	baseCount := make([]int, len(l.Topics))
	for _, h := range baseHits {
		baseCount[h.Topic]++
	}
	for t := range out {
		i := &out[t]
		i.Topic, i.Messages = int32(t), len(byTopic[t])
		i.Rate = rate(i.Messages, len(a.Messages))
		if base != nil {
			i.Compared, i.Baseline = true, rate(baseCount[t], len(base.Messages))
		}
		i.Months = with(a, months, byTopic[t])
		i.Members = count(a, byTopic[t])
		i.Examples = choose(a, byTopic[t])
	}
	return out
}

// monthly counts all messages of each month from the first to the last.
func monthly(a *archive.Archive) (out []Month) {
	for n := range a.Messages {
		y, m, _ := a.Messages[n].At.Time().Date()
		for len(out) > 0 && (out[len(out)-1].Year != y || out[len(out)-1].Month != int(m)) && len(out) < 1200 {
			last := out[len(out)-1]
			if last.Month++; last.Month > 12 {
				last.Year, last.Month = last.Year+1, 1
			}
			out = append(out, Month{Year: last.Year, Month: last.Month})
		}
		if len(out) == 0 {
			out = append(out, Month{Year: y, Month: int(m)})
		}
		out[len(out)-1].All++
	}
	return out
}

func with(a *archive.Archive, months []Month, hits []Hit) []Month {
	out := slices.Clone(months)
	k := 0
	for _, h := range hits {
		y, m, _ := a.Messages[h.Message].At.Time().Date()
		for k+1 < len(out) && (out[k].Year != y || out[k].Month != int(m)) {
			k++
		}
		out[k].With++
	}
	return out
}

// count lists who speaks of a topic most.
func count(a *archive.Archive, hits []Hit) []Count {
	n := map[int32]int{}
	for _, h := range hits {
		n[a.Messages[h.Message].Author]++
	}
	var out []Count
	for name, c := range n {
		out = append(out, Count{name, c})
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Messages, a.Messages), cmp.Compare(a.Name, b.Name)) })
	return out[:min(len(out), speakers)]
}

// choose picks messages to read: the longest phrases, of as many members as there are.
func choose(a *archive.Archive, hits []Hit) []Hit {
	order := slices.Clone(hits)
	slices.SortStableFunc(order, func(x, y Hit) int {
		return cmp.Or(cmp.Compare(len(y.Words), len(x.Words)), cmp.Compare(x.Message, y.Message))
	})
	var out []Hit
	heard := map[int32]bool{}
	for _, again := range []bool{false, true} {
		for _, h := range order {
			if len(out) == examples {
				break
			}
			if who := a.Messages[h.Message].Author; heard[who] == again && !slices.Contains(out, h) {
				heard[who] = true
				out = append(out, h)
			}
		}
	}
	slices.SortFunc(out, func(x, y Hit) int { return cmp.Compare(x.Message, y.Message) })
	return out
}
