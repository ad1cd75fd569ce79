package camt

import (
	"fmt"
	"strings"

	"comity/internal/records/record"
)

// Tokens is what a scanner finds in data, given n bytes at a time: tags and text
// in between. ok is false where it stopped or met an entity it does not know.
func Tokens(data []byte, n int) (out string, ok bool) {
	t := &tokens{ok: true}
	s := scanner{to: t}
	for from := 0; from < len(data); from += n {
		s.feed(data[from:min(from+n, len(data))], int64(from))
	}
	return t.String(), t.ok && s.depth == 0 && s.inside == content && len(s.carry) == 0
}

type tokens struct {
	strings.Builder
	ok    bool
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

func (t *tokens) text(b []byte)              { t.Write(b) }
func (t *tokens) symbol(r rune)              { t.WriteRune(r) }
func (t *tokens) unknown(int, int)           { t.ok = false }
func (t *tokens) stopped(int, record.Reason) { t.ok = false }
