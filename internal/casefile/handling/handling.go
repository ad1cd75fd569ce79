// Package handling holds the conditions under which something may be used and
// passed on, as its contributor set them, and says what conditions a thing
// carries that was derived from others: the join of theirs.
//
// Three sets of codes are known: Europol's handling codes H0 to H3, each with
// free text; the Traffic Light Protocol 2.0 (FIRST); and the 4×4 grading of
// source and information (Regulation (EU) 2016/794, article 29). Conversions
// between gradings lose something, so none is made. Nothing here decides:
// that is the policy's.
package handling

import (
	"encoding/json"
	"slices"
	"strings"
)

// Codes are the conditions on one thing. The zero value says that nobody set
// any. Values are not changed once made.
type Codes struct {
	h     []string // statements such as "H1" and "H3: text", sorted, each once
	tlp   TLP
	grade Grade
}

// Restricts reports whether code h ("H0" … "H3") is among them, with or without text.
func (c Codes) Restricts(h string) bool {
	return slices.ContainsFunc(c.h, func(s string) bool { code, _, _ := strings.Cut(s, ":"); return code == h })
}

// H lists the handling codes without their texts, each once, sorted.
func (c Codes) H() []string {
	out := []string{}
	for _, s := range c.h {
		code, _, _ := strings.Cut(s, ":")
		out = append(out, code)
	}
	return slices.Compact(out)
}

// TLP is how far it may go.
func (c Codes) TLP() TLP { return c.tlp }

// Grade is how far source and information are trusted.
func (c Codes) Grade() Grade { return c.grade }

// IsZero reports whether nobody set any condition.
func (c Codes) IsZero() bool { return c.Equal(Codes{}) }

// Equal reports whether both say the same.
func (c Codes) Equal(o Codes) bool {
	return slices.Equal(c.h, o.h) && c.tlp == o.tlp && c.grade == o.grade
}

// Join is the least that is as strict as c and as every one of others: all
// handling codes and texts, the strictest TLP, the worst grading. It is commutative,
// associative and idempotent. Conditions nobody set are no weaker than those
// that allow everything, so the zero value is not neutral: begin with the first.
func (c Codes) Join(others ...Codes) Codes {
	for _, o := range others {
		all := append(slices.Clone(c.h), o.h...)
		slices.Sort(all)
		c = Codes{h: slices.Compact(all), tlp: max(c.tlp, o.tlp), grade: c.grade.join(o.grade)}
	}
	return c
}

// Covers reports whether c is as strict as o or stricter: whoever keeps to c
// keeps to o.
func (c Codes) Covers(o Codes) bool { return c.Join(o).Equal(c) }

// List is the codes as Parse reads them: handling codes, TLP, grading.
func (c Codes) List() []string {
	out := append([]string{}, c.h...)
	if s := c.tlp.String(); s != "" {
		out = append(out, s)
	}
	if s := c.grade.String(); s != "" {
		out = append(out, s)
	}
	return out
}

// String is List with commas between, "" for the zero value.
func (c Codes) String() string { return strings.Join(c.List(), ", ") }

// MarshalJSON implements json.Marshaler: the list.
func (c Codes) MarshalJSON() ([]byte, error) { return json.Marshal(c.List()) }

// UnmarshalJSON implements json.Unmarshaler.
func (c *Codes) UnmarshalJSON(b []byte) (err error) {
	var list []string
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*c, err = Parse(list)
	return err
}
