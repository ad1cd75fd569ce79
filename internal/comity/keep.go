package comity

import "strings"

// MayKeep refuses text that is to be kept outside the vault, or printed, and holds
// what looks like a card number, or characters that a terminal acts on: acts are
// signed and readable for ever. what names the text in the error, which does not
// repeat it. Line ends and tabs may stand in it.
func MayKeep(what, text string) error {
	if HoldsCard([]byte(text)) {
		return Errorf(Refused, "refused by rule cards-stay-in-the-vault: %s holds what looks like a card number", what).
			WithHint("write its first six and last four digits, as 400000******0008, or the citation of its row")
	}
	if i := strings.IndexFunc(text, commands); i >= 0 {
		return Errorf(Refused, "refused by rule text-gives-no-commands: %s holds a character that terminals act on, %q", what, []rune(text[i:])[0]).
			WithHint("leave it out: it is no letter, and was perhaps copied along")
	}
	return nil
}

// commands reports whether r is a control other than line ends and tabs, or turns
// the order of what is read.
func commands(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 ||
		r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
