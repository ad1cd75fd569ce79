package pack

import (
	"slices"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// A finding cites a member of an archive, and a sheet of a workbook in it: what else the archive
// holds, another provider's for another state, does not come along, not as a description either.
func TestCitedMemberBringsNoOther(t *testing.T) {
	zip := comity.DigestOf([]byte("zip"))
	ch := &Choice{}
	for _, s := range []record.Source{
		{Exhibit: zip, Packing: "zip/pt.csv"},
		{Exhibit: zip, Packing: "zip/es.csv"},
		{Exhibit: zip, Packing: "zip/de.xlsx", Format: record.Workbook, Sheet: "One"},
		{Exhibit: zip, Packing: "zip/de.xlsx", Format: record.Workbook, Sheet: "Two"},
	} {
		ch.exhibits = append(ch.exhibits, &chosen{source: &s})
	}
	p := &Pack{cites: map[record.Stream]bool{}}
	p.cite(comity.Citation{Exhibit: zip, Inner: "zip/es.csv", Offset: 40, Length: 20})
	p.cite(comity.Citation{Exhibit: zip, Inner: string(comity.AppendRow([]byte(ch.exhibits[3].source.Inner()), 3)), Length: -1})
	if got := ch.Numbers(p.cites); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("in the pack are %v, cited 1 and 3", got)
	}
}
