package vouch

import (
	"strings"
	"testing"

	"comity/internal/analysis/board/lexicon"
)

// TestWords: words are those of the lexicons, wherever they stand.
func TestWords(t *testing.T) {
	for _, text := range []string{"Don't say: È così!", "Weiß, Łódź & Øre 42", "a\u0301b c_d [x]{y} ~z`", "\xff\xfe für\x80morgen", "", "ręczę — za ☆star☆", "A9z@Z0"} {
		var got []string
		for _, w := range words(text) {
			got = append(got, w.text)
			if text[w.lo:w.hi] == "" {
				t.Errorf("%q: an empty word at %d", text, w.lo)
			}
		}
		if want := strings.ReplaceAll(strings.Join(lexicon.Words(text), " "), " \ufffd", ""); strings.Join(got, " ") != strings.ReplaceAll(want, "\ufffd ", "") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
