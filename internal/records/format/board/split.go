package board

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/records/record"
)

// Message is a plain text taken apart.
type Message struct {
	Own    string
	Quotes []record.Quote
	Signed string
}

// Split takes a message of plain text apart: lines that begin with > are quotes,
// with the author whom the line above them names; what stands behind a line "-- " is
// the signature; what a list's program puts below is left out.
func Split(text string) (m Message) {
	lines := strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
	lines = footless(unscrubbed(lines))
	if at := signature(lines); at >= 0 {
		m.Signed = trim(lines[at+1:])
		lines = lines[:at]
	}
	var own []string
	for i := 0; i < len(lines); {
		switch n := quoted(lines[i:]); {
		case original(lines[i]):
			q := record.Quote{Text: trim(lines[i+1:])}
			if from, ok := strings.CutPrefix(strings.TrimSpace(first(lines[i+1:])), "From:"); ok {
				q.Author = nameIn(from)
			}
			m.quote(q)
			i = len(lines)
		case n > 0:
			q := record.Quote{Text: trim(bare(lines[i : i+n]))}
			own, q.Author = attribution(own)
			m.quote(q)
			i += n
		default:
			own = append(own, lines[i])
			i++
		}
	}
	m.Own = trim(own)
	return m
}

func (m *Message) quote(q record.Quote) {
	if n := len(m.Quotes); n > 0 && n >= record.MaxQuotes {
		m.Quotes[n-1].Text += "\n" + q.Text
		return
	}
	m.Quotes = append(m.Quotes, q)
}

// trim joins lines without blank ones at either end.
func trim(lines []string) string {
	return strings.TrimRightFunc(strings.TrimLeft(strings.Join(lines, "\n"), "\n\t "), unicode.IsSpace)
}

func first(lines []string) string {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return l
		}
	}
	return ""
}

// isQuote reports whether a line repeats another message: ">", perhaps behind a
// blank or up to four letters that stand for a name.
func isQuote(line string) bool {
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

// quoted is the number of lines that lines begins with which repeat another
// message, blank ones between them included.
func quoted(lines []string) (n int) {
	for i, l := range lines {
		switch {
		case isQuote(l):
			n = i + 1
		case strings.TrimSpace(l) != "" || i > n+1:
			return n
		}
	}
	return n
}

// bare takes one mark off each line.
func bare(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		if _, rest, ok := strings.Cut(l, ">"); ok {
			out[i] = strings.TrimPrefix(rest, " ")
		}
	}
	return out
}

// verbs are what ends a line that says who wrote the lines quoted below.
var verbs = []string{
	"wrote", "writes", "said", "says", "schrieb", "schreibt", "ha scritto", "scrive", "scrisse", "a écrit", "écrit", "escribió", "escribe", "schreef", "napisał", "napisała",
	"escreveu", "skrev", "написал", "написала", "пишет", "kirjoitti", "írta",
}

// attribution takes the line that names the author of a quote off the end of lines.
func attribution(lines []string) (rest []string, author string) {
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
	for _, v := range verbs {
		if i := strings.LastIndex(low, v); i >= 0 && i < len(said) && i > at {
			at, verb = i, v
		}
	}
	if at < 0 {
		return lines, ""
	}
	who := said[:at]
	if rest := said[at+min(len(verb), len(said)-at):]; strings.TrimSpace(who) == "" || germanic(verb) && strings.TrimSpace(rest) != "" {
		who = rest // "Am 1.1.2004 schrieb Moss:"
	}
	begin := end - 1
	if begin > 0 && strings.TrimSpace(lines[begin-1]) != "" && opens(lines[begin-1]) && !opens(last) {
		begin--
		who = strings.TrimSpace(lines[begin]) + " " + who
	}
	return lines[:begin], nameIn(who)
}

func germanic(verb string) bool { return strings.HasPrefix(verb, "schr") || verb == "skrev" }

// opens reports whether a line begins as such lines do that name date and author.
func opens(line string) bool {
	for _, w := range []string{"On ", "Am ", "Il ", "Le ", "El ", "Op ", "Em ", "W dniu ", "Den ", "In article ", "At "} {
		if strings.HasPrefix(line, w) {
			return true
		}
	}
	return false
}

// nameIn is the name in a text that may also hold a date and an address: what
// stands in front of the address, behind the last comma or number.
func nameIn(s string) string {
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

// original reports whether a line says that another message follows whole.
func original(line string) bool {
	s := strings.Trim(strings.TrimSpace(line), "-_ ")
	return len(line) > len(s)+5 && (s == "Original Message" || s == "Ursprüngliche Nachricht" || s == "Messaggio originale" || s == "Message d'origine" || s == "Mensaje original" || s == "Original message")
}

// mostSigned is how many lines a signature may have whose mark lost its blank.
const mostSigned = 15

// signature is the index of the line that parts the signature off; -1: none.
func signature(lines []string) int {
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i] == "-- " || lines[i] == "--" && len(lines)-i <= mostSigned {
			return i
		}
	}
	return -1
}

// nextPart is the line by which Mailman parts what it kept of a message from what it took out.
const nextPart = "-------------- next part --------------"

// mostScrubbed is how many lines Mailman writes of a part that it took out.
const mostScrubbed = 8

// unscrubbed leaves out what Mailman writes of parts that it took out: "An HTML attachment was scrubbed…" and where it lies.
func unscrubbed(lines []string) []string {
	if !slices.Contains(lines, nextPart) {
		return lines
	}
	var out []string
	for i := 0; i < len(lines); i++ {
		if lines[i] != nextPart {
			out = append(out, lines[i])
			continue
		}
		if i+1 == len(lines) || !strings.HasSuffix(lines[i+1], " was scrubbed...") {
			continue
		}
		for n := i + 2; n < min(len(lines), i+mostScrubbed); n++ {
			if label, rest, ok := strings.Cut(lines[n], ":"); ok && strings.EqualFold(strings.TrimSpace(label), "url") {
				i = n
				if strings.TrimSpace(rest) == "" && n+1 < len(lines) { // the address did not fit behind it
					i++
				}
				break
			}
		}
		if i < len(lines) && lines[i] == nextPart { // no address: the sentence alone
			i++
		}
	}
	return out
}

// footless leaves out what a list's program puts below a message: a rule, and a few
// lines that speak of the list.
func footless(lines []string) []string {
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
