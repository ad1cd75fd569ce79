package material

import (
	"cmp"
	"encoding/hex"
	"slices"
)

// likeness knows which files have perceptual hashes near each other.
type likeness struct {
	b     *Builder
	files [][]int
	index *index
	file  []int // of each hash of the index
}

func (b *Builder) likeness(files [][]int) *likeness {
	l := &likeness{b: b, files: files}
	var hashes [][32]byte
	for n := range files {
		for _, h := range l.hashes(n) {
			hashes = append(hashes, h)
			l.file = append(l.file, n)
		}
	}
	l.index = newIndex(hashes)
	return l
}

// hashes are the perceptual hashes of a file, each once.
func (l *likeness) hashes(n int) (out [][32]byte) {
	for _, i := range l.files[n] {
		if h := &l.b.rows[i].hashed; h.HasPerceptual && !slices.Contains(out, h.Perceptual) {
			out = append(out, h.Perceptual)
		}
	}
	return out
}

// of lists what is near a file, the nearest first; the file itself aside.
func (l *likeness) of(n int) []Near {
	best := map[int]Near{}
	for _, h := range l.hashes(n) {
		for _, i := range l.index.near(h) {
			other := l.file[i]
			if other == n {
				continue
			}
			x := Near{Perceptual: hex.EncodeToString(l.index.hashes[i][:]), Distance: distance(&h, &l.index.hashes[i])}
			if y, seen := best[other]; !seen || cmp.Or(cmp.Compare(x.Distance, y.Distance), cmp.Compare(x.Perceptual, y.Perceptual)) < 0 {
				best[other] = x
			}
		}
	}
	out := []Near{}
	for other, x := range best {
		x.Sets, x.States = l.holders(other)
		out = append(out, x)
	}
	slices.SortFunc(out, func(x, y Near) int {
		return cmp.Or(cmp.Compare(x.Distance, y.Distance), cmp.Compare(x.Perceptual, y.Perceptual),
			slices.Compare(x.Sets, y.Sets), slices.Compare(x.States, y.States))
	})
	return out
}

// holders are the sets and states that have a file.
func (l *likeness) holders(n int) (sets, states []string) {
	sets, states = []string{}, []string{}
	for _, i := range l.files[n] {
		if r := l.b.rows[i]; r.set >= 0 {
			insert(&sets, l.b.sets[r.set].Ref)
		} else {
			insert(&states, r.state)
		}
	}
	return sets, states
}
