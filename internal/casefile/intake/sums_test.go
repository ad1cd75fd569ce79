package intake_test

import (
	"fmt"
	"strings"
	"testing"
)

// Tables of those who take payments: which sum, which currency, whose address and whose
// account it is, is right or asked.
func TestWhoPays(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"a sum has the currency that goes by its name", "Txn ID,Date,Payer Email,Payment Currency,Main Currency,Main Amount", "TNNN,2004-03-DD 10:00:00,roseNNN@mail.example,GBP,EUR,29.90",
			nil, []string{`currency = "Payment Currency"`}},
		{"of two sums each has a currency", "Txn ID;Date;Card;Transaction Amount;Transaction Currency;Disputed Amount;Disputed Currency", "TNNN;2004-03-DD 10:00:00;411111******1111;29.90;GBP;38.50;USD",
			[]string{`amount = "?"`, `currency = "?"`, "[Transaction Currency | Disputed Currency]"}, nil},
		{"the currency of one of two sums", "id|date|email|amount|local_amount|local_currency", "TNNN|2004-03-DD 10:00:00|roseNNN@mail.example|29.90|27.40|EUR", []string{`amount = "?"`, `currency = "?"`}, nil},
		{"a sum, and what was settled", "id;date;email;amount;currency;settlement amount;settlement currency", "TNNN;2004-03-DD 10:00:00;roseNNN@mail.example;29.90;EUR;25.10;GBP", []string{`amount = "amount"`, `currency = "currency"`}, nil},
		{"currencies in numbers", "id;date;email;amount;currency", "TNNN;2004-03-DD 10:00:00;roseNNN@mail.example;29.90;840", []string{"# ? columns.currency", `"840"`}, nil},
		{"sums and cards are no list of reported cards", "Data oper.;Ora;Carta;Importo EUR;Intestatario", "DD/03/2004;14:05;411111******1111;29,90;Anna Rossi", []string{`kind = "?"`, "[payments | holders]"}, nil},
		{"payments without a number are no lookups", "Date;Montant;Devise;Identifiant client;Adresse IP", "DD/03/2004 14:05;29,90;EUR;roseNNN;198.18.0.HHH", []string{`kind = "?"`, "payments"}, nil},
		{"hours with an h", "Date;Heure;Montant;Identifiant client;Adresse IP", "DD/03/2004;14hMM;29,90;roseNNN;198.18.0.HHH", []string{`time = ["Date", "Heure"]`, "02/01/2006 15h04"}, nil},
		{"whose name it is", "Txn ID;Date;Issuer Name;Shopper Name;Amount", "TNNN;2004-03-DD 10:00:00;Garden Bank;Rose Moss;29.90", []string{`name = "Shopper Name"`}, []string{"Issuer Name\""}},
		{"two names are no halves of one", "Txn ID;Date;Billing Name;Shipping Name;Amount", "TNNN;2004-03-DD 10:00:00;Rose Moss;Fern Oak;29.90", []string{`name = "?"`}, []string{`["Billing Name"`}},
		{"numbers of approval are no result", "Txn ID;Date;Authorisation Code;Response;Amount", "TNNN;2004-03-DD 10:00:00;A04NNN;APPROVED;29.90", []string{`result = "Response"`}, nil},
		{"what was refunded is the other one", "Transaction ID;Date;Refunded Transaction ID;Amount", "TNNN;2004-03-DD 10:00:00;T0NNN;29.90", []string{`ref = "Refunded Transaction ID"`}, nil},
		{"an address of the server", "Belegnr;Datum;E-Mail;Betrag;IP", "BNNN;2004-03-DD 10:00:00;roseNNN@mail.example;29,90;198.18.0.9", []string{`ip = "?"`, "the same address in all 60 rows"}, nil},
		{"an address inside a network", "Belegnr;Datum;E-Mail;Betrag;IP", "BNNN;2004-03-DD 10:00:00;roseNNN@mail.example;29,90;10.0.0.HHH", []string{`ip = "?"`, "inside a network"}, nil},
		{"the merchant's own account", "Txn ID;Date;Account;E-Mail;Amount", "TNNN;2004-03-DD 10:00:00;DE02120300000000202051;roseNNN@mail.example;29.90", []string{`account = "?"`, "the own one of who delivered it"}, nil},
		{"one person's payments", "Txn ID;Date;Account;E-Mail;Amount;IP", "TNNN;2004-03-DD 10:00:00;rose;rose@mail.example;29.90;198.18.0.9", []string{`account = "Account"`, `ip = "IP"`}, nil},
		{"charge-backs by their name", "Case;Card;Chargeback Date;Amount", "CNNN;411111******1111;2004-03-DD 10:00:00;29.90", []string{`type = "?"`, "speaks of chargeback"}, nil},
		{"of two columns of sorts the one whose words are known", "Txn ID;Date;Email;Amount;Category;Event Type", "TNNN;2004-03-DD 10:00:00;roseNNN@mail.example;29.90;Garden;Refund", []string{`type = "?"`, "[Category | Event Type]"}, nil},
		{"results that say what was paid", "ID;Datum;Bedrag;Valuta;Status", "TNNN;2004-03-DD 10:00:00;29,90;EUR;chargeback", []string{"# ? columns.type", "may be the type as well", `result = "Status"`}, nil},
		{"what went out, beside a sort", "ID;Datum;Naam;Af Bij;Bedrag (EUR);MutatieSoort", "TNNN;2004-03-DD;Rose Moss;Af;29,90;Incasso", []string{`sign = "Af Bij"`, `"Af" = "?"`, "of who pays", `type = "MutatieSoort"`}, nil},
		{"sums below zero say it themselves", "ID;Datum;Naam;Af Bij;Bedrag (EUR);MutatieSoort", "TNNN;2004-03-DD;Rose Moss;Af;-29,90;Incasso", []string{`type = "MutatieSoort"`, "so do the signs of the sums"}, []string{"# ? columns.sign", "sign ="}},
		{"the end of a card's number, beside other numbers", "Txn ID,Date,Shopper Reference,Company Account,Shopper Name,Shopper PAN,Amount", "TNNN,2004-03-DD 10:00:00,RNNN,Garden,Rose Moss,xxxx-xxxx-xxxx-4NNN,29.90", []string{"# ? columns.card", "[Shopper PAN]"}, nil},
		{"months in words", "order_id;order_date;billing_email;order_total", "NNN;Jan DD, 2004 @ 10:00;roseNNN@mail.example;29.90", []string{"[Jan 02, 2006 @ 15:04]"}, nil},
		{"months in words and halves of the day", "Transaction ID;Submit Date/Time;Email;Amount", "NNN;DD-Jan-2004 03:22:10 PM PST;roseNNN@mail.example;29.90", []string{"[02-Jan-2006 03:04:05 PM MST]"}, nil},
		{"hours without a mark", "Codice transazione;Data;Ora;Importo;Mail", "NNN;DD/03/2004;1NNN05;29,90;roseNNN@mail.example", []string{`time = ["Data", "Ora"]`, "02/01/2006 150405"}, nil},
		{"a column of flags is no half of a name", "id,name,username,email,created_at,admin", "NNN,Rose Moss,roseNNN,roseNNN@mail.example,2004-03-DD 10:00:00,f", []string{`name = "name"`}, nil},
		{"days as they are written in Hungarian", "Könyvelés dátuma;Partner neve;Összeg;Banki azonosító", "2004. 03. DD.;Moss Rose;2 990,00;MTNNN", []string{`time_format = "2006. 01. 02."`}, []string{"? time_format"}},
		{"a day and a time apart", "Txn ID;Date;Email;Amount;Time", "TNNN;DD/03/2004;roseNNN@mail.example;29.90;14:MM:05", []string{`time = "?"`, "[Date + Time | Date]"}, nil},
		{"midnight and a time", "Txn ID;Date;Time;Email;Amount", "TNNN;2004-03-DD 00:00:00;14:MM:05;roseNNN@mail.example;29.90", []string{`time = "?"`, "take the midnight off"}, nil},
		{"a reference to an order is no site", "order_id;sale_date;merchant_reference;amount;email", "NNN;2004-03-DD 10:00:00;ORDNNN;29.90;roseNNN@mail.example", nil, []string{`site = "merchant_reference"`}},
		{"results that say what was paid, beside a sort that says nothing", "id;Created;Amount;Email;Mode;Status", "TNNN;2004-03-DD 10:00:00;29.90;roseNNN@mail.example;Live;Refunded", []string{`type = "?"`, "[Status | Mode]"}, nil},
		{"of refunds the numbers are their own or the sales'", "Refund ID;Payment ID;Refunded at;Amount;Payer", "rfNNN;pmNNN;2004-03-DD 10:00;29.95;roseNNN@mail.example", []string{`id = "Refund ID"`, `ref = "?"`, "[Payment ID]", "# ? columns.type"}, []string{`ref = "Refund ID"`}},
		{"sums with a plus behind", "Buchung;Text;Betrag", "DD.03.2004;Rose;1.234,50+", []string{"# ? kind", `amount = "Betrag"`}, nil},
		{"who came in, in Italian", "Utente;Data accesso;Ora accesso;Indirizzo IP", "roseNNN;DD/03/2004;10:MM:05;198.18.0.HHH", []string{"# ? kind", "access"}, nil},
		{"a name that stands twice", "ID,Date,Amount,Email,Date", "NNN,2004-03-DD 10:00:00,29.95,roseNNN@mail.example,2004-04-DD 10:00:00", []string{`time = "?"`, "stands more than once"}, nil},
		{"what a list of hashes says beside them", "MD5;Label;First seen", "0123456789abcdef0123456789abcNNN;set-7;2004-03-DD", []string{`kind = "hashes"`, `label = "Label"`, "[First seen]"}, nil},
		{"names in two columns", "user_id,login,email,name_f,name_l,added", "NNN,roseNNN,roseNNN@mail.example,Rose,Moss,2004-03-DD 10:00:00", []string{`name = ["name_f", "name_l"]`}, nil},
		{"a shop in Russian", "Номер заказа;Дата;Время;Сумма;Валюта;Карта;Статус", "NNN;DD.03.2004;10:MM;1 299,00;RUB;411111******1111;Оплачен", []string{`kind = "payments"`, `amount = "Сумма"`, `currency = "Валюта"`, `card = "Карта"`, `result = "Статус"`}, nil},
		{"accounts by number, with names that are no people's", "member_id,name,email,joined", "NNN,rose_fanNNN,roseNNN@mail.example,2004-03-DD 10:00:00", []string{`account = "?"`, "[member_id | name]"}, []string{`name = "name"`}},
		{"names of events", "Event Name,User,IP Address,Date", "login_success,roseMM@mail.example,198.18.0.HHH,2004-03-DD 10:00:00", nil, []string{`name = "Event Name"`}},
		{"customers who log in with their address", "email,created_at,firstname,lastname,store", "roseNNN@mail.example,2004-03-DD 10:00:00,Rose,Moss,admin", []string{"# ? kind", "members", `account = "?"`, "[email]"}, nil},
		{"cards under two letters", "User_ID,Username,PurchaseTime,Price,CC,Gateway Txn", "NNN,roseNNN,2004-03-DD 10:00:00,$29.95,411111-XXXXXX-1NNN,TNNN", []string{`card = "CC"`}, nil},
		{"an address of a house that nobody has", "Client ID,First Name,Last Name,Email,Address 2,Credit,Creation Date", "NNN,Rose,Moss,roseNNN@mail.example,,0.00,2004-03-DD", nil, []string{`ip = "Address 2"`, `kind = "payments"`}},
		{"currencies in letters", "Číslo objednávky;Datum;E-mail;Cena", "NNN;DD.03.2004 10:00;roseNNN@mail.example;1 299,00 Kč", []string{`kind = "payments"`, `amount = "Cena"`, `decimal = ","`}, nil},
	} {
		_, draft := look(t, c.header, fill(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
	_, draft := look(t, "Datum;Name;Betrag;Soll/Haben", func(i int) string {
		if i == 0 {
			return "01.03.2004;;100,00;H Anfangssaldo"
		}
		return fmt.Sprintf("%02d.03.2004;Rose Moss;29,%02d;%s", 1+i%28, i, []string{"H", "S"}[i%2])
	})
	_, shop := look(t, "Order;Ordered at;Customer;Total", func(i int) string {
		return fmt.Sprintf("%d;2004-03-%02d 10:00:00;%s Moss;29.90", 300+i, 1+i%28, []string{"Rose", "Fern", "Ivy", "Oak"}[i%4])
	})
	says(t, "customers of whom the names stand", shop, []string{`name = "Customer"`}, nil)
	says(t, "the side of an account, and a balance", draft, []string{"# ? values.sign", `sign = "Soll/Haben"`, `"H Anfangssaldo" = "?"`}, nil)
}

// What is no table of a kind that a header seems to make of it.
func TestNoTable(t *testing.T) {
	lite := "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE members (id INTEGER PRIMARY KEY, nick TEXT, mail TEXT, joined INTEGER, ip TEXT);\n"
	for i := range 30 {
		lite += fmt.Sprintf("INSERT INTO members VALUES(%d,'rose%d','rose%d@mail.example',%d,'198.18.0.%d');\n", i, i, i, 1078135200+i*86400, i+1)
	}
	for name, c := range map[string]struct{ text, want string }{
		"forum.sql":  {lite, "a dump of SQLite"},
		"stmt.ofx":   {"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKTRANLIST>\n", "camt.053"},
		"money.ofx":  {`<?xml version="1.0"?><?OFX OFXHEADER="200"?>` + "\n<OFX><STMTTRN></STMTTRN></OFX>\n", "camt.053"},
		"money.qif":  {"!Type:Bank\nD1/5'04\nT29.90\n^\n", "QIF"},
		"users.csv":  {strings.Repeat(`"1","rose","$P$Bx","rose@mail.example","","0"`+"\n", 20), `parted by ",", and no row names the columns`},
		"pma.xml":    {`<?xml version="1.0"?><pma_xml_export><table name="users"><column name="id">1</column></table></pma_xml_export>`, "(pma_xml_export)"},
		"chat.txt":   {strings.Repeat("05/03/04, 21:14 - Rose: The train is late.\n", 20), "WhatsApp"},
		"chat.json":  {"{\n \"name\": \"Trains\",\n \"messages\": [\n  {\"id\": 1}]}\n", "boardjson"},
		"phone.txt":  {strings.Repeat("[05.03.04, 21:14:09] Rose Moss: The train is late.\n", 20), "WhatsApp"},
		"comma.csv":  {"id,date,amount,email\n" + strings.Repeat("7,2004-01-05,29,90,rose@mail.example\n", 20), "the first line names 4 columns"},
		"events.txt": {strings.Repeat("a||b||c\n", 20), `parted by "||"`},
	} {
		r, _ := lookAt(t, map[string]string{name: c.text})
		if len(r.Unknown) != 1 || !strings.Contains(r.Unknown[0].Reason, c.want) {
			t.Errorf("%s: %+v %+v", name, r.Files, r.Unknown)
		}
	}
}

// Those who log in come again, and those who sign up have an address of then.
func TestVisitorsWithMail(t *testing.T) {
	_, draft := look(t, "when,login,mail,from_ip", func(i int) string {
		return fmt.Sprintf("2004-03-%02d 10:00:00,rose%d,rose%d@mail.example,198.18.0.%d", 1+i%28, i%7, i%7, i+1)
	})
	says(t, "log-ins", draft, []string{`kind = "?"`, "access"}, nil)
	_, draft = look(t, "Username,Email Address,Signup Date,Signup IP", func(i int) string {
		return fmt.Sprintf("rose%d,rose%d@mail.example,2004-03-%02d 10:00:00,198.18.0.%d", i%20, i%20, 1+i%28, i+1)
	})
	says(t, "sign-ups", draft, []string{`kind = "members"`, `ip = "Signup IP"`}, nil)
}

// Events of a site as lines of JSON are a log, where each has a time, an address and a user.
func TestEventsInJSON(t *testing.T) {
	_, draft := lookLines(t, "auth.ndjson", fill(`{"ts":1078135NNN123,"event":"login","user":{"name":"roseNNN","email":"roseNNN@mail.example"},"client_ip":"198.18.0.HHH"}`))
	says(t, "log-ins", draft, []string{`kind = "?"`, `format = "nginx_json"`, `account = "user.name"`, `ip = "client_ip"`, `time_format = "epoch_ms"`}, nil)
	_, draft = lookLines(t, "charges.ndjson", fill(`{"id":"cNNN","created":1078135NNN,"amount":29.90,"user":"roseNNN","ip":"198.18.0.HHH"}`))
	says(t, "payments", draft, []string{"not recognised"}, nil)
}

// The name of an account is no half of a person's.
func TestAccountsHaveNames(t *testing.T) {
	_, draft := look(t, "id_member,member_name,date_registered,real_name,email_address", fill("NNN,roseNNN,2004-03-DD 10:00:00,Rose Moss,roseNNN@mail.example"))
	says(t, "members", draft, []string{"# ? columns.account", "[id_member | member_name]", `name = "real_name"`}, nil)
}

// A spreadsheet makes dates of what its own order can read, and leaves the rest as text.
func TestTurnedBySpreadsheets(t *testing.T) {
	row := func(i int) string {
		if day := 1 + i%28; day > 12 {
			return fmt.Sprintf("T%d;%02d/03/2004;rose%d@mail.example;29.90", i, day, i)
		}
		return fmt.Sprintf("T%d;2004-%02d-03;rose%d@mail.example;29.90", i, 1+i%28, i)
	}
	_, draft := look(t, "Txn ID;Date;Email;Amount", row)
	says(t, "turned", draft, []string{"# ? columns.time", "read days for months"}, nil)
	_, draft = look(t, "Txn ID;Date;Email;Amount", fill("TNNN;2004-03-DD;roseNNN@mail.example;29.90"))
	says(t, "not turned", draft, nil, []string{"read days for months"})
}

// Days of a workbook that are marked as days and times take the time in another cell.
func TestMidnightInABook(t *testing.T) {
	rows := "Txn ID;Date;Time;Email;Amount\n"
	for i := range 30 {
		rows += fmt.Sprintf("T%d;2004-03-%02d 00:00:00;14:%02d:05;rose%d@mail.example;29.90\n", i, 1+i%28, i, i)
	}
	r, _ := lookAt(t, map[string]string{"a.xlsx": string(namedBook(t, "Sales", rows))})
	says(t, "day and time", string(r.Draft("")), []string{`time = ["Date", "Time"]`}, nil)
}
