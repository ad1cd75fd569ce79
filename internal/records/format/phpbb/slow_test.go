package phpbb_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/format/phpbb"
	"comity/internal/records/record"
)

// asSlow wants markup to be taken off as the plain way takes it.
func asSlow(t *testing.T, text, uid string) (own string, quotes []record.Quote) {
	t.Helper()
	slowOwn, slowQuotes := phpbb.UnmarkPlainly(slowTidy, text, uid)
	for _, unmark := range []func(text, uid string) (string, []record.Quote){phpbb.UnmarkAgain, phpbb.Unmark} {
		own, quotes = unmark(text, uid)
		if d := cmp.Diff(slowOwn, own) + cmp.Diff(slowQuotes, quotes); d != "" {
			t.Fatalf("%q, uid %q: %s", text, uid, d)
		}
	}
	return own, quotes
}

// Texts are read as by the plain way, however odd.
func TestAsSlow(t *testing.T) {
	tokens := []string{
		"[quote:1a]", "[/quote:1a]", "[quote=&quot;moss&quot;:1a]", "[quote:1a=\"mo]ss\"]", "[quote=mo]ss:1a]", "[b:1a]", "[/b:1a]", "[*:1a]", "[/*:m:1a]", "[b]", "[", "]", "<", ">", "<!--", "-->",
		"<!-- s:) --><img alt=\":)\" /><!-- s:) -->", "<!-- m --><a href=\"http://x/?a=1&amp;b\">x</a><!-- m -->", "<br />", "<br/>\n", "<QUOTE author=\"a\" post_id=\"3\">", "</QUOTE>", "<s>", "</s>", "<e>", "</e>", "<i>", "<B>", "</r>",
		"moss", " ", "\n", "\r\n", "\x00", "\xff", "ö", "&amp;", "&#65", "&#6", "&#x4", "&l", "&lt", "&",
	}
	r := rand.New(rand.NewPCG(17, 2))
	for range 50_000 {
		s := []string{"", "", "<r>", "<t>"}[r.IntN(4)]
		for range r.IntN(12) {
			s += tokens[r.IntN(len(tokens))]
		}
		asSlow(t, s, []string{"", "1a", "1"}[r.IntN(3)])
	}
}

// slowTidy takes blanks off the ends of a text, and carriage returns and NULs out of it, as plainly as can be.
func slowTidy(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(s)
	return strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD")
}
