// Package intake looks at every file of a folder and drafts the manifest that
// puts them into a case: what each file is, how it is read, and what nobody but
// a person can say.
//
// It never decides silently what the files leave open. Whatever is not certain
// is a question: a key with the value "?", under a comment that says what was
// seen, and the manifest is refused while one is left. Only heads and samples
// are read, so that a file of any size is looked at in a second or two; the
// same folder gives the same draft. The heuristics and the form of the draft are
// in docs/intake.md.
package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

const ask = manifest.Ask

// File is what was found out about one file, or one member of an archive.
type File struct {
	Path      string              `json:"path"`
	Member    string              `json:"member,omitempty"`
	Kind      string              `json:"kind"`
	Format    string              `json:"format,omitempty"`
	Encoding  Encoding            `json:"encoding"`
	Packing   string              `json:"packing,omitempty"`
	Columns   map[string][]string `json:"columns,omitempty"`
	Certain   bool                `json:"certain"`
	Questions []Question          `json:"questions"`
	Why       []string            `json:"why"`

	Values     map[string]map[string]string `json:"values,omitempty"`
	Delimiter  string                       `json:"delimiter,omitempty"`
	HeaderRow  int                          `json:"header_row,omitempty"`
	HeaderRows int                          `json:"header_rows,omitempty"`
	Totals     []string                     `json:"totals,omitempty"`
	DateOrder  string                       `json:"date_order,omitempty"`
	TimeFormat string                       `json:"time_format,omitempty"`
	Decimal    string                       `json:"decimal,omitempty"`
	AmountUnit string                       `json:"amount_unit,omitempty"`
	LengthUnit string                       `json:"duration_unit,omitempty"`
	Site       string                       `json:"site,omitempty"`
	Day        string                       `json:"day,omitempty"`
	Sheet      string                       `json:"sheet,omitempty"`
	SameAs     string                       `json:"same_as,omitempty"` // path of a file with the same bytes
	Like       string                       `json:"like,omitempty"`    // reference, in the draft, of an earlier file of the same source
	Bytes      int64                        `json:"bytes"`
	Warning    string                       `json:"warning,omitempty"` // one of Why that nobody must miss: what is not read of the file, and the way out

	Reason  string `json:"-"` // why it is not recognised
	offsets bool   // each stamp says its own offset from UTC
	names   zoneNames
	timed   bool

	utcBy     string        // why stamps without offset are UTC
	clockFact string        // what is true of the stamps; "": they carry no offset
	minorSaid string        // a line above the names that speaks of hundredths
	zoneSaid  []string      // where the file speaks of a zone
	zones     []string      // that it may mean
	several   bool          // one of several sheets of a workbook
	sheets    []*File       // in place of the file: its sheets
	serves    []*File       // files that are like this one
	header    string        // names of a table's columns
	others    []kindColumns // of each kind that it may be besides
	byWords   bool          // the guess of the code rests on known words
	refers    []string      // columns that may number the payments that were taken back
	ids       []numberedSum // numbers of payments that were seen
	fewer     bool          // of a file that is like another: it leaves open what the other does not
}

// Encoding is the code of a file's text.
type Encoding struct {
	Name  string `json:"name,omitempty"`
	Score int    `json:"score,omitempty"` // of 100
	Sure  bool   `json:"sure"`
	Basis string `json:"basis,omitempty"` // charset's: a mark, declared, valid, or a guess
	Or    string `json:"or,omitempty"`    // of a guess: another that is nearly as likely

	sound, other int  // lines beyond ASCII that are UTF-8, and those that are not
	strays       bool // of the latter, what is UTF-8 is more than what is not
}

// Question is what only a person can answer.
type Question struct {
	Key     string   `json:"key"`
	Text    string   `json:"text"`
	Choices []string `json:"choices"`
}

// Aside is a file that is no exhibit of the draft, and why.
type Aside struct {
	Path   string `json:"path"`
	Member string `json:"member,omitempty"`
	Reason string `json:"reason"`
}

// Report is what was found in a folder, sorted by path and member.
type Report struct {
	Files   []*File `json:"files"`
	Unknown []Aside `json:"unknown"`
	Skipped []Aside `json:"skipped"`

	// Reasons of rejects in the language of the draft, by their English; what is not in it stays English.
	Reasons map[string]string `json:"-"`
}

// Config of Look. The zero value works.
type Config struct {
	Skip     []string                // paths below the folder that are passed over, such as the draft itself
	Most     int                     // files and members looked at; 0: 10,000
	Progress func(done, total int64) // files looked at; may be nil

	lex *lexicon // made before; nil: anew for each look
}

// Look looks at every file below dir. An unreadable folder is an Input error;
// whatever is wrong with a file is said in the report.
func Look(ctx context.Context, dir string, cfg Config) (*Report, error) {
	if cfg.Most == 0 {
		cfg.Most = 10_000
	}
	w, err := newWalk(dir, cfg)
	if err != nil {
		return nil, err
	}
	defer w.close()
	return w.run(ctx)
}

func (f *File) why(format string, args ...any) { f.Why = append(f.Why, fmt.Sprintf(format, args...)) }

// ask adds a question, or more choices to the one about the same key.
func (f *File) ask(key, text string, choices ...string) {
	if choices == nil {
		choices = []string{}
	}
	f.Questions = append(f.Questions, Question{key, text, choices})
}

func (f *File) widen(key string, choices []string) {
	for i := range f.Questions {
		if f.Questions[i].Key == key {
			f.Questions[i].Choices = append(f.Questions[i].Choices, choices...)
		}
	}
}

// drop takes the questions about key back.
func (f *File) drop(key string) {
	f.Questions = slices.DeleteFunc(f.Questions, func(q Question) bool { return q.Key == key })
}

// question is the text of the question about key, "" where none is open.
func (f *File) question(key string) []Question {
	return slices.DeleteFunc(slices.Clone(f.Questions), func(q Question) bool { return q.Key != key })
}

// span says from when to when the sample's times reach, read as c does: under each
// of its orders, where it leaves several open.
func (f *File) span(t *stampTally, c choice) {
	if t.first == "" {
		return
	}
	var each []string
	for i := range t.reach {
		if r := &t.reach[i]; r.some && c.fit && slices.Contains(c.forms, forms[i]) {
			each = append(each, civil(r.low)+", "+civil(r.high))
			if len(c.forms) > 1 {
				each[len(each)-1] += " as " + forms[i].layout
			}
		}
	}
	if each == nil {
		each = []string{civil(t.low) + ", " + civil(t.high)}
	}
	f.why("first and last time in the sample: %s", strings.Join(each, "; "))
}

func civil(s clock.Stamp) string { return s.Civil.Time().UTC().Format("2006-01-02 15:04:05") }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func joinNames(names []string) string { return strings.Join(names, " + ") }

func quoted(s string) string { return `"` + plainText(s, 80) + `"` }

// plainText is s on one line, without what could act on a terminal, cut to n
// characters. Texts of questions pass through it: they quote the evidence.
func plainText(s string, n int) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "�") {
		if n--; n < 0 {
			b.WriteString("…")
			break
		}
		if comity.Acts(r) {
			r = '�'
		}
		b.WriteRune(r)
	}
	return b.String()
}
