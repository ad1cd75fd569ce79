package board_test

import (
	"html"
	"strings"
)

// What follows takes markup off as plainly as can be, and is what the package must agree with.

// slowBlocks are the elements of HTML that begin a line of their own.
var slowBlocks = map[string]bool{
	"p": true, "/p": true, "br": true, "br/": true, "div": true, "/div": true, "tr": true, "/tr": true, "li": true, "/ul": true, "/ol": true, "h1": true, "h2": true, "h3": true,
	"/h1": true, "/h2": true, "/h3": true, "hr": true, "/blockquote": true, "/pre": true, "/table": true, "dd": true, "dt": true,
}

// slowStrip takes the markup off HTML: elements fall away, a block begins a line, what
// stands in blockquotes is marked with > as in plain text, and entities are undone.
// Where preformatted is true line ends stay; else they are blanks, but for what
// stands in <pre>.
func slowStrip(s string, preformatted bool) string {
	o := slowStripper{pre: preformatted}
	for len(s) > 0 {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			o.text(s)
			break
		}
		o.text(s[:i])
		s = o.tag(s[i:])
	}
	return strings.TrimSpace(o.out.String())
}

type slowStripper struct {
	out    strings.Builder
	pre    bool
	inPre  int
	quotes int  // blockquotes that are open
	begun  bool // the line at hand holds something
}

func (o *slowStripper) text(s string) {
	if strings.IndexByte(s, '&') >= 0 {
		s = strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " ")
	}
	keep := o.pre || o.inPre > 0
	for len(s) > 0 {
		line, rest, more := strings.Cut(s, "\n")
		if !keep {
			line = strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", " ")), " ")
			if line != "" && (s[0] == ' ' || s[0] == '\n') && o.begun {
				line = " " + line
			}
			if line != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\n') {
				line += " "
			}
			more, rest = false, ""
		}
		if line != "" {
			if !o.begun && o.quotes > 0 {
				o.out.WriteString(strings.Repeat(">", min(o.quotes, 10)) + " ")
			}
			o.out.WriteString(line)
			o.begun = true
		}
		if more {
			o.newline()
		}
		s = rest
	}
}

func (o *slowStripper) newline() {
	o.out.WriteByte('\n')
	o.begun = false
}

// tag takes the tag or comment that s begins with.
func (o *slowStripper) tag(s string) string {
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
	name, _, _ := strings.Cut(strings.ToLower(strings.Map(slowBlank, s[1:end])), " ")
	switch name {
	case "script", "style", "head", "title":
		if i := slowClosing(s[end:], name); i >= 0 {
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
	if (slowBlocks[name] || name == "pre") && (o.begun || name == "br" || name == "br/") {
		o.newline()
	}
	return s[end+1:]
}

// slowClosing is where the tag stands in s that closes the element; -1 where there is none.
// Texts in small letters may be of another length.
func slowClosing(s, name string) int {
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

func slowBlank(r rune) rune {
	if r == '\n' || r == '\t' || r == '\r' {
		return ' '
	}
	return r
}
