package board_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/format/board"
)

// tokens are what texts, pages and dates are odd by, when they stand in any order.
var tokens = []string{
	" ", "  ", "\n", "\r", "\t", "\v", "\u00a0", "\u0085", "\u3000", "\xa0", "\xff", "é", "É", "\u0130", "\u212a", "ſ", "wrote", "WROTE", "schrieb", "A ÉCRIT", "escreveu", ":", ": ",
	">", "> ", ">>", "MG>", "-- ", "--", "\n-- \n", "\n--\n", "On ", "Am ", ",", ".", "@", "(", ")", "<", "</", "\"", "moss", "Moss Green", "moss@mail.example",
	"_____________________________________________", "mailing list", "-----Original Message-----", "Original Message", "From:", "-------------- next part --------------", " was scrubbed...", "URL:", "Url : ",
	"p>", "br>", "BR/>", "pre>", "/pre>", "blockquote>", "/blockquote>", "blocquote>", "bloc\u212aquote>", "script>", "style\n>", "title>", "<!--", "-->", "a href=x>", "&amp;", "&nbsp;", "&#65", "&gt", "&",
	"Sat", "sat,", "Jan", "JANUARY", "Mar,", "Feb", "17", "31", "29", "30", "7", "2004", "04", "104", "0004", "21:14", "21:14:03", "9:5:3", "23:59:60", "24:00:00", "+0100", "-0530", "-0000", "+1600", "EST", "GMT", "CET", "-", "+5", "-0", "17-Jan-2004",
	"Sat, 17 Jan 2004 21:14:03 +0100", "17 Jan 2004 21:14:03 -0500", "Sat Jan 17 21:14:03 2004", "Sat Jan  7 21:14:03 2004",
}

// asSlow wants the package to read s as the plain ways do.
func asSlow(t *testing.T, s string) {
	t.Helper()
	type date struct {
		Stamp      any
		Stated, Ok bool
	}
	st, stated, ok := board.MailDate(s)
	slow, slowStated, slowOk := slowMailDate(s)
	if d := cmp.Diff(date{slow, slowStated, slowOk}, date{st, stated, ok}); d != "" {
		t.Fatalf("date %q: %s", s, d)
	}
	st, ok = board.Ctime(s)
	if slow, slowOk = slowCtime(s); slow != st || slowOk != ok {
		t.Fatalf("ctime %q: %v, %v", s, st, ok)
	}
	if d := cmp.Diff(board.Message(slowSplit(s)), board.Split(s)); d != "" {
		t.Fatalf("text %q: %s", s, d)
	}
	for _, preformatted := range []bool{false, true} {
		if d := cmp.Diff(slowStrip(s, preformatted), board.Strip(s, preformatted)); d != "" {
			t.Fatalf("page %q: %s", s, d)
		}
	}
}

// Texts, pages and dates are read as by the plain ways, however odd.
func TestAsSlow(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 1))
	for _, s := range tokens {
		asSlow(t, s)
	}
	for range 30_000 {
		var s strings.Builder
		for range r.IntN(16) {
			s.WriteString(tokens[r.IntN(len(tokens))])
			if r.IntN(2) == 0 {
				s.WriteByte(' ')
			}
		}
		asSlow(t, s.String())
	}
}

func FuzzAsSlow(f *testing.F) {
	for _, s := range tokens {
		f.Add(s)
	}
	f.Add("On Sat, Moss wrote:\n> x\n-- \ny")
	f.Add("<p>One &amp; two</p><pre>three\n  four</pre><blockquote>said</blockquote>own")
	f.Fuzz(func(t *testing.T, s string) { asSlow(t, s) })
}
