package ftm

import (
	"unicode/utf8"

	"comity/internal/records/format/jsonline"
	"comity/internal/records/record"
)

// maxDepth is how deep values may be nested in a line.
const maxDepth = 10_000

// entity is a line: those of its texts that are read. They lie in the line, or in
// scratch where the line writes them with a backslash or not in UTF-8.
type entity struct {
	id, schema, caption text
	hasProperties       bool

	texts   [][]byte // none of them empty
	of      [known]extent
	seen    [known]bool
	at      property // whose values are being read
	nested  text     // id of the entity in the place of an id
	scratch []byte
	ascii   bool // the line
}

// extent is where the values of a property lie in texts.
type extent struct{ from, to int32 }

// text is a member that holds a text or null.
type text struct {
	value []byte
	seen  bool
}

// read takes a line apart. Every byte of it is judged.
func (e *entity) read(line []byte) record.Reason {
	e.id, e.schema, e.caption, e.hasProperties = text{}, text{}, text{}, false
	e.of, e.seen = [known]extent{}, [known]bool{}
	e.texts, e.scratch, e.ascii = e.texts[:0], e.scratch[:0], jsonline.ASCII(line)
	i, why := jsonline.Object(line, jsonline.Blank(line, 0), e.member)
	switch {
	case why == Repeated:
		return why
	case why != "" || jsonline.Blank(line, i) != len(line):
		return BadJSON
	}
	return ""
}

// values are those of a property.
func (e *entity) values(p property) [][]byte { return e.texts[e.of[p].from:e.of[p].to] }

// first is the first value of the first property that has one; nil where none has.
func (e *entity) first(of ...property) []byte {
	for _, p := range of {
		if v := e.values(p); len(v) > 0 {
			return v[0]
		}
	}
	return nil
}

// member reads a member of the entity itself.
func (e *entity) member(s, name []byte, at int) (next int, why record.Reason) {
	switch string(name) {
	case "id":
		return e.text(s, at, &e.id)
	case "schema":
		return e.text(s, at, &e.schema)
	case "caption":
		return e.text(s, at, &e.caption)
	case "properties":
		if e.hasProperties {
			return at, Repeated
		}
		e.hasProperties = true
		if at < len(s) && s[at] == '{' {
			return jsonline.Object(s, at, e.property)
		}
		return null(s, at)
	}
	return jsonline.Skip(s, at, maxDepth-1)
}

// null wants nothing else than that word.
func null(s []byte, at int) (next int, why record.Reason) {
	if at == len(s) || s[at] != 'n' {
		return at, BadJSON
	}
	return jsonline.Skip(s, at, 0)
}

// property reads the values of a property: a list, or null.
func (e *entity) property(s, name []byte, at int) (next int, why record.Reason) {
	p, read := propertyOf(name)
	switch {
	case read && e.seen[p]:
		return at, Repeated
	case read:
		e.seen[p] = true
	}
	switch {
	case at == len(s) || s[at] != '[':
		return null(s, at)
	case !read:
		return jsonline.Skip(s, at, maxDepth-2)
	}
	e.at = p
	from := len(e.texts)
	next, why = jsonline.Array(s, at, e.element)
	e.of[p].from, e.of[p].to = int32(from), int32(len(e.texts))
	return next, why
}

// element reads a value. Nested exports put the entity itself where others name its id.
func (e *entity) element(s []byte, at int) (next int, why record.Reason) {
	e.nested = text{}
	switch {
	case at < len(s) && s[at] == '"':
		next, why = e.text(s, at, &e.nested)
	case at < len(s) && s[at] == '{':
		next, why = jsonline.Object(s, at, e.inner)
	default:
		next, why = jsonline.Skip(s, at, maxDepth-3)
	}
	if len(e.nested.value) > 0 {
		e.texts = append(e.texts, e.nested.value)
	}
	return next, why
}

// inner reads a member of a nested entity.
func (e *entity) inner(s, name []byte, at int) (next int, why record.Reason) {
	if string(name) != "id" || at < len(s) && s[at] != '"' {
		return jsonline.Skip(s, at, maxDepth-4)
	}
	return e.text(s, at, &e.nested)
}

// text reads a text, or null, into t.
func (e *entity) text(s []byte, at int, t *text) (next int, why record.Reason) {
	if t.seen {
		return at, Repeated
	}
	t.seen = true
	if at == len(s) || s[at] != '"' {
		return null(s, at)
	}
	end, escaped := jsonline.Text(s, at+1)
	if end < 0 {
		return at, BadJSON
	}
	t.value = s[at+1 : end]
	if escaped {
		from := len(e.scratch)
		e.scratch = jsonline.Unescape(e.scratch, t.value)
		t.value = e.scratch[from:]
	}
	if !(e.ascii && !escaped || utf8.Valid(t.value)) {
		from := len(e.scratch)
		e.scratch = jsonline.AppendValid(e.scratch, t.value)
		t.value = e.scratch[from:]
	}
	return end + 1, ""
}
