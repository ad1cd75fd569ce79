package vouch_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/board/vouch"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// members are names that words, other names and marks look like.
var members = []string{"writer", "fern", "Moss", "dorax42", "Green Thumb", "him", "all", "you", "quality", "the", "not", "for", "hm?", "a.b", "fern_", "[b]bold[/b]", "☆star☆", "Łukasz",
	"garant", "niemand", "x", "\"quoted\"", "mossy he", "mossy", "I vouch for fern", "\u202eevil", "nobody", "und", "anna"}

// read is whom the writer of a text vouches for on a board of these members.
func read(t *testing.T, text string) string {
	t.Helper()
	r, err := vouch.NewReader()
	if err != nil {
		t.Fatal(err)
	}
	b := archive.NewBuilder()
	src := &record.Source{Ref: "it", Country: "IT", Kind: record.Board, Format: "boardjson"}
	at := 12000 * comity.Day
	for i, name := range members {
		said := fmt.Sprintf("bed %d is dug", i)
		if name == "writer" {
			said = text
		}
		at += comity.Hour
		b.Post(src, &record.Post{Place: record.Place{Offset: int64(i) * 100, Length: 99}, Author: name, Text: said, ID: fmt.Sprint(i), Time: clock.Span{Lo: at, Hi: at}, Grain: 1})
	}
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range r.Read(a, 1) {
		if a.Names[s.From].Shown != "writer" {
			t.Errorf("%q: %s did not say it", text, a.Names[s.From].Shown)
		}
		out = append(out, a.Names[s.To].Shown)
	}
	slices.Sort(out)
	return strings.Join(out, "|")
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"I vouch for dorax42, he grows fine beans.", "dorax42"},
		{"Hello. I can personally vouch for Moss!", "Moss"},
		{"I vouch for fern", "fern"},
		{"I vouch for @fern who came last week", "fern"},
		{"I vouch for [b]Moss[/b] of the rose garden", "Moss"},
		{"i'll vouch for my old friend Moss.", "Moss"},
		{"We vouch for the user Green Thumb.", "Green Thumb"},
		{"I vouch for Moss and dorax42.", "Moss|dorax42"},
		{"I vouch for Moss, dorax42, anna and fern.", "Moss|anna|dorax42|fern"},
		{"I vouch for Łukasz.", "Łukasz"},
		{"I vouch for ☆star☆!", "☆star☆"},
		{"I vouch for a.b.", "a.b"},
		{"No, I vouch for Moss.", "Moss"},
		{"I vouch for Moss, not for dorax42.", "Moss"},
		{"Garantisco per Moss, lo conosco da anni.", "Moss"},
		{"Per dorax42 garantisco io.", "dorax42"},
		{"Mi faccio garante dell'orto e mi faccio garante di Moss.", "Moss"},
		{"Ich bürge für dorax42.", "dorax42"},
		{"Für Moss bürge ich gern.", "Moss"},
		{"Ich kann für meinen Freund Moss bürgen.", "Moss"},
		{"ich buerge fuer anna", "anna"},
		{"Je me porte garant d'anna.", "anna"},
		{"Je réponds de Moss, il est des nôtres", "Moss"},
		{"Respondo por Moss.", "Moss"},
		{"Avalo a mi amigo dorax42, es buen jardinero", "dorax42"},
		{"Ik sta borg voor Moss.", "Moss"},
		{"Ik kan voor dorax42 instaan.", "dorax42"},
		{"Ręczę za Łukasz, znam go.", "Łukasz"},
		{"Za dorax42 ręczę.", "dorax42"},

		// Denied, on a condition, asked, or somebody else's.
		{"I don't vouch for Moss.", ""},
		{"I never said I vouch for Moss.", ""},
		{"I cannot say I vouch for dorax42", ""},
		{"Should I vouch for Moss?", ""},
		{"I vouch for Moss? Never heard of him.", ""},
		{"If I vouch for Moss he gets in", ""},
		{"I vouch for Moss no longer.", ""},
		{"Ich bürge für Moss nicht.", ""},
		{"Niemals bürge ich für Moss.", ""},
		{"Non garantisco per Moss.", ""},
		{"No respondo por Moss.", ""},
		{"Je ne me porte pas garant de Moss.", ""},
		{"Ik sta niet borg voor Moss.", ""},
		{"Nie ręczę za Moss.", ""},
		{"dorax42 wrote: I vouch for Moss", ""},
		{"> I vouch for Moss", ""},
		{"<dorax42> I vouch for Moss", ""},
		{"[12:01] <@dorax42> I vouch for Moss", ""},
		{"He told us \"I vouch for Moss\" and left", ""},
		{"Er rief „Ich bürge für Moss“ und ging", ""},
		{"[quote=dorax42]I vouch for Moss[/quote] ha", ""},
		{"[quote=dorax42]so so[/quote] I vouch for Moss", "Moss"},
		{"I vouch for writer.", ""},

		// Names that words look like.
		{"I vouch for him.", ""},
		{"I vouch for all of you.", ""},
		{"I vouch for @him.", "him"},
		{"I vouch for \"all\".", "all"},
		{"I vouch for the quality of my beans.", ""},
		{"I vouch for quality of the beans.", ""},
		{"I vouch for quality and price.", ""},
		{"I vouch for not a single bean.", ""},
		{"Ich bürge für niemanden und nichts.", ""},
		{"Je suis garant de la paix.", ""},
		{"I vouch for fern_.", ""},           // fern_ or fern
		{"I vouch for mossy he", "mossy"},    // a name with such a word in it must be marked
		{"I vouch for \"mossy he\" too", ""}, // mossy or mossy he
		{"I vouch for hm?", ""},              // asked
		{"I vouch for evil", "\u202eevil"},   // what turns letters about is not seen, and tells nobody apart
		{"I vouch for ", ""},
		{"I vouch for", ""},
		{"I vouch for I vouch for fern", "fern"},
	} {
		if got := read(t, c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestLongTexts: a text of half a megabyte that does nothing but vouch is read like any other, by what it begins with.
func TestLongTexts(t *testing.T) {
	for _, of := range []string{"I vouch for ", "ich ", "I also ", "für Moss ", "I vouch for Moss, ", "I vouch for [b]", "\"I vouch for Moss\" "} {
		if got := read(t, strings.Repeat(of, 500_000/len(of))); got != "" && got != "Moss" {
			t.Errorf("%q: %s", of, got)
		}
	}
}

// FuzzRead: no text stops a reader, or makes somebody vouch for himself.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"I vouch for fern and Moss.", "für \xff bürge ich", "I vouch for \"", "vouch for\n@", "je réponds d'[b]\u0301", "I vouch for " + strings.Repeat("my ", 300),
		"I vouch for [b]Moss[/b][/b], fern,,dorax42 and", "ręczę za ☆star☆\u202e", "I vouch for I vouch for fern? \u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 4000 && strings.Contains("|"+read(t, text)+"|", "|writer|") {
			t.Errorf("%q: the writer vouches for himself", text)
		}
	})
}

// TestFormulas: every way to vouch that the table has is found, and not where a word that denies stands before it.
func TestFormulas(t *testing.T) {
	data, err := os.ReadFile("vouch.toml")
	if err != nil {
		t.Fatal(err)
	}
	var tongues map[string]any
	if err := toml.Unmarshal(data, &tongues); err != nil {
		t.Fatal(err)
	}
	for lang, v := range tongues {
		lists, isTongue := v.(map[string]any)
		if !isTongue {
			continue
		}
		for kind, list := range lists {
			for _, w := range list.([]any) {
				said := w.(string)
				if got := strings.Join(lexicon.Words(said), " "); got != strings.Join(strings.Fields(strings.ReplaceAll(said, "{}", " ")), " ") {
					t.Errorf("%s: %q is not written as texts are folded: %q", lang, said, got)
				}
				if kind != "says" {
					continue
				}
				text := strings.ReplaceAll(said, "{}", "dorax42")
				if got := read(t, text); got != "dorax42" {
					t.Errorf("%s: %q finds %q", lang, text, got)
				}
				if got := read(t, lists["denies"].([]any)[0].(string)+" "+text); got != "" {
					t.Errorf("%s: %q is denied", lang, text)
				}
			}
		}
	}
}
