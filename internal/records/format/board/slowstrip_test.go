package board_test

import (
	"html"
	"strings"
)

// What follows reads what stands between tags, and the name of one, as plainly as can be, and is what the package must
// agree with.

// slowText is what is written of a text without tags; see board.StripBy.
func slowText(s string, keep bool, quotes int, begun bool) (out string, nowBegun bool) {
	if strings.Contains(s, "&") {
		s = strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " ")
	}
	lines := strings.Split(s, "\n")
	if !keep {
		lines = []string{slowWords(s, begun)}
	}
	for i, line := range lines {
		if i > 0 {
			out, begun = out+"\n", false
		}
		if line == "" {
			continue
		}
		if !begun && quotes > 0 {
			out += strings.Repeat(">", min(quotes, 10)) + " "
		}
		out, begun = out+line, true
	}
	return out, begun
}

// slowWords is the words of s with a blank between them, and one at either end where s has one there.
func slowWords(s string, begun bool) string {
	words := strings.Join(strings.Fields(s), " ")
	if words == "" {
		return ""
	}
	if begun && strings.Trim(s[:1], " \n") == "" {
		words = " " + words
	}
	if strings.HasSuffix(s, " ") || strings.HasSuffix(s, "\n") {
		words += " "
	}
	return words
}

func slowFirstWord(s string) string {
	word, _, _ := strings.Cut(strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(s), " ")
	return word
}
