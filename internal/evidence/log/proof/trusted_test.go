package proof_test

import (
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/sign"
)

// keyOf is a witness's verifier key.
func keyOf(t testing.TB, name string) string {
	t.Helper()
	keys, err := sign.Open(sign.Config{FS: disk.OS(t.TempDir()), Name: name})
	if err != nil {
		t.Fatal(err)
	}
	w, err := keys.Witness()
	if err != nil {
		t.Fatal(err)
	}
	return w.Key()
}

func TestParseTrusted(t *testing.T) {
	fr, de := keyOf(t, "fr.example"), keyOf(t, "de.example")
	got, err := proof.ParseTrusted([]byte("# whom we trust\r\nquorum 2\n\n  FR\t" + fr + "\r\nDE " + de))
	if err != nil || got.Quorum != 2 || len(got.Witnesses) != 2 || got.Witnesses[1] != (proof.Witness{Name: "de.example/witness", Country: "DE", Key: de}) {
		t.Fatalf("%+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"":                             "a quorum of 0",
		"FR " + fr:                     "a quorum of 0",
		"quorum 2\nFR " + fr:           "a quorum of 2, where witnesses are of 1",
		"quorum 0\nFR " + fr:           "line 1: quorum",
		"quorum 1\nquorum 1\nFR " + fr: "line 2: quorum",
		"quorum 1\nFR " + fr + "\nDE " + renamed(t, fr, "de.example"): "line 3: the key is another witness's",
		"quorum 1\nFR " + fr + "\nDE " + fr:                           "line 3: the key is another witness's",
		"quorum 1\nfr " + fr:                                          "line 2: country",
		"quorum 1\nFR " + fr + " x":                                   "line 2: it has 3 words",
		"quorum 1\nFR rose":                                           "line 2: witness",
		"quorum 1\n" + strings.Repeat("#", 1e7):                       "larger than",
	} {
		if _, err := proof.ParseTrusted([]byte(text)); comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), want) || comity.HintOf(err) == "" && !strings.Contains(want, "larger") {
			t.Errorf("%.60q: %v; want %q", text, err, want)
		}
	}
}

func FuzzParseTrusted(f *testing.F) {
	f.Add([]byte("quorum 1\nFR " + keyOf(f, "fr.example")))
	f.Add([]byte("# x\nquorum 99999999999999999999\nFR a+00000000+BA=="))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := proof.ParseTrusted(text)
		if err == nil && (got.Quorum < 1 || got.Quorum > len(got.Countries())) {
			t.Errorf("%+v", got)
		}
	})
}
