package manifest

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
)

// theirs are the keys whose values are names that others gave: those may hold
// characters that terminals act on, and are escaped wherever they are written.
func theirs() []string {
	return []string{"path", "member", "sheet", "forum", "columns", "values", "totals"}
}

// checkKept refuses what may not stand in a case outside its vault: what a manifest
// says is copied into seals, runs and acts.
func (m *Manifest) checkKept(data []byte) error {
	var doc map[string]any
	if err := toml.Unmarshal(data, &doc); err != nil {
		return decodeError(m.name, err)
	}
	for _, table := range slices.Sorted(maps.Keys(doc)) {
		list, ok := doc[table].([]any)
		if !ok {
			list = []any{doc[table]}
		}
		for i, v := range list {
			keys, _ := v.(map[string]any)
			for _, key := range slices.Sorted(maps.Keys(keys)) {
				if err := kept(key, keys[key]); err != nil {
					return m.notKept(table, i, key, err)
				}
			}
		}
	}
	return nil
}

// notKept says where it stands, by the line where that is known.
func (m *Manifest) notKept(table string, i int, key string, err error) error {
	where := m.name
	if line := m.lines.of(table, i, key); line > 0 {
		where += ":" + strconv.Itoa(line)
	}
	e := comity.Errorf(comity.KindOf(err), "%s: %w", where, err)
	if hint := keptHint(key); hint != "" {
		return e.WithHint("%s", hint)
	}
	return e
}

// kept checks every text below a key.
func kept(key string, v any) error {
	switch v := v.(type) {
	case string:
		err := comity.MayKeep(key, v)
		if err != nil && slices.Contains(theirs(), key) && !comity.HoldsCard([]byte(v)) {
			return nil
		}
		return err
	case []any:
		for _, x := range v {
			if err := kept(key, x); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if err := kept(key, name); err != nil {
				return err
			}
			if err := kept(key, v[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// keptHint is the way out where a key has one of its own.
func keptHint(key string) string {
	switch key {
	case "path":
		return "rename a copy of the file: its bytes stay what they are"
	case "member":
		return "take the file out of the archive and rename it; seal the archive too, as a document"
	case "columns":
		return "does the file have names above its columns at all? see header_row"
	}
	return ""
}
