package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
)

// fill puts the number of the row in place of N, a day and a month of it in place
// of DD and MM, and a host's number in place of H.
func fill(row string) func(int) string {
	return func(i int) string {
		return strings.NewReplacer("NNN", fmt.Sprint(300+i), "DD", fmt.Sprintf("%02d", 1+i%28), "MM", fmt.Sprintf("%02d", 1+i%12), "HHH", fmt.Sprint(1+i), "PPPP", fmt.Sprint(2000+i*512), "QQQQ", fmt.Sprint(2511+i*512)).Replace(row)
	}
}

// Tables as providers of several countries deliver them, read by somebody who
// did not know the rules: what nobody can be sure of is asked, and nothing that
// a person would need is left out in silence.
func TestOtherHands(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string // parts of the draft
	}{
		{"a list of customers is no log, though it names one time and one address", "IP Address,Date/Time,Account Number,Subscriber Name,Service Address,Phone",
			`198.18.0.HHH,03/DD/2004 10:00:00 AM,00012NNN,"DOE, JOHN NNN",NNN Main St,(555) 010-0NNN`, []string{`kind = "?"`}, []string{`kind = "access"`}},
		{"gross and net", "Datum;Uhrzeit;Brutto;Gebühr;Netto;Währung;Absender E-Mail-Adresse;Transaktionscode",
			"DD.01.2004;10:00:00;29,90;-1,17;28,73;EUR;rose@mail.example;NNN4567", []string{`amount = "Brutto"`, `"Netto" is what is left`}, nil},
		{"net in Italian", "id;data;lordo;netto;email", "TNNN;DD/01/2004 10:00;29,90;28,73;rose@mail.example", []string{`amount = "lordo"`}, nil},
		{"a message of the seller is no site", "id,Seller Message,Created (UTC),Amount,Currency,Customer Email", "ch_NNN,Payment complete.,2004-01-DD 10:00,29.90,eur,rose@mail.example",
			[]string{`currency = "Currency"`}, []string{`site = "Seller Message"`}},
		{"the last digits of a card are no port", "id,Created,Amount,Customer Email,Card Last4", "ch_NNN,2004-01-DD 10:00,29.90,rose@mail.example,PPPP", nil, []string{"columns.port"}},
		{"an e-mail address of a user is one", "order,created_at,price,user_email,remote_ip", "ONNN,2004-01-DD 10:00:00,29.90,roseNNN@mail.example,198.18.0.HHH", []string{`email = "user_email"`}, []string{`account = "user_email"`}},
		{"a server that let people in is nobody's device", "Benutzer;IP-Adresse;Beginn;Ende;NAS", "kNNN;198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;bras1", []string{`subscriber = "Benutzer"`}, []string{`device = "NAS"`}},
		{"inside and outside of a translation", "ts_start,ts_end,src_ip,src_port,post_nat_src_ip,post_nat_src_port", "1078000NNN,1078003NNN,100.64.0.HHH,PPPP,198.18.0.1,QQQQ",
			[]string{`port_from = "post_nat_src_port"`}, []string{`port_from = "src_port"`, `ip = "src_ip"`}},
		{"the other end of a connection", "ts_start,ts_end,src_ip,src_port,post_nat_src_ip,post_nat_src_port,dst_ip,dst_port", "1078000NNN,1078003NNN,100.64.0.HHH,PPPP,198.18.0.1,QQQQ,198.18.1.HHH,443",
			[]string{`port_from = "post_nat_src_port"`, "post_nat_src_ip"}, []string{`"dst_ip"`, `ip = "src_ip"`}},
		{"accounting of RADIUS", "acctsessionid,username,nasipaddress,acctstarttime,acctstoptime,framedipaddress", "0000NNN,uNNN,10.0.0.1,2004-03-DD 10:00:00,2004-03-DD 11:00:00,198.18.0.HHH", []string{`subscriber = "username"`, `ip = "framedipaddress"`}, nil},
		{"address and port in one cell", "Source (IP:port),Query time (UTC),Subscriber ID,Name", "198.18.0.HHH:PPPP,2004-03-DD 10:00:00,SNNN,Smith", []string{`kind = "answers"`, `asked_ip = "Source (IP:port)"`}, []string{"asked_port"}},
		{"times as SQL Server prints them", "ip,start,end,subscriber", "198.18.0.HHH,Mar DD 2004 09:18PM,Mar DD 2004 10:18PM,CNNN", []string{`time_format = "Jan _2 2006 3:04PM"`}, nil},
		{"times as Oracle prints them", "ip,start,end,subscriber", "198.18.0.HHH,DD-MAR-04 09.18.05.000000 PM,DD-MAR-04 10.18.05.000000 PM,CNNN", []string{`time_format = "02-Jan-06 03.04.05 PM"`}, nil},
		{"a few times that nobody can read", "id,data_ora,conto,importo,valuta", "NNN,DD/03/2004 10:00:00,uNNN,1.90,EUR\nANNN,DD/03/2004 11:00:00,vNNN,2.90,EUR\nBNNN,32/12/2004 24:00:00,wNNN,2.90,EUR", []string{`# ? date_order: `, `are read as dmy, and the others are not, as "32/12/2004 24:00:00"`, "[dmy]"}, []string{"time_format", "in words"}},
		{"words in quotes", "id,time,account,amount,currency,type", `NNN,2004-03-DD 10:00:00,uNNN,1.90,EUR,"the ""big"" one"`, []string{`"the \"big\" one" = "?"`}, nil},
		{"times written in two ways", "id,time,account,amount,currency", "NNN,2004-03-DDT10:00:00Z,uNNN,1.90,EUR\nANNN,DD/03/2004 10:00,vNNN,2.90,EUR", []string{`written alike, as "2004-03-`, `/03/2004 10:00", and`}, nil},
		{"refunds of five are no zones", "Order no,Date,Account,Amount,Currency,Status", "SNNN,2004-03-DD 10:00:00,uNNN,-5,EUR,approved", []string{`time = "Date"`, `amount = "Amount"`}, []string{"holds zones"}},
		{"nor are fees", "Order no,Date,Account,Amount,Points,Currency", "SNNN,2004-03-DD 10:00:00,uNNN,19.90,-5,EUR\nTNNN,2004-03-DD 11:00:00,uNNN,19.90,-3,EUR", []string{`time = "Date"`}, []string{"holds zones"}},
		{"zones by their column's name", "Order no,Date,Account,Amount,TZ,Currency", "SNNN,2004-03-DD 10:00:00,uNNN,19.90,-5,EUR", []string{`"TZ" holds zones, "-5"`}, nil},
		{"zones as they are written", "Order no,Date,Account,Amount,Where,Currency", "SNNN,2004-03-DD 10:00:00,uNNN,19.90,-0500,EUR", []string{`"Where" holds zones`}, nil},
		{"times with a month in small letters", "ip,start,end,subscriber", "198.18.0.HHH,DD/mar/2004 09:18:05,DD/mar/2004 10:18:05,CNNN", []string{`time_format = "02/Jan/2006 15:04:05"`}, nil},
		{"public and private address", "Public IP,Port Range Start,Port Range End,Private IP,Allocated,Released", "198.18.0.1,PPPP,QQQQ,10.0.0.HHH,2004-03-DDT10:00:00Z,2004-03-DDT13:00:00Z",
			[]string{`ip = "Public IP"`, `# ? columns.subscriber: "Private IP" may be subscriber`}, nil},
		{"customers who are named by their inside address", "Customer,Public address,From,To", "10.0.0.HHH,198.18.0.1,2004-03-DD 10:00:00,2004-03-DD 13:00:00", []string{`ip = "Public address"`, `subscriber = "Customer"`}, nil},
		{"both ends of the ports in one column", "Customer,Public IP,Ports,From,To", "KNNN,198.18.0.1,PPPP-QQQQ,2004-03-DD 10:00:00,2004-03-DD 13:00:00", []string{`port_from = "Ports"`}, nil},
		{"a needed column that is empty", "IP;Start;End;Customer", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;", []string{`# ? columns.subscriber: "Customer" is empty in all rows`}, nil},
		{"a log of leases whose users are empty", "ID,Date,Time,Description,IP Address,Host Name,User Name", "10,03/DD/04,10:00:00,Assign,198.18.0.HHH,hostNNN.lan,", []string{`kind = "?"`, "assignments"}, []string{`kind = "access"`}},
		{"a column that is called like a key and does not look like it", "TransID;DateTime;CardNo;Amt;Cur;IP", "TNNN;DD/01/2004 10:00:00;4111111111111111;2x 14,95;EUR;198.18.0.HHH",
			[]string{`# ? columns.amount: "Amt" is called like amount, but its values do not look like it`}, nil},
		{"a sign of currency before", "TransID;DateTime;CardNo;Amt;Cur;IP", "TNNN;DD/01/2004 10:00:00;4111111111111111;€ 29,90;EUR;198.18.0.HHH", []string{`amount = "Amt"`, `decimal = ","`}, nil},
		{"a sign of currency behind, and brackets for minus", "Ref;Date;Customer;Amount;E-mail;IP address", "RNNN;2004-01-DD 10:00:00;custNNN;(29,90 €);roseNNN@mail.example;198.18.0.HHH", []string{`kind = "payments"`, `amount = "Amount"`, `decimal = ","`}, nil},
		{"who logged in, and from where", "Login time,User name,Client IP,Result", "03/DD/2004 10:00:00 AM,rose,198.18.0.HHH,Success", []string{"access"}, nil},
		{"nobody's number among who answers", "N° demande;Adresse IP;Date et heure;Nom;Adresse", "NNN;198.18.0.HHH;DD/01/2004 10:04:05;Zoé Lefèvre;NNN rue de la Paix",
			[]string{`or else what names them [Nom]`}, []string{"[N° demande"}},
		{"a running number is no device", "Lfd. Nr.;IP-Adresse;Zeitpunkt der Anfrage;Port;Kundennummer", "NNN;198.18.0.HHH;DD.01.2004 10:04:05;PPPP;K-NNN", []string{`kind = "answers"`}, []string{"columns.device"}},
		{"zones, while nobody knows day from month", "IP Address,Date/Time,Account Number,Subscriber Name", "198.18.0.HHH,03/04/2004 10:00:00 AM EST,00012NNN,DOE", []string{`date_order = "?"`, "America/New_York"}, []string{"have it split"}},
		{"a second column of ports is not the last of a range", "start,end,Customer,Public IP,NAT port,Source port", "1078000NNN,1078003NNN,KNNN,198.18.0.1,QQQQ,PPPP", []string{`port_from = "NAT port"`}, []string{"port_to"}},
		{"Greek", "Διεύθυνση IP;Ημερομηνία;Ώρα;Συνδρομητής;Αριθμός πελάτη", "198.18.0.HHH;DD/01/2004;10:04:05;Ελένη Νικολάου;GRNNN", []string{`asked_ip = "Διεύθυνση IP"`, `["Ημερομηνία", "Ώρα"]`, `subscriber = "Αριθμός πελάτη"`}, nil},
		{"Czech", "IP adresa;Od;Do;Zákazník;Číslo smlouvy", "198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;Věra Němcová;SNNN", []string{`ip = "IP adresa"`, `start = "Od"`, `end = "Do"`, `subscriber = "Číslo smlouvy"`}, nil},
		{"Hungarian", "IP-cím;Kezdet;Vég;Ügyfélszám;Név", "198.18.0.HHH;2004.03.DD. 10:00:00;2004.03.DD. 11:00:00;UNNN;Szőcs Péter", []string{`ip = "IP-cím"`, `subscriber = "Ügyfélszám"`, `name = "Név"`, `time_format = "2006.01.02. 15:04:05"`}, nil},
		{"Swedish", "IP-adress;Starttid;Sluttid;Kundnummer;Namn;Gatuadress", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;Åsa Öberg;Storgatan NNN", []string{`kind = "assignments"`, `subscriber = "Kundnummer"`, `end = "Sluttid"`, `street = "Gatuadress"`}, nil},
		{"Romanian", "Adresa IP;Început;Sfârșit;Cod client;Nume abonat", "198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;KNNN;Ion Țepeș", []string{`kind = "assignments"`, `subscriber = "Cod client"`, `start = "Început"`, `end = "Sfârșit"`}, nil},
		{"log-in and log-out of customers are no membership", "Kundennr;IP;Login;Logout;Status", "KNNN;198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;aktiv", []string{`kind = "assignments"`, `start = "Login"`, `end = "Logout"`}, []string{`kind = "members"`}},
		{"log-in and log-out of users may be of a site's visitors", "username,ip,login,logout", "uNNN,198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 12:00:00", []string{`kind = "?"`, "[assignments | access]", `subscriber = "username"`}, nil},
		{"one address, of the sign-up or of the last visit", "pseudo;courriel;inscrit le;dernière connexion;adresse IP", "nickNNN;roseNNN@mail.example;DD/01/2004 10:00;DD/02/2004 10:00;198.18.0.HHH", []string{"# ? columns.ip", "last_ip"}, []string{`ip = "adresse IP"`}},
		{"the same server in each row", "Server IP,Client,Connected,Disconnected,VPN account", "198.18.9.9,198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,vpnNNN", []string{"# ? columns.ip", "Client"}, []string{`ip = "Server IP"`}},
		{"money in and out in two columns", "Datum;Belegnr;Kunde;Soll;Haben;Text", "DD.01.2004;BNNN;KNNN;;29,90;Abo", []string{`kind = "payments"`, `credit = "Haben"`, `debit = "Soll"`}, nil},
		{"a reference that each payment has to itself, in French too", "reference,date,amount,payer_email,payer_ip,status", "PXNNN,2004-01-DDT10:00:00+02:00,EUR 29.90,roseNNN@mail.example,198.18.0.HHH,SUCCESS", []string{`kind = "payments"`, `id = "reference"`, `amount = "amount"`}, nil},
		{"how a date is written, in the header", "Sr No,IPv4 Address,Date (DD/MM/YYYY),Time (IST),Customer Name,CAF No", "NNN,198.18.0.HHH,DD/01/2004,10:00:00,Kumar R,CAFNNN", []string{`["Date (DD/MM/YYYY)", "Time (IST)"]`, `subscriber = "CAF No"`}, nil},
		{"times of day with a point", "IP;Data;Ora inizio;Ora fine;Cliente", "198.18.0.HHH;DD/01/2004;7.MM;17.MM;CNNN", []string{`kind = "assignments"`, `start = ["Data", "Ora inizio"]`, `end = ["Data", "Ora fine"]`, `date_order = "dmy"`}, nil},
		{"a number of rows in the header", "#,ip,start (EST),end (EST),acct #", "NNN,198.18.0.HHH,2004-01-DD 10:00,2004-01-DD 11:00,88NNN", []string{`kind = "assignments"`, `start = "start (EST)"`, "acct #", "America/New_York"}, nil},
		{"words in brackets and in capitals that are no zone", "ip,Time (START),Time (END),subscriber", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 10:10:00,CNNN", []string{`kind = "assignments"`, `start = "Time (START)"`, `end = "Time (END)"`}, nil},
		{"a log of devices", "timestamp,device_id,ip,port,action", "DD/01/2004 10:00:00,dNNN,198.18.0.HHH,PPPP,login", []string{`kind = "?"`, "access"}, nil},
		{"times in words of Portuguese", "IP consultado;Data/Hora (BRT);Cliente;CPF", "198.18.0.HHH;DD de março de 2004 10:00:00;KNNN;00NNN", []string{"# ? time_format", `asked_ip = "IP consultado"`}, nil},
		{"a header with two abbreviations of one zone", "IP-Adresse;Zeitpunkt (MEZ/MESZ);Port;Kundennummer", "198.18.0.HHH;DD.01.2004 10:04:05;PPPP;K-NNN", []string{`asked_time = "Zeitpunkt (MEZ/MESZ)"`, "Europe/Berlin"}, nil},
		{"times with a French hour", "Adresse IP;Date et heure;Port source;Client", "198.18.0.HHH;DD/01/2004 à 10h04:05;PPPP;KNNN", []string{`[02/01/2006 à 15h04:05]`, `asked_port = "Port source"`}, nil},
	} {
		_, draft := look(t, c.header, fill(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
}

// lookLines looks at one file of 60 lines.
func lookLines(t *testing.T, name string, line func(int) string) (*intake.Report, string) {
	t.Helper()
	text := ""
	for i := range 60 {
		text += line(i) + "\n"
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := intake.Look(t.Context(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return r, string(r.Draft(""))
}

// Where a server stands behind another one, the address of its log may be that
// one's: who the visitor was is asked.
func TestBehindAProxy(t *testing.T) {
	agent := `"Mozilla/5.0 (Windows NT 5.1; U)"`
	for _, c := range []struct {
		name, line string
		want, not  []string
	}{
		{"JSON with both", `{"time_iso8601":"2004-03-DDT10:00:00+01:00","remote_addr":"10.1.1.2","http_x_forwarded_for":"198.18.0.HHH","request":"GET / HTTP/1.1","status":"200","host":"tulips.example"}`,
			[]string{`columns = { ip = "?" }`, "[remote_addr | http_x_forwarded_for]"}, nil},
		{"JSON with none forwarded", `{"time_iso8601":"2004-03-DDT10:00:00+01:00","remote_addr":"198.18.0.HHH","http_x_forwarded_for":"-","request":"GET / HTTP/1.1","status":"200","host":"tulips.example"}`, nil, []string{`ip = "?"`}},
		{"a line with both", `10.1.1.2 - - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent + ` "198.18.0.HHH"`, []string{`kind = "?"`, "another address stands behind"}, nil},
		{"a line with none forwarded", `198.18.0.HHH - - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent + ` "-"`, []string{`kind = "access"`}, nil},
		{"a line behind a syslog header", `Mar 14 10:00:00 web01 nginx: 198.18.0.HHH - - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent, []string{`format = "combined"`, "0 of them not of the format"}, nil},
		{"a line whose addresses are all inside", `10.1.1.2 - - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent, []string{`kind = "?"`, "come from addresses inside a network or from the machine itself", "[access | document]"}, nil},
	} {
		name := "a.log"
		_, draft := lookLines(t, name, fill(c.line))
		says(t, c.name, draft, c.want, c.not)
	}
}

// says wants each of some words in a text, and none of others.
func says(t *testing.T, name, text string, want, not []string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s: no %q in\n%s", name, w, text)
		}
	}
	for _, w := range not {
		if strings.Contains(text, w) {
			t.Errorf("%s: %q in\n%s", name, w, text)
		}
	}
}

// What is not read is said in words that fit it, with a way out.
func TestWhyNotRead(t *testing.T) {
	agent := `"Mozilla/5.0 (Windows NT 5.1; U)"`
	for _, c := range []struct {
		name, line string
		want, not  []string
	}{
		{"names of hosts", `hHHH.dial.example - - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent, []string{"web requests", "not an IP address"}, []string{`parted by ";"`}},
		{"a load balancer", `Mar 14 10:00:00 lb1 haproxy[12]: 198.18.0.HHH:PPPP [14/Mar/2004:10:00:00.123] www-in~ web/web1 0/0/1/20/21 200 1500 - - ---- 5/5/1/1/0 0/0 "GET /login.php HTTP/1.1"`, []string{"HAProxy", "Combined Log Format"}, []string{`parted by "]"`}},
		{"a router", `Mar 14 10:00:00 rb firewall,info srcnat: proto TCP (SYN), 10.0.0.HHH:PPPP->198.18.1.1:443, NAT (10.0.0.HHH:PPPP->198.18.0.1:QQQQ)->198.18.1.1:443, len 60`, []string{"MikroTik", "public address", `kind = "document"`}, []string{`parted by`}},
		{"a DHCP server", `Mar 14 10:00:00 gw dnsmasq-dhcp[77]: DHCPACK(br0) 198.18.0.HHH 02:00:5e:10:00:07 hostNNN`, []string{"messages of dnsmasq", "leases"}, nil},
		{"JSON of members", `{"user":"roseNNN","mail":"roseNNN@mail.example","registered":"2004-03-DDT10:00:00Z","tags":["a"]}`, []string{"lines of JSON", "table"}, []string{"ask for it so"}},
		{"columns of one width", `198.18.0.HHH       2004-03-DD 10:00:00  2004-03-DD 11:00:00  KNNN`, []string{"parted by blanks", "they begin at the characters 1, "}, nil},
		{"a page", `<html><table><tr><td>198.18.0.HHH</td></tr></table></html>`, []string{"spreadsheet program", "XLSX", "(60 rows and more", "each column as text"}, nil},
		{"an error log", `[Sun Mar DD 10:00:00.123456 2004] [core:error] [pid 12] [client 198.18.0.HHH:PPPP] File does not exist: /srv/x`, []string{"Apache"}, []string{`parted by "]"`}},
		{"a log of the network's policies", `"NAS1","IAS",03/DD/2004,10:00:00,4,"HOUSE\rose",,,,,"10.0.0.1","198.18.0.HHH"`, []string{"no row names the columns"}, nil},
		{"a script of SQL Server", `INSERT [dbo].[Users] ([Id], [Name]) VALUES (NNN, N'rose')`, []string{"SQL"}, []string{`parted by`}},
	} {
		r, _ := lookLines(t, "a.log", fill(c.line))
		if len(r.Unknown) != 1 {
			t.Errorf("%s: %+v", c.name, r.Files)
			continue
		}
		why := r.Unknown[0].Reason
		says(t, c.name, why, c.want, c.not)
	}
}

// A table whose first line is longer than what is looked at is no line without end, and values of entities are called so.
func TestWhichTablesAreNotRead(t *testing.T) {
	wide := strings.Repeat("column;", 100_000)
	for name, c := range map[string]struct{ text, want string }{
		"wide":       {wide + "\n" + wide + "\n", "a table with thousands of columns"},
		"a blob":     {strings.Repeat("x", 600_000), "one line without end"},
		"statements": {"canonical_id,entity_id,prop,schema,value,dataset\n" + strings.Repeat("c1,c1,name,Company,Garden Ltd,d\n", 30), "docs/formats/ftm.md"},
	} {
		r, _ := lookAt(t, map[string]string{"a.csv": c.text})
		if len(r.Unknown) != 1 || !strings.Contains(r.Unknown[0].Reason, c.want) {
			t.Errorf("%s: %+v %+v", name, r.Unknown, r.Files)
		}
	}
}

// Cells that are marked as text are said to be.
func TestMarkedAsText(t *testing.T) {
	for _, row := range []string{`"=""198.18.0.HHH""","=""2004-03-DD 10:00:00""","=""00NNN"""`, "'198.18.0.HHH,'2004-03-DD 10:00:00,'00NNN"} {
		dir := map[string]string{"a.csv": "ip,start,subscriber\n"}
		for i := range 30 {
			dir["a.csv"] += fill(row)(i) + "\n"
		}
		r, _ := lookAt(t, dir)
		if len(r.Unknown) != 1 || !strings.Contains(r.Unknown[0].Reason, "marked as text") {
			t.Errorf("%+v %+v", r.Unknown, r.Files)
		}
	}
}

// A document that carries other files says so, for what is in it is read by nobody.
func TestAttachmentsAreNamed(t *testing.T) {
	mail := "From: legal@isp.example\r\nTo: us@example.org\r\nSubject: Answer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n--b\r\n" +
		"Content-Type: text/csv; name=\"=?utf-8?q?M=C3=A4rz.csv?=\"\r\nContent-Disposition: attachment; filename=\"=?utf-8?q?M=C3=A4rz.csv?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\naXA=\r\n--b--\r\n"
	r, _ := lookAt(t, map[string]string{"answer.eml": mail})
	f := only(t, r)
	if why := strings.Join(f.Why, "\n"); f.Kind != "document" || !strings.Contains(why, "März.csv") || !strings.Contains(why, "save") {
		t.Errorf("%s: %s", f.Kind, why)
	}
}

// A name of columns without a row below it is said.
func TestNoRows(t *testing.T) {
	r, _ := lookAt(t, map[string]string{"a.csv": "ip,start,end,subscriber\r\n"})
	if why := strings.Join(only(t, r).Why, "\n"); !strings.Contains(why, "no row below the names of the columns") {
		t.Error(why)
	}
}

// Who logged in, again and again, is a log and no list of customers.
func TestWhoLoggedIn(t *testing.T) {
	_, draft := look(t, "Login time,User name,Client IP,Result", func(i int) string {
		return fmt.Sprintf("03/%02d/2004 10:00:%02d AM,%s,198.18.0.%d,Success", 1+i%28, i, []string{"rose", "moss", "fern"}[i%3], i+1)
	})
	for _, w := range []string{`kind = "?"`, "[access | ", `account = "User name"`, `ip = "Client IP"`} {
		if !strings.Contains(draft, w) {
			t.Errorf("no %q in\n%s", w, draft)
		}
	}
}
