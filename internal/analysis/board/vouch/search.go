package vouch

import (
	"slices"
	"strings"
)

// found is a formula in a text, up to the name.
type found struct {
	*formula
	at int // where the name begins, or what leads to it
}

// parting is what ends a clause.
const parting = ".,;!?()\n"

// search finds what vouches in a text, whoever is meant.
func (r *Reader) search(text string) (out []found) {
	ws := words(text)
	looks := 0
	for i := range ws {
		for k := range r.formulas[ws[i].text] {
			f := &r.formulas[ws[i].text][k]
			n, ok := f.matches(f.before, ws[i:])
			if !ok || !f.follows(ws[i+n:]) {
				continue
			}
			if looks++; looks > mostLooks {
				return out
			}
			if f.stands(text, ws, i) {
				out = append(out, found{f, ws[i+n-1].hi})
			}
		}
	}
	return out
}

// Bounds that no sentence needs: a text that repeats itself must not take long.
const (
	mostBetween = 4  // words that are passed over at one place of a formula
	mostLooks   = 64 // places of one text that are looked at closely
)

// matches reports whether words begin with a formula's, with what may stand between, and how many of them it took.
func (f *formula) matches(want []string, ws []word) (taken int, ok bool) {
	for _, w := range want {
		for n := 0; n < mostBetween && taken > 0 && taken < len(ws) && ws[taken].text != w && slices.Contains(f.Between, ws[taken].text); n++ {
			taken++
		}
		if taken == len(ws) || ws[taken].text != w {
			return taken, false
		}
		taken++
	}
	return taken, true
}

// follows reports whether the second half of a formula stands near enough behind the first for a name to be between them.
func (f *formula) follows(ws []word) bool {
	return len(f.behind) == 0 || slices.ContainsFunc(ws[:min(len(ws), 3*mostWords)], func(w word) bool { return w.text == f.behind[0] })
}

// stands reports whether the writer says it, of his own, here and now: no word of the clause before denies it, it is in no
// quotation, and no question.
func (f *formula) stands(text string, ws []word, i int) bool {
	start := ws[i].lo
	line := text[strings.LastIndexByte(text[:start], '\n')+1 : start]
	if quoted(line) || strings.LastIndex(text[:start], "[quote") > strings.LastIndex(text[:start], "[/quote]") {
		return false
	}
	for k := i - 1; k >= 0 && !strings.ContainsAny(text[ws[k].hi:ws[k+1].lo], parting); k-- {
		if slices.Contains(f.Denies, ws[k].text) {
			return false
		}
	}
	rest := text[start:]
	end := strings.IndexAny(rest, "?!\n")
	for _, stop := range []string{". ", ".\n"} {
		if k := strings.Index(rest, stop); k >= 0 && (end < 0 || k < end) {
			end = k
		}
	}
	return end < 0 || rest[end] != '?'
}

// quoted reports whether what follows the beginning of a line is somebody else's: an answer that quotes, a pasted line of a
// chat, or words within quotation marks.
func quoted(line string) bool {
	head := strings.TrimLeft(line, " \t")
	if strings.HasPrefix(head, ">") || strings.HasPrefix(head, "|") {
		return true
	}
	if open := strings.IndexByte(line, '<'); open >= 0 && strings.IndexByte(line[open:], '>') > 1 {
		return true
	}
	depth := 0
	for _, r := range line {
		switch r {
		case '«', '„', '“':
			if r == '“' && depth > 0 { // closes what „ opened
				depth--
				continue
			}
			depth++
		case '»', '”':
			depth = max(0, depth-1)
		}
	}
	return depth > 0 || strings.Count(line, `"`)%2 == 1
}
