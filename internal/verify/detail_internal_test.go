package verify

import (
	"testing"

	"comity/internal/comity"
)

// What an error says is told in Italian with what it quotes, also of another error; what nobody put into words stays.
func TestDetails(t *testing.T) {
	w := Italian()
	for _, tt := range []struct {
		err  error
		want string
	}{
		{comity.Errorf(comity.Negative, "it is of another case"), "è di un altro caso"},
		{comity.Errorf(comity.Negative, "withheld.json counts exhibit %q twice", "100%s/1"), `withheld.json conta due volte il reperto "100%s/1"`},
		{comity.Errorf(comity.Negative, "exhibit %s: what is private of its description: %w", "IT: 1", comity.Errorf(comity.Negative, "%s cannot be read: %w", "names/a.json", errNone)),
			"reperto IT: 1: ciò che è riservato della sua descrizione: names/a.json non si può leggere: file does not exist"},
		{comity.Errorf(comity.Negative, "the tulip is red"), "the tulip is red"},
		{comity.Errorf(comity.Negative, ""), ""},
	} {
		if got := w.text("%s", tt.err); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		if got := Words(nil).text("%s", tt.err); got != tt.err.Error() {
			t.Errorf("English: %q", got)
		}
	}
}

func FuzzDetail(f *testing.F) {
	for _, s := range []string{"", "%s", "it is of another case", "exhibit a: b is not what act 000001 sealed", "names/a cannot be read: b cannot be read: c", "%!s(MISSING)", "\x00"} {
		f.Add(s)
	}
	w := Italian()
	f.Fuzz(func(t *testing.T, s string) {
		if a, b := w.detail(s, 3), w.detail(s, 3); a != b {
			t.Errorf("%q, then %q", a, b)
		}
	})
}
