package board_test

import (
	"slices"
	"strings"
	"unicode"

	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// What follows takes messages apart as plainly as can be, and is what the package must agree with.

// slowSplit is board.Split, but writes nowhere where something is yet to be read.
func slowSplit(text string) (m board.Message) {
	lines := board.Footless(board.Unscrubbed(strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")))
	if at := board.Signature(lines); at >= 0 {
		lines, m.Signed = lines[:at], slowTrim(lines[at+1:])
	}
	var own []string
	for len(lines) > 0 {
		n, q := board.Quoted(lines), record.Quote{}
		if slowOriginal(lines[0]) {
			n = len(lines)
			q.Text = slowTrim(lines[1:])
			if from, ok := strings.CutPrefix(strings.TrimSpace(board.First(lines[1:])), "From:"); ok {
				q.Author = board.NameIn(from)
			}
		} else if n > 0 {
			q.Text = slowTrim(slowBare(lines[:n]))
			own, q.Author = board.Attribution(own)
		}
		if n > 0 {
			board.AddQuote(&m, q)
		} else {
			own, n = append(own, lines[0]), 1
		}
		lines = lines[n:]
	}
	m.Own = slowTrim(own)
	return m
}

// slowTrim joins lines without blank ones at either end.
func slowTrim(lines []string) string {
	return strings.TrimRightFunc(strings.TrimLeft(strings.Join(lines, "\n"), "\n\t "), unicode.IsSpace)
}

func slowIsQuote(line string) bool {
	line = strings.TrimLeft(line, " ")
	i := strings.IndexByte(line, '>')
	return i >= 0 && i <= 4 && strings.TrimFunc(line[:i], unicode.IsUpper) == ""
}

// slowBare takes one mark off each line.
func slowBare(lines []string) (bare []string) {
	for _, l := range lines {
		_, rest, _ := strings.Cut(l, ">")
		bare = append(bare, strings.TrimPrefix(rest, " "))
	}
	return bare
}

func slowLastVerb(said string) (at int, verb string) {
	low := strings.ToLower(said)
	if len(low) != len(said) {
		low = said // places in one are none in the other
	}
	at = -1
	for _, v := range board.Verbs {
		if i := strings.LastIndex(low, v); i > at {
			at, verb = i, v
		}
	}
	return at, verb
}

// slowOriginal reports whether a line says that another message follows whole.
func slowOriginal(line string) bool {
	s := strings.Trim(strings.TrimSpace(line), "-_ ")
	return len(line) > len(s)+5 && slices.Contains([]string{"Original Message", "Ursprüngliche Nachricht", "Messaggio originale", "Message d'origine", "Mensaje original", "Original message"}, s)
}
