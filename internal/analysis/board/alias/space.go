package alias

import (
	"cmp"
	"slices"
)

// cell is how much of something a name has.
type cell struct {
	id     int32
	weight int32
}

// sparse is names as directions: of cells that at least two and at most half of all have, each the heavier the fewer have it.
// What more have says little and would take most of the time.
type sparse struct {
	rows [][]cell
	size int32   // ids are below
	from []int32 // by id: where its rows begin in held
	held []cell  // row and weight
}

// spread is how many rows have each cell.
func spread(rows [][]cell, size int32) []int64 {
	have := make([]int64, size)
	for _, row := range rows {
		for _, c := range row {
			have[c.id]++
		}
	}
	return have
}

// weigh turns counts into directions of length 2^20.
func (s *sparse) weigh() {
	have := spread(s.rows, s.size)
	all := int64(len(s.rows))
	usual := max(all/2, 4)
	for n, row := range s.rows {
		row = slices.DeleteFunc(row, func(c cell) bool { return have[c.id] < 2 || have[c.id] > usual })
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

// index lists, for each cell, the rows that have it.
func (s *sparse) index() {
	s.from = make([]int32, s.size+1)
	for _, row := range s.rows {
		for _, c := range row {
			s.from[c.id+1]++
		}
	}
	for id := range s.size {
		s.from[id+1] += s.from[id]
	}
	s.held = make([]cell, s.from[s.size])
	at := slices.Clone(s.from)
	for n, row := range s.rows {
		for _, c := range row {
			s.held[at[c.id]] = cell{int32(n), c.weight}
			at[c.id]++
		}
	}
}

// along fills out with the cosines of row n and those before it, in millionths; sums is scratch for n numbers.
func (s *sparse) along(n int, sums []int64, out []int32) {
	clear(sums[:n])
	for _, c := range s.rows[n] {
		for _, h := range s.held[s.from[c.id]:s.from[c.id+1]] {
			if int(h.id) >= n {
				break
			}
			sums[h.id] += int64(c.weight) * int64(h.weight)
		}
	}
	for j, sum := range sums[:n] {
		out[j] = int32(sum >> 20 * 1_000_000 >> 20)
	}
}

// dense is names as directions of length 2^20: how far each share is from what names have in the middle, in their spread.
type dense struct {
	rows [][]int32
	cut  [blockCount + 1]int // where the blocks of General Imposters begin; all 0 where it is not drawn from
}

// deviate looks at the cells that most rows have (limit of them), each with the root of its share in the row.
func deviate(rows [][]cell, size, limit int32, k kind) dense {
	have := spread(rows, size)
	var ids []int32
	for id, n := range have {
		if n > 0 {
			ids = append(ids, int32(id))
		}
	}
	slices.SortFunc(ids, func(x, y int32) int { return cmp.Or(cmp.Compare(have[y], have[x]), cmp.Compare(x, y)) })
	ids = ids[:min(len(ids), int(limit))]
	var d dense
	if kindOf[k].style {
		d.cut = arrange(ids, uint64(k))
	}
	place := make(map[int32]int, len(ids))
	for at, id := range ids {
		place[id] = at
	}
	shares := make([][]int64, len(rows))
	for n, row := range rows {
		shares[n] = make([]int64, len(ids))
		var total int64
		for _, c := range row {
			if at, looked := place[c.id]; looked {
				shares[n][at] = int64(c.weight)
				total += int64(c.weight)
			}
		}
		for at, v := range shares[n] {
			shares[n][at] = root(v << 40 / max(total, 1))
		}
	}
	for at := range ids {
		mean, sigma := moments(len(shares), func(n int) int64 { return shares[n][at] })
		for n := range shares {
			shares[n][at] = min(max((shares[n][at]-mean)*1024/sigma, -4096), 4096)
		}
	}
	d.rows = make([][]int32, len(rows))
	for n, row := range shares {
		d.rows[n] = direction(row)
	}
	return d
}

func direction(row []int64) []int32 {
	var sum int64
	for _, v := range row {
		sum += v * v
	}
	out, length := make([]int32, len(row)), max(root(sum), 1)
	for at, v := range row {
		out[at] = int32(v * (1 << 20) / length)
	}
	return out
}

// along fills out with the cosines of row n and those before it, in millionths, and adds them to blocks by their parts;
// blocks also get row n's own.
func (d *dense) along(n int, out []int32, blocks [][blockCount]int32) {
	for j := range n + 1 {
		var sum int64
		if d.cut[blockCount] == 0 {
			sum = product(d.rows[n], d.rows[j])
		} else {
			for b := range blockCount {
				part := product(d.rows[n][d.cut[b]:d.cut[b+1]], d.rows[j][d.cut[b]:d.cut[b+1]])
				blocks[j][b] += int32(part >> 20)
				sum += part
			}
		}
		if j < n {
			out[j] = int32(sum >> 20 * 1_000_000 >> 20)
		}
	}
}

func product(x, y []int32) (sum int64) {
	y = y[:len(x)]
	for i, v := range x {
		sum += int64(v) * int64(y[i])
	}
	return sum
}

// moments are mean and standard deviation (at least 1) of n numbers.
func moments(n int, at func(int) int64) (mean, sigma int64) {
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
func (b *bag) empty() []cell {
	row := make([]cell, 0, len(b.used))
	for _, id := range b.used {
		row = append(row, cell{id, b.counts[id]})
		b.counts[id] = 0
	}
	b.used = b.used[:0]
	return row
}
