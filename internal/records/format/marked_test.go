package format_test

import (
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// A log that an editor or a shell saved begins with a byte order mark; where logs were
// joined, one stands in front of a line. Its request is one like any other, and its host
// is called as on the other lines.
func TestMarkedLogs(t *testing.T) {
	for name, line := range map[string]string{
		"clf":            `198.18.0.7 - rose [02/Mar/2004:14:05:09 +0100] "GET / HTTP/1.0" 200 17`,
		"combined":       `198.18.0.7 - rose [02/Mar/2004:14:05:09 +0100] "GET / HTTP/1.0" 200 17 "-" "Mozilla/4.0"`,
		"vhost_combined": `roses.example:80 198.18.0.7 - rose [02/Mar/2004:14:05:09 +0100] "GET / HTTP/1.0" 200 17 "-" "Mozilla/4.0"`,
		"nginx_json":     `{"time":"2004-03-02T14:05:09+01:00","remote_addr":"198.18.0.7","host":"roses.example","remote_user":"rose","request":"GET / HTTP/1.0","status":200}`,
	} {
		head := []byte(record.Mark + line + "\n")
		if got, err := format.Detect(head, record.Access); got != name || err != nil {
			t.Errorf("%s is detected as %q, %v", name, got, err)
		}
		src := &record.Source{Ref: "IT/1", Kind: record.Access, Format: name, Clock: clock.Statement{Zone: "UTC"}}
		o, err := format.Open(head, src, table.Config{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		var plain, marked record.Event
		if why := o.Lines[0].Parse([]byte(line), &plain); why != "" {
			t.Fatal(name, why)
		}
		want := string(plain.Site) + " " + string(plain.User) + " " + string(plain.Request)
		why := o.Lines[0].Parse(head[:len(head)-1], &marked)
		if got := string(marked.Site) + " " + string(marked.User) + " " + string(marked.Request); why != "" || got != want || marked.Addr != plain.Addr {
			t.Errorf("%s: %q, %q in place of %q", name, why, got, want)
		}
	}
}
