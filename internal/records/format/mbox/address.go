package mbox

import (
	"mime"
	netmail "net/mail"
	"strings"
	"unicode/utf8"
)

// author is the sender's name and address: also where an archive wrote them as
// "moss at mail.example (Moss Green)". from is the line that begins the message.
func (m *mail) author(from string) (name, email string) {
	v := m.raw[fieldFrom]
	name, email, ok := mailbox(v)
	if !ok {
		p := netmail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: reader}}
		if a, err := p.Parse(v); err == nil {
			name, email, ok = strings.Clone(a.Name), strings.Clone(a.Address), true
		}
	}
	if ok {
		if i := strings.LastIndexByte(v, '('); name == "" && i > 0 {
			name = m.words(strings.Trim(v[i:], "() "))
		}
	} else {
		v = m.words(v)
		if addr, said, ok := strings.Cut(v, "("); ok {
			name = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(said), ")"))
			email = address(addr)
		} else if said, addr, ok := strings.Cut(v, "<"); ok {
			name, email = strings.Trim(strings.TrimSpace(said), `"`), address(strings.Trim(addr, "> "))
		} else if email = address(v); email == "" {
			name = v
		}
	}
	if email == "" && name == "" {
		if f := strings.Fields(from); len(f) > 0 {
			email = strings.Clone(address(f[0]))
		}
	}
	if name == "" {
		name, _, _ = strings.Cut(email, "@")
	}
	return valid(name), valid(email)
}

// valid is strings.ToValidUTF8, quicker where s is.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// address is s where it is one, "moss at mail.example" among them.
func address(s string) string {
	s = strings.TrimSpace(s)
	if user, host, ok := strings.Cut(s, " at "); ok && !strings.Contains(s, "@") {
		s = strings.TrimSpace(user) + "@" + strings.TrimSpace(host)
	}
	if strings.Count(s, "@") != 1 || strings.ContainsAny(s, " \t<>") {
		return ""
	}
	return s
}

// mailbox reads what nearly all mailboxes look like, as package net/mail reads them: "user@host", "user@host (Name)" and
// "Name <user@host>", in ASCII and without escapes or encoded words. ok is false for every other: those are that package's.
func mailbox(s string) (name, email string, ok bool) {
	s = trimLeft(s)
	if n := spec(s); n > 0 {
		name, ok = comment(s[n:])
		if !ok {
			return "", "", false
		}
		return name, strings.Clone(s[:n]), true
	}
	var room [128]byte
	said := room[:0]
	for words := 0; ; words++ {
		if s = trimLeft(s); s == "" {
			return "", "", false
		}
		if s[0] == '<' {
			n := spec(s[1:])
			if n == 0 || !strings.HasPrefix(s[1+n:], ">") || trimLeft(s[n+2:]) != "" {
				return "", "", false
			}
			both := string(append(said, s[1:1+n]...))
			return both[:len(said)], both[len(said):], true
		}
		w, behind, is := word(s)
		if !is {
			return "", "", false
		}
		if words > 0 {
			said = append(said, ' ')
		}
		said, s = append(said, w...), behind
	}
}

func trimLeft(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
}

// spec is the length of the "user@host" that s begins with, 0 where that is none. What could go on behind it is none.
func spec(s string) int {
	user := dotAtom(s)
	if user == 0 || user == len(s) || s[user] != '@' {
		return 0
	}
	host := dotAtom(s[user+1:])
	n := user + 1 + host
	if host == 0 || n < len(s) && s[n] >= 0x80 {
		return 0
	}
	return n
}

// dotAtom is the length of the parts of atext that s begins with, a dot between them; 0 where a dot stands elsewhere.
func dotAtom(s string) int {
	dot := true // was the latest
	for i := range len(s) {
		switch {
		case s[i] == '.':
			if dot {
				return 0
			}
			dot = true
		case atext[s[i]]:
			dot = false
		case dot:
			return 0
		default:
			return i
		}
	}
	if dot {
		return 0
	}
	return len(s)
}

// atext are the letters that words are made of (RFC 5322, 3.2.3).
var atext = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = !strings.ContainsRune(`()<>[]:;@\,".`, c)
	}
	return t
}()

// word takes the word that s begins with: letters and dots, or a text in quotes.
func word(s string) (w, behind string, is bool) {
	if s[0] == '"' {
		for i := 1; i < len(s); i++ {
			switch c := s[i]; {
			case c == '"':
				return s[1:i], s[i+1:], true
			case c == '\\' || c < ' ' && c != '\t' || c > '~':
				return "", "", false
			}
		}
		return "", "", false
	}
	i := 0
	for i < len(s) && (atext[s[i]] || s[i] == '.') {
		i++
	}
	return s[:i], s[i:], i > 0 && (i == len(s) || s[i] < 0x80) && !strings.HasPrefix(s, "=?")
}

// comment is the name in brackets that s is, blanks around them; s may be nothing.
func comment(s string) (name string, ok bool) {
	s = strings.Trim(s, " \t")
	if s == "" {
		return "", true
	}
	inside, ok := strings.CutPrefix(s, "(")
	inside, closed := strings.CutSuffix(inside, ")")
	if !ok || !closed || strings.ContainsAny(inside, `()\`) || strings.Contains(inside, "=?") {
		return "", false
	}
	words := strings.FieldsFunc(inside, func(r rune) bool { return r == ' ' || r == '\t' })
	return strings.Clone(strings.Join(words, " ")), true
}
