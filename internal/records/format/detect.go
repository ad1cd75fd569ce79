package format

import (
	"bytes"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/format/access"
	"comity/internal/records/format/rds"
	"comity/internal/records/record"
)

// Detect names the format of a stream's first bytes, given what it holds. For a
// kind that is sealed as it is the name is the kind's.
func Detect(head []byte, kind record.Kind) (string, error) {
	for _, f := range formats() {
		if f.sniff != nil && slices.Contains(f.kinds, kind) && f.sniff(record.Unmarked(head)) {
			return f.name, nil
		}
	}
	switch {
	case kind == record.Access:
		return detectLog(head)
	case slices.Contains(tabular, kind) && rds.Database(head):
		return "", comity.Errorf(comity.Input, "a SQLite database, and not the RDSv3 of the National Software Reference Library, the only one that is read").
			WithHint(`export its tables as CSV, and seal both: the database as kind = "document"; an RDSv3 that is not recognised: format = "rds"`)
	case slices.Contains(tabular, kind):
		return CSV, nil
	}
	return string(kind), nil // sealed as it is; no analysis reads it yet
}

// whole is how long a head is at least that may have been cut.
const whole = 64 << 10

// detectLog takes the format that most lines of the head fit; at least half must.
func detectLog(head []byte) (string, error) {
	lines := bytes.Split(head, []byte{'\n'})
	if len(lines) > 1 && len(head) >= whole {
		lines = lines[:len(lines)-1]
	}
	best, most, total := "", 0, 0
	for _, f := range access.Formats() {
		p, err := access.New(f)
		if err != nil {
			return "", err
		}
		fit := 0
		total = 0
		for _, l := range lines {
			if len(bytes.TrimSpace(l)) == 0 {
				continue
			}
			total++
			if p.Parse(l, new(record.Event)) == "" {
				fit++
			}
		}
		if fit > most {
			best, most = string(f), fit
		}
	}
	if total == 0 {
		return string(access.Combined), nil
	}
	if 2*most < total {
		return "", comity.Errorf(comity.Input, "format not recognised: of the first %d lines %d fit the best guess", total, most).
			WithHint(`state it: format = "clf", "combined" or "vhost_combined", with _extra behind it where further fields follow`)
	}
	return best, nil
}
