package intake_test

import "testing"

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
		{"how a contract stands is no country", "ip;inizio;fine;cliente;Stato", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;Attivo", []string{"# ? columns.country", "how things stand"}, []string{`country = "Stato"`}},
		{"nor asked about as one", "ip;start;end;customer;State", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;active", []string{`kind = "assignments"`}, []string{"columns.country"}},
		{"a mark behind the last name, and records of words", "user,given name,family name,city,", "rose,Anna,Moss,Bonn,", nil, []string{"user rose"}},
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
