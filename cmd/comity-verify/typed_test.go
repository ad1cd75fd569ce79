package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A wrong command line is told in two lines, in the language that it names, and not in the words of a parser.
func TestWrongCommandLine(t *testing.T) {
	for _, tt := range []struct {
		args        []string
		english, it string
	}{
		{[]string{"--rose", "a"}, "unknown flag: --rose", "opzione sconosciuta: --rose"},
		{[]string{"a", "--roots"}, "flag needs an argument: --roots", "l'opzione richiede un argomento: --roots"},
		{[]string{"---rose", "a"}, "bad flag syntax: ---rose", "sintassi errata di un'opzione: ---rose"},
		{[]string{"--json=rose", "a"}, `--json takes no value such as "rose"`, `--json non prende un valore, come "rose"`},
		{[]string{"a", "b"}, `unexpected argument "b"`, `argomento inatteso "b"`},
		{nil, "PACK, DIR or CASE is missing", "manca PLICO, CARTELLA o CASO"},
	} {
		for lang, want := range map[string]string{
			"en": "comity-verify: " + tt.english + "\n  hint: see comity-verify --help\n",
			"it": "comity-verify: " + tt.it + "\n  suggerimento: vedere comity-verify --help\n",
		} {
			var out, errw bytes.Buffer
			code := start(t.Context(), append([]string{"--lang", lang}, tt.args...), &out, &errw, func(string) string { return "" })
			if diff := cmp.Diff(want, errw.String()); code != 2 || out.Len() > 0 || diff != "" {
				t.Errorf("%v: exit %d, %q\n%s", tt.args, code, out.String(), diff)
			}
		}
	}
}

// What is no pack is said to be none in the language that was asked for.
func TestNoPackInItalian(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.asice")
	must(t, os.WriteFile(name, []byte("rose\n"), 0o600))
	rep, code := judged(t, name, "--lang", "it")
	if code != 1 || !says(rep, "container", "non finisce come finisce uno ZIP senza commento: è testo semplice; ") || says(rep, "container", "contenitore") {
		t.Errorf("%d %+v", code, rep.Checks)
	}
}
