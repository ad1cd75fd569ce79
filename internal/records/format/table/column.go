package table

import (
	"slices"
	"strings"
	"unicode"

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

// assign maps every key of the kind to its columns.
func (r *Reader) assign(names []string, src *record.Source) error {
	needed, optional := keysOf(r.kind)
	if r.paged {
		needed = append(needed, []key{kPage})
	}
	all := append(slices.Concat(needed...), optional...)
	if err := src.CheckKeys(namesOf(all)); err != nil {
		return err
	}
	for k := range r.at {
		r.at[k] = absent
	}
	r.joins = nil
	for _, k := range all {
		if err := r.assignKey(k, names, src); err != nil {
			return err
		}
		r.values[k] = src.Words(k.String())
	}
	for _, ks := range needed {
		if !slices.ContainsFunc(ks, func(k key) bool { return r.at[k] != absent }) {
			return missingKey(ks, r.kind, names)
		}
	}
	if r.kind == record.Payments {
		if err := r.sidings(src); err != nil {
			return err
		}
	}
	for _, k := range namers {
		if r.at[k] != absent {
			r.namers = append(r.namers, k)
		}
	}
	r.ported = r.at[kPortFrom] != absent || r.at[kPortTo] != absent
	r.person = slices.ContainsFunc(personKeys, func(k key) bool { return r.at[k] != absent })
	return nil
}

func (r *Reader) assignKey(k key, names []string, src *record.Source) error {
	mapped, said := src.Columns[k.String()]
	switch {
	case !said && stated(k):
		return nil
	case !said:
		mapped = []string{k.String()}
	}
	var at []int16
	for _, name := range mapped {
		i, n := find(names, name)
		switch {
		case n == 0 && said:
			return missingName(k, name, names)
		case n > 1 && said:
			return comity.Errorf(comity.Input, "column %.60q, mapped to %q, occurs %d times in the header", name, k, n).
				WithHint("the provider must name its columns apart")
		case n == 1:
			at = append(at, int16(i))
		}
	}
	r.ports[k] = slices.ContainsFunc(mapped, speaksOfPort)
	switch len(at) {
	case 0:
	case 1:
		r.at[k] = at[0]
	default:
		r.at[k] = int16(joinBase - len(r.joins))
		r.joins = append(r.joins, at)
	}
	return nil
}

// speaksOfPort reports whether one of a name's words is that for a port.
func speaksOfPort(name string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) }), func(w string) bool {
		return slices.Contains(portWords, w)
	})
}

// portWords are those that intake knows (word.tsv), in one word.
var portWords = strings.Fields("port ports ipport portno portnummer quellport porta porte porto portas puerto puertos poort poorten bronpoort porty θύρα πόρτα порт")

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

func missingKey(ks []key, kind record.Kind, names []string) error {
	return comity.Errorf(comity.Input, "kind %q needs a column for %s; %s", kind, anyOf(ks), listed(names)).
		WithHint("name it in the manifest: columns = { %s = \"<the file's column name>\" }", ks[0])
}

func missingName(k key, name string, names []string) error {
	return comity.Errorf(comity.Input, "column %.60q, mapped to %q, is not in the header; %s", name, k, listed(names)).
		WithHint("correct columns = { %s = ... } in the manifest", k)
}

// anyOf names keys of which one is enough.
func anyOf(ks []key) comity.Phrase {
	names := namesOf(ks)
	said := comity.Phrasef("%s", names[0])
	for _, name := range names[1:] {
		said = comity.Phrasef("%s or %s", said, name)
	}
	return said
}

func namesOf(ks []key) []string {
	s := make([]string, len(ks))
	for i, k := range ks {
		s[i] = k.String()
	}
	return s
}

// listed shows the column names, unless the first line looks like a row: then
// it may name people, and must not appear in an error.
func listed(names []string) comity.Phrase {
	const most = 40
	if slices.ContainsFunc(names, looksLikeData) {
		return comity.Phrasef("the first line looks like data, not like a header")
	}
	s := quoted(names[:min(len(names), most)])
	if len(names) > most {
		s += ", …"
	}
	return comity.Phrasef("the header has %s", s)
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

// Header makes column names of the rows of a header: the names of one row as
// they are; of several, for each column, those above one another joined by a
// blank. Above the last row an empty cell belongs to the name on its left, as in
// merged cells.
func Header(rows [][]string) []string {
	last := rows[len(rows)-1]
	out := slices.Clone(last)
	for n := len(rows) - 2; n >= 0; n-- {
		over := ""
		for i := range out {
			if i < len(rows[n]) && rows[n][i] != "" {
				over = rows[n][i]
			}
			out[i] = strings.TrimSpace(over + " " + out[i])
		}
	}
	return out
}
