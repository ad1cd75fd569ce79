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
// the signature; what a list's program puts below is left out. No part of it is part of text, which
// may be a view of a buffer.
func Split(text string) (m Message) {
	var room [64]string
	lines := footless(unscrubbed(linesOf(room[:0], strings.ReplaceAll(text, "\r", ""))))
	if at := signature(lines); at >= 0 {
		m.Signed = trim(lines[at+1:])
		lines = lines[:at]
	}
	own := lines[:0] // where they stand: a line is kept once it was looked at
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

// linesOf appends the lines of text to lines.
func linesOf(lines []string, text string) []string {
	for {
		i := strings.IndexByte(text, '\n')
		if i < 0 {
			return append(lines, text)
		}
		lines, text = append(lines, text[:i]), text[i+1:]
	}
}

// trim joins lines without blanks at either end, in a string of its own.
func trim(lines []string) string {
	begin, end := "", ""
	for len(lines) > 0 {
		if begin = trimTabs(lines[0]); begin != "" {
			break
		}
		lines = lines[1:]
	}
	for len(lines) > 1 {
		if end = strings.TrimRightFunc(lines[len(lines)-1], unicode.IsSpace); end != "" {
			break
		}
		lines = lines[:len(lines)-1]
	}
	if len(lines) < 2 {
		return strings.Clone(strings.TrimRightFunc(begin, unicode.IsSpace))
	}
	n := len(begin) + len(end) + len(lines) - 1
	for _, l := range lines[1 : len(lines)-1] {
		n += len(l)
	}
	var out strings.Builder
	out.Grow(n)
	out.WriteString(begin)
	for _, l := range lines[1 : len(lines)-1] {
		out.WriteByte('\n')
		out.WriteString(l)
	}
	out.WriteByte('\n')
	out.WriteString(end)
	return out.String()
}

func trimTabs(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
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
	for i, r := range line[:min(len(line), 5)] {
		if r == '>' {
			return true
		}
		if i == 4 || !unicode.IsUpper(r) {
			return false
		}
	}
	return false
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
	for i, l := range lines {
		_, rest, _ := strings.Cut(l, ">")
		lines[i] = strings.TrimPrefix(rest, " ")
	}
	return lines
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
	at, verb := lastVerb(said)
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

// lastVerb is the last verb in a text, in letters of any size, and where it stands; -1: there is none.
func lastVerb(said string) (at int, verb string) {
	var room [300]byte
	low, beyond := room[:0], false
	for _, c := range []byte(said) {
		if c-'A' < 26 {
			c |= 32
		}
		low, beyond = append(low, c), beyond || c >= utf8.RuneSelf
	}
	if beyond {
		low = append(low[:0], strings.ToLower(said)...)
	}
	if len(low) != len(said) {
		low = append(low[:0], said...) // some letters are longer when small: places in one are none in the other
	}
	for at = len(low) - 1; at >= 0; at-- {
		if !begins[low[at]] {
			continue
		}
		for _, v := range verbs {
			if v[0] == low[at] && len(v) <= len(low)-at && string(low[at:at+len(v)]) == v {
				return at, v
			}
		}
	}
	return -1, ""
}

// begins are the bytes that verbs begin with.
var begins = func() (t [256]bool) {
	for _, v := range verbs {
		t[v[0]] = true
	}
	return t
}()

func germanic(verb string) bool { return strings.HasPrefix(verb, "schr") || verb == "skrev" }

// openings are how lines begin that name date and author.
var openings = []string{"On ", "Am ", "Il ", "Le ", "El ", "Op ", "Em ", "W dniu ", "Den ", "In article ", "At "}

// opens reports whether a line begins as such lines do that name date and author.
func opens(line string) bool {
	for _, w := range openings {
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
	return strings.Clone(s[:min(len(s), record.MaxName)])
}

// original reports whether a line says that another message follows whole.
func original(line string) bool {
	if n := len(line); n < len("Original Message") || !marks(line[0]) && !marks(line[n-1]) {
		return false
	}
	s := strings.Trim(strings.TrimSpace(line), "-_ ")
	return len(line) > len(s)+5 && (s == "Original Message" || s == "Ursprüngliche Nachricht" || s == "Messaggio originale" || s == "Message d'origine" || s == "Mensaje original" || s == "Original message")
}

// marks reports whether a line that begins or ends with c may lose something by being trimmed.
func marks(c byte) bool { return c <= ' ' || c == '-' || c == '_' || c >= utf8.RuneSelf }

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
