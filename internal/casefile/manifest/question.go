package manifest

import (
	"bytes"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"comity/internal/comity"
)

// Ask is the value of a key that nobody has answered yet. `comity intake`
// writes it; nothing is sealed while one is left.
const Ask = "?"

// Question is a key whose value is still Ask.
type Question struct {
	Key  string // as "date_order", or "clock.zone" inside an inline table
	Line int
}

// questions walks data, which need not decode into a Manifest, and lists what
// is still open, in the order of the file.
func questions(data []byte) []Question {
	q := asker{data: data}
	q.parser.Reset(data)
	for q.parser.NextExpression() {
		if e := q.parser.Expression(); e.Kind == unstable.KeyValue {
			q.keyValue(e, "")
		}
	}
	return q.found
}

type asker struct {
	parser unstable.Parser
	data   []byte
	found  []Question
	spans  [][2]int // where whole top-level values that are questions begin and end, their keys included
}

func (q *asker) keyValue(e *unstable.Node, above string) {
	path, start := []string{}, -1
	for it := e.Key(); it.Next(); {
		n := it.Node()
		if start < 0 {
			start = int(n.Raw.Offset)
		}
		path = append(path, string(n.Data))
	}
	key := strings.Join(path, ".")
	if above != "" {
		key = above + "." + key
	}
	if v := e.Value(); v.Kind == unstable.String && string(v.Data) == Ask && above == "" && key != "site" {
		q.spans = append(q.spans, [2]int{start, int(v.Raw.Offset + v.Raw.Length)})
	}
	q.value(e.Value(), key, start)
}

func (q *asker) value(v *unstable.Node, key string, start int) {
	switch v.Kind {
	case unstable.String:
		if string(v.Data) == Ask {
			q.found = append(q.found, Question{key, 1 + bytes.Count(q.data[:max(start, 0)], []byte{'\n'})})
		}
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			if n := it.Node(); n.Kind == unstable.KeyValue {
				q.keyValue(n, key)
			}
		}
	case unstable.Array:
		for it := v.Children(); it.Next(); {
			q.value(it.Node(), key, start)
		}
	}
}

// open is the error about the first key that is still a question.
func open(name string, data []byte) error {
	list := questions(data)
	if len(list) == 0 {
		return nil
	}
	more := ""
	if n := len(list) - 1; n > 0 {
		more = " (and more below it)"
	}
	return comity.Errorf(comity.Input, "%s:%d: %s is still a question%s", name, list[0].Line, list[0].Key, more).
		WithHint(`write the answer in place of "?"; the comment above it says what was seen. A column that the file does not have: remove its key`)
}

// ParseDraft reads a manifest that may still ask: a question is left out where
// it is a key's whole value, and stays Ask inside a list or an inline table, and
// as a site: accounts of a site that is not known yet can be shown all the same.
// What is there is decoded and not checked, so that a draft can be shown.
func ParseDraft(name string, data []byte) (*Manifest, []Question, error) {
	m := &Manifest{name: name}
	q := asker{data: data}
	q.parser.Reset(data)
	for q.parser.NextExpression() {
		if e := q.parser.Expression(); e.Kind == unstable.KeyValue {
			q.keyValue(e, "")
		}
	}
	answered := slices.Clone(data)
	for _, s := range q.spans {
		for i := max(s[0], 0); i < s[1]; i++ {
			answered[i] = ' '
		}
	}
	if err := toml.NewDecoder(bytes.NewReader(answered)).DisallowUnknownFields().Decode(m); err != nil {
		return nil, nil, decodeError(name, err)
	}
	m.lines = lineIndex(data) // of what is asked too: a question is not answered by another exhibit
	if err := m.checkKept(answered); err != nil {
		return nil, nil, err
	}
	m.inherit()
	for i := range m.Exhibits {
		for key, v := range m.Exhibits[i].Columns {
			if names, ok := columnNames(v); ok {
				m.Exhibits[i].Columns[key] = names
			}
		}
	}
	m.asked = q.found
	return m, q.found, nil
}

// Asks reports whether the i-th exhibit of a draft still holds a question, or takes
// a key over that is one: about one of keys, or, where none is named, any.
func (m *Manifest) Asks(i int, keys ...string) bool {
	return slices.ContainsFunc(m.asked, func(q Question) bool {
		return (len(keys) == 0 || slices.Contains(keys, q.Key)) && m.concerns(q, i)
	})
}

// concerns reports whether a question stands in the table of exhibit i, or is about
// a key that i takes over from where it stands.
func (m *Manifest) concerns(q Question, i int) bool {
	key, _, _ := strings.Cut(q.Key, ".")
	for {
		first := m.lines[lineKey("exhibit", i, "")]
		next, more := m.lines[lineKey("exhibit", i+1, "")]
		if q.Line >= first && (!more || q.Line < next) {
			return true
		}
		at := m.model(i)
		if at < 0 || m.lines.has("exhibit", i, key) || !m.hands(at, i, key) {
			return false
		}
		i = at
	}
}

// Period reports whether the basis of the i-th exhibit says what it covers.
func (m *Manifest) Period(i int) bool {
	b, ok := m.Basis(m.Exhibits[i].Basis)
	return ok && set(b.From) && set(b.To)
}
