package intake_test

import (
	"fmt"
	"testing"
)

// Behind an address of IPv6 without brackets nobody can tell a port from the last group:
// where the column writes ports, that is asked.
func TestBarePorts(t *testing.T) {
	row := func(form ...string) func(int) string {
		return func(i int) string {
			return fmt.Sprintf("S%d,"+form[i%len(form)]+",2004-03-%02d 10:00:00,Smith", i, i%200+1, 1100+i, 1+i%28)
		}
	}
	const bare, four, bracketed, wide = "2001:db8::%x:%d", "198.18.0.%d:%d", "[2001:db8::%x]:%d", "2001:db8::%x:6%d"
	for _, c := range []struct {
		name, header string
		row          func(int) string
		want, not    []string
	}{
		{"the name speaks of ports", "Subscriber ID,Source (IP:port),Query time (UTC),Name", row(bare), []string{`# ? columns.asked_ip`, "[2001:db8::1]:8080", `asked_ip = "?"`}, nil},
		{"other rows have ports", "Subscriber ID,Source IP,Query time (UTC),Name", row(four, four, four, bare), []string{`asked_ip = "?"`}, nil},
		{"half of the rows", "Subscriber ID,Source IP,Query time (UTC),Name", row(four, bare), []string{`asked_ip = "?"`}, nil},
		{"ports of five digits", "Subscriber ID,Source IP,Query time (UTC),Name", row(wide), []string{`asked_ip = "?"`, "[2001:db8::1]:8080"}, nil},
		{"brackets", "Subscriber ID,Source (IP:port),Query time (UTC),Name", row(bracketed, four), []string{`asked_ip = "Source (IP:port)"`}, nil},
		{"addresses alone", "Subscriber ID,Source IP,Query time (UTC),Name", row(bare), []string{`asked_ip = "Source IP"`}, nil},
	} {
		_, draft := look(t, c.header, c.row)
		says(t, c.name, draft, c.want, c.not)
	}
}
