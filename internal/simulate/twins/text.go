package twins

import (
	"strconv"
	"strings"

	"comity/internal/simulate/capture"
	"comity/internal/simulate/draw"
	"comity/internal/simulate/voice"
)

// wording keeps the text of one message, which several captures ask for one after
// the other.
type wording struct {
	id            int32 // of the message, from 1
	plain, edited string
	quotes        []capture.Quote
}

// words is the text of message i and what it quotes.
func (b *board) words(i int32, edited bool) (string, []capture.Quote) {
	if b.wording.id != i+1 {
		b.wording = wording{id: i + 1, plain: b.own(i, false), quotes: b.quoted(i)}
		b.wording.edited = b.wording.plain
		if b.messages[i].edited > 0 {
			b.wording.edited = b.own(i, true)
		}
	}
	if edited {
		return b.wording.edited, b.wording.quotes
	}
	return b.wording.plain, b.wording.quotes
}

// own is what the author of message i wrote, without quotes; edited as it read
// after the edit. The same message gives the same text whenever it is asked for.
func (b *board) own(i int32, edited bool) string {
	m := &b.messages[i]
	s := b.w.stream("text", b.id, int(i))
	n := &b.names[m.name]
	lang := b.w.tongue(m)
	sub := b.matter(m)
	text := ""
	switch {
	case m.kind == chat:
		return n.voice.Chat(&s, lang, sub)
	case m.thread < 0:
		return n.voice.Say(&s, lang, m.section(), sub)
	case m.kind == say:
		text = n.voice.Post(&s, lang, sub, n.voice.Sentences(&s))
	case m.kind == lock || m.kind == ban || m.kind == promote || m.kind == welcome || m.kind == invite:
		text = n.voice.Say(&s, lang, m.section(), sub)
	default:
		text = b.mixed(&s, m, lang, sub)
	}
	if m.file >= 0 {
		text += "\n" + b.w.fileLine(n.person.form, m.file)
	}
	if edited && m.edited > 0 {
		text = edit(&s, n.voice, lang, sub, text)
	}
	return text
}

// mixed is talk with the sentence in it that makes the message what it is.
func (b *board) mixed(s *draw.Stream, m *message, lang string, sub voice.Subject) string {
	v := b.names[m.name].voice
	core := v.Say(s, lang, m.section(), sub)
	if m.kind == advice && s.Chance(400) {
		core += " " + v.Say(s, lang, m.section(), sub)
	}
	k := v.Sentences(s) / 2
	if k == 0 {
		return core
	}
	rest := v.Post(s, lang, sub, k)
	if s.Chance(500) {
		return rest + " " + core
	}
	return core + "\n" + rest
}

// matter is what a message is about: its thread's subject, or what the channel talks
// of in that hour; with the people and contacts that it names.
func (b *board) matter(m *message) voice.Subject {
	var sub voice.Subject
	if m.thread >= 0 {
		sub = b.threads[m.thread].subject()
	} else {
		s := b.w.stream("channel", b.id, int(m.at/hour))
		sub = voice.Subject{Topic: draw.Pick(&s, voice.Topics()), Focus: []int{s.N(60), s.N(60), s.N(60), s.N(60), s.N(60), s.N(60)}}
	}
	if m.who >= 0 {
		sub.Who = b.names[m.who].nick
	}
	if m.who2 >= 0 {
		sub.Who2 = b.names[m.who2].nick
	}
	n := &b.names[m.name]
	sub.Mail, sub.IM = n.mail, n.im
	return sub
}

// edit changes a text as people do: they add a line, or take the end away.
func edit(s *draw.Stream, v *voice.Voice, lang string, sub voice.Subject, text string) string {
	if k := strings.LastIndexByte(text, ' '); s.Chance(300) && k > 20 {
		return text[:k]
	}
	return text + "\n" + v.Say(s, lang, "edit", sub)
}

// fileLine is how somebody gives the hashes of a file.
func (w *world) fileLine(form int, id int32) string {
	f := &w.files[id]
	switch form {
	case 0:
		return "md5: " + f.md5
	case 1:
		return "SHA1 " + strings.ToUpper(f.sha1)
	case 2:
		return f.sha256 + "  scan" + strconv.Itoa(int(id)) + ".jpg"
	}
	return "scan_" + strconv.Itoa(int(id)) + ".jpg (" + f.md5 + ")"
}

// quoted is what message i repeats of the one it answers: all of it, or its beginning.
func (b *board) quoted(i int32) []capture.Quote {
	m := &b.messages[i]
	if !m.quotes || m.parent < 0 {
		return nil
	}
	text := b.own(m.parent, false)
	s := b.w.stream("quote", b.id, int(i))
	if line, _, more := strings.Cut(text, "\n"); more && s.Chance(600) {
		text = line
	}
	if k := strings.IndexByte(text[min(len(text), 40):], '.'); k >= 0 && s.Chance(400) {
		text = text[:40+k+1]
	}
	return []capture.Quote{{Author: b.names[b.messages[m.parent].name].nick, ID: int64(m.parent) + 1, Text: text}}
}
