package handling

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/comity"
)

const (
	gradePrefix = "4x4:"
	tlpPrefix   = "TLP:"

	// MaxText bounds the text of a handling code, in bytes.
	MaxText = 1000
)

// Parse reads codes such as "H1", "H3: not to the press", "TLP:AMBER" and
// "4x4:B2", in any order. Each has one spelling. What is not known, and two
// labels or gradings of one thing, are an Input error: a condition that is
// misread is a condition that is broken.
func Parse(list []string) (Codes, error) {
	var c Codes
	for _, s := range list {
		if err := c.add(s); err != nil {
			return Codes{}, err
		}
	}
	slices.Sort(c.h)
	c.h = slices.Compact(c.h)
	return c, nil
}

func (c *Codes) add(s string) error {
	switch {
	case strings.HasPrefix(s, tlpPrefix):
		return c.label(s)
	case strings.HasPrefix(s, gradePrefix):
		return c.graded(s)
	case len(s) >= 2 && s[0] == 'H' && s[1] >= '0' && s[1] <= '3' && (len(s) == 2 || s[2] == ':'):
		return c.restrict(s)
	}
	return comity.Errorf(comity.Input, "unknown handling code %.60q", s).WithHint("%s", hint(s))
}

func hint(s string) comity.Phrase {
	const known = `write H0, H1, H2, "H3: what is asked", TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN, TLP:CLEAR, or a grading such as 4x4:B2`
	upper := strings.ToUpper(strings.TrimSpace(s))
	if upper == s {
		return comity.Phrasef(known)
	}
	if _, err := Parse([]string{upper}); err == nil {
		return comity.Phrasef("did you mean %s?", upper)
	}
	return comity.Phrasef(known)
}

func (c *Codes) restrict(s string) error {
	code, text := s[:2], ""
	if len(s) > 2 {
		text = strings.TrimSpace(s[3:])
	}
	switch {
	case len(text) > MaxText || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return comity.Errorf(comity.Input, "the text of handling code %s is not one line of at most %d bytes", code, MaxText).
			WithHint("say the condition in a sentence")
	case text == "" && (code == "H3" || len(s) > 2):
		return comity.Errorf(comity.Input, "handling code %s says no condition", code).
			WithHint(`write "%s: what is asked"; H3 says nothing without its text`, code)
	case text != "":
		code += ": " + text
	}
	c.h = append(c.h, code)
	return nil
}

func (c *Codes) label(s string) error {
	i := slices.Index(labels[:], s)
	switch {
	case i < 0:
		return comity.Errorf(comity.Input, "unknown label %.60q", s).
			WithHint("TLP 2.0 knows %s; what TLP 1.0 called WHITE is CLEAR", strings.Join(Labels(), ", "))
	case c.tlp != Unlabelled && c.tlp != TLP(i)+Clear:
		return comity.Errorf(comity.Input, "two labels, %s and %s", c.tlp, s).WithHint("keep the stricter one")
	}
	c.tlp = TLP(i) + Clear
	return nil
}

func (c *Codes) graded(s string) error {
	v := strings.TrimPrefix(s, gradePrefix)
	if len(v) != 2 || !strings.Contains("ABCX", v[:1]) || v[1] < '1' || v[1] > '4' {
		return comity.Errorf(comity.Input, "unknown grading %.60q", s).
			WithHint("write 4x4: and the source (A, B, C or X) and the information (1, 2, 3 or 4), such as 4x4:B2")
	}
	g := Grade{v[0], v[1]}
	if c.grade != (Grade{}) && c.grade != g {
		return comity.Errorf(comity.Input, "two gradings, %s and %s", c.grade, s).WithHint("keep the worse one")
	}
	c.grade = g
	return nil
}
