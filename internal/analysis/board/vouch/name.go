package vouch

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/message"
)

// names are a board's, by how they are folded.
type names map[string]int32

// named lists a board's names by every spelling; one that two bear is nobody's.
func named(a *archive.Archive) names {
	by := names{}
	add := func(key string, n int32) {
		if old, known := by[key]; known && old != n {
			n = archive.None
		}
		by[key] = n
	}
	for i := range a.Names {
		add(a.Names[i].Key, int32(i))
		for _, s := range a.Names[i].Also {
			add(message.Name(s), int32(i))
		}
	}
	delete(by, "")
	delete(by, "?") // whom a source does not name
	return by
}

const (
	mostWords = 4   // of a name
	mostBytes = 200 // of a name
	mostNames = 10  // that one sentence vouches for
)

// read is who is vouched for: the name that follows, and those that are joined to it.
func (by names) read(text string, f found) (out []int32) {
	at := f.led(text, f.at)
	for len(out) < mostNames {
		n, end, ok := by.at(text, at, f)
		if !ok {
			return out
		}
		out = append(out, n)
		if at, ok = f.joined(text, end); !ok {
			return out
		}
	}
	return out
}

// led is behind what leads to a name: my friend, the user.
func (f *formula) led(text string, at int) int {
	ws := words(text[at:min(len(text), at+mostBytes)])
	for i, w := range ws[:min(len(ws), 3)] {
		if slices.Contains(f.Noun, w.text) {
			return at + w.hi
		}
		if !slices.Contains(f.Lead, w.text) || i+1 < len(ws) && strings.TrimLeft(text[at+w.hi:at+ws[i+1].lo], " '’") != "" {
			break
		}
	}
	return at
}

// joined is where the next name begins, if one is joined by a comma or by a word for and.
func (f *formula) joined(text string, at int) (next int, ok bool) {
	rest := strings.TrimLeft(text[at:], " ")
	if after, comma := strings.CutPrefix(rest, ","); comma {
		return len(text) - len(after), true
	}
	ws := words(rest[:min(len(rest), mostBytes)])
	if len(ws) > 0 && ws[0].lo == 0 && slices.Contains(f.Also, ws[0].text) {
		return len(text) - len(rest) + ws[0].hi, true
	}
	return at, false
}

// at is the one name that stands at a place of a text, and where it ends; ok is false where none does, or more than one can.
func (by names) at(text string, at int, f found) (name int32, end int, ok bool) {
	begin, marked := mark(text, at)
	rest := text[begin:min(len(text), begin+mostBytes)]
	name = archive.None
	for n, hi := 0, 0; n < mostWords && hi < len(rest); n++ {
		for hi < len(rest) && rest[hi] == ' ' {
			hi++
		}
		if k := strings.IndexAny(rest[hi:], " \n\t"); k >= 0 {
			hi += k
		} else {
			hi = len(rest)
		}
		for _, form := range forms(rest[:hi]) {
			who, known := by[message.Name(form)]
			if !known || !by.means(text, begin, begin+len(form), marked, f) {
				continue
			}
			if who == archive.None || name != archive.None && who != name {
				return archive.None, 0, false
			}
			if name == archive.None {
				name, end = who, begin+len(form)
			}
		}
	}
	return name, end, name != archive.None
}

// forms are what a name may be of words with what closes them: signs may be part of a name, or not.
func forms(s string) (out []string) {
	for s != "" {
		out = append(out, s)
		r, n := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.HasSuffix(s, "[/b]"), strings.HasSuffix(s, "[/i]"), strings.HasSuffix(s, "[/u]"):
			s = s[:len(s)-len("[/b]")]
		case strings.ContainsRune(closing, r):
			s = s[:len(s)-n]
		default:
			return out
		}
	}
	return out
}

const (
	opening = "\"'“„«‘@*_("
	closing = ".,;:!?)\"'”“»’*_"
)

// mark is where a name begins behind blanks and what sets it off; marked tells whether anything does.
func mark(text string, at int) (begin int, marked bool) {
	rest := strings.TrimLeft(text[at:], " ")
	for {
		was := len(rest)
		for _, tag := range []string{"[b]", "[i]", "[u]"} {
			rest = strings.TrimPrefix(rest, tag)
		}
		if rest != "" {
			if r, n := utf8.DecodeRuneInString(rest); strings.ContainsRune(opening, r) {
				rest = rest[n:]
			}
		}
		if len(rest) == was {
			return len(text) - len(rest), marked
		}
		marked = true
	}
}

// means reports whether what stands between two places of a text is meant as a name: it is marked, or looks like no word, or
// is none that is said of anybody and ends its clause; and nothing close behind denies it.
func (by names) means(text string, lo, hi int, marked bool, f found) bool {
	ws := words(text[hi:min(len(text), hi+mostBytes)])
	for i := range ws {
		ws[i].lo, ws[i].hi = ws[i].lo+hi, ws[i].hi+hi
	}
	end := hi
	if len(f.behind) > 0 {
		n, ok := f.matches(f.behind, ws)
		if !ok {
			return false
		}
		end, ws = ws[n-1].hi, ws[n:]
	}
	for i, at := 0, end; i < min(len(ws), 3) && !strings.ContainsAny(text[at:ws[i].lo], parting); i++ {
		if slices.Contains(f.After, ws[i].text) {
			return false
		}
		at = ws[i].hi
	}
	switch {
	case marked || distinct(text[lo:hi]):
		return true
	case slices.ContainsFunc(words(text[lo:hi]), func(w word) bool { return slices.Contains(f.Word, w.text) }):
		return false
	}
	return len(f.behind) > 0 || by.ends(text[hi:], ws, f)
}

// ends reports whether a clause ends where the rest of a text begins, or goes on as it does behind a name.
func (by names) ends(rest string, ws []word, f found) bool {
	rest = strings.TrimLeft(rest, " ")
	if r, _ := utf8.DecodeRuneInString(rest); rest == "" || !lettered(r) {
		return true
	}
	if len(ws) > 1 && slices.Contains(f.Also, ws[0].text) {
		_, after, _ := strings.Cut(rest, " ")
		next, _, _ := strings.Cut(strings.TrimLeft(after, " "), " ")
		_, known := by[message.Name(strings.TrimRight(strings.TrimLeft(next, opening), closing))]
		return known || slices.Contains(f.Goes, ws[1].text)
	}
	return len(ws) > 0 && slices.Contains(f.Goes, ws[0].text)
}

// distinct reports whether a form looks like no word of any language: a digit, a sign, or a capital that is not its first.
func distinct(form string) bool {
	for i, r := range form {
		if unicode.IsDigit(r) || !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != ' ' && r != '\'' && r != '-' || i > 0 && unicode.IsUpper(r) {
			return true
		}
	}
	return false
}
