package phpbb

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"comity/internal/records/record"
)

// message is a text without its markup. It may be used for one text after another.
type message struct {
	own    []byte
	open   []int // quotes that are open, by number; the author's own words where none is
	quotes []record.Quote
	text   [][]byte // of quotes
	stored bool     // phpBB 3.2 and later: tags are XML, and BBCode is kept beside them
	uid    string   // that ends each tag of BBCode before 3.2; "": there are none

	missing []string // marks that do not come any more
	ahead   [2]int   // how much of the text is left from the next < and from the next [ on; 0: there is none, -1: not known
}

// find is strings.Index in what is left of the text, but looks only once for what does
// not come any more: a text of nothing but "<" would be gone through for each of them.
func (m *message) find(s, mark string) int {
	if slices.Contains(m.missing, mark) {
		return -1
	}
	i := strings.Index(s, mark)
	if i < 0 {
		m.missing = append(m.missing, mark)
	}
	return i
}

// next is where the next mark stands in what is left of the text; -1: there is none. Without BBCode a
// bracket is a letter.
func (m *message) next(s string) int {
	left := 0 // from it on
	for n, c := range []byte("<[") {
		if c == '[' && (m.stored || m.uid == "") {
			break
		}
		if m.ahead[n] < 0 || m.ahead[n] > len(s) {
			m.ahead[n] = 0
			if i := strings.IndexByte(s, c); i >= 0 {
				m.ahead[n] = len(s) - i
			}
		}
		left = max(left, m.ahead[n])
	}
	if left == 0 {
		return -1
	}
	return len(s) - left
}

// longestName is how far into the tag of a quote its end is looked for, behind a name that may hold brackets.
const longestName = 300

// maxNested is how deep quotes may stand in each other.
const maxNested = 100

// unmark takes markup, quotes, smilies and entities off what phpBB stores: own is
// what the author wrote.
func unmark(s, uid string) (own string, quotes []record.Quote) {
	var m message
	return m.unmark(s, uid)
}

// unmark is the function unmark, whose strings are their own. The quotes are valid until it is called again.
func (m *message) unmark(s, uid string) (own string, quotes []record.Quote) {
	*m = message{
		uid: uid, stored: strings.HasPrefix(s, "<r>") || strings.HasPrefix(s, "<t>"), ahead: [2]int{-1, -1},
		own: m.own[:0], open: m.open[:0], quotes: m.quotes[:0], text: m.text[:0], missing: m.missing[:0],
	}
	for len(s) > 0 {
		i := m.next(s)
		if i < 0 {
			m.say(s)
			break
		}
		m.say(s[:i])
		s = m.mark(s[i:])
	}
	own = tidy(m.own)
	if len(m.quotes) == 0 {
		return own, nil
	}
	for i := range m.quotes {
		m.quotes[i].Text = tidy(m.text[i])
	}
	return own, m.quotes
}

// say writes text where it belongs: to the innermost quote, or to the author.
func (m *message) say(s string) {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if n := len(m.open); n > 0 {
		m.text[m.open[n-1]] = append(m.text[m.open[n-1]], s...)
		return
	}
	m.own = append(m.own, s...)
}

func (m *message) begin(author, id string) {
	if len(m.quotes) > record.MaxQuotes || len(m.open) >= maxNested {
		m.open = append(m.open, max(0, len(m.quotes)-1))
		return
	}
	m.open = append(m.open, len(m.quotes))
	m.quotes = append(m.quotes, record.Quote{Author: strings.Clone(author), ID: strings.Clone(id)})
	if n := len(m.text); n < cap(m.text) {
		m.text = m.text[:n+1]
		m.text[n] = m.text[n][:0]
	} else {
		m.text = append(m.text, nil)
	}
}

func (m *message) end() {
	if n := len(m.open); n > 0 {
		m.open = m.open[:n-1]
	}
}

// mark takes what s begins with, a tag or the character alone, and returns the rest.
func (m *message) mark(s string) string {
	if s[0] == '[' {
		return m.bbcode(s)
	}
	if end := m.find(s, ">"); end > 0 {
		tag := s[1:end]
		switch {
		case strings.HasPrefix(s, "<!--"):
			return m.comment(s)
		case m.stored:
			return m.element(tag, s[end+1:])
		case strings.HasPrefix(tag, "br"):
			m.say("\n")
			return strings.TrimPrefix(s[end+1:], "\n")
		case strings.HasPrefix(tag, "img"):
			m.say(attribute(tag, ` alt="`))
			return s[end+1:]
		case tag != "" && (tag[0] == '/' || tag[0]|32 >= 'a' && tag[0]|32 <= 'z'):
			return s[end+1:]
		}
	}
	m.say(s[:1])
	return s[1:]
}

// comment takes what phpBB marks smilies and links with: <!-- s:) --> … <!-- s:) -->.
// Of a link its address is kept, of a smiley its code. <!--> is a comment without a text, as in HTML.
func (m *message) comment(s string) string {
	end := m.find(s, "-->")
	if end < 0 {
		m.say(s[:1])
		return s[1:]
	}
	what, rest := strings.TrimSpace(s[4:max(4, end)]), s[end+3:]
	close := strings.Index(rest, s[:end+3])
	if close < 0 || what == "" {
		return rest
	}
	switch inside := rest[:close]; {
	case what[0] == 's':
		m.say(html.UnescapeString(what[1:]))
	case strings.Contains(inside, "href="):
		m.say(attribute(inside, ` href="`))
	default:
		return rest
	}
	return rest[close+end+3:]
}

// closing are the tags that end the elements in which phpBB 3.2 keeps BBCode.
var closing = map[string]string{"s": "</s>", "e": "</e>", "i": "</i>"}

// element takes an element of what phpBB 3.2 stores. The BBCode that it keeps
// beside them stands in s, e and i.
func (m *message) element(tag, rest string) string {
	name, _, _ := strings.Cut(strings.TrimSuffix(tag, "/"), " ")
	switch name {
	case "s", "e", "i":
		if end := m.find(rest, closing[name]); end >= 0 {
			return rest[end+len(closing[name]):]
		}
	case "QUOTE":
		m.begin(attribute(tag, ` author="`), attribute(tag, ` post_id="`))
	case "/QUOTE":
		m.end()
	case "br":
		m.say("\n")
		return strings.TrimPrefix(rest, "\n")
	}
	return rest
}

// bbcode takes a tag of BBCode, which before phpBB 3.2 ends in the post's uid.
func (m *message) bbcode(s string) string {
	end := m.find(s, "]")
	if m.stored || m.uid == "" || end < 0 {
		m.say(s[:1])
		return s[1:]
	}
	if by, named := strings.CutPrefix(s, "[quote:"+m.uid+`="`); named { // of phpBB 2
		if i := strings.Index(by[:min(len(by), longestName)], `"]`); i >= 0 {
			m.begin(html.UnescapeString(by[:i]), "")
			return by[i+2:]
		}
	}
	tag, ok := strings.CutSuffix(s[1:end], ":"+m.uid)
	if !ok && strings.HasPrefix(s, "[quote=") { // the name may hold a bracket
		if i := strings.Index(s[:min(len(s), longestName+len(m.uid))], ":"+m.uid+"]"); i > 0 {
			tag, end, ok = s[1:i], i+len(m.uid)+1, true
		}
	}
	if !ok {
		m.say(s[:1])
		return s[1:]
	}
	switch {
	case tag == "/quote" || tag == "/quote:1":
		m.end()
	case tag == "quote" || tag == "quote:1":
		m.begin("", "")
	case strings.HasPrefix(tag, "quote="):
		m.begin(strings.Trim(html.UnescapeString(tag[len("quote="):]), `"`), "")
	case tag == "*":
		m.say("- ")
	case strings.HasPrefix(tag, "/*"):
		m.say("\n")
	}
	return s[end+1:]
}

// attribute is the value of an attribute in a tag, which begins as stated; "" where there is none.
func attribute(tag, begin string) string {
	_, v, ok := strings.Cut(tag, begin)
	if !ok {
		return ""
	}
	v, _, ok = strings.Cut(v, `"`)
	if !ok {
		return ""
	}
	return html.UnescapeString(v)
}

// tidy takes blanks off the ends of a text, and carriage returns and NULs out of it.
func tidy(b []byte) string {
	if bytes.IndexByte(b, '\r') < 0 && bytes.IndexByte(b, 0) < 0 && utf8.Valid(b) {
		return string(bytes.TrimSpace(b))
	}
	s := returns.Replace(string(b))
	return strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD")
}

var returns = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "")
