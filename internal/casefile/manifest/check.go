package manifest

import (
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/casefile/handling"
	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"

	"golang.org/x/text/language"
)

func (m *Manifest) checkBases() error {
	seen := map[string]bool{}
	for i, b := range m.Bases {
		if b.ID == "" {
			return m.basisInput(i, "id", "a basis has no id").WithHint("exhibits name their basis by its id")
		}
		if seen[b.ID] {
			return m.basisInput(i, "id", "basis %q is there twice", b.ID).WithHint("give each basis an id of its own")
		}
		seen[b.ID] = true
		if err := m.checkBasis(i, b); err != nil {
			return err
		}
	}
	return nil
}

// checkBasis looks at what is there; what is missing is Authorise's matter.
func (m *Manifest) checkBasis(i int, b Basis) error {
	for _, k := range b.Data {
		if !slices.Contains(kinds(), string(k)) {
			return m.basisInput(i, "data", "basis %q: unknown kind %q", b.ID, k).WithHint("%s", suggest(string(k), kinds()))
		}
	}
	if set(b.From) && set(b.To) && b.To.AsTime(time.UTC).Before(b.From.AsTime(time.UTC)) {
		return m.basisInput(i, "to", "basis %q ends on %s, before it begins on %s", b.ID, b.To, b.From).
			WithHint("from is the first day covered, to the last")
	}
	for _, a := range b.Addresses {
		if _, err := netip.ParsePrefix(a); err != nil {
			return m.basisInput(i, "addresses", "basis %q: %.60q is not a range of addresses", b.ID, a).
				WithHint(`write prefixes such as "198.18.0.0/16" or "2001:db8::/32"`)
		}
	}
	return nil
}

func (m *Manifest) basisInput(i int, key, format string, args ...any) *comity.Error {
	return comity.Errorf(comity.Input, "%s:%d: %w", m.name, m.lines.of("basis", i, key), comity.Errorf(comity.Input, format, args...))
}

func (m *Manifest) checkExhibits() error {
	seen := map[string]bool{}
	for i := range m.Exhibits {
		e := &m.Exhibits[i]
		if e.Ref != "" && seen[e.Ref] {
			return m.input(i, "ref", "this reference is there twice").WithHint("give each file a reference of its own")
		}
		seen[e.Ref] = true
		for _, check := range []func(int, *Exhibit) error{
			m.checkLike, m.checkNames, m.checkSite, m.checkPath, m.checkObtained, m.checkHandling, m.checkClock, m.checkColumns, m.checkReading, m.checkBoard,
		} {
			if err := check(i, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Manifest) checkNames(i int, e *Exhibit) error {
	switch {
	case e.Ref == "":
		return m.input(i, "", "an exhibit has no ref").WithHint(`write ref = "country/authority/file/number"`)
	case e.Kind == "":
		return m.input(i, "", "no kind").WithHint(`write kind = "access", "payments", "members", "assignments", "answers" or "holders"`)
	case !slices.Contains(kinds(), string(e.Kind)):
		return m.input(i, "kind", "unknown kind %q", e.Kind).WithHint("%s", suggest(string(e.Kind), kinds()))
	case e.Country != "" && !isCountry(e.Country):
		return m.input(i, "country", "country %.20q is not two capital letters", e.Country).WithHint(`ISO 3166-1, such as "IT"`)
	case e.Country != "" && !isAssigned(e.Country):
		return m.input(i, "country", "no country has the code %s", e.Country).WithHint("%s", inPlaceOf(e.Country))
	case e.Provider == "" && (e.Kind == "assignments" || e.Kind == "answers"):
		return m.input(i, "", "no provider, and subscribers are only names of one provider's").
			WithHint(`write provider = "name of the internet provider"`)
	}
	return nil
}

// checkSite wants a site for logs whose lines name none. Whether a table has a
// column for it, or what a log's format is, shows only in the file.
func (m *Manifest) checkSite(i int, e *Exhibit) error {
	if strings.TrimSpace(e.Site) != e.Site {
		return m.input(i, "site", "site %.60q has blanks around it", e.Site).WithHint(`write site = "domain of the site"`)
	}
	if e.Kind != record.Access || e.Site != "" || e.Format != "clf" && e.Format != "combined" {
		return nil
	}
	return m.input(i, "format", "no site, and lines of format %s name none: an account is only a name of one site's", e.Format).
		WithHint(`write site = "domain of the site"`)
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// isAssigned reports whether two capitals are a code of ISO 3166-1, one of a state that is no more,
// or one that stands for several, such as EU; UK is another spelling of one.
func isAssigned(code string) bool {
	r, err := language.ParseRegion(code)
	return err == nil && (r.IsCountry() || r.IsGroup()) && code != unitedKingdom
}

// unitedKingdom is how its own authorities abbreviate the state whose code is GB: what is counted
// by states would be two.
const unitedKingdom = "UK"

func inPlaceOf(code string) comity.Phrase {
	if code == unitedKingdom {
		return comity.Phrasef("write country = \"GB\"")
	}
	return comity.Phrasef("the codes are those of ISO 3166-1, such as \"IT\"; leave country out where it is not known")
}

func (m *Manifest) checkPath(i int, e *Exhibit) error {
	switch {
	case e.Path == "":
		return m.input(i, "", "no path").WithHint("name the file, relative to the manifest's folder")
	case !fs.ValidPath(e.Path) || e.Path == ".":
		return m.input(i, "path", "path %.120q does not stay in the manifest's folder", e.Path).
			WithHint("paths are relative, with / between folders, without . and ..; put the manifest above the files")
	}
	return nil
}

func (m *Manifest) checkObtained(i int, e *Exhibit) error {
	const hint = "write obtained = 2004-02-03T10:00:00+01:00, or a date"
	switch v := e.Obtained.(type) {
	case time.Time:
	case toml.LocalDate:
		e.Obtained = v.AsTime(time.UTC)
	case toml.LocalDateTime:
		return m.input(i, "obtained", "time %s has no offset from UTC", v).WithHint(hint)
	case string: // in quotes, as the ? that it takes the place of
		t, ok := quotedTime(v)
		if !ok {
			return m.input(i, "obtained", "obtained %.40q is neither a date nor a time with its offset from UTC", v).WithHint(hint)
		}
		e.Obtained = t
	case nil:
		return m.input(i, "", "no obtained").WithHint(hint)
	default:
		return m.input(i, "obtained", "obtained is not a time").WithHint(hint)
	}
	return nil
}

// quotedTime reads a date, or a time with its offset from UTC.
func quotedTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// checkHandling wants conditions that are known; they stay as they were written.
func (m *Manifest) checkHandling(i int, e *Exhibit) error {
	if _, err := handling.Parse(e.Handling); err != nil {
		return m.input(i, "handling", "%w", err)
	}
	return nil
}

func (m *Manifest) checkClock(i int, e *Exhibit) error {
	if e.Clock == nil {
		if !e.Kind.Timed() {
			return nil
		}
		return m.input(i, "", "no clock statement, and %s have times", e.Kind).
			WithHint(`write clock = { zone = "Europe/Rome", basis = "who says so", skew = "2s" }; zone = "unknown" is an answer`)
	}
	if _, err := clock.Readings(*e.Clock); err != nil {
		return m.input(i, "clock", "%w", err)
	}
	return nil
}

func (m *Manifest) checkColumns(i int, e *Exhibit) error {
	known := columnKeys(e.Kind)
	if e.Transcribes != "" {
		known = append(known, "page")
	}
	for _, key := range sortedKeys(e.Columns) {
		switch {
		case slices.Contains(known, key):
		case key == "page":
			return m.input(i, "columns", "columns: a page, and no document that it is of").
				WithHint(`write transcribes = "<ref of the document>", or columns without the page`)
		default:
			return m.input(i, "columns", "columns: %s have no %q", e.Kind, key).WithHint("%s", suggest(key, known))
		}
		names, ok := columnNames(e.Columns[key])
		if !ok {
			return m.input(i, "columns", "columns: %q is neither a column's name nor a list of them", key).
				WithHint(`write %s = "column", or a list of columns that are joined by a blank`, key)
		}
		e.Columns[key] = names
	}
	for _, key := range sortedKeys(e.Values) {
		if !slices.Contains(known, key) {
			return m.input(i, "values", "values: %s have no %q", e.Kind, key).WithHint("%s", suggest(key, known))
		}
	}
	return nil
}

func columnNames(v any) ([]string, bool) {
	switch v := v.(type) {
	case string:
		return []string{v}, v != ""
	case []any:
		var out []string
		for _, x := range v {
			s, ok := x.(string)
			if !ok || s == "" {
				return nil, false
			}
			out = append(out, s)
		}
		return out, len(out) > 0
	}
	return nil, false
}

// checkReading looks at how the file is to be read; whether the file bears it
// out shows when it is read.
func (m *Manifest) checkReading(i int, e *Exhibit) error {
	if err := m.checkEncoding(i, e); err != nil {
		return err
	}
	switch {
	case e.HeaderRow < 0:
		return m.input(i, "header_row", "header_row is less than 1").WithHint("rows count from 1")
	case e.HeaderRows < 0 || e.HeaderRows > 5:
		return m.input(i, "header_rows", "header_rows is not between 1 and 5").WithHint("it is how many rows the column names take up")
	case e.DateOrder != "" && !slices.Contains(clock.Orders(), e.DateOrder):
		return m.input(i, "date_order", "date_order %.20q is none of %s", e.DateOrder, strings.Join(clock.Orders(), ", ")).
			WithHint(`write date_order = "dmy" where 02/03/2004 is the second of March`)
	case e.DateOrder != "" && e.TimeFormat != "":
		return m.input(i, "date_order", "date_order and time_format are both there").WithHint("time_format says the order already")
	case e.Decimal != "" && e.Decimal != "." && e.Decimal != ",":
		return m.input(i, "decimal", `decimal is neither "." nor ","`).WithHint("it is the mark between units and cents")
	case e.AmountUnit != "" && !slices.Contains(table.AmountUnits(), e.AmountUnit):
		return m.input(i, "amount_unit", "amount_unit %.20q is none of %s", e.AmountUnit, strings.Join(table.AmountUnits(), ", ")).
			WithHint(`write amount_unit = "minor" where 2990 is 29.90`)
	case e.LengthUnit != "" && !slices.Contains(table.LengthUnits(), e.LengthUnit):
		return m.input(i, "duration_unit", "duration_unit %.20q is none of %s", e.LengthUnit, strings.Join(table.LengthUnits(), ", ")).
			WithHint("it is what the bare numbers of the column duration count")
	case e.Member != "" && (!fs.ValidPath(e.Member) || e.Member == "."):
		return m.input(i, "member", "member %.120q is no path inside an archive", e.Member).
			WithHint("write it as the archive lists it, with / between folders, without . and ..")
	case e.Supersedes == e.Ref:
		return m.input(i, "supersedes", "an exhibit cannot supersede itself").
			WithHint("give the new bytes a reference of their own")
	case e.Transcribes == e.Ref:
		return m.input(i, "transcribes", "an exhibit cannot transcribe itself").
			WithHint("name the document that it was keyed in from")
	}
	return nil
}

// checkBoard reads the date of a log, and wants it, and a forum, only where a
// board is read.
func (m *Manifest) checkBoard(i int, e *Exhibit) error {
	const hint = "write day = 2004-01-20, the date of the log's first line"
	switch v := e.Day.(type) {
	case nil:
	case toml.LocalDate:
		e.Day = v.String()
	case string:
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return m.input(i, "day", "day is not a date").WithHint(hint)
		}
	default:
		return m.input(i, "day", "day is not a date").WithHint(hint)
	}
	if (e.Day != nil || e.Forum != "") && e.Kind != record.Board {
		key := "day"
		if e.Day == nil {
			key = "forum"
		}
		return m.input(i, key, "%s have no %q", e.Kind, key).WithHint(`only kind = "board" does`)
	}
	return nil
}

// checkEncoding wants a name that is known, and puts its one spelling in its place.
func (m *Manifest) checkEncoding(i int, e *Exhibit) error {
	if e.Encoding == "" {
		return nil
	}
	name, ok := charset.Canonical(e.Encoding)
	if !ok {
		return m.input(i, "encoding", "%w", charset.Unknown(e.Encoding))
	}
	e.Encoding = name
	return nil
}

func set(d toml.LocalDate) bool { return d != toml.LocalDate{} }
