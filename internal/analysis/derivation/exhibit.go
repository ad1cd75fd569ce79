package derivation

import (
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Exhibit is one that a run read, as far as what rests on it depends on it. An
// exhibit sealed as several kinds is listed once for each.
type Exhibit struct {
	ID   comity.Digest
	Kind record.Kind // "": not known, taken for any
	Site string      // what its rows belong to, as comity.Site has it; "": they say it themselves
}

// Shapes reports whether a row of the exhibit may stand behind a selector of a
// subject. Rows that tie selectors together are not cited one by one, so every
// subject that such a row may have shaped rests on it.
func (e Exhibit) Shapes(s comity.Selector) bool {
	switch e.Kind {
	case record.Holders:
		return s.Type == comity.SelectorCard || s.Type == comity.SelectorHolder
	case record.Payments, record.Members:
		if s.Type == comity.SelectorAccount {
			return e.Site == "" || strings.HasPrefix(s.Value, e.Site+":")
		}
		return e.Site == "" && s.Type != comity.SelectorIP
	}
	return e.Kind == ""
}
