package sheet_test

import (
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Names of columns, words of values, totals and cells mean what they say in the
// table's own encoding; places count its own bytes.
func TestEncodedTable(t *testing.T) {
	head := "Stra\xdfe;K\xfcrzel;Gr\xfc\xdfe;Name\n" +
		"Gartenstr. 5;f\xe4rn;j\xe4;\"Renate \"\"R\xf6schen\"\" M\xfcller \"\n" +
		"\xdcbersicht;;;\n" +
		"Weg 1;rose;;\"Sch\xe4fer; \x80\x81\"\n"
	src := &record.Source{
		Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}, Encoding: "windows-1252",
		Columns: map[string][]string{"account": {"Kürzel"}, "name": {"Name", "Straße"}, "status": {"Grüße"}},
		Values:  map[string]map[string]string{"status": {"jä": "active"}}, Totals: []string{"übersicht"},
	}
	p, err := sheet.Open([]byte(head), src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	aside := 0
	for _, parser := range []*sheet.Parser{p, p.Clone()} {
		got, aside = nil, 0
		parser.Block([]byte(head), 0, record.Sink{
			Member: func(m *record.Member) {
				got = append(got, m.User+"|"+m.Status+"|"+m.Name+"|"+head[m.Offset:m.Offset+int64(m.Length)])
			},
			Reject: func(r record.Reject) { got = append(got, string(r.Reason)) },
			Aside:  func(record.Reject) { aside++ },
		})
		if len(got) != 2 || aside != 1 ||
			got[0] != "färn|active|Renate \"Röschen\" Müller Gartenstr. 5|Gartenstr. 5;f\xe4rn;j\xe4;\"Renate \"\"R\xf6schen\"\" M\xfcller \"" ||
			got[1] != "rose||Schäfer; €\ufffd Weg 1|Weg 1;rose;;\"Sch\xe4fer; \x80\x81\"" {
			t.Errorf("%q, %d aside", got, aside)
		}
	}
	src.Encoding = "ebcdic"
	if _, err := sheet.Open([]byte(head), src, table.Config{}); err == nil {
		t.Error("an unknown encoding is taken")
	}
}
