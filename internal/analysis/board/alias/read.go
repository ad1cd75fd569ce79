package alias

import (
	"cmp"
	"slices"
)

// reader finds messages that weigh most.
type reader struct {
	field *field
	mine  [3][]int32 // by kind read and number; what both have; empty between two names
}

// readKinds are the kinds whose weight can be told from one message.
var readKinds = [3]kind{phrases, style, runs}

func newReader(f *field) *reader {
	r := &reader{field: f}
	for k := range r.mine {
		r.mine[k] = make([]int32, buckets)
	}
	return r
}

// read finds the messages of a name that are most like how the other writes.
func (r *reader) read(of, like int32) (out []int32) {
	f := r.field
	i, known := f.row[of]
	j, both := f.row[like]
	if !known || !both {
		return nil
	}
	for n, k := range readKinds {
		r.share(n, k, i, j)
	}
	type weighed struct {
		message int32
		sum     int64
	}
	var all []weighed
	for n, m := range f.sample[i] {
		var sum, size int64
		for x, k := range readKinds {
			f.features(k, f.texts[i][n], func(id int32) { sum += int64(r.mine[x][id]); size++ })
		}
		all = append(all, weighed{m, sum / root(size+100)})
	}
	for n, k := range readKinds {
		for _, c := range f.rare[k].rows[i] {
			r.mine[n][c.id] = 0
		}
	}
	slices.SortFunc(all, func(x, y weighed) int { return cmp.Or(cmp.Compare(y.sum, x.sum), cmp.Compare(x.message, y.message)) })
	for _, w := range all[:min(len(all), reads)] {
		out = append(out, w.message)
	}
	return out
}

// share notes what row i has in common with row j, by what it weighs.
func (r *reader) share(n int, k kind, i, j int) {
	mine := r.mine[n]
	for _, c := range r.field.rare[k].rows[i] {
		mine[c.id] = c.weight
	}
	own := map[int32]int32{}
	for _, c := range r.field.rare[k].rows[j] {
		if w := mine[c.id]; w > 0 {
			own[c.id] = int32(int64(w) * int64(c.weight) >> 20 * weights.kinds[k] / 1000)
		}
	}
	for _, c := range r.field.rare[k].rows[i] {
		mine[c.id] = own[c.id]
	}
}
