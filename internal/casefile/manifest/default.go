package manifest

import (
	"maps"
	"slices"

	"comity/internal/records/clock"
)

// Defaults are what exhibits take over where they say nothing themselves.
type Defaults struct {
	Basis    string           `toml:"basis"`
	Provider string           `toml:"provider"`
	Country  string           `toml:"country"`
	Obtained any              `toml:"obtained"`
	Clock    *clock.Statement `toml:"clock"`
}

// inherit fills the keys that an exhibit leaves out: by the exhibit that it is
// like, then by the defaults.
func (m *Manifest) inherit() error {
	for i := range m.Exhibits {
		if err := m.resemble(i); err != nil {
			return err
		}
		m.fillIn(&m.Exhibits[i])
	}
	return nil
}

func (m *Manifest) fillIn(e *Exhibit) {
	d := &m.Defaults
	e.Basis, e.Provider, e.Country = or(e.Basis, d.Basis), or(e.Provider, d.Provider), or(e.Country, d.Country)
	if e.Obtained == nil {
		e.Obtained = d.Obtained
	}
	if e.Clock == nil && d.Clock != nil && e.Kind.Timed() {
		said := *d.Clock
		e.Clock = &said
	}
}

// resemble takes over how an exhibit above, of the same source, is held and read.
// What is one file's own is not taken over: ref, path, member, kind, format, sheet,
// request, supersedes, transcribes, notes.
func (m *Manifest) resemble(i int) error {
	e := &m.Exhibits[i]
	if e.Like == "" {
		return nil
	}
	j := slices.IndexFunc(m.Exhibits[:i], func(o Exhibit) bool { return o.Ref == e.Like })
	if j < 0 {
		return m.input(i, "like", "no exhibit above is called %.80q", e.Like).
			WithHint("like names the ref of an exhibit that stands above this one")
	}
	o := &m.Exhibits[j]
	if o.Kind != e.Kind {
		return m.input(i, "like", "it is of kind %.20q, and exhibit %.80q of kind %.20q", e.Kind, o.Ref, o.Kind).
			WithHint("only an exhibit of the same kind is read alike; write the keys out instead")
	}
	e.Basis, e.Provider, e.Country = or(e.Basis, o.Basis), or(e.Provider, o.Provider), or(e.Country, o.Country)
	e.Site, e.Host, e.Encoding = or(e.Site, o.Site), or(e.Host, o.Host), or(e.Encoding, o.Encoding)
	e.Decimal, e.DateOrder, e.TimeFormat = or(e.Decimal, o.Decimal), or(e.DateOrder, o.DateOrder), or(e.TimeFormat, o.TimeFormat)
	e.HeaderRow, e.HeaderRows = or(e.HeaderRow, o.HeaderRow), or(e.HeaderRows, o.HeaderRows)
	if e.Obtained == nil {
		e.Obtained = o.Obtained
	}
	if e.Clock == nil && o.Clock != nil {
		said := *o.Clock
		e.Clock = &said
	}
	if e.Columns == nil {
		e.Columns = maps.Clone(o.Columns)
	}
	if e.Values == nil {
		e.Values = maps.Clone(o.Values)
	}
	if e.Handling == nil {
		e.Handling = slices.Clone(o.Handling)
	}
	if e.Totals == nil {
		e.Totals = slices.Clone(o.Totals)
	}
	return nil
}

func or[T comparable](own, otherwise T) T {
	var none T
	if own != none {
		return own
	}
	return otherwise
}
