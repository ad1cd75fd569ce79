package manifest

import (
	"cmp"
	"slices"

	"comity/internal/records/clock"
)

// Defaults are what exhibits take over where neither they nor the exhibit that
// they are like say anything.
type Defaults struct {
	Basis      string           `toml:"basis"`
	Provider   string           `toml:"provider"`
	Country    string           `toml:"country"`
	Obtained   any              `toml:"obtained"`
	Handling   []string         `toml:"handling"`
	Clock      *clock.Statement `toml:"clock"`
	ClockBasis string           `toml:"clock_basis"` // who says so, where a clock statement names nobody
}

// inherit fills the keys that exhibits leave out: from the exhibit that each is
// like, which is expanded already since it stands further up, then from the
// defaults. What is written into an exhibit stays.
func (m *Manifest) inherit() {
	for i := range m.Exhibits {
		if at := m.model(i); at >= 0 {
			m.takeOver(i, at)
		}
		m.byDefault(&m.Exhibits[i])
	}
}

func (m *Manifest) byDefault(e *Exhibit) {
	d := &m.Defaults
	e.Basis, e.Provider, e.Country = cmp.Or(e.Basis, d.Basis), cmp.Or(e.Provider, d.Provider), cmp.Or(e.Country, d.Country)
	if e.Obtained == nil {
		e.Obtained = d.Obtained
	}
	if e.Handling == nil {
		e.Handling = slices.Clone(d.Handling)
	}
	if e.Clock == nil && d.Clock != nil && e.Kind.Timed() {
		said := *d.Clock
		e.Clock = &said
	}
	if e.Clock != nil {
		e.Clock.Basis = cmp.Or(e.Clock.Basis, d.ClockBasis)
	}
}
