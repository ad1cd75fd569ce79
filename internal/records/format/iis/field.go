package iis

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// field is what a line can tell.
type field uint8

const (
	fTime field = iota
	fIP
	fPort
	fAccount
	fMethod
	fPath
	fStatus
	fBytes
	fSite
	fAgent
	nFields
)

// keys are the contract's names of the fields.
var keys = [nFields]string{"time", "ip", "port", "account", "method", "path", "status", "bytes", "site", "agent"}

// unread are keys of the kind that no event holds: they may be mapped and stay
// part of the cited line.
var unread = []string{"referer", "session"}

// known are the identifiers that hold a field where the source maps none, the
// one that wins first. Time and path are made of two, see newFields.
var known = [nFields][]string{
	fTime: {"time"}, fIP: {"c-ip"}, fPort: {"c-port"}, fAccount: {"cs-username"}, fMethod: {"cs-method"},
	fPath: {"cs-uri-stem", "cs-uri"}, fStatus: {"sc-status"}, fBytes: {"sc-bytes"}, fSite: {"cs-host", "cs(Host)"}, fAgent: {"cs(User-Agent)"},
}

// fields is what a #Fields line says.
type fields struct {
	width       int
	at          [nFields]int // -1: not logged
	date, query int          // of a time, a path; -1: not logged
}

// newFields reads the identifiers of a #Fields line.
func newFields(names []string, mapped map[string][]string) *fields {
	f := &fields{width: len(names), date: -1, query: -1}
	for i := range nFields {
		want := mapped[keys[i]]
		if len(want) == 0 {
			want = known[i]
		}
		f.at[i] = first(names, want)
	}
	if len(mapped[keys[fTime]]) == 0 {
		f.date = first(names, []string{"date"})
	}
	if len(mapped[keys[fPath]]) == 0 {
		f.query = first(names, []string{"cs-uri-query"})
	}
	return f
}

// first is the index of the first of want that is among names, -1 where none is.
func first(names, want []string) int {
	for _, w := range want {
		if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, w) }); i >= 0 {
			return i
		}
	}
	return -1
}

// complete reports whether there is a time and a client.
func (f *fields) complete() bool { return f.at[fTime] >= 0 && f.at[fIP] >= 0 }

// knownKeys refuses a mapping for a key that the kind does not have, of several
// fields, and of values: none of these would do anything.
func knownKeys(src *record.Source) error {
	if len(src.Values) > 0 {
		return comity.Errorf(comity.Input, "values are not used with format \"iis\"").WithHint("leave values out")
	}
	if err := src.CheckKeys(append(slices.Clone(keys[:]), unread...)); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(src.Columns)) {
		if len(src.Columns[key]) > 1 {
			return comity.Errorf(comity.Input, "columns: %.60q is one field of an IIS log", key).
				WithHint("name one field of the #Fields line; date and time are put together without being named")
		}
	}
	return nil
}

// look finds the first #Fields line in head and judges it.
func (p *Parser) look(head []byte) error {
	for line := range bytes.Lines(record.Unmarked(head)) {
		said, is := directive(line, "#Fields:")
		if !is {
			continue
		}
		names := strings.Fields(string(said))
		return p.judge(newFields(names, p.mapped), names)
	}
	if len(trim(head)) == 0 {
		return nil
	}
	return comity.Errorf(comity.Input, "no #Fields line in the first %d bytes", len(head)).
		WithHint("ask for the log with its head: the lines that begin with #")
}

func (p *Parser) judge(f *fields, names []string) error {
	for i := range fAgent { // which a site may have stopped to log
		if want := p.mapped[keys[i]]; len(want) > 0 && f.at[i] < 0 {
			return comity.Errorf(comity.Input, "field %.60q, mapped to %q, is not in #Fields: %.600q", want[0], keys[i], names).
				WithHint("correct columns = { %s = ... } in the manifest", keys[i])
		}
	}
	switch {
	case !f.complete():
		return comity.Errorf(comity.Input, "#Fields names no time or no client address: %.600q", names).
			WithHint("time and c-ip are needed; columns = { ip = \"…\" } names another field")
	case p.site == "" && f.at[fSite] < 0:
		return comity.Errorf(comity.Input, "no site, and #Fields names no cs-host").
			WithHint(`write site = "domain of the site"`)
	}
	return nil
}

// directive is what follows name at the start of a line, whatever its case.
func directive(line []byte, name string) (said []byte, is bool) {
	if len(line) < len(name) || !strings.EqualFold(string(line[:len(name)]), name) {
		return nil, false
	}
	return trim(line[len(name):]), true
}

// directive takes over what a line that begins with # says.
func (p *Parser) directive(line []byte) {
	if said, is := directive(line, "#Fields:"); is {
		p.fields = newFields(strings.Fields(string(said)), p.mapped)
		p.cells = make([][]byte, p.fields.width+1)
		return
	}
	if said, is := directive(line, "#Date:"); is {
		p.today, p.latest, p.moved = p.today[:0], 0, false
		if day, _, _ := bytes.Cut(said, []byte{' '}); isDate(day) {
			p.today = append(p.today, day...)
		}
	}
}

// Sniff reports whether head begins a W3C extended log with its directives.
func Sniff(head []byte) bool {
	n := 0
	for line := range bytes.Lines(record.Unmarked(head)) {
		if len(trim(line)) == 0 {
			continue
		}
		if _, is := directive(line, "#Fields:"); is {
			return true
		}
		if n++; line[0] != '#' || n > 10 {
			return false
		}
	}
	return false
}
