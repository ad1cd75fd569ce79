package camt

import (
	"bytes"
	"fmt"
	"strings"

	"comity/internal/records/record"
)

// Tokens is what a scanner finds in data, given n bytes at a time: tags and text
// in between. ok is false where it stopped or met an entity it does not know.
func Tokens(data []byte, n int) (out string, ok bool) { return scan(&tokens{ok: true}, data, n) }

// Lines is Tokens of the whole, with line ends as XML 1.0 (2.11) has them: of each stretch of text
// by itself, for a carriage return before a comment and a line feed behind it are two ends.
func Lines(data []byte) (string, bool) { return scan(&tokens{ok: true, ends: true}, data, len(data)+1) }

func scan(t *tokens, data []byte, n int) (out string, ok bool) {
	s := scanner{to: t}
	for from := 0; from < len(data); from += n {
		s.feed(data[from:min(from+n, len(data))], int64(from))
	}
	return t.String(), t.ok && s.depth == 0 && s.inside == content && len(s.carry) == 0
}

type tokens struct {
	strings.Builder
	ok    bool
	ends  bool // one sort of line end
	names []string
}

func (t *tokens) open(name, attributes []byte, _ int) {
	fmt.Fprintf(t, "<%s %s>", name, attribute(attributes, "Ccy"))
	t.names = append(t.names, string(name))
}

func (t *tokens) close(int) {
	t.names = t.names[:len(t.names)-1]
	t.WriteString("</>")
}

func (t *tokens) text(b []byte) {
	if t.ends {
		b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	t.Write(b)
}

func (t *tokens) symbol(r rune)              { t.WriteRune(r) }
func (t *tokens) unknown(int, int)           { t.ok = false }
func (t *tokens) stopped(int, record.Reason) { t.ok = false }
