package board_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/format/board"
	"comity/internal/records/record"
)

func TestSplit(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want board.Message
	}{
		"plain": {"Hello\n\nworld\n", board.Message{Own: "Hello\n\nworld"}},
		"below": {"On Sat, 17 Jan 2004, Moss Green wrote:\n> When?\n>\n> Really?\n\nIn March.\n", board.Message{
			Own: "In March.", Quotes: []record.Quote{{Author: "Moss Green", Text: "When?\n\nReally?"}}}},
		"two lines, an address": {"On Sat, Jan 17, 2004 at 9:14 PM, Moss Green\n<moss@mail.example> wrote:\n\n> When?\nIn March.\n-- \nGrow on.\n", board.Message{
			Own: "In March.", Quotes: []record.Quote{{Author: "Moss Green", Text: "When?"}}, Signed: "Grow on."}},
		"address alone": {"moss@mail.example writes:\n>When?\n>>Earlier\n", board.Message{Quotes: []record.Quote{{Author: "moss@mail.example", Text: "When?\n>Earlier"}}}},
		"German":        {"Am 17.01.2004 um 21:14 schrieb Moss:\n> Wann?\nIm März.", board.Message{Own: "Im März.", Quotes: []record.Quote{{Author: "Moss", Text: "Wann?"}}}},
		"Italian":       {"Il 17/01/2004 21:14, Moss ha scritto:\n> Quando?\nA marzo.", board.Message{Own: "A marzo.", Quotes: []record.Quote{{Author: "Moss", Text: "Quando?"}}}},
		"between": {"one\n> a\ntwo\nMoss said:\n> b\nthree", board.Message{
			Own: "one\ntwo\nthree", Quotes: []record.Quote{{Text: "a"}, {Author: "Moss", Text: "b"}}}},
		"initials":           {"MG> When?\nIn March.", board.Message{Own: "In March.", Quotes: []record.Quote{{Text: "When?"}}}},
		"no quote":           {"if a > b then\nlist:\nx", board.Message{Own: "if a > b then\nlist:\nx"}},
		"Outlook":            {"In March.\n-----Original Message-----\nFrom: Moss Green <moss@mail.example>\nWhen?", board.Message{Own: "In March.", Quotes: []record.Quote{{Author: "Moss Green", Text: "From: Moss Green <moss@mail.example>\nWhen?"}}}},
		"footer":             {"Text.\n_______________________________________________\nRoses mailing list\nhttp://garden.example/listinfo\n", board.Message{Own: "Text."}},
		"scrubbed":           {"Text.\n-------------- next part --------------\nAn HTML attachment was scrubbed...\nURL: <http://garden.example/a.htm>\n-------------- next part --------------\nA non-text attachment was scrubbed...\nName: rose.jpg\nType: image/jpeg\nSize: 9 bytes\nDesc: not available\nUrl : \nhttp://garden.example/rose.jpg\n-------------- next part --------------\n_______________________________________________\nRoses mailing list\nhttp://garden.example/listinfo\n", board.Message{Own: "Text."}},
		"scrubbed, and more": {"Text.\n-------------- next part --------------\nA non-text attachment was scrubbed...\n-------------- next part --------------\nMore.\n", board.Message{Own: "Text.\nMore."}},
		"bare mark":          {"Text.\n--\nMoss", board.Message{Own: "Text.", Signed: "Moss"}},
		"said alone":         {"I said: no\n> x", board.Message{Own: "I said: no", Quotes: []record.Quote{{Text: "x"}}}},
	} {
		if d := cmp.Diff(c.want, board.Split(c.text)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestStrip(t *testing.T) {
	for in, want := range map[string]string{
		"<p>One &amp; two</p><p>three<br>four":                         "One & two\nthree\nfour",
		"a <b>bold</b>\n word":                                         "a bold word",
		"<blockquote>said</blockquote>own":                             "> said\nown",
		"<pre>kept\n  as is</pre>":                                     "kept\n  as is",
		"<style>p{}</style>x<script>if (a<b)</script>y<!-- <p>no -->z": "xyz",
		"1 < 2 and <3":                                                 "1 < 2 and <3",
		"<a href=\"http://garden.example/\">link</a>":                  "link",
		"<unclosed":  "<unclosed",
		"a <b c < d": "a <b c < d",
		"<script>" + strings.Repeat("\u023a", 40) + "</SCRIPT>x": "x", // longer in small letters
		"<style>a < b </ c</style >x":                            "x",
		"<Script>x</script>y<BR>z":                               "y\nz",
	} {
		if got := board.Strip(in, false); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("On Sat, Moss wrote:\n> x\n-- \ny")
	f.Add("<script>" + strings.Repeat("\u023a", 40) + "</SCRIPT>x") // longer in lower case
	f.Add("<p>" + strings.Repeat("\u0130", 40) + " wrote:\n> x")
	f.Fuzz(func(t *testing.T, s string) {
		board.Strip(s, false)
		m := board.Split(s)
		n := len(m.Own) + len(m.Signed)
		for _, q := range m.Quotes {
			n += len(q.Text)
		}
		if n > len(s)+len(m.Quotes) {
			t.Errorf("%d bytes of %d", n, len(s))
		}
	})
}
