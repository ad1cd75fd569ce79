package intake_test

import (
	"strings"
	"testing"
)

// Tables of other software, of a second set that was written before they were looked at.
func TestDeliveredByOthers(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"the port of a server", "Node,Username,Start Time,Duration,Real IP,VPN IP,Proto,Port", "vpn1,uHHH,2004-03-DD 10:00:00,0:10:12,198.18.0.HHH,172.27.0.HHH,UDP,1194",
			[]string{"# ? columns.port_from", "an address inside a network and another", "[assignments | access]"}, []string{`port_from = "Port"`}},
		{"prefixes of the same customer", "username,acctstarttime,acctstoptime,framedipaddress,delegatedipv6prefix", "uHHH,2004-03-DD 10:00:00+01,2004-03-DD 11:00:00+01,198.18.0.HHH/32,2001:db8:HHH::/56",
			[]string{"# ? columns.ip: the rows hold further addresses", "[framedipaddress | delegatedipv6prefix]"}, nil},
		{"prefixes that nobody had", "username,acctstarttime,acctstoptime,framedipaddress,delegatedipv6prefix", "uHHH,2004-03-DD 10:00:00+01,2004-03-DD 11:00:00+01,198.18.0.HHH,", []string{`ip = "framedipaddress"`}, nil},
		{"a server of leases is no customer", "Member,Address,Action,MAC,Hostname,Start,End", "dhcp1,198.18.0.HHH,Issued,02:00:00:00:HHH:07,pcNNN,2004-03-DD 10:00:00 CET,2004-03-DD 18:00:00 CET", []string{"# ? columns.subscriber"}, []string{`subscriber = "Member"`}},
		{"a customer who is alone", "Customer,IP,MAC,Start,End", "K7,198.18.0.HHH,02:00:00:00:HHH:07,2004-03-DD 10:00:00,2004-03-DD 18:00:00", []string{`subscriber = "Customer"`}, nil},
		{"one name of a zone all the year round", "ip,start,end,subscriber", "198.18.0.HHH,2004-MM-10 10:00:00 CET,2004-MM-10 11:00:00 CET,CNNN", []string{"[+01:00 | unknown]"}, []string{"have it split"}},
		{"ports of a translation under a house's own names", "num;date;time;src;dst;s_port;xlatesrc;xlatesport;user", "NNN;2004-03-DD;10:00:00;10.0.0.HHH;198.18.9.HHH;PPPP;198.18.0.1;QQQQ;uHHH", nil, []string{`asked_port = "s_port"`, `port_from = "s_port"`}},
		{"packets of accounting of users", `Logged At,Account Status Type,Identity,IPv4 Address`, "2004-03-DD 10:00:00.123,TURN,uHHH,198.18.0.HHH", []string{`kind = "?"`, `says "Start" and "Stop"`, "[document | access | assignments]"}, nil},
		{"translations that are made and taken back", "observationTimeMilliseconds,natEvent,sourceIPv4Address,postNATSourceIPv4Address,postNAPTSourceTransportPort", "1078000NNN017,NAT,100.64.0.HHH,198.18.0.1,QQQQ", []string{`kind = "?"`, `"natEvent" says "1" and "2"`}, nil},
		{"a browser is no street", "Date (UTC),User agent,User ID,IP address,Location", `2004-03-DDT10:00:00Z,"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)",uNNN,198.18.0.HHH,Torino`, nil, []string{`street = "?"`}},
	} {
		row := fill(c.row)
		_, draft := look(t, c.header, func(i int) string {
			return strings.NewReplacer("TURN", []string{"Start", "Interim-Update", "Stop"}[i%3], "NAT", []string{"1", "2"}[i%2]).Replace(row(i))
		})
		says(t, c.name, draft, c.want, c.not)
	}
}

// What is no table, or lacks what a kind needs, is refused with a way out.
func TestMoreReasons(t *testing.T) {
	for _, c := range []struct {
		name, first, line string
		want              []string
	}{
		{"beginning and end in one cell", "Kundenummer;IP-adresse;Periode;Navn", "7NNN;198.18.0.HHH;DD-03-2004 10:11 - DD-03-2004 12:00;Bodil Kjær", []string{`"Periode" holds beginning and end in one cell`, "two columns"}},
		{"and the same day's end", "Kunde;IP-Adresse;Zeitraum", "7NNN;198.18.0.HHH;DD.03.2004 10:11 bis 12:00", []string{`"Zeitraum" holds beginning and end in one cell`}},
		{"JSON in a cell", "CreationDate,UserIds,Operations,AuditData", `3/DD/2004 10:00:00 AM,rose@mail.example,UserLoggedIn,"{""ClientIP"":""198.18.0.HHH""}"`, []string{`"AuditData" holds JSON`}},
		{"fields of the W3C's form parted by commas", "#Fields: date-time,client-ip,server-ip,event-id,sender-address", "2004-03-DDT10:00:00.123Z,198.18.0.HHH,10.0.0.1,RECEIVE,rose@mail.example", []string{"parted by commas", "Exchange", "a copy is a table"}},
		{"the W3C's form without a client", "#Fields: date time cs-method cs-uri-stem sc-status", "2004-03-DD 10:00:00 GET /a 200", []string{"without a time or a client's address"}},
		{"a log of Zeek", "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h", "1078000NNN.123456\tC1\t198.18.0.HHH\t10.0.0.1", []string{"a log of Zeek", "#fields"}},
		{"words and blanks", "version account srcaddr dstaddr srcport start end", "2 77 198.18.0.HHH 10.0.0.5 PPPP 1078000NNN 1078001NNN", []string{"rows of 7 words parted by single blanks", "commas"}},
	} {
		row := fill(c.line)
		r, draft := lookLines(t, "a.txt", func(i int) string {
			if i == 0 {
				return c.first
			}
			return row(i)
		})
		if len(r.Unknown) != 1 {
			t.Errorf("%s:\n%s", c.name, draft)
			continue
		}
		says(t, c.name, r.Unknown[0].Reason, c.want, nil)
	}
	_, draft := lookLines(t, "a.log", func(i int) string {
		if i == 0 {
			return "#Fields: date time cs-host cs-method cs-uri-stem sc-status x-client s-ip"
		}
		return fill("2004-03-DD 10:00:00 www.tulips.example GET /a 200 198.18.0.HHH 10.0.0.1")(i)
	})
	says(t, "a client under another name", draft, []string{"# ? columns.ip: the log names no c-ip", "[x-client | s-ip]"}, nil)
}

// Columns that are called after addresses and times and hold none that is read, and orders of day
// and month that are mixed.
func TestUnreadColumns(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want              []string
	}{
		{"addresses as numbers", "IP;Start;End;Customer", "3405803NNN;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`"IP" is called after an address`}},
		{"addresses with zeros in front", "IP;Start;End;Customer", "203.000.113.NNN;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`"IP" is called after an address`}},
		{"a port in brackets", "Zeitpunkt;IP (Port);Kundennummer;Name", "DD.03.2004 10:00:00;198.18.0.HHH (PPPP);7NNN;Uwe Schäfer", []string{`"IP (Port)" is called after an address`, ":port"}},
		{"times of day without a date", "IP-Adresse;von;bis;Kunde", "198.18.0.HHH;10:00:MM;11:00:MM;KNNN", []string{`"von" holds times of day`, "above the table"}},
		{"days without a year", "IP;Start;End;Customer", "198.18.0.HHH;DD/03 10:00;DD/03 11:00;KNNN", []string{`"Start" holds times without a year`}},
		{"a mark at the ends of rows", "IP;Start;End;Customer", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;", []string{"rows of 5 cells", "under names for 4"}},
	} {
		r, draft := look(t, c.header, fill(c.row))
		if len(r.Unknown) != 1 {
			t.Errorf("%s:\n%s", c.name, draft)
			continue
		}
		says(t, c.name, r.Unknown[0].Reason, c.want, nil)
	}
	turned, plain := fill("198.18.0.HHH;2004-DD-03 10:00:00;2004-DD-03 11:00:00;KNNN"), fill("198.18.0.HHH;DD/03/2004 10:00:00;DD/03/2004 11:00:00;KNNN")
	_, draft := look(t, "IP;Start;End;Customer", func(i int) string {
		if i%28 < 12 {
			return turned(i)
		}
		return plain(i)
	})
	says(t, "turned by a spreadsheet", draft, []string{`date_order = "?"`, "a spreadsheet seems to have read days for months", "can be read as dmy alone"}, nil)
	_, draft = look(t, "IP;Start;End;Customer", fill("198.18.0.HHH;DD/03/2004 10:00:00;03/DD/2004 11:00:00;KNNN"))
	says(t, "two orders", draft, []string{`date_order = "?"`, "an exhibit has one order"}, nil)
	r, _ := lookAt(t, map[string]string{"a.csv": "Todos os horários em UTC-3 (horário de Brasília)\nIP;Início Conexão;Fim Conexão;CPF\n" + strings.Repeat("198.18.0.7;25/03/2004 10:00:00;25/03/2004 11:00:00;12345678901\n198.18.0.8;26/03/2004 10:00:00;26/03/2004 11:00:00;12345678902\n", 9)})
	says(t, "an offset above the table", string(r.Draft("")), []string{"[-03:00 | UTC | unknown]", `kind = "assignments"`, `start = "Início Conexão"`, `subscriber = "CPF"`}, nil)
}
