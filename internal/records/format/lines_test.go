package format_test

import (
	"strings"
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Lines that end with carriage returns alone are refused and not taken for one line,
// which would hold a header, or a first field, and no record.
func TestCarriageReturnsAlone(t *testing.T) {
	for name, c := range map[string]struct {
		kind record.Kind
		head string
	}{
		"csv":      {record.Members, "account,email\nrose,a@b.example\n"},
		"iis":      {record.Access, "#Fields: date time c-ip cs-host\n2004-03-01 00:00:00 192.0.2.7 a.example\n"},
		"mt940":    {record.Payments, ":20:A\n:25:1\n:61:040103C1,NTRF\n"},
		"kea":      {record.Assignments, "address,hwaddr,client_id,valid_lifetime,expire\n198.18.0.7,02:00:00:00:00:01,,60,1072915260\n"},
		"combined": {record.Access, "198.18.0.7 - - [02/Jan/2004:15:04:05 +0000] \"GET / HTTP/1.0\" 200 5 \"-\" \"-\"\n198.18.0.8 - -\n"},
		"irc":      {record.Board, "[2004-01-05T10:15:00.000Z] <moss> pots\n[2004-01-05T10:15:01.000Z] <moss> more\n"},
	} {
		src := &record.Source{Ref: "IT/9", Kind: c.kind, Format: name, Site: "garden.example", Clock: clock.Statement{Zone: "UTC"}}
		if _, err := format.Open([]byte(c.head), src, table.Config{}, 1); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, err := format.Open([]byte(strings.ReplaceAll(c.head, "\n", "\r")), src, table.Config{}, 1)
		formattest.Refused(t, name, err, "IT/9")
		if err != nil && !strings.Contains(err.Error(), "carriage returns") {
			t.Errorf("%s: %v", name, err)
		}
		one, _, _ := strings.Cut(c.head, "\n")
		if _, err := format.Open([]byte(one+"\r"), src, table.Config{}, 1); err != nil && strings.Contains(err.Error(), "carriage returns") {
			t.Errorf("one line of %s: %v", name, err)
		}
	}
	src := &record.Source{Ref: "IT/9", Kind: record.Payments, Format: "camt", Clock: clock.Statement{Zone: "UTC"}}
	if _, err := format.Open([]byte("<Document>\r<a/>\r</Document>"), src, table.Config{}, 1); err != nil {
		t.Error(err)
	}
}
