package alias

import "slices"

// view is how alike others are to a name, of one kind: those near it, and how all differ; millionths.
type view struct{ near, spread int64 }

// rival is how strong the others are for a name, in logits.
type rival struct {
	best, second int32
	all, rest    int64 // sums of e^(logit-best), and of e^(logit-second) without the best; 2^30 is 1
}

// stand makes each name's view of the others: those near it.
func (f *field) stand() {
	n := len(f.names)
	for k := range kinds {
		f.centre[k] = make([]view, n)
	}
	f.trust = make([]int64, n)
	f.each(func() func(int) {
		all, peers := make([]int64, 0, n), make([]int64, 0, n)
		return func(i int) {
			for k := range kinds {
				all, peers = all[:0], peers[:0]
				for j := range n {
					if j == i {
						continue
					}
					all = append(all, f.at(k, i, j))
					if f.peers(i, j) {
						peers = append(peers, f.at(k, i, j))
					}
				}
				_, sigma := moments(len(all), func(x int) int64 { return all[x] })
				f.trust[i] = int64(1000 * len(peers) / (len(peers) + doubt))
				f.centre[k][i] = view{nearest(peers), sigma}
			}
		}
	})
}

// peers says whether j is measured against what i writes: it writes the same language, or nobody knows which i writes.
func (f *field) peers(i, j int) bool { return f.tongue[i] == "" || f.tongue[i] == f.tongue[j] }

// nearest is the mean of the nearest sixth of peers, of five at least, without the very nearest, which may be the same
// person. Of one peer nothing can be told: it is no nearer than peers are.
func nearest(peers []int64) int64 {
	slices.Sort(peers)
	top := max(len(peers)-1, min(len(peers), 1))
	near := peers[max(top-max(len(peers)/6, fewPeers), 0):top]
	mean, _ := moments(len(near), func(x int) int64 { return near[x] })
	return mean
}

const (
	fewPeers = 5
	doubt    = 6 // peers that make what is measured against them worth half
)

// z is how far a likeness stands above what either name has with those near it, in thousandths of a standard deviation; it
// is worth the less the fewer peers there are.
func (f *field) z(k kind, i, j int) int64 {
	v := f.at(k, i, j)
	if k == imposters {
		return v / 250 * min(f.trust[i], f.trust[j]) / 1000
	}
	x, y := f.centre[k][i], f.centre[k][j]
	return min(max(((v-x.near)*f.trust[i]/x.spread+(v-y.near)*f.trust[j]/y.spread)/2, -8000), 12_000)
}

// combine makes the logits of the first stage and how strong each name's rivals are. Pairs that answer each other lose where
// answers says so.
func (f *field) combine(w *table, answers bool) {
	n := len(f.names)
	f.stand()
	f.logit, f.rivals = make([][]int32, n), make([]rival, n)
	for i := range n {
		f.logit[i] = make([]int32, n)
	}
	f.each(func() func(int) {
		return func(i int) {
			for j := range i {
				var sum int64
				for k := range kinds {
					sum += w.kinds[k] * f.z(k, i, j) / 1000
				}
				if answers && f.answered(i, j) {
					sum -= against
				}
				f.logit[i][j], f.logit[j][i] = int32(sum), int32(sum)
			}
		}
	})
	f.each(func() func(int) {
		return func(i int) { f.rivals[i] = rivalsOf(f.logit[i], i) }
	})
}

func rivalsOf(row []int32, own int) (r rival) {
	r.best, r.second = 0, 0 // none of them
	for j, v := range row {
		if j == own {
			continue
		}
		if v > r.best {
			r.best, r.second = v, r.best
		} else if v > r.second {
			r.second = v
		}
	}
	r.all, r.rest = exp(int64(-r.best)), exp(int64(-r.second))
	first := true
	for j, v := range row {
		if j == own {
			continue
		}
		r.all += exp(int64(v - r.best))
		if v == r.best && first {
			first = false
			continue
		}
		r.rest += exp(int64(v - r.second))
	}
	return r
}

// margin is how far a logit stands above all others of a name together, in thousandths; that it is none of them is one.
func (r *rival) margin(v int32) int64 {
	others := int64(r.second) + ln(r.rest)
	if v < r.best || v == 0 {
		others = int64(r.best) + ln(max(r.all-exp(int64(v-r.best)), 1))
	}
	return min(max(int64(v)-others, -12_000), 12_000)
}

// stands is the logit of the second stage: what counts is whether the pair stands out among what either name has.
func (f *field) stands(w *table, i, j int) int64 {
	v := f.logit[i][j]
	x, y := f.rivals[i].margin(v), f.rivals[j].margin(v)
	words := (log2(max(min(f.words[i], f.words[j]), 1)) - 8*one) * 1000 / one // 0 at 256
	return (w.stands[0]*min(x, y)+w.stands[1]*max(x, y)+w.stands[2]*words)/1000 + w.stands[3]
}

// answered says whether the two answer each other.
func (f *field) answered(i, j int) bool { return f.to[i][f.names[j]] && f.to[j][f.names[i]] }
