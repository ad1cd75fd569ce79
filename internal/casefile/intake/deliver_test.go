package intake_test

import (
	"strings"
	"testing"
)

// Tables as carriers and providers deliver them, of a set that was written before the rules were
// read: whose a port, a name, a row is.
func TestDelivered(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"the first of a block of ports, beside the port inside", "FECHA_INICIO|HORA_INICIO|FECHA_FIN|HORA_FIN|IP_ORIGEN|PUERTO_ORIGEN|IP_PUBLICA|PUERTO_INI|PUERTO_FIN|MSISDN", "200403DD|100405|200403DD|110405|100.64.0.HHH|PPPP|198.18.0.1|PPPP|QQQQ|34600000NNN",
			[]string{`port_from = "PUERTO_INI"`, `port_to = "PUERTO_FIN"`}, []string{`= "PUERTO_ORIGEN"`}},
		{"two ports, and no name says whose", "start,end,customer,address,port one,port two", "2004-03-DD 10:00:00,2004-03-DD 11:00:00,KNNN,198.18.0.HHH,PPPP,QQQQ", []string{"# ? columns.port_from", "[port one | port two]"}, nil},
		{"ports called as the address is", "account_id,client_ip,client_port,connect_ts,disconnect_ts,server_port", "KNNN,198.18.0.HHH,PPPP,1078000NNN,1078003NNN,QQQQ", []string{`"client_port"`}, nil},
		{"the last of a block without its first", "start,end,customer,public ip,port,port to,other port", "2004-03-DD 10:00:00,2004-03-DD 11:00:00,KNNN,198.18.0.HHH,PPPP,QQQQ,PPPP", []string{"# ? columns.port_from"}, []string{`port_from = "port"`}},
		{"the number of a line is no name", "IP-Adresse;Beginn;Ende;Kunde;Anschlusskennung", "198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;K-NNN;DSL-NNN", nil, []string{`name = "Anschlusskennung"`}},
		{"a state of the USA is no country", "IP Address,Lease Start,Lease End,Account Number,State", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,AHHH,OH", nil, []string{"country = \"S", "columns.country"}},
		{"one that is a code of a country, too", "IP Address,Lease Start,Lease End,Account Number,State", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,AHHH,CA", []string{"# ? columns.country", "states of the USA"}, nil},
		{"no code of a country", "IP,Start,End,Customer,framedprotocol", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,KNNN,PPP", nil, []string{"columns.country"}},
		{"a phone in no usual form", "IP,Start,End,Customer,Phone", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,KNNN,555-0NNN", []string{"# ? columns.phone"}, nil},
		{"a zone of a firewall is no site", "Receive Time,Source address,Source User,Source Zone", "2004/03/DD 10:00:00,198.18.0.HHH,uNNN,trust", nil, []string{"site = \"Source Zone\""}},
		{"rows that begin and end", "Time,IP,Customer,Description", "2004-03-DD 10:00:00,198.18.0.HHH,KNNN,EVENT", []string{`kind = "?"`, `"Description" says "Assign" and "Release"`}, nil},
		{"packets of accounting", "Event time,Framed-IP-Address,User-Name,Acct-Status-Type", "2004-03-DD 10:00:00,198.18.0.HHH,uNNN@dsl.example,TURN", []string{`kind = "?"`, `says "1" and "2"`}, nil},
		{"ranges of ports beside what was asked", "IP asked;Time asked;Port range;Customer", "198.18.0.HHH;2004-03-DD 10:00:00;PPPP-QQQQ;KNNN", []string{"# ? columns.asked_port", "[Port range]"}, nil},
		{"an empty column is no rival", "user,ip,acctstarttime,acctstoptime,connectinfo_start", "uNNN@dsl.example,198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,", []string{`start = "acctstarttime"`}, nil},
		{"the time of an update is none that was asked", "acctuniqueid,username,nasipaddress,acctstarttime,acctupdatetime,acctstoptime,callingstationid,acctterminatecause,framedipaddress", "aNNN,uHHH@dsl.example,10.0.0.1,2004-03-DD 10:00:00,2004-03-DD 10:30:00,2004-03-DD 11:00:00,02:00:00:00:00:07,User-Request,198.18.0.HHH",
			[]string{`kind = "assignments"`, `start = "acctstarttime"`, `end = "acctstoptime"`}, nil},
		{"lines and devices are offered for customers", "IP pubblico;Inizio;Fine;MSISDN;IMSI", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;39347000NNN;22201000000NNN", []string{"# ? columns.subscriber", "MSISDN | IMSI]"}, nil},
		{"Russian", "Абонент;Договор;IP-адрес;Начало сессии;Окончание сессии;Адрес установки", "Иванов Иван;NNN77;198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;ул. Ленина, 5",
			[]string{`kind = "assignments"`, `subscriber = "Договор"`, `name = "Абонент"`, `start = "Начало сессии"`, `end = "Окончание сессии"`, `street = "Адрес установки"`}, nil},
		{"Turkish", "Sıra No;Abone No;Ad Soyad;IP Adresi;Port Aralığı;Bağlantı Başlangıç;Bağlantı Bitiş", "NNN;AHHH;Ayşe Yılmaz;198.18.0.HHH;PPPP-QQQQ;DD.03.2004 10:00:00;DD.03.2004 11:00:00",
			[]string{`kind = "assignments"`, `subscriber = "Abone No"`, `name = "Ad Soyad"`, `start = "Bağlantı Başlangıç"`, `end = "Bağlantı Bitiş"`, "Port Aralığı"}, nil},
		{"Greek, as it stands behind a date", "Διεύθυνση IP;Ημερομηνία έναρξης;Ώρα έναρξης;Ημερομηνία λήξης;Ώρα λήξης;Αριθμός συνδρομητή", "198.18.0.HHH;DD/03/2004;10:00:00;DD/03/2004;11:00:00;77NNN",
			[]string{`kind = "assignments"`, `start = ["Ημερομηνία έναρξης", "Ώρα έναρξης"]`, `end = ["Ημερομηνία λήξης", "Ώρα λήξης"]`}, nil},
		{"Norwegian", "IP-adresse;Fra;Til;Kundenr;Navn;Poststed", "198.18.0.HHH;DD.03.2004 10:00;DD.03.2004 11:00;7NNN;Siv Ås;Tromsø", []string{`kind = "assignments"`, `subscriber = "Kundenr"`, `start = "Fra"`, `end = "Til"`, `town = "Poststed"`}, nil},
		{"Finnish", "IP-osoite;Alkuaika;Loppuaika;Asiakasnumero;Nimi", "198.18.0.HHH;DD.3.2004 10:00;DD.3.2004 11:00;7NNN;Aino Mäki", []string{`kind = "assignments"`, `subscriber = "Asiakasnumero"`, `start = "Alkuaika"`, `end = "Loppuaika"`, `name = "Nimi"`}, nil},
		{"nameless columns that hold nothing", "Date;;Adresse IP;;Identifiant;Service", "DD/03/2004 10:00;;198.18.0.HHH;;mrossi;webmail", []string{`ip = "Adresse IP"`, `time = "Date"`, `account = "Identifiant"`}, nil},
	} {
		row := fill(c.row)
		_, draft := look(t, c.header, func(i int) string {
			return strings.NewReplacer("EVENT", []string{"Assign", "Renew", "Release"}[i%3], "TURN", []string{"1", "2", "3"}[i%3]).Replace(row(i))
		})
		says(t, c.name, draft, c.want, c.not)
	}
}

// Several tables in one file: the second would be read under the names of the first, and the
// first is passed over.
func TestSeveralTables(t *testing.T) {
	customers, sessions := "Kunde;Name;Ort;Telefon;Status\n", "IP-Adresse;Beginn;Ende;Kunde;MAC\n"
	for i := range 20 {
		customers += fill("KHHH;Uwe Schäfer;Köln;+49221000NNN;aktiv")(i) + "\n"
		sessions += fill("198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;KHHH;02:00:00:00:00:07")(i) + "\n"
	}
	wide := strings.ReplaceAll(sessions, "\n", ";\n")
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"of one width", customers + "\nSitzungen\n" + sessions, []string{"below stand other names of columns (IP-Adresse, Beginn, Ende, Kunde, MAC)", `kind = "?"`}},
		{"the second of another width and as long", sessions + "\n" + strings.NewReplacer(";Status", "", ";aktiv", "").Replace(customers), []string{"not recognised", "make a file of each in a copy"}},
		{"the second of another width", sessions + sessions + "\n" + strings.NewReplacer(";Status", "", ";aktiv", "").Replace(customers[:250]), []string{"below stand other names of columns (Kunde, Name, Ort, Telefon)", `kind = "?"`}},
		{"rows of both in turn, so that no column is one thing", strings.ReplaceAll(sessions, "198.18.0.", "haus-") + "\n" + customers, []string{"not recognised", "below stand other names of columns (Kunde, Name, Ort, Telefon, Status)"}},
		{"a small one above", "Kunde;Name;Telefon\nK1;Uwe Schäfer;+49221000\nK2;Eva Groß;+49221001\n\n" + wide, []string{"above stands another table (Kunde, Name, Telefon), of 2 rows", `kind = "assignments"`}},
	} {
		r, _ := lookAt(t, map[string]string{"a.csv": c.text})
		says(t, c.name, string(r.Draft("")), c.want, nil)
	}
	r, _ := lookAt(t, map[string]string{"a.csv": sessions + sessions})
	if f := only(t, r); f.Kind != "assignments" || !strings.Contains(string(r.Draft("")), `kind = "assignments"`) {
		t.Errorf("the names of each page: %s", r.Draft(""))
	}
}

// Names of columns in two rows, some of them merged across and some downwards.
func TestMergedBothWays(t *testing.T) {
	rows := "Endereço IP;Início;;Fim;;Cliente;;Morada\n;Data;Hora;Data;Hora;N.º;Nome;\n"
	for i := range 20 {
		rows += fill("198.18.0.HHH;DD/03/2004;10:00:00;DD/03/2004;11:00:00;7NNN;João Simões;Rua das Flores 3")(i) + "\n"
	}
	r, _ := lookAt(t, map[string]string{"a.xlsx": string(namedBook(t, "Folha1", "Resposta ao ofício\n"+rows))})
	says(t, "merged", string(r.Draft("")), []string{`ip = "Endereço IP"`, `start = ["Início Data", "Início Hora"]`, `end = ["Fim Data", "Fim Hora"]`, `street = "Morada"`, "header_row = 2", "header_rows = 2"}, nil)
	// A first record of words is no second row of names.
	r, _ = lookAt(t, map[string]string{"a.csv": "Nome;;Comune;Cliente\nAnna;;Torino;\nMaria;;Milano;\nLuca;;Como;\n"})
	if len(r.Files) > 0 && r.Files[0].HeaderRows > 1 {
		t.Errorf("%s", r.Draft(""))
	}
	r, _ = lookAt(t, map[string]string{"a.xlsx": string(namedBook(t, "Uno", "a;b;c\n1;2;3\n4;5;6", "Due", "1;2\n3;4"))})
	if len(r.Unknown) != 1 {
		t.Fatalf("%s", r.Draft(""))
	}
	says(t, "no table", r.Unknown[0].Reason, []string{`"Uno": a table of which no kind can be told`, `"Due": no row names the columns`, "ask for a table (CSV)"}, nil)
}

// Names of hosts that the format of a log does not read.
func TestHostsOfALog(t *testing.T) {
	agent := ` "-" "Mozilla/5.0 (X11; U)"`
	for _, c := range []struct {
		name      string
		line      func(i int) string
		want, not []string
	}{
		{"two in place of the ident", func(i int) string {
			return fill(`198.18.0.HHH ` + []string{"www.tulips.example", "trains.example"}[i%2] + ` - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12` + agent)(i)
		}, []string{`kind = "?"`, "behind the address stand names of hosts", "and 1 more"}, nil},
		{"one in place of the ident", fill(`198.18.0.HHH www.tulips.example - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12` + agent), []string{`kind = "access"`, "is that the site? [www.tulips.example]"}, nil},
		{"a whole URL", fill(`198.18.0.HHH - - [DD/Mar/2004:10:00:00 +0100] "GET http://www.tulips.example/a HTTP/1.1" 200 12` + agent), []string{`kind = "access"`, "in the request stand names", "[www.tulips.example]"}, nil},
		{"a URL in a query", fill(`198.18.0.HHH - - [DD/Mar/2004:10:00:00 +0100] "GET /go?u=http://www.tulips.example/a HTTP/1.1" 200 12` + agent), []string{"The lines name none"}, nil},
		{"a log of a network of delivery", func(i int) string {
			if i == 0 {
				return "#Version: 1.0\n#Fields: date\ttime\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\tx-host-header"
			}
			return fill("2004-03-DD\t10:00:00\t198.18.0.HHH\tGET\td111111abcdef8.cdn.example\t/a\t200\twww.tulips.example")(i)
		}, []string{`columns = { site = "?" }`, "[x-host-header | cs(Host)]"}, []string{`site = "?"` + "\n"}},
		{"a host in a field of its own", func(i int) string {
			if i == 0 {
				return "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status x-host-header"
			}
			return fill("2004-03-DD 10:00:00 198.18.0.HHH GET /a 200 www.tulips.example")(i)
		}, []string{`columns = { site = "x-host-header" }`}, nil},
	} {
		_, draft := lookLines(t, "a.log", c.line)
		says(t, c.name, draft, c.want, c.not)
	}
}

// Lines of JSON that could be of something else are read as a log, and asked about.
func TestLinesOfEvents(t *testing.T) {
	_, draft := lookLines(t, "a.json", fill(`{"event_ts":1078000NNN000,"created_at":"2004-06-01 00:00:00","user_id":7NNN,"client_ip":"198.18.0.HHH","client_port":PPPP,"action":"login"}`))
	says(t, "events", draft, []string{`format = "nginx_json"`, `kind = "?"`, "Lines of JSON are read as a log alone", `ip = "client_ip"`, `site = "?"`}, nil)
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"of a proxy", `{"level":"info","ts":1078000NNN.25,"request":{"client_ip":"198.18.0.HHH","method":"GET","host":"tulips.example","uri":"/a","headers":{"User-Agent":["x"]}},"size":12,"status":200}`, []string{`site = "request.host"`, `path = "request.uri"`, `method = "request.method"`}},
		{"of a network of delivery", `{"ClientIP":"198.18.0.HHH","ClientCountry":"it","ClientRequestHost":"tulips.example","ClientRequestMethod":"GET","ClientRequestURI":"/a","ClientRequestUserAgent":"Mozilla/5.0 (X11; U)","EdgeResponseBytes":NNN,"EdgeResponseStatus":200,"EdgeStartTimestamp":1078000NNN000000000}`,
			[]string{`site = "ClientRequestHost"`, `agent = "ClientRequestUserAgent"`, `bytes = "EdgeResponseBytes"`, `method = "ClientRequestMethod"`}},
		{"of a watch on the network", `{"timestamp":"2004-03-DDT10:00:00.123456+0100","src_ip":"198.18.0.HHH","src_port":PPPP,"dest_ip":"10.0.0.1","dest_port":80,"http":{"hostname":"tulips.example","url":"/a","http_user_agent":"Mozilla/5.0 (X11; U)","http_method":"GET","status":200}}`,
			[]string{`ip = "src_ip"`, `site = "http.hostname"`, `agent = "http.http_user_agent"`}},
	} {
		_, draft := lookLines(t, "a.json", fill(c.line))
		says(t, c.name, draft, c.want, nil)
	}
}
