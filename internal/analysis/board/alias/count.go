package alias

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
)

// count counts what each name writes and when.
func (f *field) count() {
	f.known = f.commonest()
	for k := range kinds {
		f.rare[k] = sparse{rows: make([][]cell, len(f.names)), size: buckets}
	}
	f.rare[partners].size = int32(len(f.archive.Names))
	f.each(func() func(int) {
		b := newBag(make([]int32, buckets))
		return func(i int) {
			for _, k := range []kind{phrases, style, runs, shapes, letterRuns, habits, lengths} {
				for _, t := range f.texts[i] {
					f.features(k, t, b.add)
				}
				f.rare[k].rows[i] = b.empty()
			}
			f.hours(i, b.add)
			f.rare[hours].rows[i] = b.empty()
			f.pace(i, b.add)
			f.rare[pace].rows[i] = b.empty()
		}
	})
}

// commonest are the words that most names use.
func (f *field) commonest() map[string]bool {
	have := map[string]int{}
	for _, texts := range f.texts {
		own := map[string]bool{}
		for _, t := range texts {
			parts(strings.ToLower(t), func(p string, word bool) {
				if word && !own[p] {
					own[p] = true
					have[p]++
				}
			})
		}
	}
	list := slices.SortedFunc(maps.Keys(have), func(x, y string) int { return cmp.Or(cmp.Compare(have[y], have[x]), cmp.Compare(x, y)) })
	out := map[string]bool{}
	for _, w := range list[:min(len(list), common)] {
		out[w] = true
	}
	return out
}

// features calls add with the number of each thing of a kind in a masked text.
func (f *field) features(k kind, text string, add func(int32)) {
	switch k {
	case phrases:
		last := "\x02"
		for w := range strings.FieldsSeq(text) {
			add(numberOf(last, w))
			last = w
		}
		add(numberOf(last, "\x03"))
	case style:
		grams(padded(distort(text, f.known)), 3, 6, add)
	case runs:
		grams(padded(shapeOf([]rune(text))), 2, 6, add)
	case shapes:
		grams(padded(shapeOf([]rune(text))), 1, 5, add)
	case letterRuns:
		grams(padded([]rune(text)), 2, 3, add)
	case habits:
		habitsOf(text, func(h string) { add(numberOf(h)) })
	case lengths:
		add(length(count(text)))
	}
}

func padded(text []rune) []rune {
	return append(append(append(make([]rune, 0, len(text)+2), ' '), text...), ' ')
}

const (
	seed  = 2166136261
	prime = 16777619
)

// grams calls add with the number of every run of lo to hi runes.
func grams(text []rune, lo, hi int, add func(int32)) {
	for i := range text {
		h := uint32(seed)
		for n := 0; n < hi && i+n < len(text); n++ {
			h = (h ^ uint32(text[i+n])) * prime
			if n+1 >= lo {
				add(bucket(h))
			}
		}
	}
}

func numberOf(words ...string) int32 {
	h := uint32(seed)
	for _, w := range words {
		for _, r := range w {
			h = (h ^ uint32(r)) * prime
		}
		h = (h ^ ' ') * prime
	}
	return bucket(h)
}

func bucket(h uint32) int32 { return int32((h ^ h>>15) * 2654435761 >> 12) }

// length is a number of words, coarser the longer it is; below 16.
func length(n int) int32 {
	if n < 8 {
		return int32(n)
	}
	return min(int32(log2(int64(n))*2/one)+2, 15)
}

// hours is how often a name posts within an hour of each hour of the day.
func (f *field) hours(i int, add func(int32)) {
	for _, m := range f.archive.Names[f.names[i]].Posts {
		at := int32(f.archive.Messages[m].At % comity.Day / comity.Hour)
		at = (at + 24) % 24
		add(at)
		add(at)
		add((at + 1) % 24)
		add((at + 23) % 24)
	}
}

// pace is how long a name waits between posts of a day, in time and in others' posts, and whether it addresses somebody.
func (f *field) pace(i int, add func(int32)) {
	posts := f.archive.Names[f.names[i]].Posts
	for n, m := range posts {
		if n == 0 {
			continue
		}
		gap := f.archive.Messages[m].At - f.archive.Messages[posts[n-1]].At
		if gap < 0 || gap > comity.Day/2 {
			continue
		}
		add(min(int32(log2(int64(gap/comity.Minute)+1)*2/one), 10))
		add(11 + min(int32(log2(int64(max(m-posts[n-1], 1)))*2/one), 10))
		if len(f.archive.Messages[m].Answers) > 0 {
			add(22)
		} else {
			add(23)
		}
	}
}

// associate counts whom each name answers and who answers it.
func (f *field) associate() {
	met := make([]map[int32]int32, len(f.names))
	f.to = make([]map[int32]bool, len(f.names))
	for i := range f.to {
		f.to[i] = map[int32]bool{}
	}
	meet := func(of, whom int32) {
		if i, known := f.row[of]; known {
			if met[i] == nil {
				met[i] = map[int32]int32{}
			}
			met[i][whom]++
		}
	}
	for i := range f.archive.Messages {
		m := &f.archive.Messages[i]
		if m.Author == archive.None {
			continue
		}
		for _, n := range m.Answers {
			if i, known := f.row[m.Author]; known {
				f.to[i][n] = true
			}
			meet(m.Author, n)
			meet(n, m.Author)
		}
	}
	for i, of := range met {
		for _, n := range slices.Sorted(maps.Keys(of)) {
			f.rare[partners].rows[i] = append(f.rare[partners].rows[i], cell{n, of[n]})
		}
	}
}
