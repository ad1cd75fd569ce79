package board_test

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

// What follows takes messages apart as plainly as can be, and is what the package must agree with.

type slowMessage board.Message

// slowSplit takes a message of plain text apart: lines that begin with > are quotes,
// with the author whom the line above them names; what stands behind a line "-- " is
// the slowSignature; what a list's program puts below is left out.
func slowSplit(text string) (m slowMessage) {
	lines := strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
	lines = slowFootless(slowUnscrubbed(lines))
	if at := slowSignature(lines); at >= 0 {
		m.Signed = slowTrim(lines[at+1:])
		lines = lines[:at]
	}
	var own []string
	for i := 0; i < len(lines); {
		switch n := slowQuoted(lines[i:]); {
		case slowOriginal(lines[i]):
			q := record.Quote{Text: slowTrim(lines[i+1:])}
			if from, ok := strings.CutPrefix(strings.TrimSpace(slowFirst(lines[i+1:])), "From:"); ok {
				q.Author = slowNameIn(from)
			}
			m.quote(q)
			i = len(lines)
		case n > 0:
			q := record.Quote{Text: slowTrim(slowBare(lines[i : i+n]))}
			own, q.Author = slowAttribution(own)
			m.quote(q)
			i += n
		default:
			own = append(own, lines[i])
			i++
		}
	}
	m.Own = slowTrim(own)
	return m
}

func (m *slowMessage) quote(q record.Quote) {
	if n := len(m.Quotes); n > 0 && n >= record.MaxQuotes {
		m.Quotes[n-1].Text += "\n" + q.Text
		return
	}
	m.Quotes = append(m.Quotes, q)
}

// slowTrim joins lines without blank ones at either end.
func slowTrim(lines []string) string {
	return strings.TrimRightFunc(strings.TrimLeft(strings.Join(lines, "\n"), "\n\t "), unicode.IsSpace)
}

func slowFirst(lines []string) string {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return l
		}
	}
	return ""
}

// slowIsQuote reports whether a line repeats another message: ">", perhaps behind a
// blank or up to four letters that stand for a name.
func slowIsQuote(line string) bool {
	line = strings.TrimLeft(line, " ")
	i := strings.IndexByte(line, '>')
	if i < 0 || i > 4 {
		return false
	}
	for _, r := range line[:i] {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// slowQuoted is the number of lines that lines begins with which repeat another
// message, blank ones between them included.
func slowQuoted(lines []string) (n int) {
	for i, l := range lines {
		switch {
		case slowIsQuote(l):
			n = i + 1
		case strings.TrimSpace(l) != "" || i > n+1:
			return n
		}
	}
	return n
}

// slowBare takes one mark off each line.
func slowBare(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		if _, rest, ok := strings.Cut(l, ">"); ok {
			out[i] = strings.TrimPrefix(rest, " ")
		}
	}
	return out
}

// slowVerbs are what ends a line that says who wrote the lines slowQuoted below.
var slowVerbs = []string{
	"wrote", "writes", "said", "says", "schrieb", "schreibt", "ha scritto", "scrive", "scrisse", "a écrit", "écrit", "escribió", "escribe", "schreef", "napisał", "napisała",
	"escreveu", "skrev", "написал", "написала", "пишет", "kirjoitti", "írta",
}

// slowAttribution takes the line that names the author of a quote off the end of lines.
func slowAttribution(lines []string) (rest []string, author string) {
	end := len(lines)
	for end > 0 && strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	if end == 0 || len(lines)-end > 1 {
		return lines, ""
	}
	last := strings.TrimSpace(lines[end-1])
	said := strings.TrimRight(strings.TrimRight(last, ": "), "\u00a0 ")
	if said == last || len(last) > 300 {
		return lines, ""
	}
	at, verb, low := -1, "", strings.ToLower(said)
	if len(low) != len(said) {
		low = said // some letters are longer when small: places in one are none in the other
	}
	for _, v := range slowVerbs {
		if i := strings.LastIndex(low, v); i >= 0 && i < len(said) && i > at {
			at, verb = i, v
		}
	}
	if at < 0 {
		return lines, ""
	}
	who := said[:at]
	if rest := said[at+min(len(verb), len(said)-at):]; strings.TrimSpace(who) == "" || slowGermanic(verb) && strings.TrimSpace(rest) != "" {
		who = rest // "Am 1.1.2004 schrieb Moss:"
	}
	begin := end - 1
	if begin > 0 && strings.TrimSpace(lines[begin-1]) != "" && slowOpens(lines[begin-1]) && !slowOpens(last) {
		begin--
		who = strings.TrimSpace(lines[begin]) + " " + who
	}
	return lines[:begin], slowNameIn(who)
}

func slowGermanic(verb string) bool { return strings.HasPrefix(verb, "schr") || verb == "skrev" }

// slowOpens reports whether a line begins as such lines do that name date and author.
func slowOpens(line string) bool {
	for _, w := range []string{"On ", "Am ", "Il ", "Le ", "El ", "Op ", "Em ", "W dniu ", "Den ", "In article ", "At "} {
		if strings.HasPrefix(line, w) {
			return true
		}
	}
	return false
}

// slowNameIn is the name in a text that may also hold a date and an address: what
// stands in front of the address, behind the last comma or number.
func slowNameIn(s string) string {
	s = strings.TrimSpace(s)
	mail := ""
	if i := strings.IndexAny(s, "<"); i >= 0 {
		mail = strings.Trim(s[i:], "<> ")
		if j := strings.IndexByte(s[i:], '>'); j > 0 {
			mail = s[i+1 : i+j]
			if strings.TrimSpace(s[:i]) == "" {
				s += s[i+j+1:]
			}
		}
		s = s[:i]
	}
	if i := strings.LastIndexFunc(s, func(r rune) bool { return r == ',' || r == '>' || unicode.IsDigit(r) }); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	s = strings.Trim(s, " \t\"'*_:")
	for _, w := range []string{"AM ", "PM ", "On ", "UTC ", "GMT "} {
		s = strings.TrimPrefix(s, w)
	}
	if s = strings.Trim(s, " \t\"'"); s == "" {
		s = mail
	}
	return s[:min(len(s), record.MaxName)]
}

// slowOriginal reports whether a line says that another message follows whole.
func slowOriginal(line string) bool {
	s := strings.Trim(strings.TrimSpace(line), "-_ ")
	return len(line) > len(s)+5 && (s == "Original Message" || s == "Ursprüngliche Nachricht" || s == "Messaggio originale" || s == "Message d'origine" || s == "Mensaje slowOriginal" || s == "Original message")
}

// slowMostSigned is how many lines a slowSignature may have whose mark lost its blank.
const slowMostSigned = 15

// slowSignature is the index of the line that parts the slowSignature off; -1: none.
func slowSignature(lines []string) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i] == "-- " || lines[i] == "--" && len(lines)-i <= slowMostSigned {
			return i
		}
	}
	return -1
}

// slowNextPart is the line by which Mailman parts what it kept of a message from what it took out.
const slowNextPart = "-------------- next part --------------"

// slowMostScrubbed is how many lines Mailman writes of a part that it took out.
const slowMostScrubbed = 8

// slowUnscrubbed leaves out what Mailman writes of parts that it took out: "An HTML attachment was scrubbed…" and where it lies.
func slowUnscrubbed(lines []string) []string {
	if !slices.Contains(lines, slowNextPart) {
		return lines
	}
	var out []string
	for i := 0; i < len(lines); i++ {
		if lines[i] != slowNextPart {
			out = append(out, lines[i])
			continue
		}
		if i+1 == len(lines) || !strings.HasSuffix(lines[i+1], " was scrubbed...") {
			continue
		}
		for n := i + 2; n < min(len(lines), i+slowMostScrubbed); n++ {
			if label, rest, ok := strings.Cut(lines[n], ":"); ok && strings.EqualFold(strings.TrimSpace(label), "url") {
				i = n
				if strings.TrimSpace(rest) == "" && n+1 < len(lines) { // the address did not fit behind it
					i++
				}
				break
			}
		}
		if i < len(lines) && lines[i] == slowNextPart { // no address: the sentence alone
			i++
		}
	}
	return out
}

// slowFootless leaves out what a list's program puts below a message: a rule, and a few
// lines that speak of the list.
func slowFootless(lines []string) []string {
	for i := len(lines) - 1; i >= max(0, len(lines)-8); i-- {
		l := strings.TrimSpace(lines[i])
		if len(l) < 40 || strings.Trim(l, "_") != "" {
			continue
		}
		below := strings.ToLower(strings.Join(lines[i+1:], "\n"))
		if strings.Contains(below, "mailing list") || strings.Contains(below, "listinfo") || strings.Contains(below, "unsubscribe") {
			return lines[:i]
		}
	}
	return lines
}
