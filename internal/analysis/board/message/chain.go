package message

import (
	"cmp"
	"slices"
)

// ordered finds the messages of a layer whose stamps are as wide as a minute: the heaviest chain of same words that
// both sides have in one order, without those links that order and number do not decide; then, between the links,
// words that are alike.
func (m *merger) ordered(l layer) []int32 {
	of := make([]int32, len(l.seq))
	for i := range of {
		of[i] = -1
	}
	pairs, open := m.pairs(l)
	links, tied := m.decided(l, m.chain(pairs), pairs)
	open = append(open, tied...)
	for _, p := range links {
		m.take(of, p.i, l.seq[p.i], p.f)
	}
	for _, i := range open {
		of[i] = left
	}
	m.open += len(open)
	m.between(l, of)
	return of
}

// left marks a capture that looks like another's message and is not joined to any.
const left = -2

// flood is how many messages of the same words in the same minutes make it hopeless to tell them apart, and dear to try.
const flood = 32

// pairs lists, for each capture in turn, the messages of the same words that it can be, by place. Those that can be too
// many are listed apart.
func (m *merger) pairs(l layer) (out []pair, hopeless []int32) {
	var fit []int32
	for i, c := range l.seq {
		fit = m.candidates(fit[:0], m.byKey[m.key[c]], c)
		if len(fit) > flood {
			hopeless = append(hopeless, int32(i))
			continue
		}
		slices.SortFunc(fit, func(a, b int32) int { return cmp.Compare(m.pos[a], m.pos[b]) })
		weight := int64(2 + min(int(m.captures[c].Folded.size), 64))
		for _, f := range fit {
			if m.differs(c, f) {
				continue
			}
			p := pair{int32(i), f, 2 * weight}
			if m.distance(c, f) == 0 {
				p.weight++
			}
			out = append(out, p)
		}
	}
	return out, hopeless
}

// chain is the heaviest selection of pairs, by i, in which places ascend as well.
func (m *merger) chain(pairs []pair) []pair {
	best := newPrefix(len(m.order))
	before := make([]int32, len(pairs)) // of each pair: the one before it in its best chain; -1: none
	sum := make([]int64, len(pairs))
	for lo := 0; lo < len(pairs); {
		hi := lo
		for hi < len(pairs) && pairs[hi].i == pairs[lo].i {
			before[hi] = best.at(m.pos[pairs[hi].f], sum)
			sum[hi] = pairs[hi].weight
			if b := before[hi]; b >= 0 {
				sum[hi] += sum[b]
			}
			hi++
		}
		for k := lo; k < hi; k++ {
			best.set(m.pos[pairs[k].f]+1, int32(k), sum)
		}
		lo = hi
	}
	var out []pair
	for k := best.at(int32(len(m.order)), sum); k >= 0; k = before[k] {
		out = append(out, pairs[k])
	}
	slices.Reverse(out)
	return out
}

// prefix answers which pair of all places before one ends the heaviest chain: a Fenwick tree of maxima.
type prefix []int32

func newPrefix(n int) prefix {
	p := make(prefix, n+1)
	for i := range p {
		p[i] = -1
	}
	return p
}

// at is the pair with the greatest sum at places before place; -1: none.
func (p prefix) at(place int32, sum []int64) int32 {
	out := int32(-1)
	for i := place; i > 0; i -= i & -i {
		if k := p[i]; k >= 0 && (out < 0 || sum[k] > sum[out]) {
			out = k
		}
	}
	return out
}

// set enters pair k, whose place is place-1.
func (p prefix) set(place, k int32, sum []int64) {
	for i := place; int(i) < len(p); i += i & -i {
		if p[i] < 0 || sum[k] > sum[p[i]] {
			p[i] = k
		}
	}
}

// decided parts the links that can be told from those that can not: where a speaker said the same words several times
// between two other links, they are told only if both sides have them equally often.
func (m *merger) decided(l layer, links, pairs []pair) (sure []pair, open []int32) {
	rivals := m.rivals(pairs)
	dropped := map[int32]bool{}
	for n, p := range links {
		if !rivals[p.f] && !m.many(pairs, p.i) || m.even(l, links, n) {
			sure = append(sure, p)
			continue
		}
		dropped[p.i] = true
	}
	joined := map[int32]bool{}
	for _, p := range sure {
		joined[p.i] = true
	}
	for _, p := range pairs { // what has a rival and is not in the chain is as open as what was dropped
		if !joined[p.i] && !dropped[p.i] {
			dropped[p.i] = true
		}
	}
	for i := range dropped {
		open = append(open, i)
	}
	slices.Sort(open)
	return sure, open
}

// rivals are the messages that two captures of the layer can be.
func (m *merger) rivals(pairs []pair) map[int32]bool {
	first, out := map[int32]int32{}, map[int32]bool{}
	for _, p := range pairs {
		if i, seen := first[p.f]; seen && i != p.i {
			out[p.f] = true
		}
		first[p.f] = p.i
	}
	return out
}

// many reports whether the i-th capture can be two messages.
func (m *merger) many(pairs []pair, i int32) bool {
	k, _ := slices.BinarySearchFunc(pairs, i, func(p pair, i int32) int { return cmp.Compare(p.i, i) })
	return k+1 < len(pairs) && pairs[k+1].i == i
}

// even reports whether between the nearest links of other words both sides have the words of the n-th link equally often.
func (m *merger) even(l layer, links []pair, n int) bool {
	k := m.key[l.seq[links[n].i]]
	i, j, lo, hi := int32(0), int32(len(l.seq)), int32(-1), int32(len(m.order))
	for b := n - 1; b >= 0; b-- {
		if m.key[l.seq[links[b].i]] != k {
			i, lo = links[b].i, m.pos[links[b].f]
			break
		}
	}
	for a := n + 1; a < len(links); a++ {
		if m.key[l.seq[links[a].i]] != k {
			j, hi = links[a].i, m.pos[links[a].f]
			break
		}
	}
	here := 0
	for ; i < j; i++ {
		if m.key[l.seq[i]] == k {
			here++
		}
	}
	for _, f := range m.byKey[k] {
		if p := m.pos[f]; lo < p && p < hi {
			here--
		}
	}
	return here == 0
}

// between joins what no link was found for to messages alike of the same speaker that lie between the same links, where
// either side has but one such.
func (m *merger) between(l layer, of []int32) {
	lo := int32(-1)
	next := m.ahead(of)
	type bid struct{ i, f int32 }
	var bids []bid
	asked := map[int32]int{} // messages → how many captures are like it
	var fit []int32
	for i, c := range l.seq {
		if of[i] >= 0 {
			lo = max(lo, m.pos[of[i]])
			continue
		}
		if of[i] == left {
			continue
		}
		fit = m.candidates(fit[:0], m.byWho[m.who[c]], c)
		fit = slices.DeleteFunc(fit, func(f int32) bool {
			return m.pos[f] <= lo || m.pos[f] >= next[i] || m.differs(c, f) || !m.alike(c, f)
		})
		for _, f := range fit {
			asked[f]++
		}
		if len(fit) == 1 {
			bids = append(bids, bid{int32(i), fit[0]})
		}
	}
	for _, b := range bids {
		if asked[b.f] == 1 {
			m.take(of, b.i, l.seq[b.i], b.f)
		}
	}
}

// ahead is, for each capture, the least place of a message that it or one after it is.
func (m *merger) ahead(of []int32) []int32 {
	out := make([]int32, len(of))
	place := int32(len(m.order))
	for i := len(of) - 1; i >= 0; i-- {
		if of[i] >= 0 {
			place = min(place, m.pos[of[i]])
		}
		out[i] = place
	}
	return out
}
