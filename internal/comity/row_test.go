package comity_test

import (
	"testing"

	"comity/internal/comity"
)

func TestRowCitation(t *testing.T) {
	d := comity.DigestOf([]byte("x"))
	for sheet, inner := range map[string]string{
		"Sheet1": "xlsx/Sheet1", "Anschlüsse 1": "xlsx/Anschlüsse%201", "": "xlsx/", "a!b:c/R5%2": "xlsx/a%21b%3Ac%2FR5%252",
		"\x00\xff\"<": "xlsx/%00%FF%22%3C", "線-1_.": "xlsx/線-1_.", "\u2028\ufffd": "xlsx/%E2%80%A8%EF%BF%BD",
	} {
		if got := comity.SheetPart(sheet); got != inner {
			t.Errorf("%q: %s, want %s", sheet, got, inner)
		}
		for _, packing := range []string{"", "zip/a b.xlsx"} {
			c := comity.Citation{Exhibit: d, Inner: inner, Length: -1}
			if packing != "" {
				c.Inner = packing + "!" + inner
			}
			c.Inner = string(comity.AppendRow([]byte(c.Inner), 17))
			parsed, err := comity.ParseCitation(c.String())
			if err != nil || parsed != c {
				t.Errorf("%s: %+v, %v", c, parsed, err)
			}
			if before, name, row, ok := parsed.Row(); !ok || before != packing || name != sheet || row != 17 {
				t.Errorf("%s: %q %q %d %t", c, before, name, row, ok)
			}
		}
	}
	for _, other := range []comity.Citation{
		{Inner: "xlsx/A/R1", Length: 5}, {Inner: "xlsx/A", Length: -1}, {Inner: "xlsx/A/R0", Length: -1}, {Inner: "xlsx/A/R-1", Length: -1},
		{Inner: "xlsx/A/R+1", Length: -1}, {Inner: "xlsx/%4/R1", Length: -1}, {Inner: "gzip", Length: -1}, {Length: -1},
	} {
		if _, _, _, ok := other.Row(); ok {
			t.Errorf("%+v is taken for the citation of a row", other)
		}
	}
}
