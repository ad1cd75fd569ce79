package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
