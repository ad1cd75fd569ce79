package register

import (
	"bytes"
	"encoding/json"

	"comity/internal/analysis/identity"
	"comity/internal/comity"
)

// Decision is one line of a log of decisions: what a person says of two rows.
// The last line on a pair is in force; "unsure" takes the earlier ones back.
type Decision struct {
	A      string `json:"a"`
	B      string `json:"b"`
	Same   string `json:"same"` // yes, no, unsure
	Actor  string `json:"actor"`
	Reason string `json:"reason"`
	At     string `json:"at"` // RFC 3339, UTC
}

var verdicts = map[string]identity.Verdict{"yes": identity.Asserted, "no": identity.Refused, "unsure": identity.Unsure}

// Verdict is what Same says; an Input error where it says nothing.
func (d Decision) Verdict() (identity.Verdict, error) {
	v, ok := verdicts[d.Same]
	if !ok {
		return v, comity.Errorf(comity.Input, "%.20q is no verdict on two rows", d.Same).WithHint("yes, no or unsure")
	}
	return v, nil
}

// Decisions reads a log of decisions in JSON Lines. An Input error names the line.
func (r *Register) Decisions(name string, text []byte) ([]identity.Decision, error) {
	var out []identity.Decision
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		d, err := r.decision(line)
		if err != nil {
			return nil, comity.Errorf(comity.KindOf(err), "%s:%d: %w", name, n, err)
		}
		out = append(out, d)
	}
	return out, nil
}

func (r *Register) decision(line []byte) (out identity.Decision, err error) {
	var d Decision
	if json.Unmarshal(line, &d) != nil {
		return out, comity.Errorf(comity.Input, "this is no decision in JSON").WithHint(`{"a":"…","b":"…","same":"yes|no|unsure","actor":"…","reason":"…","at":"…"}`)
	}
	if out.Same, err = d.Verdict(); err != nil {
		return out, err
	}
	if out.A, err = r.Row(d.A); err != nil {
		return out, err
	}
	out.B, err = r.Row(d.B)
	return out, err
}
