package mt940_test

import (
	"strings"
	"testing"

	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// A statement whose opening balance and entries do not make its closing balance is told, where all of it was read.
func TestUnbalanced(t *testing.T) {
	const (
		head  = ":20:S\r\n:25:1\r\n:28C:1/1\r\n"
		start = ":60F:C040101EUR100,\r\n"
		shut  = ":62F:C040131EUR129,90\r\n-\r\n"
		entry = ":61:040103C29,90NTRFNONREF\r\n:86:garden\r\n"
	)
	for _, c := range []struct {
		what, data string
		gaps       int64
	}{
		{"adds up", head + start + entry + shut, 0},
		{"an entry lacks", head + start + shut, 1},
		{"two statements", head + start + shut + head + start + entry + shut + head + start + shut, 2},
		{"what went", head + ":60F:D040101EUR10,\n:61:040103D5,NTRFNONREF\n:62F:D040131EUR15,00\n", 0},
		{"taken back", head + start + entry + ":61:040103RC9,90NTRFNONREF\n:62F:C040131EUR120,\n", 0},
		{"pages", head + start + ":61:040103C9,90NTRFNONREF\n:62M:C040103EUR109,9\n-\n" + head + ":60M:C040103EUR109,90\n:61:040103C20,NTRFNONREF\n" + shut, 0},
		{"a page that lacks one", head + start + ":62M:C040103EUR109,9\n-\n" + head + ":60M:C040103EUR109,90\n:61:040103C20,NTRFNONREF\n" + shut, 1},
		{"one expected", head + start + entry + ":61:040103EC1,NTRFNONREF\n" + shut, 0},
		{"no opening", head + shut, 0},
		{"no closing", head + start + head + entry, 0},
		{"an entry that cannot be read", head + start + ":61:0401XXC1,NTRF\n" + shut, 0},
		{"an entry outside", head + start + strings.Replace(entry, "0401", "0301", 1) + shut, 0},
		{"a balance that cannot be read", head + ":60F:C040101EUR1.00\n" + shut, 0},
		{"another currency", head + start + strings.Replace(shut, "EUR", "USD", 1), 0},
	} {
		p := open(t, source())
		p.Block([]byte(c.data), 0, record.Sink{})
		p.Close(record.Sink{})
		n, first := p.Unbalanced()
		if n != c.gaps {
			t.Errorf("%s: %d, first %+v", c.what, n, first)
		}
		if want := (bank.Gap{Line: 4, Opening: 10000, Closing: 12990, Currency: "EUR"}); c.what == "an entry lacks" && first != want {
			t.Errorf("%+v", first)
		}
	}
}
