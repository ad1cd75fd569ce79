// Package word says in other languages what reports and runs say in English. Italian is whole;
// German, French, Spanish and Dutch have headings and the words that a reader needs to find the way,
// and leave the rest in English. A sentence is found by its English.
package word

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"comity/internal/cooperation/report/paper"
)

// English is the language that everything is said in.
const English = "en"

// Languages are those that a report can be written in, English first.
func Languages() []string { return []string{English, "de", "es", "fr", "it", "nl"} }

// Known is lang where reports are written in it, otherwise English.
func Known(lang string) string {
	if slices.Contains(Languages(), lang) {
		return lang
	}
	return English
}

// Of is the language of a state's courts, by ISO 3166-1 alpha-2: the first that reports are written
// in; English where there is none.
func Of(country string) string {
	switch country {
	case "DE", "AT", "LI", "CH":
		return "de"
	case "ES", "AR", "CL", "CO", "MX", "PE", "UY":
		return "es"
	case "FR", "LU", "MC", "BE":
		return "fr"
	case "IT", "SM", "VA":
		return "it"
	case "NL", "SR":
		return "nl"
	}
	return English
}

// Tell is an English sentence in lang, and in English beneath. The arguments are put in as by
// fmt.Sprintf; a paper.Text goes in by its languages.
func Tell(lang, english string, args ...any) paper.Text {
	own := tables(lang)[english]
	if own == "" {
		return paper.Text{Own: fill(english, args, true)}
	}
	t := paper.Text{Own: fill(own, args, false), English: fill(english, args, true)}
	if t.English == t.Own {
		t.English = ""
	}
	return t
}

func fill(form string, args []any, english bool) string {
	if len(args) == 0 {
		return form
	}
	list := slices.Clone(args)
	for i, a := range list {
		if t, ok := a.(paper.Text); ok {
			list[i] = t.Own
			if english && t.English != "" {
				list[i] = t.English
			}
		}
	}
	return fmt.Sprintf(form, list...)
}

// Has reports whether a language has a sentence of its own for the English one.
func Has(lang, english string) bool { return lang == English || tables(lang)[english] != "" }

func tables(lang string) map[string]string {
	switch lang {
	case "it":
		return italian
	case "de":
		return german
	case "fr":
		return french
	case "es":
		return spanish
	case "nl":
		return dutch
	}
	return nil
}

// Say is what a run says of a weight or a rival.
func Say(lang, english string) paper.Text {
	t := paper.Text{Own: Replace(Sentences(lang), english), English: english}
	if t.Own == english {
		t.English = ""
	}
	return t
}

// Sentences are what runs say, by the English with # in the place of figures; nil where the language
// has none.
func Sentences(lang string) map[string]string {
	if lang == "it" {
		return italianSentences()
	}
	return nil
}

// figure is a number in what a run says.
var figure = regexp.MustCompile(`[0-9]+`)

// Replace says each sentence of english by a table of Sentences; figures stay as they are.
func Replace(sentences map[string]string, english string) string {
	if sentences == nil {
		return english
	}
	parts := strings.Split(english, "; ")
	for i, p := range parts {
		own, ok := sentences[figure.ReplaceAllString(p, "#")]
		if !ok {
			continue
		}
		for _, n := range figure.FindAllString(p, -1) {
			own = strings.Replace(own, "#", n, 1)
		}
		parts[i] = own
	}
	return strings.Join(parts, "; ")
}
