package comity

import "strings"

// SelectorType names what a selector identifies.
type SelectorType string

// The selector types.
const (
	SelectorIP       SelectorType = "ip"
	SelectorEmail    SelectorType = "email"
	SelectorAccount  SelectorType = "account" // site:user
	SelectorCard     SelectorType = "card"
	SelectorHolder   SelectorType = "holder" // name as the issuer or the biller holds it
	SelectorNickname SelectorType = "nickname"
	SelectorPhone    SelectorType = "phone"
	SelectorDomain   SelectorType = "domain"
	SelectorFile     SelectorType = "file" // hash of a file
)

// Selector is a typed, canonical identifier. A card's value is its first six
// and last four digits, never the number; Cite then tells two cards with the
// same ends apart by where the first of their rows lies. So it is with a number
// that stands in place of another value.
type Selector struct {
	Type  SelectorType `json:"type"`
	Value string       `json:"value"`
	Cite  string       `json:"cite,omitempty"`
}

// Compare orders selectors by type, value and citation.
func (s Selector) Compare(o Selector) int {
	if c := strings.Compare(string(s.Type), string(o.Type)); c != 0 {
		return c
	}
	if c := strings.Compare(s.Value, o.Value); c != 0 {
		return c
	}
	return strings.Compare(s.Cite, o.Cite)
}

// Email returns the canonical form of an address: blanks cut, lower case.
// Provider rules (dots, +tags) are not applied: they would merge what may be
// two people. It returns "" for what has no @.
func Email(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if at := strings.LastIndexByte(s, '@'); at <= 0 || at == len(s)-1 {
		return ""
	}
	return s
}

// Phone returns "+" and the digits of a number in its international form, + or 00 first. It is "" for what is none: a number in
// its national form is somebody else's in the next country.
func Phone(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "(0)", "")
	rest, ok := strings.CutPrefix(s, "+")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "00"); !ok {
			return ""
		}
	}
	out := []byte("+")
	for _, r := range rest {
		switch {
		case r >= '0' && r <= '9':
			out = append(out, byte(r))
		case !strings.ContainsRune(" -./()", r):
			return ""
		}
	}
	if n := len(out) - 1; n < minPhone || n > maxPhone {
		return ""
	}
	return string(out)
}

// How many digits an international number has (ITU-T E.164).
const (
	minPhone = 7
	maxPhone = 15
)

// Account returns "site:user", the site as Site has it and the user with blanks
// cut and in lower case: members type "Rose" today and "rose" tomorrow, and billing
// tables fold them. It is "" where user is missing.
func Account(site, user string) string {
	user = strings.TrimSpace(user)
	if user == "" || user == "-" {
		return ""
	}
	return Site(site) + ":" + strings.ToLower(user)
}

// Site returns what a site is called in its accounts: its domain with blanks cut, in
// lower case, without the full stop at its end and without "www." before it. A
// server's log names the host that was asked (www.rose.example), the biller and the
// list of members the domain (rose.example); their members are the same.
func Site(s string) string {
	s = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), ".")
	if domain, ok := strings.CutPrefix(s, "www."); ok && strings.Contains(domain, ".") {
		return domain
	}
	return s
}

// CardEnds returns the first six and last four digits of a card number as
// "<first6>******<last4>", and all its digits. ok is false where s does not
// hold 12 to 19 digits, blanks and hyphens aside; where other marks part them, or
// they are of another script, the check digit must be right too. Else it is not
// looked at: a processor's table holds declined and mistyped cards too.
func CardEnds(s string) (ends, digits string, ok bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		case r != ' ' && r != '-':
			if digits, ok = cardDigits(strings.TrimSpace(s)); !ok {
				return "", "", false
			}
			return endsOf(digits), digits, true
		}
	}
	digits = b.String()
	if len(digits) < minCard || len(digits) > maxCard {
		return "", "", false
	}
	return endsOf(digits), digits, true
}
