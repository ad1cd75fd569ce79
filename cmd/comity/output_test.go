package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
)

func TestHarmless(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", `GET /a.html "x" \ ~`, `GET /a.html "x" \ ~`},
		{"letters of any script", "Òscar Δήμος 木", "Òscar Δήμος 木"},
		{"escape sequence", "\x1b[2Jgone", `\x1b[2Jgone`},
		{"title of the window", "\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		{"line end, tab, return", "a\nb\tc\r", `a\x0ab\x09c\x0d`},
		{"delete", "a\x7f", `a\x7f`},
		{"C1 as a character", "a\u009b2J", `a\u{9b}2J`},
		{"C1 as a byte", "a\x9b2J", `a\x9b2J`},
		{"override", "\u202egpj.exe", `\u{202e}gpj.exe`},
		{"isolates and marks", "\u2066\u2069\u200f\u061c", `\u{2066}\u{2069}\u{200f}\u{61c}`},
		{"zero width", "a\u200bb\ufeff", `a\u{200b}b\u{feff}`},
		{"line separator", "a\u2028b", `a\u{2028}b`},
		{"tag character", "\U000e0041", `\u{e0041}`},
		{"not UTF-8", "\xff\xc3(", `\xff\xc3(`},
		{"blank that is a letter", "a\u3164\u2800b", `a\u{3164}\u{2800}b`},
		{"variation selector", "a\ufe0fb", `a\u{fe0f}b`},
		{"soft hyphen, joiner", "a\u00ad\u034fb", `a\u{ad}\u{34f}b`},
		{"accents", "e\u0301\u0323", "e\u0301\u0323"},
		{"a mark on nothing", "\u0301a", `\u{301}a`},
		{"a pile of marks", "a\u0300\u0301\u0302\u0303\u0304\u0305b", "a\u0300\u0301\u0302\u0303" + `\u{304}\u{305}b`},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, harmless(tt.in)); d != "" {
				t.Error(d)
			}
		})
	}
}

func FuzzHarmless(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff\u009b")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range harmless(s) {
			if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%q leaves %U", s, r)
			}
		}
		doc, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var before, after string
		if err := json.Unmarshal(doc, &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(harmlessJSON(doc), &after); err != nil || before != after {
			t.Fatalf("%q became %q (%v)", before, after, err)
		}
	})
}

func TestTable(t *testing.T) {
	tests := []struct {
		name  string
		width int
		want  string
	}{
		{"not a terminal", 0, "N  NAME                  ID\n1  short                 aa\n22 a rather long name 木 bb\n"},
		{"narrow", 17, "N  NAME      ID\n1  short     aa\n22 a rather… bb\n"},
		{"too narrow for the least", 5, "N  NAME     ID\n1  short    aa\n22 a rathe… bb\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			a := newApp(&out, &out, func(string) string { return "" })
			a.width = tt.width
			tab := table{columns: []column{{title: "n"}, {title: "name", give: true}, {title: "id"}}}
			tab.add("1", "short", "aa")
			tab.add("22", "a rather long name 木", "bb")
			a.table(&tab)
			if err := a.out.Flush(); err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(out.String(), "  ", " ")
			want := strings.ReplaceAll(tt.want, "  ", " ")
			if fold(got) != fold(want) {
				t.Errorf("got\n%s\nwant\n%s", out.String(), tt.want)
			}
		})
	}
}

// fold makes runs of blanks one blank.
func fold(s string) string {
	var lines []string
	for _, l := range strings.Split(s, "\n") {
		lines = append(lines, strings.Join(strings.Fields(l), " "))
	}
	return strings.Join(lines, "\n")
}

func TestWords(t *testing.T) {
	en, it := reflect.ValueOf(english()), reflect.ValueOf(italian())
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		a, b := en.Field(i).String(), it.Field(i).String()
		if a == "" || b == "" {
			t.Errorf("%s: missing in a language", name)
		}
		if strings.Count(a, "%") != strings.Count(b, "%") {
			t.Errorf("%s: the languages take different arguments", name)
		}
	}
}

func TestLocale(t *testing.T) {
	tests := []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"LANG": "it_IT.UTF-8"}, "it"},
		{map[string]string{"LANG": "it_IT.UTF-8", "LC_ALL": "C"}, "en"},
		{map[string]string{"LANG": "de_DE", "LC_MESSAGES": "it_CH"}, "it"},
		{nil, "en"},
	}
	for _, tt := range tests {
		a := newApp(new(bytes.Buffer), new(bytes.Buffer), func(n string) string { return tt.env[n] })
		if got := a.locale(); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.env, got, tt.want)
		}
	}
}

// TestHostileNicknames: whatever a name is, its row stays one line of the
// table's width, and the columns behind it stay where they are.
func TestHostileNicknames(t *testing.T) {
	for _, name := range []string{
		"\x1b[2J\x1b]0;owned\a", "rose\n9  corroborated", "rose\rotto", "\u202eesor", "\u2067rose\u2069", "ro\u200bse", "\u0085\u2028\u2029",
		strings.Repeat("木", 60), strings.Repeat("e\u0301", 60), "a" + strings.Repeat("\u0301", 500), "\xff\xfe", "שושנה", "وردة", "", strings.Repeat("x", 500), "a\tb",
	} {
		var out bytes.Buffer
		a := newApp(&out, &out, func(string) string { return "" })
		a.width = 60
		tab := table{columns: []column{{title: "n", right: true}, {title: "name", give: true}, {title: "id"}}}
		tab.add("1", name, "s1234")
		tab.add("2", "rose", "s5678")
		a.table(&tab)
		if err := a.out.Flush(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 3 {
			t.Fatalf("%q makes %d lines", name, len(lines))
		}
		want := runewidth.StringWidth(lines[2])
		for _, l := range lines[1:] {
			if harmless(l) != l || runewidth.StringWidth(l) != want || want > 60 || !strings.Contains(l, "  s") {
				t.Errorf("%q: %q is %d wide, not %d", name, l, runewidth.StringWidth(l), want)
			}
		}
	}
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "rose": "rose", "=1+1": "'=1+1", "+39": "'+39", "-x": "'-x", "@sum": "'@sum", "\t=1": `'\x09=1`, "\r=1": `'\x0d=1`, "\n=1": `'\x0a=1`,
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a",
		"a;=1": "a;'=1", "a,@b": "a,'@b", "a; =1": "a; =1", "x=1": "x=1",
		"393331234567": "'393331234567", "12345678901": "12345678901", "007": "'007", "0": "0", "12E5": "'12E5", "1e5e": "1e5e", "E5": "E5",
		"2004-01-02T03:04:05Z": "2004-01-02T03:04:05Z", "991234******0016": "991234******0016", "a\x1b[2J": `a\x1b[2J`,
	} {
		if got := inert(in); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}

func FuzzInert(f *testing.F) {
	f.Add("x;=1\r\n,@a")
	f.Fuzz(func(t *testing.T, s string) {
		got := inert(s)
		if harmless(got) != got && !strings.Contains(s, "\ufffd") {
			t.Fatalf("%q became %q", s, got)
		}
		for _, cell := range strings.FieldsFunc(got, func(r rune) bool { return r == ';' || r == ',' }) {
			if formula(cell) {
				t.Fatalf("%q became %q", s, got)
			}
		}
	})
}

// TestEveryCommandExplainsItself: what it is for, an example, its exit codes.
func TestEveryCommandExplainsItself(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Short == "" || len(c.Long) < len(c.Short) || c.Example == "" || !strings.Contains(c.Long, "Exit codes: 0 ") {
			t.Errorf("%s: short %q, example %q, long %q", c.CommandPath(), c.Short, c.Example, c.Long)
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(newApp(new(bytes.Buffer), new(bytes.Buffer), func(string) string { return "" }).root())
}
