package alias

import "slices"

// cell is how much of something a name has.
type cell struct {
	id     int32
	weight int32
}

// space is names as directions: of cells that at least two have, each the heavier the fewer have it.
type space struct {
	rows [][]cell
	size int32 // ids are below
}

// weigh turns counts into directions of length 2^20.
func (s *space) weigh() {
	have := make([]int64, s.size)
	for _, row := range s.rows {
		for _, c := range row {
			have[c.id]++
		}
	}
	all := int64(len(s.rows))
	for n, row := range s.rows {
		row = slices.DeleteFunc(row, func(c cell) bool { return have[c.id] < 2 })
		var sum int64
		for i, c := range row {
			w := (one + log2(int64(c.weight))) >> 8 * (one/4 + log2(all) - log2(have[c.id])) >> 12
			row[i].weight = int32(w)
			sum += w * w
		}
		if length := root(sum); length > 0 {
			for i := range row {
				row[i].weight = int32(int64(row[i].weight) << 20 / length)
			}
		}
		s.rows[n] = row
	}
}

// along fills out with the cosines of row n and those before it, in millionths; dense is scratch of the space's size,
// left empty.
func (s *space) along(n int, dense []int32, out func(j int, cos int32)) {
	for _, c := range s.rows[n] {
		dense[c.id] = c.weight
	}
	for j := range n {
		var sum int64
		for _, c := range s.rows[j] {
			sum += int64(c.weight) * int64(dense[c.id])
		}
		out(j, int32(sum>>20*1_000_000>>20))
	}
	for _, c := range s.rows[n] {
		dense[c.id] = 0
	}
}

// deviate turns shares into how far each is from what names have in the middle, in their spread: Burrows's Delta, whose
// cosine is taken.
func (s *space) deviate(totals []int64) {
	dense := make([][]int64, len(s.rows))
	for n, row := range s.rows {
		dense[n] = make([]int64, s.size)
		for _, c := range row {
			dense[n][c.id] = root(int64(c.weight) << 40 / max(totals[n], 1))
		}
	}
	for id := range int(s.size) {
		mean, spread := moments(len(dense), func(n int) int64 { return dense[n][id] })
		for n := range dense {
			dense[n][id] = min(max((dense[n][id]-mean)*1024/spread, -4096), 4096)
		}
	}
	for n, row := range dense {
		var sum int64
		for _, v := range row {
			sum += v * v
		}
		length := max(root(sum), 1)
		s.rows[n] = s.rows[n][:0]
		for id, v := range row {
			s.rows[n] = append(s.rows[n], cell{int32(id), int32(v * (1 << 20) / length)})
		}
	}
}

// moments are mean and standard deviation (at least 1) of n numbers.
func moments(n int, at func(int) int64) (mean, spread int64) {
	if n == 0 {
		return 0, 1
	}
	for i := range n {
		mean += at(i)
	}
	mean /= int64(n)
	var sum int64
	for i := range n {
		d := at(i) - mean
		sum += d * d
	}
	return mean, max(root(sum/int64(n)), 1)
}

// bag counts; counts is all zero between names.
type bag struct {
	counts []int32
	used   []int32
}

func newBag(counts []int32) *bag { return &bag{counts: counts} }

func (b *bag) add(id int32) {
	if b.counts[id]++; b.counts[id] == 1 {
		b.used = append(b.used, id)
	}
}

// empty gives what was counted.
func (b *bag) empty() (row []cell) {
	for _, id := range b.used {
		row = append(row, cell{id, b.counts[id]})
		b.counts[id] = 0
	}
	return row
}
