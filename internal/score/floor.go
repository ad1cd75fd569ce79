package score

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// Floor is a bound on one number of a report. It is a floor for shares and for
// rejects planted and found, and a ceiling for what should not happen at all:
// victims and bystanders in the upper bands, spurious rejects, duplicates and clock faults.
type Floor struct {
	Name  string // as in the report's JSON, nested names joined by a dot
	Value float64
}

// ceilings are the names for which less is better.
var ceilings = []string{"victims_corroborated", "bystanders_corroborated", "rejects.spurious", "duplicates.spurious",
	"bands.corroborated.victims", "bands.corroborated.bystanders", "bands.supported.victims", "bands.supported.bystanders", "clocks.spurious", "clocks.wrong"}

// ParseFloor reads NAME=VALUE; an unknown name or a value that is no number is a Usage error.
func ParseFloor(s string) (Floor, error) {
	name, value, ok := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if !ok || err != nil {
		return Floor{}, comity.Errorf(comity.Usage, "floor %.80q is not of the form NAME=VALUE", s).
			WithHint("for example --floor precision_corroborated=0.97")
	}
	names := Report{}.Names()
	if !slices.Contains(names, name) {
		return Floor{}, comity.Errorf(comity.Usage, "floor %.80q: no such number in the report", name).
			WithHint("one of %s", strings.Join(names, ", "))
	}
	return Floor{Name: name, Value: v}, nil
}

// Ceiling reports whether f bounds from above.
func (f Floor) Ceiling() bool { return slices.Contains(ceilings, f.Name) }

// Holds reports whether v keeps the bound.
func (f Floor) Holds(v float64) bool {
	if f.Ceiling() {
		return v <= f.Value
	}
	return v >= f.Value
}

// Names lists the numbers of a report, nested names joined by a dot, in the report's order.
func (r Report) Names() []string {
	names, _ := r.numbers()
	return names
}

// Value is the number of that name, 0 for an unknown one.
func (r Report) Value(name string) float64 {
	names, values := r.numbers()
	if i := slices.Index(names, name); i >= 0 {
		return values[i]
	}
	return 0
}

// numbers walks the report's JSON, so that the names here are those in print.
func (r Report) numbers() (names []string, values []float64) {
	b, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("score: report has no JSON: %v", err)) // numbers only: cannot happen
	}
	walk(json.NewDecoder(strings.NewReader(string(b))), "", func(name string, v float64) {
		names, values = append(names, name), append(values, v)
	})
	return names, values
}

// walk reads one value and visits the numbers in it; members of a list are
// named by their place, from 0.
func walk(dec *json.Decoder, name string, visit func(string, float64)) {
	t, err := dec.Token()
	if err != nil {
		return
	}
	switch t := t.(type) {
	case float64:
		visit(name, t)
	case json.Delim:
		if name != "" {
			name += "."
		}
		for n := 0; dec.More(); n++ {
			key := strconv.Itoa(n)
			if t == '{' {
				k, _ := dec.Token() // of an object, a string
				key, _ = k.(string)
			}
			walk(dec, name+key, visit)
		}
		_, _ = dec.Token() // the end, which More has seen
	}
}

// Check is a Negative error that names every bound which r does not keep, or nil.
func (r Report) Check(floors []Floor) error {
	var bad []string
	for _, f := range floors {
		v := r.Value(f.Name)
		if f.Holds(v) {
			continue
		}
		word := "below"
		if f.Ceiling() {
			word = "above"
		}
		bad = append(bad, fmt.Sprintf("%s is %s, %s %s", f.Name, number(v), word, number(f.Value)))
	}
	if len(bad) == 0 {
		return nil
	}
	return comity.Errorf(comity.Negative, "%s", strings.Join(bad, "; "))
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
