package word

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"comity/internal/cooperation/report/paper"
)

var verb = regexp.MustCompile(`%[0-9]*[a-z]`)

// A sentence takes the same values in the same order in every language, and says something.
func TestSentencesTakeTheSameValues(t *testing.T) {
	for _, lang := range Languages() {
		for english, own := range tables(lang) {
			if !slices.Equal(verb.FindAllString(english, -1), verb.FindAllString(own, -1)) {
				t.Errorf("%s: %q takes other values than %q", lang, own, english)
			}
			if strings.TrimSpace(own) == "" || strings.ContainsAny(own, "\n\t") {
				t.Errorf("%s: %q says nothing, or breaks the line", lang, english)
			}
		}
	}
}

func TestTell(t *testing.T) {
	for _, c := range []struct {
		lang, english string
		args          []any
		want          paper.Text
	}{
		{"it", "not met: %s", []any{Tell("it", "corroborated")}, paper.Text{Own: "non soddisfatta: corroborato", English: "not met: corroborated"}},
		{"en", "not met: %s", []any{Tell("en", "corroborated")}, paper.Text{Own: "not met: corroborated"}},
		{"de", "%s, row: %s", []any{"E1", Tell("de", "corroborated")}, paper.Text{Own: "E1, row: corroborated"}},
		{"it", "account", nil, paper.Text{Own: "account"}},
		{"it", "100% wool", nil, paper.Text{Own: "100% wool"}},
	} {
		if got := Tell(c.lang, c.english, c.args...); got != c.want {
			t.Errorf("%s %q: %+v", c.lang, c.english, got)
		}
	}
}

func TestOfAndKnown(t *testing.T) {
	for country, lang := range map[string]string{"IT": "it", "AT": "de", "RS": "en", "": "en", "BE": "fr"} {
		if got := Of(country); got != lang || Known(got) != lang {
			t.Errorf("%s speaks %s", country, got)
		}
	}
	if Known("../x") != English {
		t.Error("any language is known")
	}
}
