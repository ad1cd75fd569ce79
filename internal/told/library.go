package told

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// libraryTable has what libraries say with what they put in, a form of theirs, a tab, and the same in Italian, which may
// leave out what nobody needs. The first form that fits counts, and what is put in is told likewise.
//
//go:embed library.tsv
var libraryTable string

// form is what a library says with things put in.
type form struct {
	pattern *regexp.Regexp
	own     string
}

var library = sync.OnceValue(func() (out []form) {
	for line := range strings.Lines(libraryTable) {
		said, own, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		pattern := strings.ReplaceAll(regexp.QuoteMeta(said), "%s", "(.+?)")
		out = append(out, form{regexp.MustCompile("^(?:" + pattern + ")$"), own})
	}
	return out
})

// deep is how many texts lie in one another at most.
const deep = 6

// others is what a library says, in Italian; "": it is not known.
func others(text string, depth int) string {
	for _, f := range library() {
		m := f.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		args := make([]any, len(m)-1)
		for i, arg := range m[1:] {
			if args[i] = arg; depth > 0 {
				args[i] = italianOf(arg, depth-1)
			}
		}
		if !strings.Contains(f.own, "%[") {
			args = args[:strings.Count(f.own, "%s")]
		}
		return fmt.Sprintf(f.own, args...)
	}
	return ""
}

// italianOf is a text in Italian, or as it is.
func italianOf(text string, depth int) string {
	if own := italian()[text]; own != "" {
		return own
	}
	if own := others(text, depth); own != "" {
		return own
	}
	return text
}
