package board_test

import (
	"math/rand/v2"
	"reflect"
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
	"Sat, 17 Jan 2004 23:59:60 +0100", "Mar, 17 Jan 2004 21:14:03 +0100", "\u00a0 Sat Jan 17 21:14:03 2004", "\u00a0\u00a0\u00a0Original Message\u00a0", strings.Repeat("<blockquote>", 11) + "moss",
}

// same wants what is read of s to be what the plain way reads of it.
func same(t *testing.T, what, s string, slow, fast any) {
	t.Helper()
	if !reflect.DeepEqual(slow, fast) {
		t.Fatalf("%s %q: %s", what, s, cmp.Diff(slow, fast))
	}
}

func all(of ...any) []any { return of }

// asSlow wants the package to read s as the plain ways do.
func asSlow(t *testing.T, s string) {
	t.Helper()
	same(t, "date", s, all(slowMailDate(s)), all(board.MailDate(s)))
	same(t, "ctime", s, all(slowCtime(s)), all(board.Ctime(s)))
	same(t, "ctime", s, all(slowCtime("x Sat "+s)), all(board.Ctime("x Sat "+s)))
	for of, parts := range map[string]uint64{" ,\t": board.Commas, " ,\t-": board.Hyphens, "\t\n\v\f\r ": board.Blanks} {
		same(t, "fields", s, all(slowFields(s, of)), all(board.Fields([]string{}, s, parts)))
	}
	words, _ := slowFields(s, " ,\t\n")
	for _, w := range words {
		same(t, "number", w, slowNumberOf(w), board.NumberOf(w))
		same(t, "month", w, slowMonthOf(w), board.MonthOf(w))
		same(t, "time", w, all(slowTimeOf(w)), all(board.TimeOf(w)))
	}
	same(t, "text", s, slowSplit(s), board.Split(s))
	for line := range strings.Lines(s) {
		same(t, "quote", line, slowIsQuote(line), board.IsQuote(line))
		same(t, "verb", line, all(slowLastVerb(line)), all(board.LastVerb(line)))
	}
	for _, preformatted := range []bool{false, true} {
		same(t, "page", s, board.StripBy(slowText, s, preformatted), board.Strip(s, preformatted))
	}
	same(t, "tag", s, slowFirstWord(s), board.FirstWord(s))
}

// Texts, pages and dates are read as by the plain ways, however odd.
func TestAsSlow(t *testing.T) {
	for _, s := range tokens {
		asSlow(t, s)
	}
	r := rand.New(rand.NewPCG(17, 1))
	for range 30_000 {
		s := ""
		for range r.IntN(16) {
			s += tokens[r.IntN(len(tokens))] + " "[r.IntN(2):]
		}
		asSlow(t, s)
	}
}

// Days are those of the calendar, and names of zones mean what RFC 822 says.
func TestDaysAndZones(t *testing.T) {
	for at := range 122 * 14 * 33 {
		y, m, d := 1979+at/33/14, at/33%14, at%33
		if slowValidDay(y, m, d) != board.ValidDay(y, m, d) {
			t.Errorf("%d-%d-%d", y, m, d)
		}
	}
	for zone, hours := range board.Zones {
		same(t, "zone", zone, all(hours*3600, true, true), all(board.OffsetOf(zone)))
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
