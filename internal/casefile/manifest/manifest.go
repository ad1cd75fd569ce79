// Package manifest reads evidence.toml: what is to be put into a case, how each
// file is to be read, and by which right it is held.
//
// Parse refuses what it does not understand, with file and line; Authorise
// holds each exhibit against its legal basis. Neither touches the exhibits.
// The grammar is specified in docs/formats/manifest.md.
package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Manifest is a parsed evidence.toml.
type Manifest struct {
	Defaults Defaults  `toml:"defaults"`
	Bases    []Basis   `toml:"basis"`
	Exhibits []Exhibit `toml:"exhibit"`

	name  string
	lines lines
	asked []Question     // of a draft
	taken map[string]int // "exhibit/index/key" of a key that is taken over → index of the exhibit that it comes from
}

// Basis is the right by which exhibits are held: who allowed what, for which
// kinds of data, which time and which addresses.
type Basis struct {
	ID         string         `toml:"id" json:"id"`
	Instrument string         `toml:"instrument" json:"instrument"`
	Authority  string         `toml:"authority" json:"authority"`
	Reference  string         `toml:"reference" json:"reference"`
	Date       toml.LocalDate `toml:"date" json:"date"`
	Offence    string         `toml:"offence" json:"offence,omitempty"`
	Data       []record.Kind  `toml:"data" json:"data"`
	From       toml.LocalDate `toml:"from" json:"from"` // first day covered, UTC
	To         toml.LocalDate `toml:"to" json:"to"`     // last day covered, UTC
	Addresses  []string       `toml:"addresses" json:"addresses,omitempty"`
	Notes      string         `toml:"notes" json:"notes,omitempty"`
}

// Exhibit is one file to be sealed and how to read it.
type Exhibit struct {
	Ref         string                       `toml:"ref"`
	Path        string                       `toml:"path"` // relative to the manifest's folder, with slashes
	Like        string                       `toml:"like"` // reference of an exhibit further up, whose keys this one takes over
	Basis       string                       `toml:"basis"`
	Kind        record.Kind                  `toml:"kind"`
	Format      string                       `toml:"format"` // "": detected
	Provider    string                       `toml:"provider"`
	Country     string                       `toml:"country"`
	Obtained    any                          `toml:"obtained"` // time.Time once parsed
	Handling    []string                     `toml:"handling"`
	Clock       *clock.Statement             `toml:"clock"`
	Columns     map[string]any               `toml:"columns"` // []string once parsed
	Values      map[string]map[string]string `toml:"values"`
	Site        string                       `toml:"site"`
	Host        string                       `toml:"host"`
	Request     string                       `toml:"request"`
	Supersedes  string                       `toml:"supersedes"`
	Encoding    string                       `toml:"encoding"`
	Sheet       string                       `toml:"sheet"`
	HeaderRow   int                          `toml:"header_row"`
	HeaderRows  int                          `toml:"header_rows"`
	Totals      []string                     `toml:"totals"`
	Member      string                       `toml:"member"` // file inside a ZIP or tar
	Transcribes string                       `toml:"transcribes"`
	Decimal     string                       `toml:"decimal"`
	AmountUnit  string                       `toml:"amount_unit"`
	LengthUnit  string                       `toml:"duration_unit"`
	DateOrder   string                       `toml:"date_order"`
	TimeFormat  string                       `toml:"time_format"`
	Day         any                          `toml:"day"` // string YYYY-MM-DD once parsed
	Forum       string                       `toml:"forum"`
	Notes       string                       `toml:"notes"`
}

// Parse reads the manifest data; name is what errors call the file. Anything
// that is not understood is an Input error with a line.
func Parse(name string, data []byte) (*Manifest, error) {
	m := &Manifest{name: name}
	if err := open(name, data); err != nil {
		return nil, err
	}
	dec := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields()
	if err := dec.Decode(m); err != nil {
		return nil, decodeError(name, err)
	}
	m.lines = lineIndex(data)
	if err := m.checkKept(data); err != nil {
		return nil, err
	}
	m.inherit()
	if len(m.Exhibits) == 0 {
		return nil, comity.Errorf(comity.Input, "%s: names no exhibit", name).
			WithHint("add an [[exhibit]] table for each file")
	}
	if err := m.checkBases(); err != nil {
		return nil, err
	}
	return m, m.checkExhibits()
}

// decodeError turns the decoder's error into ours: the first of the unknown
// keys, or the syntax error, with its line.
func decodeError(name string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		return unknownKey(name, &strict.Errors[0])
	}
	var de *toml.DecodeError
	if errors.As(err, &de) {
		row, _ := de.Position()
		where := ""
		if key := de.Key(); len(key) > 0 {
			where = fmt.Sprintf("%q: ", strings.Join(key, "."))
		}
		return comity.Errorf(comity.Input, "%s:%d: %s%s", name, row, where, plainText(de)).
			WithHint("the grammar is in docs/formats/manifest.md")
	}
	return comity.Errorf(comity.Input, "%s: %w", name, err)
}

// plainText is what the decoder says, without the names of our types.
func plainText(de *toml.DecodeError) string {
	text := strings.TrimPrefix(de.Error(), "toml: ")
	if what, _, ok := strings.Cut(text, " into struct field "); ok {
		return strings.Replace(what, "cannot decode TOML", "the wrong type of value:", 1)
	}
	return text
}

func unknownKey(name string, de *toml.DecodeError) error {
	row, _ := de.Position()
	key := de.Key()
	last, table := key[len(key)-1], strings.Join(key[:len(key)-1], ".")
	e := comity.Errorf(comity.Input, "%s:%d: unknown key %q", name, row, last)
	if table != "" {
		e = comity.Errorf(comity.Input, "%s:%d: unknown key %q in %s", name, row, last, table)
	}
	return e.WithHint("%s", suggest(last, keysOf(table)))
}

// Basis returns the basis with the given id.
func (m *Manifest) Basis(id string) (Basis, bool) {
	for _, b := range m.Bases {
		if b.ID == id {
			return b, true
		}
	}
	return Basis{}, false
}

// ObtainedAt is when the exhibit came into the authority's hands.
func (e *Exhibit) ObtainedAt() time.Time {
	t, _ := e.Obtained.(time.Time)
	return t
}

// Name is what errors call the file.
func (m *Manifest) Name() string { return m.name }

// Line is the line where key of an exhibit is written: in its own table, or in
// the one that it is taken over from; else the line of the exhibit's table.
func (m *Manifest) Line(exhibit int, key string) int {
	_, line := m.written(exhibit, key)
	return line
}

// written is where key of exhibit i stands: which exhibit's table, -1 for the
// defaults, and the line.
func (m *Manifest) written(i int, key string) (table, line int) {
	at := i
	for {
		from, ok := m.taken[lineKey("exhibit", at, key)]
		if !ok {
			break
		}
		at = from
	}
	switch {
	case m.lines.has("exhibit", at, key):
		return at, m.lines.of("exhibit", at, key)
	case key != "" && m.lines.has("defaults", 0, key):
		return -1, m.lines.of("defaults", 0, key)
	}
	return i, m.lines.of("exhibit", i, "")
}

// Where is how an error about key of exhibit i begins: file, line and reference,
// and the exhibit or defaults that the key is taken over from.
func (m *Manifest) Where(i int, key string) comity.Phrase {
	table, line := m.written(i, key)
	e := &m.Exhibits[i]
	switch {
	case e.Ref == "":
		return comity.Phrasef("%s:%d", m.name, line)
	case table == -1:
		return comity.Phrasef("%s:%d: exhibit %q (by [defaults])", m.name, line, e.Ref)
	case e.Like != "" && (table != i || key == ""):
		return comity.Phrasef("%s:%d: exhibit %q (like %q)", m.name, line, e.Ref, e.Like)
	}
	return comity.Phrasef("%s:%d: exhibit %q", m.name, line, e.Ref)
}

func (m *Manifest) input(i int, key, format string, args ...any) *comity.Error {
	return comity.Errorf(comity.Input, "%s: %w", m.Where(i, key), comity.Errorf(comity.Input, format, args...))
}
