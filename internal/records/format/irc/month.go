package irc

import (
	"bytes"
	"unicode/utf8"
)

// months are how the names of each month begin in the languages that clients wrote
// logs in: English first, then Italian, German, French, Spanish, Portuguese, Dutch,
// Swedish, Danish, Polish, Romanian, Hungarian and Russian. A client wrote them as
// its owner's system had them. What begins two months' names, as Croatian's do
// beside Polish ones, is not here.
var months = [12][]string{
	{"jan", "gen", "jän", "ene", "sty", "ian", "янв"},
	{"feb", "fév", "fev", "lut", "фев"},
	{"mar", "mär", "mrz", "mrt", "maa", "már", "мар"},
	{"apr", "avr", "abr", "kwi", "ápr", "апр"},
	{"may", "mag", "mai", "mei", "maj", "máj", "май", "мая"},
	{"jun", "giu", "juin", "cze", "iun", "jún", "июн"},
	{"jul", "lug", "juil", "lip", "iul", "júl", "июл"},
	{"aug", "ago", "aoû", "sie", "авг"},
	{"sep", "set", "wrz", "sze", "сен"},
	{"oct", "ott", "okt", "out", "paź", "окт"},
	{"nov", "lis", "noi", "ноя"},
	{"dec", "dic", "dez", "déc", "gru", "дек"},
}

// month is the number of a month by its name, in full or by the letters that tell
// it; 0 where it is none. Bytes that are no UTF-8 are Latin-1, as clients of the
// time wrote.
func month(b []byte) int {
	if len(b) < 3 || len(b) > 24 {
		return 0
	}
	if !utf8.Valid(b) {
		wide := make([]rune, 0, len(b))
		for _, c := range b {
			wide = append(wide, rune(c))
		}
		b = []byte(string(wide))
	}
	b = bytes.ToLower(b)
	for n, names := range months {
		for _, name := range names {
			if bytes.HasPrefix(b, []byte(name)) {
				return n + 1
			}
		}
	}
	return 0
}
