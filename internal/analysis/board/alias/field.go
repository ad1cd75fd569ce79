package alias

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/language"
)

const (
	least   = 50     // words that a name must have written
	fewest  = 10     // names that are compared: among fewer nobody can stand out
	most    = 1200   // names that are compared: those with most words
	judged  = 2000   // bytes that a name's language is told from
	letters = 20_000 // bytes of a name that are looked at, spread over all it wrote
)

// field is the names that are compared, and how alike each two are.
type field struct {
	archive *archive.Archive
	workers int
	names   []int32
	row     map[int32]int // by name
	words   []int64       // that each wrote, by row
	mask    *masker
	sample  [][]int32  // messages looked at, by row
	texts   [][]string // their masked texts
	tongue  []string   // language that each writes; "" where that is not clear
	known   map[string]bool
	rare    [kinds]sparse         // of kinds whose likeness is what few have
	usual   [kinds]dense          // of kinds whose likeness is how far from the usual
	alike   [kinds][][]int32      // by row and smaller row; millionths
	centre  [kinds][]view         // by row
	logit   [][]int32             // of the first stage, whole square; thousandths
	rivals  []rival               // by row
	to      []map[int32]bool      // names that each answers, by row
	trust   []int64               // what it is worth that each is measured against its peers, by row; thousandths
	blocks  [][][blockCount]int32 // by row and smaller row: parts of the likeness of marks, letters and words
}

// choose takes the names with enough words.
func choose(a *archive.Archive) (out []int32) {
	words := wrote(a)
	for n, w := range words {
		if w >= least {
			out = append(out, int32(n))
		}
	}
	if len(out) < fewest {
		return nil
	}
	slices.SortFunc(out, func(x, y int32) int { return cmp.Or(cmp.Compare(words[y], words[x]), cmp.Compare(x, y)) })
	out = out[:min(len(out), most)]
	slices.Sort(out)
	return out
}

// wrote is the words of each name.
func wrote(a *archive.Archive) []int64 {
	words := make([]int64, len(a.Names))
	for i := range a.Messages {
		if m := &a.Messages[i]; m.Author != archive.None {
			words[m.Author] += int64(count(m.Text))
		}
	}
	return words
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

// newField compares names, which are sorted.
func newField(ctx context.Context, a *archive.Archive, names []int32, workers int) (*field, error) {
	f := &field{archive: a, workers: max(workers, 1), names: names, row: map[int32]int{}, mask: newMasker(a)}
	words := wrote(a)
	for i, n := range names {
		f.row[n] = i
		f.words = append(f.words, words[n])
	}
	f.take()
	f.formulas()
	f.count()
	f.associate()
	for k := range kinds {
		switch {
		case kindOf[k].rare:
			f.rare[k].weigh()
			f.rare[k].index()
		case kindOf[k].size > 0:
			f.usual[k] = deviate(f.rare[k].rows, f.rare[k].size, kindOf[k].size, k)
		}
	}
	if err := f.compare(ctx); err != nil {
		return nil, err
	}
	for k := range kinds {
		f.rare[k].from, f.rare[k].held = nil, nil
	}
	f.impose()
	return f, ctx.Err()
}

// take reads messages spread over all that each name wrote.
func (f *field) take() {
	f.sample, f.texts, f.tongue = make([][]int32, len(f.names)), make([][]string, len(f.names)), make([]string, len(f.names))
	f.each(func() func(int) {
		return func(i int) {
			posts := f.archive.Names[f.names[i]].Posts
			size := 0
			for _, m := range posts {
				size += len(f.archive.Messages[m].Text)
			}
			step := size/letters + 1
			for p := 0; p < len(posts); p += step {
				text := f.archive.Messages[posts[p]].Text
				f.sample[i] = append(f.sample[i], posts[p])
				f.texts[i] = append(f.texts[i], f.mask.text(text[:min(len(text), letters)]))
			}
			f.tongue[i] = tongue(f.texts[i])
		}
	})
}

// tongue is the language that half of the texts' beginning or more is in, or "".
func tongue(texts []string) string {
	var pool []string
	for n, size := 0, 0; n < len(texts) && size < judged; n++ {
		pool = append(pool, strings.Map(plain, texts[n]))
		size += len(texts[n])
	}
	for _, l := range language.Shares(pool) {
		if l.Language != language.Undetermined && l.Permille >= 500 {
			return l.Language
		}
	}
	return ""
}

// plain drops what stands for names, links and figures.
func plain(r rune) rune {
	if strings.ContainsRune("@%0", r) {
		return ' '
	}
	return r
}

// each calls what each worker's make gives with every row.
func (f *field) each(make func() func(row int)) {
	var wg sync.WaitGroup
	for w := range f.workers {
		wg.Go(func() {
			do := make()
			for i := w; i < len(f.names); i += f.workers {
				do(i)
			}
		})
	}
	wg.Wait()
}

// compare takes all cosines.
func (f *field) compare(ctx context.Context) error {
	n := len(f.names)
	for k := range f.alike {
		f.alike[k] = make([][]int32, n)
	}
	f.blocks = make([][][blockCount]int32, n)
	f.each(func() func(int) {
		sums := make([]int64, n)
		return func(i int) {
			if ctx.Err() != nil {
				return
			}
			f.blocks[i] = make([][blockCount]int32, i+1)
			for k := range kinds {
				f.alike[k][i] = make([]int32, i)
				switch {
				case kindOf[k].rare:
					f.rare[k].along(i, sums, f.alike[k][i])
				case kindOf[k].size > 0:
					f.usual[k].along(i, f.alike[k][i], f.blocks[i])
				}
			}
		}
	})
	return ctx.Err()
}

func (f *field) at(k kind, i, j int) int64 { return int64(f.alike[k][max(i, j)][min(i, j)]) }
