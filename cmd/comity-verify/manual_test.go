package main

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The manual says something of every flag, in both languages, as help and as a man page.
func TestManual(t *testing.T) {
	e, i := english(), italian()
	if !slices.Equal(slices.Sorted(maps.Keys(e.flags)), slices.Sorted(maps.Keys(i.flags))) {
		t.Error("the languages speak of different flags")
	}
	for _, tt := range []struct{ lang, exits string }{{"en", e.exits}, {"it", i.exits}} {
		m := manualOf(tt.lang)
		for _, args := range [][]string{{"--man", "--lang", tt.lang}, {"--lang=" + tt.lang, "--help"}} {
			var out, errw bytes.Buffer
			if code := start(t.Context(), args, &out, &errw, func(string) string { return "" }); code != 0 {
				t.Fatalf("%v: exit %d, %s", args, code, &errw)
			}
			text := strings.ReplaceAll(out.String()+errw.String(), `\-`, "-")
			for name := range m.flags {
				_, says := m.named(name)
				if !strings.Contains(text, "--"+name) || !strings.Contains(text, says) {
					t.Errorf("%v: nothing of --%s", args, name)
				}
			}
			if !strings.Contains(text, tt.exits) || args[0] == "--man" && !strings.HasPrefix(text, ".TH COMITY-VERIFY 1") {
				t.Errorf("%v: %s", args, text)
			}
		}
	}
	var out, errw bytes.Buffer
	if start(t.Context(), nil, &out, &errw, func(string) string { return "it_IT.UTF-8" }); !strings.Contains(errw.String(), "comity-verify: manca PLICO, CARTELLA o CASO\n  suggerimento: vedere ") {
		t.Error(errw.String())
	}
}
