package intake_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// What a rule for one sort of file must leave alone in another.
func TestLeftAlone(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"payments that begin as rows of a server of leases", "No,Date,Time,Card,Amount,Currency,Email", "DD,03/DD/04,10:00:00,411111******1111,29.90,EUR,uNNN@mail.example", []string{`amount = "Amount"`}, []string{"DhcpSrvLog"}},
		{"a period that is paid for", "username,email,ip,subscription period", "uNNN,uNNN@mail.example,198.18.0.HHH,2004-03-DD - 2004-04-DD", []string{`kind = "members"`, `email = "email"`}, []string{"in one cell"}},
		{"the country of an address", "Card,Date,IP Country,Score", "4111111111111111,2004-03-DD 10:00:00,DE,HHH", []string{"no kind can be told"}, []string{"called after an address"}},
		{"masks are nobody's addresses", "customer,ip address,start,end,subnet mask", "KNNN,198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,255.255.2DD.0", []string{`ip = "ip address"`}, []string{"# ? columns.ip"}},
		{"a date behind UTC is no offset", "Export UTC-2004-03-05\nip,start,end,customer", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,KNNN", []string{"[UTC | unknown]"}, nil},
		{"a first record under a name that stands twice", "user,email,email,note,city\nanna,,,vip,", "uNNN,uNNN@mail.example,vNNN@mail.example,,Bonn", []string{"no row names the columns"}, []string{"user anna"}},
	} {
		_, draft := look(t, c.header, fill(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
}

// Logs that look a little like others.
func TestNoChat(t *testing.T) {
	for line, not := range map[string]string{
		"[2004-03-DD 10:00:00] production.INFO: user NNN logged in from 198.18.0.HHH": "WhatsApp",
		"2004-03-DD 10:00:00 - INFO - auth: user NNN logged in":                       "WhatsApp",
	} {
		_, draft := lookLines(t, "a.log", fill(line))
		says(t, line, draft, []string{"not recognised"}, []string{not})
	}
	_, draft := lookLines(t, "a.log", func(i int) string {
		if i == 0 {
			return "#Fields: date time c-ip cs-method cs-uri-stem sc-status s-hostname"
		}
		return fill("2004-03-DD 10:00:00 198.18.0.HHH GET /a 200 web01.tulips.example")(i)
	})
	says(t, "a server's name is no site", draft, []string{"# ? site"}, []string{"s-hostname"})
}

// The capitals of Greek stand where small letters of Cyrillic do in KOI8-R.
func TestGreekCapitals(t *testing.T) {
	text := "ip;start;end;customer;name\n" + strings.Repeat("198.18.0.7;2004-03-05 10:00:00;2004-03-05 11:00:00;K7;ΠΑΠΑΔΟΠΟΥΛΟΣ ΝΙΚΟΣ\n198.18.0.8;2004-03-06 10:00:00;2004-03-06 11:00:00;K8;ΓΕΩΡΓΙΟΥ ΜΑΡΙΑ\n", 20)
	coded, err := charmap.ISO8859_7.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	r, _ := lookAt(t, map[string]string{"a.csv": coded})
	says(t, "Greek", string(r.Draft("")), []string{"[iso-8859-7"}, []string{"koi8-r"})
}
