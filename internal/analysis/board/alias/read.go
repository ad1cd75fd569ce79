package alias

import (
	"cmp"
	"slices"
)

// reader finds messages that weigh most, of one name at a time.
type reader struct {
	field    *field
	own      [3][]int32 // by kind read and number: what the name's weigh; empty between two names
	both     [3][]int32 // by kind read and number: what two names have weighs; empty between two pairs
	features [][3][]int32
}

// readKinds are the kinds whose weight can be told from one message.
var readKinds = [3]kind{phrases, style, runs}

func newReader(f *field) *reader {
	r := &reader{field: f}
	for k := range readKinds {
		r.own[k], r.both[k] = make([]int32, buckets), make([]int32, buckets)
	}
	return r
}

// passages gives each candidate what to read of either name. What a name wrote is taken apart once for all its candidates.
func (f *field) passages(all []Candidate) {
	of := make([][]int, len(f.names)) // candidates, by row
	for n := range all {
		i, known := f.row[all[n].A]
		j, both := f.row[all[n].B]
		if known && both {
			of[i], of[j] = append(of[i], n), append(of[j], n)
		}
	}
	read := make([][2][]int32, len(all)) // of A, of B
	f.each(func() func(int) {
		r := newReader(f)
		return func(i int) {
			if len(of[i]) == 0 {
				return
			}
			r.open(i)
			for _, n := range of[i] {
				c, side, like := &all[n], 0, all[n].B
				if like == f.names[i] {
					side, like = 1, c.A
				}
				read[n][side] = r.read(i, f.row[like], c.reads())
			}
			r.close(i)
		}
	})
	for n := range all {
		all[n].Read = append(read[n][0], read[n][1]...)
	}
}

// reads is how many messages of either name are worth citing.
func (c *Candidate) reads() int {
	if c.Score >= worth {
		return reads
	}
	return 1
}

// open takes apart what the name of a row wrote.
func (r *reader) open(i int) {
	f := r.field
	r.features = make([][3][]int32, len(f.texts[i]))
	for n, k := range readKinds {
		for _, c := range f.rare[k].rows[i] {
			r.own[n][c.id] = c.weight
		}
		for m, text := range f.texts[i] {
			f.features(k, text, func(id int32) { r.features[m][n] = append(r.features[m][n], id) })
		}
	}
}

func (r *reader) close(i int) {
	for n, k := range readKinds {
		for _, c := range r.field.rare[k].rows[i] {
			r.own[n][c.id] = 0
		}
	}
}

// read finds the messages of the open row i that are most like how j writes, the likest first.
func (r *reader) read(i, j, many int) (out []int32) {
	r.share(j, func(n int, c cell) int32 {
		return int32(int64(r.own[n][c.id]) * int64(c.weight) >> 20 * weights.kinds[readKinds[n]] / 1000)
	})
	type weighed struct {
		message int32
		sum     int64
	}
	var all []weighed
	for m := range r.features {
		var sum, size int64
		for n, ids := range r.features[m] {
			size += int64(len(ids))
			for _, id := range ids {
				sum += int64(r.both[n][id])
			}
		}
		all = append(all, weighed{r.field.sample[i][m], sum / root(size+100)})
	}
	r.share(j, func(int, cell) int32 { return 0 })
	slices.SortFunc(all, func(x, y weighed) int { return cmp.Or(cmp.Compare(y.sum, x.sum), cmp.Compare(x.message, y.message)) })
	for _, w := range all[:min(len(all), many)] {
		out = append(out, w.message)
	}
	return out
}

// share notes by what row j has in common with the open one what it weighs.
func (r *reader) share(j int, weigh func(n int, c cell) int32) {
	for n, k := range readKinds {
		for _, c := range r.field.rare[k].rows[j] {
			if r.own[n][c.id] > 0 {
				r.both[n][c.id] = weigh(n, c)
			}
		}
	}
}
