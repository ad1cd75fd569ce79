package manifest

import (
	"reflect"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// columnKeys are what the columns of each kind may be mapped to, as the
// contract lists them.
func columnKeys(k record.Kind) []string {
	const address = "name street town country phone email device"
	return strings.Fields(map[record.Kind]string{
		record.Access:      "time ip port account method path status bytes referer agent site session",
		record.Assignments: "ip start end duration port_from port_to subscriber " + address,
		record.Answers:     "asked_ip asked_port asked_time subscriber start end duration " + address,
		record.Payments:    "id time type site account email name card amount debit credit sign currency country ip port result ref descriptor issuer_country",
		record.Holders:     "card iban holder born street town country phone email status reported",
		record.Members:     "account site email name time ip last_time last_ip country born status",
		record.Network:     "left relation right left_kind right_kind from to country role",
		record.Hashes:      "md5 sha1 sha256 perceptual label owner first_seen member",
	}[k])
}

// kinds are the words that kind and data take.
func kinds() []string {
	return []string{
		string(record.Access), string(record.Payments), string(record.Members), string(record.Assignments),
		string(record.Answers), string(record.Holders), string(record.Board), string(record.Hashes),
		string(record.Network), string(record.Document), string(record.Allotments),
	}
}

// keysOf lists the keys that a table of the manifest takes.
func keysOf(table string) []string {
	switch table {
	case "":
		return tags(reflect.TypeFor[Manifest]())
	case "defaults":
		return append(tags(reflect.TypeFor[Defaults]()), tags(reflect.TypeFor[clock.Statement]())...)
	case "basis":
		return tags(reflect.TypeFor[Basis]())
	case "exhibit": // the decoder does not tell the keys of an inline table apart
		return append(tags(reflect.TypeFor[Exhibit]()), tags(reflect.TypeFor[clock.Statement]())...)
	}
	return nil
}

func tags(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("toml"); tag != "" {
			out = append(out, tag)
		}
	}
	return out
}

// suggest is a hint that names the known word nearest to got, or all of them
// where none is near.
func suggest(got string, known []string) comity.Phrase {
	best, bestAt := "", 1+max(2, len(got)/3)
	for _, k := range known {
		if d := distance(strings.ToLower(got), k); d < bestAt {
			best, bestAt = k, d
		}
	}
	if best != "" {
		return comity.Phrasef(`did you mean "%s"?`, best)
	}
	if len(known) == 0 {
		return comity.Phrasef("the grammar is in docs/formats/manifest.md")
	}
	known = slices.Clone(known)
	slices.Sort(known)
	return comity.Phrasef("known: %s", strings.Join(known, ", "))
}

// distance is Levenshtein's: insertions, deletions and replacements of bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
