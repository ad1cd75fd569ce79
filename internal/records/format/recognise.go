package format

import (
	"bytes"

	"comity/internal/records/format/access"
	"comity/internal/records/format/sheet"
	"comity/internal/records/record"
)

// Guess is a format that a stream seems to be of, and the kinds that it can hold.
type Guess struct {
	Format string
	Kinds  []record.Kind
	Layout *sheet.Layout // of delimited text
}

// Recognise lists the formats that a stream beginning with head seems to be of,
// the surest first: those that know themselves, then logs by their lines, then
// delimited text where delimiter and header show.
func Recognise(head []byte) []Guess {
	var out []Guess
	for _, f := range formats() {
		if f.sniff != nil && f.sniff(record.Unmarked(head)) {
			out = append(out, Guess{Format: f.name, Kinds: f.kinds})
		}
	}
	if name, ok := log(head); ok {
		out = append(out, Guess{Format: name, Kinds: []record.Kind{record.Access}})
	}
	if l, ok := sheet.Look(head); ok {
		out = append(out, Guess{Format: CSV, Kinds: tabular, Layout: &l})
	}
	return out
}

// Tabular reports whether a format is one of columns that the manifest maps.
func Tabular(name string) bool {
	for _, f := range formats() {
		if f.name == name {
			return len(f.kinds) == len(tabular)
		}
	}
	return false
}

// log is the log format that most lines of the head fit, where any does.
func log(head []byte) (string, bool) {
	if bytes.IndexByte(head, '[') < 0 {
		return "", false
	}
	name, err := detectLog(head)
	if err != nil {
		return "", false
	}
	p, err := access.New(access.Format(name))
	if err != nil {
		return "", false
	}
	for line := range bytes.Lines(head) {
		if p.Parse(bytes.TrimSuffix(line, []byte{'\n'}), new(record.Event)) == "" {
			return name, true
		}
	}
	return "", false
}
