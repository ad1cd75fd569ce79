package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Rows that begin like sums are set aside where they are no records; a firm that is called so is one.
func TestTotalsThatAreRecords(t *testing.T) {
	text := "name;account;email;time\n" +
		"Anna;rose;r@mail.example;2004-03-01T10:00:00Z\n" +
		"Total Garden Ltd;tulip;t@mail.example;2004-03-02T10:00:00Z\n" +
		"TotalTrains;fern;f@mail.example;2004-03-03T10:00:00Z\n" +
		"Total;3;;\n" +
		"Total of all;x;y;no time\n"
	src := &record.Source{Kind: record.Members, Site: "roses.example", Clock: clock.Statement{Zone: "UTC"}, Totals: []string{"Total"}}
	p, err := sheet.Open([]byte(text), src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var users []string
	aside := 0
	p.Block([]byte(text), 0, record.Sink{
		Member: func(m *record.Member) { users = append(users, m.User) },
		Reject: func(r record.Reject) { t.Errorf("rejected: %s", r.Reason) },
		Aside:  func(record.Reject) { aside++ },
	})
	if diff := cmp.Diff([]string{"rose", "tulip", "fern"}, users); diff != "" || aside != 2 {
		t.Errorf("%s, %d aside", diff, aside)
	}
}
