package irc

import "bytes"

// kind is what a line is, without its stamp.
type kind uint8

const (
	other   kind = iota
	said         // <nick> text
	acted        // * nick text
	noticed      // -nick- text
	told         // what the server or the client says: === … , *** … , -!- … , --> …
)

// message is a line taken apart.
type message struct {
	kind       kind
	nick, text []byte
	whole      []byte // of an action: nick and text
}

// maxNick is how long what stands between < and > may be.
const maxNick = 120

// marks are how what a server or client says is marked; those that begin with
// another come before it.
var marks = [][]byte{
	[]byte("==="), []byte("***"), []byte("-!-"), []byte("-->"), []byte("<--"), []byte("---"), []byte("=!="), []byte("→"), []byte("←"), []byte("⇐"), []byte("⇒"), []byte("•"),
}

// mark reports whether a line without a stamp begins with the mark of a server.
func mark(b []byte) bool {
	return bytes.HasPrefix(b, marks[0]) || bytes.HasPrefix(b, marks[1]) || bytes.HasPrefix(b, marks[2])
}

func split(b []byte, tabbed bool) message {
	if tabbed {
		return splitTabs(b)
	}
	for _, m := range marks {
		if bytes.HasPrefix(b, m) {
			return message{kind: told, text: bytes.TrimSpace(b[len(m):])}
		}
	}
	if len(b) == 0 {
		return message{}
	}
	switch b[0] {
	case '<':
		if i := bytes.IndexByte(b[:min(len(b), maxNick)], '>'); i > 1 {
			return message{kind: said, nick: b[1:i], text: b[i+1:]}
		}
	case '*':
		whole := bytes.TrimLeft(b[1:], " \t")
		nick, text := whole, []byte(nil)
		if i := bytes.IndexAny(whole, " \t"); i >= 0 {
			nick, text = whole[:i], whole[i+1:]
		}
		if len(nick) > 0 && len(nick) < maxNick {
			return message{acted, nick, text, whole}
		}
	case '-':
		if i := bytes.IndexByte(b[1:min(len(b), maxNick)], '-'); i > 0 && len(b) > i+2 && b[i+2] == ' ' {
			nick := b[1 : i+1]
			if n := bytes.IndexAny(nick, ":("); n > 0 {
				nick = nick[:n]
			}
			return message{kind: noticed, nick: nick, text: b[i+2:]}
		}
	case '!':
		return message{kind: told, text: b[1:]}
	}
	if rest, ok := bytes.CutPrefix(b, []byte("Action: ")); ok {
		nick, text, _ := bytes.Cut(rest, []byte{' '})
		return message{acted, nick, text, rest}
	}
	return message{}
}

// splitTabs is split for "nick<tab>text", where marks stand in the place of the name.
func splitTabs(b []byte) message {
	nick, text, ok := bytes.Cut(b, []byte{'\t'})
	nick = bytes.TrimSpace(nick)
	switch {
	case !ok || len(nick) >= maxNick:
		return message{}
	case string(nick) == "*":
		who, what, _ := bytes.Cut(text, []byte{' '})
		return message{acted, who, what, text}
	case len(nick) == 0 || string(nick) == "--":
		return message{kind: told, text: text}
	}
	for _, m := range marks {
		if bytes.Equal(nick, m) {
			return message{kind: told, text: text}
		}
	}
	return message{kind: said, nick: nick, text: text}
}

// seen is what the start of a log tells of the whole.
type seen struct {
	marked  bool   // deeds have marks of their own
	dated   bool   // lines say of which day they or those below are
	channel []byte // the first one named
	lines   int    // that are of a chat
	all     int
}

// look judges the start of a log.
func look(head []byte) (out seen) {
	for line := range bytes.Lines(head) {
		line = bare(bytes.TrimRight(line, "\r\n"))
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		out.all++
		var d days
		if ident, ok := bytes.CutPrefix(line, []byte("Session Ident: ")); ok && out.channel == nil && len(ident) < maxNick {
			out.channel = ident
		}
		if is, ok := d.line(line); is {
			out.lines++
			out.dated = out.dated || ok && d.any
			continue
		}
		s, rest, stamped := readStamp(line)
		if !stamped && !mark(line) {
			continue
		}
		m := split(rest, s.tabbed)
		if m.kind != other {
			out.lines++
			out.dated = out.dated || s.year > 0
		}
		if is, ok := d.line(rest); is && ok {
			out.dated = true
		}
		out.marked = out.marked || m.kind == told
		if m.kind != told && m.kind != acted || out.channel != nil {
			continue
		}
		for _, word := range [][]byte{[]byte("joined #"), []byte("talking in #"), []byte("talking on #"), []byte("mode/#")} {
			if i := bytes.Index(rest, word); i >= 0 {
				name := rest[i+len(word)-1:]
				if n := bytes.IndexAny(name, " \t["); n >= 0 {
					name = name[:n]
				}
				if len(name) > 1 && len(name) < maxNick {
					out.channel = name
				}
			}
		}
	}
	return out
}

// Sniff reports whether head begins a chat log: nine lines in ten are of one, and
// some of them somebody says.
func Sniff(head []byte) bool {
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 && len(head) >= 32<<10 {
		head = head[:i]
	}
	first, _, _ := bytes.Cut(bytes.TrimLeft(head, "\ufeff\r\n"), []byte{'\n'})
	first = bare(first)
	var d days
	is, _ := d.line(first)
	if _, _, stamped := readStamp(first); !stamped && !is && !mark(first) {
		return false
	}
	s := look(head)
	return s.lines > 0 && s.lines*10 >= s.all*9 && (is || spoken(head))
}

// spoken reports whether somebody says something.
func spoken(head []byte) bool {
	for line := range bytes.Lines(head) {
		s, rest, stamped := readStamp(bare(bytes.TrimRight(line, "\r\n")))
		if stamped && split(rest, s.tabbed).kind == said {
			return true
		}
	}
	return false
}
