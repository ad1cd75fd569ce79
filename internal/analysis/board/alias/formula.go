package alias

import (
	"cmp"
	"slices"
	"strings"
)

// Words in a row that several names wrote are nobody's own: a greeting, a rule, a request that newcomers are told to make.
const (
	formulaWords = 6  // so many in a row
	formulaNames = 3  // by so many names
	formulaShare = 50 // and by one name in so many: among more, three say the same by chance
)

// formulas takes out of the texts what several names wrote word by word: it would make names alike that were only told the same.
func (f *field) formulas() {
	type run struct {
		hash uint64
		row  int32
	}
	var all []run
	for i, texts := range f.texts {
		for _, t := range texts {
			runsOf(t, func(_, _ int, h uint64) { all = append(all, run{h, int32(i)}) })
		}
	}
	slices.SortFunc(all, func(x, y run) int { return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.row, y.row)) })
	common := map[uint64]bool{}
	for i := 0; i < len(all); {
		end, names := i, 0
		for last := int32(-1); end < len(all) && all[end].hash == all[i].hash; end++ {
			if all[end].row != last {
				names, last = names+1, all[end].row
			}
		}
		if names >= max(formulaNames, len(f.names)/formulaShare) {
			common[all[i].hash] = true
		}
		i = end
	}
	if len(common) == 0 {
		return
	}
	f.each(func() func(int) {
		return func(i int) {
			for n, t := range f.texts[i] {
				f.texts[i][n] = without(t, common)
			}
		}
	})
}

// without is a text without the runs of words that are common; what they parted stays apart.
func without(text string, common map[uint64]bool) string {
	var out strings.Builder
	kept := 0 // bytes of text that are settled
	runsOf(text, func(from, to int, h uint64) {
		if !common[h] {
			return
		}
		if from > kept {
			out.WriteString(strings.Trim(text[kept:from], " "))
			out.WriteByte('\n')
		}
		kept = max(kept, to)
	})
	if kept == 0 {
		return text
	}
	out.WriteString(strings.TrimLeft(text[kept:], " "))
	return out.String()
}

// runsOf calls yield with each run of words in a row: where it begins and ends, and a number for what it says in small
// letters, without the marks about words.
func runsOf(text string, yield func(from, to int, hash uint64)) {
	var starts [formulaWords]int
	var hashes [formulaWords]uint64
	n, pos := 0, 0
	for w := range strings.FieldsSeq(text) {
		at := pos + strings.Index(text[pos:], w)
		pos = at + len(w)
		bare := trim(w)
		if bare == "" {
			continue
		}
		starts[n%formulaWords], hashes[n%formulaWords] = at, wordHash(bare)
		if n++; n < formulaWords {
			continue
		}
		h := uint64(14695981039346656037)
		for k := n - formulaWords; k < n; k++ {
			h = (h ^ hashes[k%formulaWords]) * 1099511628211
			h ^= h >> 29
		}
		yield(starts[n%formulaWords], pos, h)
	}
}

func wordHash(w string) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range []byte(strings.ToLower(w)) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
