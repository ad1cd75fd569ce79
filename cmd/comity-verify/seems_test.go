package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is no pack is said to be what it seems, with the way out.
func TestNoPack(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "it is empty; ask who sent it",
		"-----BEGIN AGE ENCRYPTED FILE-----": "encrypted with age; its recipient opens it first: comity open",
		"%PDF-1.7\n":                         "it is a PDF",
		"PK\x03\x04other":                    "another ZIP",
		"\x1f\x8b\x08":                       "it is compressed; unpack it first",
		"{\"format\":1}":                     "out of a pack; give the whole pack",
		"-----BEGIN CERTIFICATE-----":        "certificates are given as --roots",
		"roses and tulips\n":                 "it is plain text; a pack is named X.asice; of a case give the folder",
		"\x00\x01\x02":                       "it is no pack; it was cut or damaged",
	} {
		name := filepath.Join(t.TempDir(), "x.asice")
		must(t, os.WriteFile(name, []byte(text), 0o600))
		rep, code := judged(t, name)
		if code != 1 || len(rep.Checks) != 1 || !strings.Contains(rep.Checks[0].Text, want) {
			t.Errorf("%q: exit %d, %+v", text, code, rep.Checks)
		}
	}
}
