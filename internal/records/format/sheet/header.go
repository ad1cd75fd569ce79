package sheet

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Values of layout.at that are no column: none, and from joinBase down the
// index of a join.
const (
	absent   = -1
	joinBase = -2
)

var bom = []byte("\xef\xbb\xbf")

// columns finds the header and its delimiter in head, and maps the keys. Of the
// delimiters that the header line holds, most frequent first, the first that
// gives all needed columns wins.
func (p *Parser) columns(head []byte, src *record.Source) error {
	start := 0
	if bytes.HasPrefix(head, bom) {
		start = len(bom)
	}
	if bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		if n := lineEnd(head, start); bytes.IndexByte(head[:n], 0) >= 0 {
			return comity.Errorf(comity.Input, "the header line holds NUL bytes: this is no text in UTF-8 or a single-byte code").
				WithHint("ask for the export in UTF-8; a workbook must be exported as CSV")
		}
	}
	var first error
	for _, comma := range candidates(head[start:]) {
		err := p.try(head, start, comma, src)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// candidates orders the delimiters by how often the first line holds them.
func candidates(head []byte) []byte {
	line := head[:lineEnd(head, 0)]
	marks := []byte(",;\t|")
	count := func(b byte) int { return bytes.Count(line, []byte{b}) }
	slices.SortStableFunc(marks, func(a, b byte) int { return count(b) - count(a) })
	n := 1
	for n < len(marks) && count(marks[n]) > 0 {
		n++
	}
	return marks[:n]
}

func (p *Parser) try(head []byte, start int, comma byte, src *record.Source) error {
	p.comma, p.grammar = comma, newGrammar(string(comma))
	end := lineEnd(head, start)
	quoted := bytes.IndexByte(head[start:end], '"')
	if quoted >= 0 {
		e, v := p.grammar.row(head, start, start+quoted)
		if v != whole {
			return comity.Errorf(comity.Input, "the header line has a quote without its partner").
				WithHint("the first line must name the columns")
		}
		end = e
	}
	p.header = bytes.Clone(withoutCR(head[start:end]))
	p.headerEnd = min(end+1, len(head))
	if len(bytes.TrimSpace(p.header)) == 0 {
		return comity.Errorf(comity.Input, "the first line is empty, it must name the columns").
			WithHint("ask the provider for the export with its header line")
	}
	names := p.names(quoted >= 0)
	p.width = len(names)
	return p.assign(names, src)
}

// names are the column names of the header.
func (p *Parser) names(quoted bool) []string {
	p.cells = make([][]byte, bytes.Count(p.header, []byte{p.comma})+1)
	n := 0
	if quoted {
		n = p.splitQuoted(p.header, p.comma)
	} else {
		n = p.split(p.header, p.comma)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = string(bytes.TrimSpace(p.cells[i]))
	}
	return out
}

// assign maps every key of the kind to its columns.
func (p *Parser) assign(names []string, src *record.Source) error {
	needed, optional := keysOf(p.kind)
	all := append(slices.Concat(needed...), optional...)
	if err := knownKeys(all, src); err != nil {
		return err
	}
	for k := range p.at {
		p.at[k] = absent
	}
	p.joins = nil
	for _, k := range all {
		if err := p.assignKey(k, names, src); err != nil {
			return err
		}
		p.values[k] = ourWords(src.Values[k.String()])
	}
	for _, ks := range needed {
		if !slices.ContainsFunc(ks, func(k key) bool { return p.at[k] != absent }) {
			return missingKey(ks, p.kind, names)
		}
	}
	p.person = slices.ContainsFunc(personKeys, func(k key) bool { return p.at[k] != absent })
	return nil
}

func ourWords(m map[string]string) map[string][]byte {
	if len(m) == 0 {
		return nil
	}
	out := make(map[string][]byte, len(m))
	for theirs, ours := range m {
		out[strings.TrimSpace(theirs)] = []byte(ours)
	}
	return out
}

func (p *Parser) assignKey(k key, names []string, src *record.Source) error {
	mapped, stated := src.Columns[k.String()]
	if !stated {
		mapped = []string{k.String()}
	}
	var at []int16
	for _, name := range mapped {
		i, n := find(names, name)
		switch {
		case n == 0 && stated:
			return missingName(k, name, names)
		case n > 1 && stated:
			return comity.Errorf(comity.Input, "column %.60q, mapped to %q, occurs %d times in the header", name, k, n).
				WithHint("the provider must name its columns apart")
		case n == 1:
			at = append(at, int16(i))
		}
	}
	switch len(at) {
	case 0:
	case 1:
		p.at[k] = at[0]
	default:
		p.at[k] = int16(joinBase - len(p.joins))
		p.joins = append(p.joins, at)
	}
	return nil
}

// find looks a name up as written, then without regard to case; n is how many
// columns bear it.
func find(names []string, name string) (i, n int) {
	name = strings.TrimSpace(name)
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for j, s := range names {
			if same(s, name) {
				i, n = j, n+1
			}
		}
		if n > 0 {
			return i, n
		}
	}
	return 0, 0
}

// knownKeys refuses a mapping for a key that the kind does not have: a typing
// error there would silently leave a column unread.
func knownKeys(all []key, src *record.Source) error {
	known := func(name string) bool {
		return slices.ContainsFunc(all, func(k key) bool { return k.String() == name })
	}
	for _, field := range []struct {
		name string
		keys []string
	}{{"columns", slices.Sorted(maps.Keys(src.Columns))}, {"values", slices.Sorted(maps.Keys(src.Values))}} {
		for _, name := range field.keys {
			if !known(name) {
				return comity.Errorf(comity.Input, "%s: %.60q is no key of kind %q", field.name, name, src.Kind).
					WithHint("the keys are %s", join(all, ", "))
			}
		}
	}
	return nil
}

func missingKey(ks []key, kind record.Kind, names []string) error {
	return comity.Errorf(comity.Input, "kind %q needs a column for %s; %s", kind, join(ks, " or "), listed(names)).
		WithHint("name it in the manifest: columns = { %s = \"<the file's column name>\" }", ks[0])
}

func missingName(k key, name string, names []string) error {
	return comity.Errorf(comity.Input, "column %.60q, mapped to %q, is not in the header; %s", name, k, listed(names)).
		WithHint("correct columns = { %s = ... } in the manifest", k)
}

func join(ks []key, with string) string {
	s := make([]string, len(ks))
	for i, k := range ks {
		s[i] = k.String()
	}
	return strings.Join(s, with)
}

// listed shows the column names, unless the first line looks like a row: then
// it may name people, and must not appear in an error.
func listed(names []string) string {
	const most = 40
	if slices.ContainsFunc(names, looksLikeData) {
		return "the first line looks like data, not like a header"
	}
	s := "the header has " + quoted(names[:min(len(names), most)])
	if len(names) > most {
		s += ", …"
	}
	return s
}

func quoted(names []string) string {
	s := make([]string, len(names))
	for i, n := range names {
		s[i] = `"` + strings.ToValidUTF8(string([]byte(n)[:min(len(n), 40)]), "�") + `"`
	}
	return strings.Join(s, ", ")
}

func looksLikeData(s string) bool {
	if strings.Contains(s, "@") {
		return true
	}
	if _, ok := comity.ParseAddr(s); ok {
		return true
	}
	if _, _, ok := comity.CardEnds(s); ok {
		return true
	}
	_, ok := clock.Parse(s, "")
	return ok
}
