package charset

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed letter.tsv
var letterTable string

// language is how often each letter beyond ASCII stands among all such of a text.
type language struct {
	code  string // west, central, or both
	share map[rune]float64
}

// languages reads the table once. Of each code there is a mixture of its languages
// too: customers of one shop are at home in several.
var languages = sync.OnceValue(func() (list []language) {
	mixed := map[string]map[rune]float64{"west": {}, "central": {}}
	for line := range strings.Lines(letterTable) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 3 || f[1] == "code" {
			continue
		}
		share := map[rune]float64{}
		said := strings.Fields(f[2])
		for i := 0; i+1 < len(said); i += 2 {
			n, err := strconv.ParseFloat(said[i+1], 64)
			if err != nil {
				panic(err) // our own table
			}
			share[[]rune(said[i])[0]] = n
		}
		normalise(share)
		list = append(list, language{f[1], share})
		for code, sum := range mixed {
			if f[1] == code || f[1] == "both" {
				for r, n := range share {
					sum[r] += n
				}
			}
		}
	}
	for _, code := range []string{"west", "central"} {
		normalise(mixed[code])
		list = append(list, language{code, mixed[code]})
	}
	return list
})

func normalise(share map[rune]float64) {
	sum := 0.0
	for _, r := range sorted(share) {
		sum += share[r]
	}
	for r := range share {
		share[r] /= sum
	}
}

// sorted are the letters in their order: sums of fractions depend on it.
func sorted(share map[rune]float64) []rune {
	out := make([]rune, 0, len(share))
	for r := range share {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

// How likely a character beyond ASCII is that is no letter of the language: a sign that
// texts have between words, a letter of a foreign name, any other sign, and what no text holds.
const (
	between = 0.05
	foreign = 0.002
	odd     = 0.0005
	never   = 0.00001
)

// expected says of which languages an encoding is, and how often an export is in it, beside
// the others: what few letters do not tell is taken for the usual.
func expected(name string) (code string, prior float64) {
	switch name {
	case "windows-1252":
		return "west", 1
	case "windows-1250":
		return "central", 0.5
	case "iso-8859-2":
		return "central", 0.25
	case "ibm850", "macintosh":
		return "west", 0.02
	case "ibm852":
		return "central", 0.02
	}
	return "", 0
}

// likelihood is how likely a character of text, read in the encoding, is on average, in
// the language for which that is most: a geometric mean. 0 where the encoding is none of
// those that the table knows.
func likelihood(text []byte, name string) float64 {
	code, prior := expected(name)
	d, err := NewDecoder(name)
	if err != nil || code == "" {
		return 0
	}
	out, _ := d.Decode(text, nil)
	counts, all := count(string(out), code)
	if prior >= 0.25 && len(counts) == 1 && few(string(out)) {
		return 1 // one letter in a few words is of many languages
	}
	best := math.Inf(-1)
	for _, l := range languages() {
		if l.code == code || l.code == "both" {
			best = max(best, l.log(counts))
		}
	}
	return math.Exp((best + math.Log(prior)) / max(1, all))
}

// few reports whether less than three different words have characters beyond ASCII: a column may
// hold one town on every line.
func few(text string) bool {
	words := map[string]bool{}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < utf8.RuneSelf && !unicode.IsLetter(r) }) {
		if strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
			words[word] = true
		}
		if len(words) == 3 {
			return false
		}
	}
	return true
}

// count counts the characters beyond ASCII, capitals as small letters. No language of the
// centre has a word of one such letter alone, as Italian (è) and French (à) have: there it is
// counted as a sign. So is a capital behind a small letter.
func count(text, code string) (counts map[rune]float64, all float64) {
	counts = map[rune]float64{}
	before := ' '
	runes := []rune(text)
	for i, r := range runes {
		if r >= utf8.RuneSelf {
			alone := !unicode.IsLetter(before) && (i+1 == len(runes) || !unicode.IsLetter(runes[i+1]))
			inner := unicode.IsUpper(r) && unicode.IsLower(before)
			if r = unicode.ToLower(r); inner || alone && code == "central" && unicode.IsLetter(r) {
				r = '¤'
			}
			counts[r]++
			all++
		}
		before = runes[i]
	}
	return counts, all
}

func (l language) log(counts map[rune]float64) (sum float64) {
	for _, r := range sorted(counts) {
		sum += float64(counts[r] * math.Log(l.of(r)))
	}
	return sum
}

func (l language) of(r rune) float64 {
	switch share := l.share[r]; {
	case share > 0:
		return max(share, foreign)
	case unicode.IsLetter(r):
		return foreign
	case unicode.IsControl(r) || r == unicode.ReplacementChar:
		return never
	case strings.ContainsRune("\u00a0«»‹›„“”‚‘’–—…•°§€", r):
		return between
	}
	return odd
}
