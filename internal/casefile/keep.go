package casefile

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// mayKeep refuses the body of an act that says a card number anywhere. Names that
// others gave may hold characters that terminals act on: acts are written as
// Base64, and what is shown of them is escaped.
func mayKeep(kind string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return comity.Errorf(comity.Fault, "act of kind %q: %w", kind, err)
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return comity.Errorf(comity.Fault, "act of kind %q: %w", kind, err)
	}
	return eachText("the act", v, func(what, text string) error {
		if comity.HoldsCard([]byte(text)) && !isKey(text) {
			return comity.MayKeep(what, text)
		}
		return nil
	})
}

// isKey reports whether text is a public key: its digits are of a hash and of chance, and one that by chance look like
// a card number would keep its holder from signing anything for ever. Its name is what somebody chose.
func isKey(text string) bool {
	key, err := sign.ParsePublicKey(text)
	return err == nil && !comity.HoldsCard([]byte(key.Name))
}

// eachText calls check with every string of a decoded document, and what it is.
func eachText(what string, v any, check func(what, text string) error) error {
	switch v := v.(type) {
	case string:
		return check(what, v)
	case []any:
		for _, x := range v {
			if err := eachText(what, x, check); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if err := check(what, key); err != nil {
				return err
			}
			if err := eachText(key, v[key], check); err != nil {
				return err
			}
		}
	}
	return nil
}
