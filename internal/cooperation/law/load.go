package law

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
)

//go:embed table/*.toml
var shipped embed.FS

// maxFile bounds a node's own file, in bytes.
const maxFile = 4 << 20

// file is one TOML file of rows.
type file struct {
	Table string  `toml:"table"`
	Title string  `toml:"title"`
	Rows  []entry `toml:"row"`
}

// entry is a row as it is written.
type entry struct {
	Key           string         `toml:"key"`
	Country       string         `toml:"country"`
	Class         string         `toml:"class"`
	Value         string         `toml:"value"`
	Unit          string         `toml:"unit"`
	StartsFrom    string         `toml:"starts_from"`
	ConditionalOn string         `toml:"conditional_on"`
	LegalBasis    string         `toml:"legal_basis"`
	ValidFrom     toml.LocalDate `toml:"valid_from"`
	ValidTo       toml.LocalDate `toml:"valid_to"`
	Source        string         `toml:"source"`
	VerifiedOn    toml.LocalDate `toml:"verified_on"`
	Confidence    Confidence     `toml:"confidence"`
	Text          string         `toml:"text"`
	Do            string         `toml:"do"`
	TextItalian   string         `toml:"text_it"`
	DoItalian     string         `toml:"do_it"`
	Facts         []string       `toml:"facts"`
	Settles       bool           `toml:"settles"`
	Loss          string         `toml:"loss"`
}

func (e entry) row(table, own string) Row {
	return Row{
		Table: table, Key: e.Key, Country: e.Country, Class: e.Class, Value: e.Value, Unit: e.Unit, StartsFrom: e.StartsFrom,
		ConditionalOn: e.ConditionalOn, LegalBasis: e.LegalBasis, ValidFrom: dateOf(e.ValidFrom), ValidTo: dateOf(e.ValidTo),
		Source: e.Source, VerifiedOn: dateOf(e.VerifiedOn), Confidence: e.Confidence, Text: e.Text, Do: e.Do, Facts: e.Facts,
		Settles: e.Settles, Loss: e.Loss, Italian: Italian{e.TextItalian, e.DoItalian}, Own: own,
	}
}

func dateOf(d toml.LocalDate) Date {
	if d == (toml.LocalDate{}) {
		return ""
	}
	return Date(d.AsTime(time.UTC).Format(time.DateOnly))
}

// Open reads the shipped tables and the node's own files *.toml at the root of own
// (nil, or a folder that is not there: none). A file that is not understood is an
// Input error that names file and row.
func Open(own fs.FS) (*Law, error) {
	l := &Law{tables: map[string][]Row{}, titles: map[string]string{}}
	for _, name := range Names() {
		f, err := read(shipped, path.Join("table", name+".toml"))
		if err != nil {
			return nil, err
		}
		if err := l.take(f, name+".toml", ""); err != nil {
			return nil, err
		}
		l.titles[name] = f.Title
	}
	return l.With(own)
}

// With is the tables with the rows of a node's files in place of those that they
// override; l stays as it is.
func (l *Law) With(own fs.FS) (*Law, error) {
	if own == nil {
		return l, nil
	}
	out := &Law{tables: map[string][]Row{}, titles: l.titles}
	for name, rows := range l.tables {
		out.tables[name] = slices.Clone(rows)
	}
	return out, out.override(own)
}

func (l *Law) override(own fs.FS) error {
	names, err := fs.Glob(own, "*.toml")
	if err != nil {
		return comity.Errorf(comity.Fault, "list the node's tables: %w", err)
	}
	slices.Sort(names)
	for _, name := range names {
		f, err := read(own, name)
		if err != nil {
			return err
		}
		if err := l.take(f, name, name); err != nil {
			return err
		}
	}
	return nil
}

// read decodes one file strictly.
func read(from fs.FS, name string) (f file, err error) {
	info, err := fs.Stat(from, name)
	if err == nil && info.Size() > maxFile {
		return f, comity.Errorf(comity.Input, "law/%s: more than %d bytes", path.Base(name), maxFile)
	}
	b, err := fs.ReadFile(from, name)
	if err != nil {
		return f, comity.Errorf(comity.Input, "law/%s: %w", path.Base(name), err)
	}
	err = toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields().Decode(&f)
	if err == nil {
		return f, nil
	}
	line, what := 0, comity.Phrasef("%s", err)
	var strict *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &strict) && len(strict.Errors) > 0:
		line, _ = strict.Errors[0].Position()
		what = comity.Phrasef("unknown key %q", strings.Join(strict.Errors[0].Key(), "."))
	case errors.As(err, &wrong):
		line, _ = wrong.Position()
		what = comity.Phrasef("%s", strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return f, comity.Errorf(comity.Input, "law/%s:%d: %s", path.Base(name), line, what).WithHint("the form is in docs/formats/law.md")
}

// take adds the rows of a file. A node's row takes the place of the one with its key.
func (l *Law) take(f file, name, own string) error {
	if !slices.Contains(Names(), f.Table) {
		return comity.Errorf(comity.Input, "law/%s: there is no table %.40q", name, f.Table).WithHint(`write table = "…": one of %s`, strings.Join(Names(), ", "))
	}
	for i, e := range f.Rows {
		r := e.row(f.Table, own)
		if err := r.check(); err != nil {
			return comity.Errorf(comity.Input, "law/%s: row %d (%.60q): %w", name, i+1, r.Key, err).WithHint("the form is in docs/formats/law.md")
		}
		rows := l.tables[f.Table]
		at := slices.IndexFunc(rows, func(o Row) bool { return o.Key == r.Key })
		switch {
		case at < 0:
			l.tables[f.Table] = append(rows, r)
		case own == "" || rows[at].Own != "":
			return comity.Errorf(comity.Input, "law/%s: row %d: key %.60q is there twice", name, i+1, r.Key).WithHint("give each row a key of its own")
		default:
			r.Replaces = true
			rows[at] = r
		}
	}
	return nil
}

// check is what every row must say, whoever wrote it.
func (r *Row) check() error {
	switch {
	case r.Key == "":
		return comity.Errorf(comity.Input, "no key")
	case r.Value == "":
		return comity.Errorf(comity.Input, "no value; %q is an answer", Unknown)
	case strings.TrimSpace(r.Source) == "":
		return comity.Errorf(comity.Input, "no source: an address, or the citation of a published text")
	case r.Confidence != Primary && r.Confidence != Secondary && r.Confidence != Memory:
		return comity.Errorf(comity.Input, "confidence %.10q is none of A, B, C", r.Confidence)
	case r.VerifiedOn == "" && r.Confidence != Memory:
		return comity.Errorf(comity.Input, "confidence %s, and no verified_on", r.Confidence)
	case r.ValidTo != "" && r.ValidTo < r.ValidFrom:
		return comity.Errorf(comity.Input, "valid_to is before valid_from")
	case r.Table == Retention || r.Table == Admissibility:
		return r.checkCountry()
	}
	return r.checkFigure()
}

// checkCountry wants the key of a state's row to begin with it.
func (r *Row) checkCountry() error {
	country, point, ok := strings.Cut(r.Key, "/")
	if !ok || point == "" || country != r.Country || r.Country == "" {
		return comity.Errorf(comity.Input, "the key is not country/…, with that country")
	}
	if r.Table == Retention && r.Class == "" {
		return comity.Errorf(comity.Input, "no class of data")
	}
	for _, f := range r.Facts {
		if !slices.Contains(Facts(), f) {
			return comity.Errorf(comity.Input, "there is no fact %.40q: one of %s", f, strings.Join(Facts(), ", "))
		}
	}
	return r.checkFigure()
}

// checkFigure wants a unit with a figure, and a figure with a unit; of retention, what
// it starts from as well.
func (r *Row) checkFigure() error {
	_, _, figure := r.span()
	known := slices.Contains([]string{"hour", "day", "month", "year"}, r.Unit)
	switch {
	case r.Unit != "" && !known:
		return comity.Errorf(comity.Input, "unit %.20q is none of hour, day, month, year", r.Unit)
	case r.Unit != "" && !figure:
		return comity.Errorf(comity.Input, "a unit, and value %.40q is no figure", r.Value)
	case r.Table == Retention && !figure && r.Value != Unknown && r.Value != None:
		return comity.Errorf(comity.Input, "value %.40q is neither a figure nor %s nor %s", r.Value, Unknown, None)
	case r.Table == Retention && figure && (r.Unit == "" || r.StartsFrom == ""):
		return comity.Errorf(comity.Input, "a figure, and not what it counts or from when")
	case r.Table == Retention && figure && r.ValidFrom == "":
		return comity.Errorf(comity.Input, "a figure without valid_from would promise it for all the past")
	}
	return nil
}
