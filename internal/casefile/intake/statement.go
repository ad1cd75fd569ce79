package intake

import (
	"bytes"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/clock"
	"comity/internal/records/format/camt"
	"comity/internal/records/record"
)

// statement is the format of bank statements in XML.
const statement = "camt"

// statement fills f for a bank's message in XML, as the check will read it: one
// without a statement is none, whatever it is called.
func (f *File) statement(s *sample) {
	raw := s.raw
	if strings.HasPrefix(s.encoding.Name, "utf-16") {
		raw = s.head()
	}
	src := record.Source{Ref: "head", Kind: record.Payments, Clock: clock.Statement{Zone: "unknown"}}
	p, err := camt.Open(raw, &src)
	if err != nil {
		f.Format, f.Reason = "", "a bank's message in XML that is not read: "+comity.HintOf(err)
		return
	}
	p.Block(raw, 0, record.Sink{}.Complete())
	if err := p.Err(); err != nil {
		f.Format, f.Reason = "", "a bank's message in XML ("+message(raw)+") without a statement: "+comity.HintOf(err)+`; to keep it for people: kind = "document"`
		return
	}
	f.Kind, f.timed = string(record.Payments), true
	f.why("a bank statement in XML, message %s", message(raw))
	f.clocked(raw)
	f.sampled(s)
	f.declared(s)
}

// message is the name of the message: the element below the document's own.
func message(raw []byte) string {
	var last string
	for range 20 {
		_, rest, ok := bytes.Cut(raw, []byte("<"))
		if !ok {
			break
		}
		raw = rest
		n := bytes.IndexAny(raw, " \t\r\n/>")
		if n <= 0 || raw[0] == '?' || raw[0] == '!' {
			continue
		}
		name := string(raw[:min(n, 60)])
		name = name[strings.IndexByte(name, ':')+1:]
		if last = plainText(name, 60); last != "Document" {
			return last
		}
	}
	return last
}

// declared takes over the code that an XML document declares; UTF-8 where it
// declares none. One that its bytes deny is asked about.
func (f *File) declared(s *sample) {
	if strings.HasPrefix(f.Encoding.Name, "utf-16") {
		return
	}
	said := charset.UTF8
	if head, _, ok := bytes.Cut(s.raw[:min(len(s.raw), 400)], []byte("?>")); ok {
		if _, v, ok := bytes.Cut(head, []byte("encoding=")); ok && len(v) > 1 {
			if end := bytes.IndexByte(v[1:], v[0]); end >= 0 {
				said = strings.ToLower(string(v[1 : end+1]))
			}
		}
	}
	if name, ok := charset.Canonical(said); ok {
		said = name
	}
	if said == charset.UTF8 && !f.Encoding.Sure {
		f.ask("encoding", "the document says UTF-8, or nothing, and its bytes are not; the choice is the best guess", f.Encoding.choices()...)
		f.why("encoding: %s is a guess, score %d of 100", f.Encoding.Name, f.Encoding.Score)
		return
	}
	f.Encoding = Encoding{Name: said, Score: 100, Sure: true, Basis: charset.Declared}
	if said != charset.UTF8 {
		f.why("encoding: %s, as the document declares", plainText(said, 30))
	}
}
