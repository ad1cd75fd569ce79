package phpbb_test

import (
	"html"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/format/phpbb"
	"comity/internal/records/record"
)

// asSlow wants markup to be taken off as plainly as slowUnmark does.
func asSlow(t *testing.T, text, uid string) (own string, quotes []record.Quote) {
	t.Helper()
	own, quotes = phpbb.Unmark(text, uid)
	slowOwn, slowQuotes := slowUnmark(text, uid)
	if d := cmp.Diff(slowOwn, own) + cmp.Diff(slowQuotes, quotes); d != "" {
		t.Fatalf("%q, uid %q: %s", text, uid, d)
	}
	return own, quotes
}

// Texts are read as by the plain way, however odd.
func TestAsSlow(t *testing.T) {
	tokens := []string{
		"[quote:1a]", "[/quote:1a]", "[quote=&quot;moss&quot;:1a]", "[quote:1a=\"mo]ss\"]", "[quote=mo]ss:1a]", "[b:1a]", "[/b:1a]", "[*:1a]", "[/*:m:1a]", "[b]", "[", "]", "<", ">", "<!--", "-->",
		"<!-- s:) --><img alt=\":)\" /><!-- s:) -->", "<!-- m --><a href=\"http://x/?a=1&amp;b\">x</a><!-- m -->", "<br />", "<br/>\n", "<QUOTE author=\"a\" post_id=\"3\">", "</QUOTE>", "<s>", "</s>", "<e>", "</e>", "<i>", "<B>", "</r>",
		"moss", " ", "\n", "\r\n", "\x00", "\xff", "ö", "&amp;", "&#65", "&#6", "&#x4", "&l", "&lt", "&",
	}
	r := rand.New(rand.NewPCG(17, 2))
	for range 50_000 {
		s := []string{"", "", "<r>", "<t>"}[r.IntN(4)]
		for range r.IntN(12) {
			s += tokens[r.IntN(len(tokens))]
		}
		asSlow(t, s, []string{"", "1a", "1"}[r.IntN(3)])
	}
}

// What follows takes markup off as plainly as can be, and is what the package must agree with.

// slowMessage is a text without its markup.
type slowMessage struct {
	own    strings.Builder
	open   []int // quotes that are open, by number; the author's own words where none is
	quotes []record.Quote
	text   [][]byte // of quotes
	stored bool     // phpBB 3.2 and later: tags are XML, and BBCode is kept beside them
	uid    string   // that ends each tag of BBCode before 3.2; "": there are none

	missing map[string]bool // marks that do not come any more
}

// find is strings.Index in what is left of the text, but looks only once for what does
// not come any more: a text of nothing but "<" would be gone through for each of them.
func (m *slowMessage) find(s, mark string) int {
	if m.missing[mark] {
		return -1
	}
	i := strings.Index(s, mark)
	if i < 0 {
		m.missing[mark] = true
	}
	return i
}

// slowLongestName is how far into the tag of a quote its end is looked for, behind a name that may hold brackets.
const slowLongestName = 300

// slowMaxNested is how deep quotes may stand in each other.
const slowMaxNested = 100

// slowUnmark takes markup, quotes, smilies and entities off what phpBB stores: own is
// what the author wrote.
func slowUnmark(s, uid string) (own string, quotes []record.Quote) {
	m := &slowMessage{uid: uid, missing: map[string]bool{}, stored: strings.HasPrefix(s, "<r>") || strings.HasPrefix(s, "<t>")}
	for len(s) > 0 {
		i := strings.IndexAny(s, "<[")
		if i < 0 {
			m.say(s)
			break
		}
		m.say(s[:i])
		s = m.mark(s[i:])
	}
	for i := range m.quotes {
		m.quotes[i].Text = slowTidy(string(m.text[i]))
	}
	return slowTidy(m.own.String()), m.quotes
}

// say writes text where it belongs: to the innermost quote, or to the author.
func (m *slowMessage) say(s string) {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	if n := len(m.open); n > 0 {
		m.text[m.open[n-1]] = append(m.text[m.open[n-1]], s...)
		return
	}
	m.own.WriteString(s)
}

func (m *slowMessage) begin(author, id string) {
	if len(m.quotes) > record.MaxQuotes || len(m.open) >= slowMaxNested {
		m.open = append(m.open, max(0, len(m.quotes)-1))
		return
	}
	m.open = append(m.open, len(m.quotes))
	m.quotes = append(m.quotes, record.Quote{Author: author, ID: id})
	m.text = append(m.text, nil)
}

func (m *slowMessage) end() {
	if n := len(m.open); n > 0 {
		m.open = m.open[:n-1]
	}
}

// mark takes what s begins with, a tag or the character alone, and returns the rest.
func (m *slowMessage) mark(s string) string {
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
			m.say(slowAttribute(tag, "alt"))
			return s[end+1:]
		case tag != "" && (tag[0] == '/' || tag[0]|32 >= 'a' && tag[0]|32 <= 'z'):
			return s[end+1:]
		}
	}
	m.say(s[:1])
	return s[1:]
}

// comment takes what phpBB marks smilies and links with: <!-- s:) --> … <!-- s:) -->.
// Of a link its address is kept, of a smiley its code.
func (m *slowMessage) comment(s string) string {
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
		m.say(slowAttribute(inside, "href"))
	default:
		return rest
	}
	return rest[close+end+3:]
}

// element takes an element of what phpBB 3.2 stores. The BBCode that it keeps
// beside them stands in s, e and i.
func (m *slowMessage) element(tag, rest string) string {
	name, _, _ := strings.Cut(strings.TrimSuffix(tag, "/"), " ")
	switch name {
	case "s", "e", "i":
		if end := m.find(rest, "</"+name+">"); end >= 0 {
			return rest[end+len(name)+3:]
		}
	case "QUOTE":
		m.begin(slowAttribute(tag, "author"), slowAttribute(tag, "post_id"))
	case "/QUOTE":
		m.end()
	case "br":
		m.say("\n")
		return strings.TrimPrefix(rest, "\n")
	}
	return rest
}

// bbcode takes a tag of BBCode, which before phpBB 3.2 ends in the post's uid.
func (m *slowMessage) bbcode(s string) string {
	end := m.find(s, "]")
	if m.stored || m.uid == "" || end < 0 {
		m.say(s[:1])
		return s[1:]
	}
	if by, named := strings.CutPrefix(s, "[quote:"+m.uid+`="`); named { // of phpBB 2
		if i := strings.Index(by[:min(len(by), slowLongestName)], `"]`); i >= 0 {
			m.begin(html.UnescapeString(by[:i]), "")
			return by[i+2:]
		}
	}
	tag, ok := strings.CutSuffix(s[1:end], ":"+m.uid)
	if !ok && strings.HasPrefix(s, "[quote=") { // the name may hold a bracket
		if i := strings.Index(s[:min(len(s), slowLongestName+len(m.uid))], ":"+m.uid+"]"); i > 0 {
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

// slowAttribute is the value of an slowAttribute in a tag; "" where there is none.
func slowAttribute(tag, name string) string {
	_, v, ok := strings.Cut(tag, " "+name+`="`)
	if !ok {
		return ""
	}
	v, _, ok = strings.Cut(v, `"`)
	if !ok {
		return ""
	}
	return html.UnescapeString(v)
}

// slowTidy takes blanks off the ends of a text, and carriage returns and NULs out of it.
func slowTidy(s string) string {
	if strings.ContainsAny(s, "\r\x00") {
		s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s)
	}
	return strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD")
}
