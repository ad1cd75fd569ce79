package comity_test

import (
	"strings"
	"testing"

	"comity/internal/comity"
)

func TestMayKeep(t *testing.T) {
	for text, rule := range map[string]string{
		"": "", "ask about Müller\n\tand سلام\u200f": "", "\u200dflower": "",
		"paid with 4111.1111.1111.1111": "cards-stay-in-the-vault", "４１１１ 1111 1111 1111": "cards-stay-in-the-vault",
		"a\x1b[2J": "text-gives-no-commands", "\u009b2J": "text-gives-no-commands", "exe\u202egpj": "text-gives-no-commands",
		"\u2066x\u2069": "text-gives-no-commands", "\x00": "text-gives-no-commands", "\x7f": "text-gives-no-commands",
	} {
		err := comity.MayKeep("it", text)
		if (err != nil) != (rule != "") || err != nil && !strings.Contains(err.Error(), rule) {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && (comity.KindOf(err) != comity.Refused || strings.Contains(err.Error(), text)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
