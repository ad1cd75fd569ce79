// Package language says in which languages somebody writes, from all that they wrote: a message alone is often too short
// to tell.
package language

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// Share is how much of somebody's text is in a language.
type Share struct {
	Language string // ISO 639-1; Undetermined where no language stands out
	Permille int    // of the letters
}

// Undetermined is the language of text that could as well be of several.
const Undetermined = "und"

// pool is how many letters are judged at once: what is longer stands for itself, what is shorter waits for more.
const pool = 160

// least is how many letters are needed at all.
const least = 40

// enough is how many bytes of somebody's text are read: of one who wrote more, every second text, every third, and so on.
// Shares are told in thousandths, and judging all that a diligent member wrote costs minutes on a large board.
const enough = 40_000

// Shares judges texts in their order. Shares add up to about a thousand, the greatest first; none where there is too
// little text.
func Shares(texts []string) []Share {
	letters := map[string]int{}
	total := 0
	judge := func(text string, n int) {
		letters[detect(text)] += n
		total += n
	}
	var wait strings.Builder
	waiting := 0
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	step := size/enough + 1
	for i := 0; i < len(texts); i += step {
		t := texts[i]
		n := count(t)
		if n >= pool {
			judge(t, n)
			continue
		}
		wait.WriteString(t)
		wait.WriteByte('\n')
		if waiting += n; waiting >= pool {
			judge(wait.String(), waiting)
			wait.Reset()
			waiting = 0
		}
	}
	if waiting >= least || total == 0 && waiting > 0 {
		judge(wait.String(), waiting)
	}
	if total < least {
		return nil
	}
	var out []Share
	for l, n := range letters {
		out = append(out, Share{l, (1000*n + total/2) / total})
	}
	slices.SortFunc(out, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Permille, a.Permille), cmp.Compare(a.Language, b.Language))
	})
	return out
}

// detect is the language of one text. A tie has no confidence and is nobody's: the library would name either.
func detect(text string) string {
	i := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: known()})
	if i.Lang < 0 || i.Confidence < 0.1 {
		return Undetermined
	}
	return cmp.Or(i.Lang.Iso6391(), Undetermined)
}

// known are the languages that are told apart: with all that the library has, short text falls into rare ones.
func known() map[whatlanggo.Lang]bool {
	out := map[whatlanggo.Lang]bool{}
	for _, l := range []whatlanggo.Lang{
		whatlanggo.Bul, whatlanggo.Ces, whatlanggo.Dan, whatlanggo.Deu, whatlanggo.Ell, whatlanggo.Eng, whatlanggo.Est, whatlanggo.Fin,
		whatlanggo.Fra, whatlanggo.Hrv, whatlanggo.Hun, whatlanggo.Ita, whatlanggo.Lit, whatlanggo.Lav, whatlanggo.Nld, whatlanggo.Pol, whatlanggo.Por,
		whatlanggo.Ron, whatlanggo.Rus, whatlanggo.Slv, whatlanggo.Spa, whatlanggo.Srp, whatlanggo.Swe, whatlanggo.Tur, whatlanggo.Ukr,
		whatlanggo.Arb, whatlanggo.Heb, whatlanggo.Cmn, whatlanggo.Jpn, whatlanggo.Kor, whatlanggo.Vie, whatlanggo.Hin, whatlanggo.Nob,
	} {
		out[l] = true
	}
	return out
}

// count is how many letters a text has.
func count(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
