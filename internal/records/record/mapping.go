package record

import (
	"maps"
	"slices"
	"strings"

	"comity/internal/comity"
)

// CheckKeys refuses a mapping for a key that is none of all, the keys of the kind:
// a typing error there would silently leave a value unread. An Input error.
func (s *Source) CheckKeys(all []string) error {
	for _, stated := range []struct {
		what string
		keys []string
	}{{"columns", slices.Sorted(maps.Keys(s.Columns))}, {"values", slices.Sorted(maps.Keys(s.Values))}} {
		for _, key := range stated.keys {
			if !slices.Contains(all, key) {
				return comity.Errorf(comity.Input, "%s: %.60q is no key of kind %q", stated.what, key, s.Kind).
					WithHint("the keys are %s", strings.Join(all, ", "))
			}
		}
	}
	return nil
}

// Words are the file's words for a key, without blanks around them, and ours; nil
// where there are none.
func (s *Source) Words(key string) map[string][]byte {
	if len(s.Values[key]) == 0 {
		return nil
	}
	out := make(map[string][]byte, len(s.Values[key]))
	for theirs, ours := range s.Values[key] {
		out[strings.TrimSpace(theirs)] = []byte(ours)
	}
	return out
}
