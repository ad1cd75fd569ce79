package board

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/records/record"
)

// blocks are the elements of HTML that begin a line of their own.
var blocks = map[string]bool{
	"p": true, "/p": true, "br": true, "br/": true, "div": true, "/div": true, "tr": true, "/tr": true, "li": true, "/ul": true, "/ol": true, "h1": true, "h2": true, "h3": true,
	"/h1": true, "/h2": true, "/h3": true, "hr": true, "/blockquote": true, "/pre": true, "/table": true, "dd": true, "dt": true,
}

// Strip takes the markup off HTML: elements fall away, a block begins a line, what
// stands in blockquotes is marked with > as in plain text, and entities are undone.
// Where preformatted is true line ends stay; else they are blanks, but for what
// stands in <pre>.
func Strip(s string, preformatted bool) string {
	o := stripper{pre: preformatted, out: make([]byte, 0, len(s))}
	for len(s) > 0 {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			o.text(s)
			break
		}
		o.text(s[:i])
		s = o.tag(s[i:])
	}
	return strings.TrimSpace(record.View(o.out)) // nobody writes there any more
}

type stripper struct {
	out    []byte
	pre    bool
	inPre  int
	quotes int  // blockquotes that are open
	begun  bool // the line at hand holds something
}

func (o *stripper) text(s string) {
	if strings.IndexByte(s, '&') >= 0 {
		s = strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " ")
	}
	if !o.pre && o.inPre == 0 {
		o.words(s)
		return
	}
	for len(s) > 0 {
		line, rest, more := strings.Cut(s, "\n")
		if line != "" {
			o.begin()
			o.out = append(o.out, line...)
		}
		if more {
			o.newline()
		}
		s = rest
	}
}

// words writes the words of s with a blank between them, and one at either end where s has one there.
func (o *stripper) words(s string) {
	if s == "" {
		return
	}
	ends := func(c byte) bool { return c == ' ' || c == '\n' }
	apart, open, any := o.begun && ends(s[0]), ends(s[len(s)-1]), false
	for s = trimLeft(s); s != ""; s = trimLeft(s) {
		if apart || any {
			o.out = append(o.out, ' ')
			apart = false
		}
		if !any {
			o.begin()
			any = true
		}
		n := run(s)
		o.out, s = append(o.out, s[:n]...), s[n:]
	}
	if any && open {
		o.out = append(o.out, ' ')
	}
}

func trimLeft(s string) string {
	if s != "" && s[0] > ' ' && s[0] < utf8.RuneSelf {
		return s
	}
	return strings.TrimLeftFunc(s, unicode.IsSpace)
}

// run is the length of the words that s begins with and that one blank each stands between.
func run(s string) (i int) {
	for i < len(s) {
		switch c := s[i]; {
		case c > ' ' && c < utf8.RuneSelf:
			i++
		case c == ' ' && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < utf8.RuneSelf:
			i += 2
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if unicode.IsSpace(r) {
				return i
			}
			i += n
		}
	}
	return i
}

// begin is called before something is written to the line at hand.
func (o *stripper) begin() {
	if !o.begun && o.quotes > 0 {
		for range min(o.quotes, 10) {
			o.out = append(o.out, '>')
		}
		o.out = append(o.out, ' ')
	}
	o.begun = true
}

func (o *stripper) newline() {
	o.out = append(o.out, '\n')
	o.begun = false
}

// tag takes the tag or comment that s begins with.
func (o *stripper) tag(s string) string {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end >= 0 {
			return s[end+3:]
		}
		return ""
	}
	end := strings.IndexByte(s, '>')
	if end < 0 { // nor is there one behind a later <: each would be looked for to the end
		o.text(s)
		return ""
	}
	if end < 2 || s[1] != '/' && s[1] != '!' && (s[1]|32 < 'a' || s[1]|32 > 'z') {
		o.text(s[:1])
		return s[1:]
	}
	name := strings.ToLower(firstWord(s[1:end]))
	switch name {
	case "script", "style", "head", "title":
		if i := closing(s[end:], name); i >= 0 {
			return o.tag(s[end+i:])
		}
		return ""
	case "pre":
		o.inPre++
	case "/pre":
		o.inPre = max(0, o.inPre-1)
	case "blockquote":
		if o.begun {
			o.newline()
		}
		o.quotes++
	case "/blockquote":
		o.quotes = max(0, o.quotes-1)
	}
	if (blocks[name] || name == "pre") && (o.begun || name == "br" || name == "br/") {
		o.newline()
	}
	return s[end+1:]
}

// closing is where the tag stands in s that closes the element; -1 where there is none.
// Texts in small letters may be of another length.
func closing(s, name string) int {
	for i := 0; ; i++ {
		n := strings.IndexByte(s[i:], '<')
		if n < 0 {
			return -1
		}
		i += n
		if end := i + len("</") + len(name); end <= len(s) && s[i+1] == '/' && strings.EqualFold(s[end-len(name):end], name) {
			return i
		}
	}
}

func firstWord(s string) string {
	for i := range len(s) {
		if c := s[i]; c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			return s[:i]
		}
	}
	return s
}
