package alias

import (
	"strings"
	"unicode"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/message"
)

// masker hides whom a text speaks of.
type masker struct{ names map[string]bool }

// rare is how often a name may be said before it must also be addressed to count as one: some are called like a word.
const rare = 20

func newMasker(a *archive.Archive) *masker {
	all, first := map[string]int{}, map[string]int{}
	known := make(map[string]bool, len(a.Names))
	for i := range a.Names {
		known[a.Names[i].Key] = true
	}
	for i := range a.Messages {
		for n, w := range strings.Fields(a.Messages[i].Text) {
			bare := trim(w)
			if key := message.Speaker(bare); known[key] {
				all[key]++
				if n == 0 && len(bare) < len(w) {
					first[key]++
				}
			}
		}
	}
	m := &masker{map[string]bool{}}
	for key := range known {
		if all[key] <= rare || 4*first[key] >= all[key] {
			m.names[key] = true
		}
	}
	return m
}

func trim(w string) string { return strings.Trim(w, ".,:;!?()\"'<>@") }

// words are the words of a text with names as "@", links as "%" and digits as 0.
func (m *masker) words(text string) []string {
	out := strings.Fields(text)
	for n, w := range out {
		bare := trim(w)
		switch {
		case strings.Contains(w, "://"):
			out[n] = "%"
		case m.names[message.Speaker(bare)], n == 0 && len(w) > 2 && w[len(w)-1] == ':':
			out[n] = strings.Replace(w, bare, "@", 1)
		default:
			out[n] = strings.Map(digit, w)
		}
	}
	return out
}

func digit(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return r
}

// habits are the words of a text in small letters and the marks around them, and how its line begins and ends.
func habits(words []string) (out []string) {
	for n, w := range words {
		bare := strings.ToLower(trim(w))
		if bare != "" {
			out = append(out, bare)
		}
		if end := strings.TrimLeft(w, "@%"); end != "" {
			if tail := w[len(strings.TrimRight(w, ".,:;!?)'\"")):]; tail != "" {
				out = append(out, "\x00"+tail)
			}
		}
		if n == 0 && unicode.IsUpper([]rune(w)[0]) {
			out = append(out, "\x00A")
		}
		if n == len(words)-1 && strings.TrimRight(w, ".!?") == w {
			out = append(out, "\x00end")
		}
	}
	return out
}

// buckets is how many n-grams are told apart.
const buckets = 1 << 20

// grams calls add with the number of every run of two to four letters.
func grams(words []string, add func(int32)) {
	text := []rune(" " + strings.Join(words, " ") + " ")
	for i := range text {
		h := uint32(2166136261)
		for n := 0; n < 4 && i+n < len(text); n++ {
			h = (h ^ uint32(text[i+n])) * 16777619
			if n > 0 {
				g := h ^ h>>15
				add(int32(g * 2654435761 >> 12))
			}
		}
	}
}

// shapes is how many lengths of texts are told apart.
const shapes = 16

// shape is a text's length in words, coarser the longer it is.
func shape(words []string) int32 {
	n := len(words)
	if n < 8 {
		return int32(n)
	}
	return min(int32(log2(int64(n))*2/one)+2, shapes-1)
}
