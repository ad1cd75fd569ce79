package manifest

import "comity/internal/records/clock"

// Defaults are what exhibits take over where they say nothing themselves.
type Defaults struct {
	Basis    string           `toml:"basis"`
	Provider string           `toml:"provider"`
	Country  string           `toml:"country"`
	Obtained any              `toml:"obtained"`
	Clock    *clock.Statement `toml:"clock"`
}

// inherit fills the keys that an exhibit leaves out.
func (m *Manifest) inherit() {
	d := &m.Defaults
	for i := range m.Exhibits {
		e := &m.Exhibits[i]
		e.Basis, e.Provider, e.Country = or(e.Basis, d.Basis), or(e.Provider, d.Provider), or(e.Country, d.Country)
		if e.Obtained == nil {
			e.Obtained = d.Obtained
		}
		if e.Clock == nil && d.Clock != nil && e.Kind.Timed() {
			said := *d.Clock
			e.Clock = &said
		}
	}
}

func or(own, otherwise string) string {
	if own != "" {
		return own
	}
	return otherwise
}
