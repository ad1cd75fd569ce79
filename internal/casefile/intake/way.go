package intake

import (
	_ "embed"
	"slices"
	"strings"
)

// wayTable has the words for the two sides of an account, in pairs: what one means may
// depend on the other.
//
//go:embed way.tsv
var wayTable string

// way is a pair of words: of what left an account, and of what came to it.
type way [2]string

func newWays() []way {
	var out []way
	for _, f := range fields(wayTable) {
		out = append(out, way{wayWord(f[0]), wayWord(f[1])})
	}
	return out
}

// wayWord is a word as it is compared: without case, marks and blanks, unless it is a mark.
func wayWord(v string) string {
	if w := strings.Join(tokenise(v), ""); w != "" {
		return w
	}
	return strings.ReplaceAll(strings.TrimSpace(v), "\u2212", "-")
}

func (w way) has(word string) bool { return word != "" && (w[0] == word || w[1] == word) }

// isWay reports whether a word is one of a side.
func (l *lexicon) isWay(v string) bool {
	word := wayWord(v)
	return slices.ContainsFunc(l.ways, func(w way) bool { return w.has(word) })
}

// sideNamed is the side of an account that a column's name says: debit or credit, both
// where it names the two, "" where it names none.
func (l *lexicon) sideNamed(c *column) string {
	debit, credit := c.has("debit"), c.has("credit")
	for _, w := range tokenise(c.name) {
		if len(w) < 2 || l.atoms[w] != nil && len(tokenise(c.name)) > 1 {
			continue // a word of its own, or a letter
		}
		for _, p := range l.ways {
			debit, credit = debit || p[0] == w, credit || p[1] == w
		}
	}
	switch {
	case debit && credit, c.has("way"), l.letters(c.name):
		return "both"
	case debit:
		return "debit"
	case credit:
		return "credit"
	}
	return ""
}

// letters reports whether a name puts the two words of a pair side by side: S/H, D/A, Wn/Ma.
func (l *lexicon) letters(name string) bool {
	words := tokenise(name)
	return slices.ContainsFunc(l.ways, func(p way) bool {
		for i := range words {
			if words[i] == p[0]+p[1] && len(words) == 1 || words[i] == p[1]+p[0] && len(words) == 1 ||
				words[i] == p[0] && next(words, i) == p[1] || words[i] == p[1] && next(words, i) == p[0] {
				return len(words) < 5
			}
		}
		return false
	})
}

// meanings says what each word of a column means: debit, credit, or "" where the pairs that
// the words can be of differ, or none has it. The pairs are those that cover the most rows; of several
// those of which the name speaks.
func (l *lexicon) meanings(name string, words map[string]int) map[string]string {
	covers := func(p way) (n int) {
		for w, rows := range words {
			if p.has(wayWord(w)) {
				n += rows
			}
		}
		return n
	}
	best, list := 0, []way{}
	for _, p := range l.ways {
		switch n := covers(p); {
		case n > best:
			best, list = n, []way{p}
		case n == best && n > 0:
			list = append(list, p)
		}
	}
	if named := slices.DeleteFunc(slices.Clone(list), func(p way) bool { return !p.spoken(name) }); len(named) > 0 {
		list = named
	}
	out := map[string]string{}
	for w := range words {
		out[w] = ""
		for _, p := range list {
			side := [2]string{"debit", "credit"}[max(0, slices.Index(p[:], wayWord(w)))]
			switch {
			case !p.has(wayWord(w)), out[w] != "" && out[w] != side:
				side = "?"
			}
			out[w] = side
			if side == "?" {
				break
			}
		}
		if out[w] == "?" {
			out[w] = ""
		}
	}
	return out
}

// spoken reports whether a name has both words of a pair, or both begin with their letters: Cargo/Abono
// speaks of C and A.
func (w way) spoken(name string) bool {
	words := tokenise(name)
	if len(words) == 1 && (words[0] == w[0]+w[1] || words[0] == w[1]+w[0]) {
		return true
	}
	at := [2]int{-1, -1}
	for i, word := range words {
		for side := range at {
			if at[side] < 0 && (word == w[side] || len(w[side]) == 1 && strings.HasPrefix(word, w[side])) {
				at[side] = i
				break
			}
		}
	}
	return at[0] >= 0 && at[1] >= 0
}

// takeWays takes the words for a side of an account out of the cells of a column of sums: 12,50 S.
func (l *lexicon) takeWays(c *column) {
	if c.filled == 0 || c.share(cAmount) || !c.has("amount") || c.joined != nil {
		return
	}
	bare := &column{name: c.name, number: c.number, parts: c.parts, distinct: map[string]int{}}
	inside := map[string]int{}
	beside := make([]string, len(c.samples))
	for i, v := range c.samples {
		sum, word := l.cutWay(v)
		bare.add(sum)
		if beside[i] = word; sum != "" {
			inside[word]++
		}
	}
	if !bare.share(cAmount) || inside[""] == bare.filled {
		return
	}
	bare.dashes, bare.dashAt, bare.inside, bare.beside = c.dashes, c.dashAt, inside, beside
	*c = *bare
}

// cutWay parts a cell into a sum and the word for a side that stands before or behind it.
func (l *lexicon) cutWay(v string) (sum, word string) {
	if _, ok := markOf(v); ok || v == "" {
		return v, ""
	}
	letter := func(r rune) bool {
		return r == '.' || strings.ContainsRune(" \u00a0", r) || !strings.ContainsRune("0123456789,()+-'€$£", r)
	}
	for _, cut := range []func(string) (string, string){
		func(v string) (string, string) {
			rest := strings.TrimRightFunc(v, letter)
			return rest, v[len(rest):]
		},
		func(v string) (string, string) {
			rest := strings.TrimLeftFunc(v, letter)
			return rest, v[:len(v)-len(rest)]
		},
	} {
		rest, tail := cut(v)
		tail = strings.TrimSpace(tail)
		if _, ok := markOf(rest); ok && l.isWay(tail) {
			return rest, tail
		}
		for _, w := range strings.Fields(tail) { // beside a currency
			if rest := strings.TrimSpace(strings.Replace(v, w, "", 1)); l.isWay(w) {
				if _, ok := markOf(rest); ok {
					return rest, w
				}
			}
		}
	}
	return v, ""
}
