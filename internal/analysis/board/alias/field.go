package alias

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
)

const (
	least    = 100    // words that a name must have written
	most     = 1200   // names that are compared: those with most words
	letters  = 20_000 // of a name that are looked at, spread over all it wrote
	frequent = 400    // words and marks whose shares are habits
	kinds    = 6      // style, words, hours, partners, lengths, answered
)

// field is the names that are compared, and how alike each two are.
type field struct {
	archive *archive.Archive
	names   []int32
	row     map[int32]int
	mask    *masker
	sample  [][]int32 // messages looked at, by row
	spaces  [kinds]space
	totals  []int64
	alike   [kinds][][]int32        // by row and smaller row; millionths
	logit   [][]int32               // of the first stage, whole square; thousandths
	best    [][2]int32              // the two highest of each row
	z       func(k, i, j int) int64 // likeness in thousandths of a standard deviation
}

func newField(ctx context.Context, a *archive.Archive, workers int) (*field, error) {
	f := &field{archive: a, row: map[int32]int{}, mask: newMasker(a)}
	f.choose()
	n := len(f.names)
	f.totals = make([]int64, n)
	f.spaces = [kinds]space{{make([][]cell, n), buckets}, {make([][]cell, n), 0}, {make([][]cell, n), 24}, {make([][]cell, n), int32(len(a.Names))}, {make([][]cell, n), shapes}, {make([][]cell, n), int32(len(a.Names))}}
	f.write()
	for i := range f.names {
		f.spaces[2].rows[i], f.spaces[3].rows[i] = f.hours(i), f.partners(i)
	}
	f.answeredBy()
	for _, k := range []int{0, 3, 5} {
		f.spaces[k].weigh()
	}
	f.spaces[1].deviate(f.totals)
	hours, lines := make([]int64, n), make([]int64, n)
	for i := range hours {
		lines[i] = int64(len(f.sample[i]))
		hours[i] = int64(len(a.Names[f.names[i]].Posts))
	}
	f.spaces[2].deviate(hours)
	f.spaces[4].deviate(lines)
	return f, f.compare(ctx, max(workers, 1))
}

// choose takes the names with enough words and, of each, messages spread over all it wrote.
func (f *field) choose() {
	size := make([]int, len(f.archive.Names))
	words := make([]int, len(size))
	for i := range f.archive.Messages {
		m := &f.archive.Messages[i]
		if m.Author != archive.None {
			size[m.Author] += len(m.Text)
			words[m.Author] += count(m.Text)
		}
	}
	for n, w := range words {
		if w >= least {
			f.names = append(f.names, int32(n))
		}
	}
	slices.SortFunc(f.names, func(x, y int32) int { return cmp.Or(cmp.Compare(words[y], words[x]), cmp.Compare(x, y)) })
	f.names = f.names[:min(len(f.names), most)]
	slices.Sort(f.names)
	for i, n := range f.names {
		f.row[n] = i
		step := size[n]/letters + 1
		var taken []int32
		for p, m := range f.archive.Names[n].Posts {
			if p%step == 0 {
				taken = append(taken, m)
			}
		}
		f.sample = append(f.sample, taken)
	}
}

func count(text string) (n int) {
	in := false
	for i := range len(text) {
		space := text[i] <= ' '
		if !space && !in {
			n++
		}
		in = !space
	}
	return n
}

// write counts n-grams and habits.
func (f *field) write() {
	dense := make([]int32, buckets)
	all := map[string]int{}
	own := make([]map[string]int32, len(f.names))
	for i, sample := range f.sample {
		runs, lengths := newBag(dense), newBag(make([]int32, shapes))
		own[i] = map[string]int32{}
		for _, m := range sample {
			words := f.mask.words(f.archive.Messages[m].Text)
			grams(words, runs.add)
			lengths.add(shape(words))
			for _, h := range habits(words) {
				own[i][h]++
				f.totals[i]++
			}
		}
		f.spaces[0].rows[i], f.spaces[4].rows[i] = runs.empty(), lengths.empty()
		for h := range own[i] {
			all[h]++
		}
	}
	list := slices.SortedFunc(maps.Keys(all), func(x, y string) int { return cmp.Or(cmp.Compare(all[y], all[x]), cmp.Compare(x, y)) })
	list = list[:min(len(list), frequent)]
	f.spaces[1].size = int32(len(list))
	for id, h := range list {
		for i := range own {
			if n := own[i][h]; n > 0 {
				f.spaces[1].rows[i] = append(f.spaces[1].rows[i], cell{int32(id), n})
			}
		}
	}
}

// hours is how often a name posts within an hour of each hour of the day.
func (f *field) hours(i int) (row []cell) {
	var h [24]int32
	for _, m := range f.archive.Names[f.names[i]].Posts {
		at := int(f.archive.Messages[m].At % comity.Day / comity.Hour)
		at = (at + 24) % 24
		h[at] += 2
		h[(at+1)%24]++
		h[(at+23)%24]++
	}
	for id, n := range h {
		row = append(row, cell{int32(id), n})
	}
	return row
}

// partners is whom a name answers.
func (f *field) partners(i int) (row []cell) {
	to := map[int32]int32{}
	for _, m := range f.archive.Names[f.names[i]].Posts {
		for _, n := range f.archive.Messages[m].Answers {
			to[n]++
		}
	}
	for _, n := range slices.Sorted(maps.Keys(to)) {
		row = append(row, cell{n, to[n]})
	}
	return row
}

// answeredBy is who answers each name.
func (f *field) answeredBy() {
	by := make([]map[int32]int32, len(f.names))
	for i := range f.archive.Messages {
		m := &f.archive.Messages[i]
		for _, n := range m.Answers {
			if i, known := f.row[n]; known && m.Author != archive.None {
				if by[i] == nil {
					by[i] = map[int32]int32{}
				}
				by[i][m.Author]++
			}
		}
	}
	for i, of := range by {
		for _, n := range slices.Sorted(maps.Keys(of)) {
			f.spaces[5].rows[i] = append(f.spaces[5].rows[i], cell{n, of[n]})
		}
	}
}

// compare takes all cosines.
func (f *field) compare(ctx context.Context, workers int) error {
	n := len(f.names)
	for k := range f.alike {
		f.alike[k] = make([][]int32, n)
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			dense := make([]int32, max(buckets, len(f.archive.Names)))
			for i := w; i < n && ctx.Err() == nil; i += workers {
				for k := range f.alike {
					f.alike[k][i] = make([]int32, i)
					f.spaces[k].along(i, dense, func(j int, cos int32) { f.alike[k][i][j] = cos })
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

func (f *field) at(k, i, j int) int64 { return int64(f.alike[k][max(i, j)][min(i, j)]) }
