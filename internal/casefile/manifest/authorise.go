package manifest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Rules of the legal basis, as a refusal names them.
const (
	RuleBasis  = "legal-basis"          // each exhibit rests on a basis that the manifest holds
	RuleWhole  = "legal-basis-complete" // the basis says who allowed what, when, and for which time
	RuleKind   = "legal-basis-kind"     // the basis covers the exhibit's kind of data
	RuleBefore = "legal-basis-date"     // nothing was obtained before it was allowed
)

// Authorise holds every exhibit against its legal basis. The first that fails
// is a Refused error naming rule and exhibit.
func (m *Manifest) Authorise() error {
	for i := range m.Exhibits {
		if err := m.authorise(i); err != nil {
			return err
		}
	}
	return nil
}

func (m *Manifest) authorise(i int) error {
	e := &m.Exhibits[i]
	if e.Basis == "" {
		return m.refused(i, "", RuleBasis, "no legal basis is named").
			WithHint(`write basis = "<id>" and a [[basis]] table with that id`)
	}
	b, ok := m.Basis(e.Basis)
	if !ok {
		return m.refused(i, "basis", RuleBasis, "there is no basis %q", e.Basis).WithHint("%s", suggest(e.Basis, m.basisIDs()))
	}
	if missing := b.missing(); len(missing) > 0 {
		return m.refused(i, "basis", RuleWhole, "basis %q does not say its %s", b.ID, strings.Join(missing, ", ")).
			WithHint("a basis needs instrument, authority, reference, date, data, from and to")
	}
	if !slices.Contains(b.Data, e.Kind) {
		return m.refused(i, "kind", RuleKind, "basis %q does not cover %s", b.ID, e.Kind).
			WithHint("it covers %s; anything else needs a basis of its own", join(b.Data))
	}
	if civilDate(e.ObtainedAt()).Before(b.Date.AsTime(time.UTC)) {
		return m.refused(i, "obtained", RuleBefore, "obtained before basis %q was given on %s", b.ID, b.Date).
			WithHint("name the basis under which it was obtained")
	}
	return nil
}

func (m *Manifest) refused(i int, key, rule, format string, args ...any) *comity.Error {
	return comity.Errorf(comity.Refused, "%s: refused by rule %s: %w", m.Where(i, key), rule, comity.Errorf(comity.Refused, format, args...))
}

func (m *Manifest) basisIDs() []string {
	var out []string
	for _, b := range m.Bases {
		out = append(out, b.ID)
	}
	return out
}

func (b *Basis) missing() []string {
	var out []string
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"instrument", b.Instrument != ""}, {"authority", b.Authority != ""}, {"reference", b.Reference != ""},
		{"date", set(b.Date)}, {"data", len(b.Data) > 0}, {"from", set(b.From)}, {"to", set(b.To)},
	} {
		if !f.ok {
			out = append(out, f.name)
		}
	}
	return out
}

// Scope is what the basis lets be read: from the first instant of From to the
// last of To, both days in UTC, in its addresses.
func (b *Basis) Scope() record.Scope {
	return record.Scope{
		From:      comity.InstantOf(b.From.AsTime(time.UTC)),
		To:        comity.InstantOf(b.To.AsTime(time.UTC).AddDate(0, 0, 1)),
		Addresses: b.Addresses,
	}
}

// Source is how the i-th exhibit is to be read; its digest and what is yet to
// be detected are left out.
func (m *Manifest) Source(i int) record.Source {
	e := &m.Exhibits[i]
	b, _ := m.Basis(e.Basis)
	s := record.Source{
		Ref: e.Ref, Kind: e.Kind, Format: e.Format, Provider: e.Provider, Country: e.Country,
		Site: e.Site, Host: e.Host, Values: e.Values, TimeForm: e.TimeFormat, DateOrder: e.DateOrder, Decimal: e.Decimal, AmountUnit: e.AmountUnit, LengthUnit: e.LengthUnit,
		Encoding: e.Encoding, Sheet: e.Sheet, HeaderRow: e.HeaderRow, HeaderRows: e.HeaderRows, Totals: e.Totals,
		Transcribes: e.Transcribes, Member: e.Member, Forum: e.Forum, Scope: b.Scope(),
	}
	s.Day, _ = e.Day.(string)
	if e.Clock != nil {
		s.Clock = *e.Clock
	}
	for key, names := range e.Columns {
		if s.Columns == nil {
			s.Columns = map[string][]string{}
		}
		s.Columns[key], _ = names.([]string)
	}
	return s
}

// civilDate is the date that t has where it was written.
func civilDate(t time.Time) time.Time {
	return toml.LocalDate{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}.AsTime(time.UTC)
}

func join(ks []record.Kind) string {
	var out []string
	for _, k := range ks {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
