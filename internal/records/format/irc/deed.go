package irc

import (
	"bytes"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// what is a deed before it is handed over.
type what struct {
	kind                record.DeedKind
	actor, target, text string
	addr                comity.Addr
}

// deeds hands over what a line of the server tells; done is false where that is no
// deed.
func (p *Parser) deeds(b []byte, when clock.Stamp, at record.Place) (done bool) {
	s := strings.TrimSpace(p.texts.String(plainText(b)))
	for _, w := range read(s) {
		p.deed = record.Deed{Place: at, Forum: p.forum, Kind: w.kind, Actor: w.actor, Target: w.target, Text: w.text, Addr: w.addr}
		p.desk.Deed(&p.deed, when)
		done = true
	}
	return done
}

// unmarked hands over what a line of the server tells that begins as an action
// does. Who comes or goes must bear a host there: anybody can say the words.
func (p *Parser) unmarked(b []byte, when clock.Stamp, at record.Place) (done bool) {
	for _, client := range []string{"Now talking ", "Topic for ", "Topic is ", "Set by ", "Disconnected ", "Attempting to "} {
		if bytes.HasPrefix(b, []byte(client)) {
			p.desk.Aside(at, Told)
			return true
		}
	}
	for _, word := range []string{" has joined ", " has left ", " has quit", " Quit (", " joined #", " left #"} {
		i := bytes.Index(b, []byte(word))
		if i > 0 && b[i-1] != ')' && b[i-1] != ']' && bytes.IndexByte(b[:i], ' ') < 0 {
			return false
		}
	}
	return p.deeds(b, when, at)
}

// read takes the sentence of a server apart: who did what to whom.
func read(s string) []what {
	for _, form := range []func(string) []what{labelled, modeLine, changed, acting} {
		if out := form(s); out != nil {
			return out
		}
	}
	return nil
}

// labelled reads ZNC's "Joins: nick (user@host)" and eggdrop's "Nick change: a -> b".
func labelled(s string) []what {
	if len(s) > 7 && s[5:7] == ": " {
		kind, ok := map[string]record.DeedKind{"Joins": record.Join, "Parts": record.Leave, "Quits": record.Leave}[s[:5]]
		if who, addr, rest := person(s[7:]); ok {
			return one(what{kind: kind, actor: who, addr: addr, text: reason(rest)})
		}
	}
	if rest, ok := strings.CutPrefix(s, "Nick change: "); ok {
		if from, to, ok := strings.Cut(rest, " -> "); ok {
			return one(what{kind: record.Rename, actor: from, target: to})
		}
	}
	return nil
}

// modeLine reads "mode/#channel [+o nick] by op" and its like.
func modeLine(s string) []what {
	low := strings.ToLower(s)
	switch {
	case strings.HasPrefix(low, "mode/"), strings.HasPrefix(low, "mode #"), strings.HasPrefix(low, "servermode/"):
		_, rest, ok := strings.Cut(s, "[")
		if !ok {
			return nil
		}
		modes, by, ok := strings.Cut(rest, "]")
		_, by, ok2 := strings.Cut(by, " by ")
		if !ok || !ok2 {
			return nil
		}
		return modesOf(modes, firstWord(by))
	case strings.HasPrefix(low, "mode change \""):
		modes, rest, _ := strings.Cut(s[len("mode change \""):], "\"")
		if _, by, ok := strings.Cut(rest, " by "); ok {
			return modesOf(modes, firstWord(by))
		}
	case strings.HasPrefix(s, "#"): // eggdrop: #channel: mode change '+o nick' by op!user@host
		_, rest, ok := strings.Cut(s, ": mode change '")
		modes, rest, ok2 := strings.Cut(rest, "' by ")
		if ok && ok2 {
			by, _, _ := strings.Cut(rest, "!")
			return modesOf(modes, firstWord(by))
		}
	}
	return nil
}

// ranks are the letters of modes that give a member a rank.
var ranks = map[byte]string{'o': "operator", 'h': "half-operator", 'v': "voice", 'a': "admin", 'q': "owner"}

// modesOf reads "+ov-b nick nick mask": each letter that gives or takes a rank, and
// each ban.
func modesOf(modes, by string) (out []what) {
	words := strings.Fields(modes)
	if len(words) == 0 {
		return nil
	}
	given, sign := words[1:], byte('+')
	for _, c := range []byte(words[0]) {
		if c == '+' || c == '-' {
			sign = c
			continue
		}
		if !strings.ContainsRune("ohvaqbeIk", rune(c)) && (c != 'l' || sign == '-') {
			continue
		}
		if len(given) == 0 {
			break
		}
		target := given[0]
		given = given[1:]
		rank := ranks[c]
		switch {
		case rank != "" && sign == '+':
			out = append(out, what{kind: record.Promote, actor: by, target: target, text: rank})
		case rank != "":
			out = append(out, what{kind: record.Demote, actor: by, target: target, text: rank})
		case c == 'b' && sign == '+':
			out = append(out, what{kind: record.Ban, actor: by, target: target})
		}
	}
	return out
}

// changed reads eggdrop's "Topic changed on #channel by op!user@host: text".
func changed(s string) []what {
	rest, ok := strings.CutPrefix(s, "Topic changed on ")
	if !ok {
		return nil
	}
	_, rest, ok = strings.Cut(rest, " by ")
	by, text, ok2 := strings.Cut(rest, ": ")
	if !ok || !ok2 {
		return nil
	}
	by, _, _ = strings.Cut(by, "!")
	return one(what{kind: record.Topic, actor: by, text: text})
}

// acting reads "nick [user@host] verb …".
func acting(s string) []what {
	who, addr, rest := person(s)
	if who == "" || rest == "" {
		return nil
	}
	w := what{actor: who, addr: addr}
	for _, v := range verbs {
		behind, ok := strings.CutPrefix(rest, v.words)
		if !ok {
			continue
		}
		if v.read == nil {
			w.kind = v.kind
			w.text = reason(behind)
			if v.kind == record.Join {
				w.text = ""
			}
			return one(w)
		}
		return v.read(w, behind)
	}
	return nil
}

// verbs are what may follow a name; those that begin with another come before it.
var verbs = []struct {
	words string
	kind  record.DeedKind
	read  func(w what, rest string) []what
}{
	{"has joined ", record.Join, nil},
	{"joined #", record.Join, nil},
	{"has left ", record.Leave, nil},
	{"left #", record.Leave, nil},
	{"left irc", record.Leave, nil},
	{"has quit", record.Leave, nil},
	{"Quit (", record.Leave, func(w what, rest string) []what { // as mIRC says it
		w.kind, w.text = record.Leave, reason("("+rest)
		return one(w)
	}},
	{"is now known as ", record.Rename, renamed},
	{"was kicked from ", record.Kick, kicked},
	{"was kicked by ", record.Kick, func(w what, rest string) []what { return kicked(w, "by "+rest) }},
	{"has been kicked from ", record.Kick, kicked},
	{"has been kicked off ", record.Kick, kicked},
	{"kicked from ", record.Kick, kicked},
	{"has kicked ", record.Kick, kicks},
	{"sets mode: ", "", moded},
	{"sets mode ", "", moded},
	{"gives channel operator status to ", record.Promote, ranked(record.Promote, "operator")},
	{"gives channel half-operator status to ", record.Promote, ranked(record.Promote, "half-operator")},
	{"gives voice to ", record.Promote, ranked(record.Promote, "voice")},
	{"removes channel operator status from ", record.Demote, ranked(record.Demote, "operator")},
	{"removes channel half-operator status from ", record.Demote, ranked(record.Demote, "half-operator")},
	{"removes voice from ", record.Demote, ranked(record.Demote, "voice")},
	{"sets ban on ", record.Ban, func(w what, rest string) []what { w.kind, w.target = record.Ban, firstWord(rest); return one(w) }},
	{"changed the topic of ", record.Topic, topic(" to: ")},
	{"has changed the topic to: ", record.Topic, topic("")},
	{"changes topic to ", record.Topic, topic("")},
	{"has changed topic for ", record.Topic, topic(" to ")},
	{"has invited ", record.Invite, invited},
	{"invited ", record.Invite, invited},
}

func one(w what) []what { return []what{w} }

func renamed(w what, rest string) []what {
	if w.target = firstWord(rest); w.target == "" || len(strings.Fields(rest)) > 1 {
		return nil
	}
	w.kind = record.Rename
	return one(w)
}

// kicked reads "#channel by op [reason]": the one who was kicked comes first.
func kicked(w what, rest string) []what {
	_, by, ok := strings.Cut(" "+rest, " by ")
	if !ok {
		return nil
	}
	op := strings.TrimSuffix(firstWord(by), ":")
	text := strings.TrimPrefix(strings.TrimSpace(strings.TrimPrefix(by, firstWord(by))), ":")
	return one(what{kind: record.Kick, actor: op, target: w.actor, text: reason(text)})
}

// kicks reads "nick from #channel (reason)".
func kicks(w what, rest string) []what {
	w.kind, w.target = record.Kick, firstWord(rest)
	rest = strings.TrimSpace(strings.TrimPrefix(rest, w.target))
	if channel, ok := strings.CutPrefix(rest, "from "); ok {
		rest = strings.TrimPrefix(channel, firstWord(channel))
	}
	w.text = reason(rest)
	return one(w)
}

func moded(w what, rest string) []what { return modesOf(rest, w.actor) }

func ranked(kind record.DeedKind, rank string) func(what, string) []what {
	return func(w what, rest string) []what {
		w.kind, w.target, w.text = kind, firstWord(rest), rank
		return one(w)
	}
}

// topic reads a new topic, which stands behind mark.
func topic(mark string) func(what, string) []what {
	return func(w what, rest string) []what {
		if i := strings.LastIndex(rest, mark); i >= 0 && mark != "" {
			rest = rest[i+len(mark):]
		}
		w.kind, w.text = record.Topic, unquote(rest)
		return one(w)
	}
}

func invited(w what, rest string) []what {
	w.kind, w.target = record.Invite, firstWord(rest)
	return one(w)
}

func unquote(s string) string {
	if n := len(s); n > 1 && (s[0] == '\'' || s[0] == '"') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}

// person takes "nick", and "[user@host]" or "(user@host)" behind it, off the start
// of s.
func person(s string) (who string, addr comity.Addr, rest string) {
	who, rest, _ = strings.Cut(s, " ")
	rest = strings.TrimLeft(rest, " ")
	if rest == "" || rest[0] != '[' && rest[0] != '(' {
		return who, addr, rest
	}
	end := strings.IndexAny(rest, "])")
	if end < 0 {
		return who, addr, rest
	}
	return who, addrOf(rest[1:end]), strings.TrimLeft(rest[end+1:], " ")
}

// addrOf is the address in user@host, where the host is one, or a gateway's name
// that ends in one.
func addrOf(mask string) (a comity.Addr) {
	host := mask[strings.LastIndexByte(mask, '@')+1:]
	if i := strings.LastIndex(host, "/ip."); i >= 0 {
		host = host[i+len("/ip."):]
	}
	a, _ = comity.ParseAddr(host)
	return a
}

// reason is what stands in brackets or behind a channel's name.
func reason(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimPrefix(s, "IRC"))
	if strings.HasPrefix(s, "#") || strings.HasPrefix(s, "&") {
		s = strings.TrimSpace(strings.TrimPrefix(s, firstWord(s)))
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, ":"))
	if n := len(s); n > 1 && (s[0] == '[' && s[n-1] == ']' || s[0] == '(' && s[n-1] == ')') {
		s = s[1 : n-1]
	}
	return unquote(strings.TrimSpace(s))
}
