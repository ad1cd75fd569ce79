package lexicon_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"

	"comity/internal/analysis/board/lexicon"
)

// TestPhrases finds every phrase of every list under its topic, and holds that every topic has every language.
func TestPhrases(t *testing.T) {
	l, err := lexicon.Open()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range []string{"security", "group"} {
		data, err := os.ReadFile("table/" + name + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var f struct{ Topic []map[string]any }
		if err := toml.Unmarshal(data, &f); err != nil {
			t.Fatal(err)
		}
		for _, topic := range f.Topic {
			for _, lang := range []string{"en", "it", "de", "fr", "es", "nl", "pl"} {
				list, _ := topic[lang].([]any)
				if len(list) == 0 {
					t.Errorf("topic %s has no phrases in %s", topic["name"], lang)
				}
				for _, p := range list {
					n++
					text := strings.ReplaceAll(p.(string), "*", "abc")
					if got := strings.Join(lexicon.Words(text), " "); got != text {
						t.Errorf("phrase %q is not written as texts are folded: %q", p, got)
					}
					found := false
					for _, x := range l.Find("before " + text + " after") {
						found = found || l.Topics[x.Topic].Name == topic["name"]
					}
					if !found {
						t.Errorf("%s: %q is not found", topic["name"], p)
					}
				}
			}
		}
	}
	t.Logf("%d phrases", n)
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Don't say: È così!":  "don t say e cosi",
		"Weiß, Łódź & Øre 42": "weiss lodz ore 42",
		"\x1b[31m\xff":        "31m \ufffd",
		"":                    "",
	} {
		if diff := cmp.Diff(strings.ReplaceAll(want, " \ufffd", ""), strings.Join(lexicon.Words(text), " ")); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func FuzzFind(f *testing.F) {
	l, err := lexicon.Open()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("We are safe here, use a VPN.")
	f.Add("\xff\x00ß́")
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range l.Find(text) {
			if x.Words == "" || int(x.Topic) >= len(l.Topics) {
				t.Fatalf("%q: %+v", text, x)
			}
		}
	})
}
