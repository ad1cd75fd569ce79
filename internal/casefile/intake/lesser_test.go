package intake_test

import (
	"fmt"
	"strings"
	"testing"
)

// varied fills a row in with what differs in each: a card, a device, a sum of hundredths, a counter from 1.
func varied(row string) func(int) string {
	plain := sided(row)
	return func(i int) string {
		sums := strings.Fields("5 1234 2990 990 1490 4900 1990 9950 2490 390 1299 590")
		return strings.NewReplacer("CARD", luhn(fmt.Sprintf("990100%09d", i*7919)), "MAC", fmt.Sprintf("02:00:5e:10:07:%02x", i), "SUM", sums[i%len(sums)], "ROW", fmt.Sprint(i+1)).Replace(plain(i))
	}
}

// guise is a table of many rows like row, and what its draft says and does not say.
type guise struct {
	name, header, row string
	want, not         []string
}

// guises wants of each table what is said of it.
func guises(t *testing.T, list []guise) {
	t.Helper()
	for _, c := range list {
		_, draft := look(t, c.header, varied(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
}

// One list of payments under many names: which sum is the one that was paid, and which number is the payment's.
func TestWhichSum(t *testing.T) {
	guises(t, []guise{
		{"a currency in a name", "Transaction ID;Paid at;Gross Amount (GBP);Net", "TXNNN;2004-03-DD 10:00:00;29.90;29.01", []string{`amount = "Gross Amount (GBP)"`}, []string{"? columns.amount"}},
		{"a currency in brackets", "Payment ID;Date;Net;Total [HUF]", "TXNNN;2004-03-DD 10:00:00;29.01;29.90", []string{`amount = "Total [HUF]"`}, []string{"? columns.amount"}},
		{"two words for a sum in one", "Transaktionsnummer;Betalningsdatum;Nettobelopp;Bruttobelopp SEK", "TXNNN;2004-03-DD 10:00:00;29,01;29,90", []string{`amount = "Bruttobelopp SEK"`}, []string{"? columns.amount"}},
		{"letters without their marks", "Tranzakcio azonosito;Fizetes datuma;Osszeg;Netto", "TXNNN;2004-03-DD 10:00:00;29,90;29,01", []string{`amount = "Osszeg"`, `time = "Fizetes datuma"`}, []string{"? columns.amount"}},
		{"what is left of a sum that no list names", "Transaction ID;Date;Net amount;Zubrak", "TXNNN;2004-03-DD 10:00:00;29.01;29.90", []string{`amount = "?"`, "[Net amount | Zubrak]"}, nil},
		{"what was given back of a sum that no list names", "Transaction ID;Date;Reembolsado valor;Zubrak", "TXNNN;2004-03-DD 10:00:00;{29.90|10.00};29.90", []string{`amount = "?"`, "may be a part of what was paid", "[Reembolsado valor | Zubrak]"}, nil},
		{"a fee, a tax and a balance", "Transaction ID;Date;Amount;Fee;VAT;Balance", "TXNNN;2004-03-DD 10:00:00;29.90;0.89;5.39;1NNN.00", []string{`amount = "Amount"`}, []string{"? columns"}},
		{"a fee that is all there is", "Transaktionsnummer;Datum;Entgelt;Karte", "TXNNN;2004-03-DD 10:00:00;29,90;CARD", []string{`amount = "?"`, "[Entgelt]"}, nil},
		{"a fee and a tax that are all there is", "Transaction ID;Date;Fee;VAT;Card", "TXNNN;2004-03-DD 10:00:00;29.90;5.39;CARD", []string{`amount = "?"`}, nil},
		{"numbers with the digits of seconds", "Transaction ID;Date;Amount;Order number", "1690000NNN;2004-03-DD 10:00:00;29.90;1680000NNN", []string{`time = "Date"`, "Transaction ID"}, []string{"? columns.time", "[Date"}},
		{"a number in two words of capitals", "IDDaTransação;DataDaTransação;ValorBruto;Utilizador", "1690000NNN;2004-03-DD 10:00:00;29,90;rose", []string{`kind = "payments"`, `id = "IDDaTransação"`, `time = "DataDaTransação"`}, nil},
		{"a counter of rows beside a number", "No.;Date;Amount;Zubrak reference", "ROW;2004-03-DD 10:00:00;29.90;AB1NNN", []string{`id = "?"`, "Zubrak reference"}, []string{`id = "No."`}},
		{"lines that are counted, and nobody's", "Número de transacción;Fecha;Importe;Línea", "TXNNN;2004-03-DD 10:00:00;29,90;ROW", nil, []string{"account ="}},
		{"what was given back as an amount", "PAY_ID;TXN_DATE;Zubrak;REFUND_AMT", "TXNNN;2004-03-DD 10:00:00;29.90;0.00", []string{`amount = "?"`, "[REFUND_AMT | Zubrak]"}, nil},
		{"a counter beside a number of few words", "Zubrak ID;Date;Amount;NR", "AB1NNN;2004-03-DD 10:00:00;29.90;ROW", nil, []string{`id = "NR"`}},
		{"what was given back is no reference", "Transaction ID;Date;Amount;Refunded", "TXNNN;2004-03-DD 10:00:00;29.90;0", nil, []string{`ref = "Refunded"`}},
		{"a user's name is no half of one", "номер платежа;дата;сумма;фио;имя пользователя", "TXNNN;2004-03-DD 10:00:00;29.90;Пётр Ёлкин;{rose|fern}", []string{`name = "фио"`}, []string{`["имя`}},
		{"words for a side beside the gross sum", "Transaction ID;Date;TOPLAM TUTAR;NET", "TXNNN;2004-03-DD 10:00:00;29,90 {CR|DR};29,01", []string{`sign = "TOPLAM TUTAR"`}, nil},
		{"times of day in digits", "Transaction ID;Paid on;TRX_TM;Amount", "TXNNN;200403DD;10DDMM;29.90", []string{`time = "?"`, "times of day without marks"}, nil},
		{"a server's address", "Transaction ID;Date;Amount;Email;Server IP", "TXNNN;2004-03-DD 10:00:00;29.90;rNNN@post.example;198.18.0.7", nil, []string{"ip =", "columns.ip"}},
		{"a server's address in Swedish", "Transaktionsnummer;Datum;Belopp;Server-IP", "TXNNN;2004-03-DD 10:00:00;29,90;198.18.0.HHH", nil, []string{"ip =", "columns.ip"}},
		{"several currencies in the cells", "id;time;amount", "TXNNN;2004-03-DD 10:00:00;29.90 {EUR|USD}", []string{`currency = "?"`, "in several currencies (EUR, USD)"}, nil},
		{"one currency in the cells", "id;time;amount", "TXNNN;2004-03-DD 10:00:00;29.90 EUR", nil, []string{"currency ="}},
		{"the currency of a settlement", "Transaktions-ID;Datum;Betrag;Abrechnungswährung;Zubrak", "TXNNN;2004-03-DD 10:00:00;29,90;USD;EUR", []string{`currency = "?"`, "it goes with one of the sums"}, nil},
		{"a currency and no day of value", "Numero transazione;Data pagamento;Importo lordo;Valuta", "TXNNN;2004-03-DD 10:00:00;29,90;EUR", []string{`currency = "Valuta"`}, nil},
		{"a rate is no type", "Número de transacción;Fecha;Importe;Tipo de cambio", "TXNNN;2004-03-DD 10:00:00;29,90;1.07", nil, []string{"type =", "? columns.type"}},
		{"a day and a time without marks", "Transaction ID;Paid at;Amount;Card;Name", "TXNNN;200403DDT100000;29.90;990100******1234;Rosa Berg", []string{`kind = "payments"`, `time_format = "20060102T150405"`}, nil},
		{"cards, people and sums without a time that is read", "Zubrak;Amount;Card;Name", "TXNNN;29.90;CARD;{Rosa Berg|Anna Lind}", []string{`kind = "?"`, "payments"}, []string{`kind = "holders"`}},
	})
	table := "Valores em cêntimos\nID da transação;Data do pagamento;Valor\n" + strings.Repeat("T1;2004-03-02 10:00:00;990\nT2;2004-03-03 10:00:00;5\nT3;2004-03-04 10:00:00;12\n", 2)
	r, _ := lookAt(t, map[string]string{"a.csv": table})
	says(t, "hundredths above the names", string(r.Draft("")), []string{`amount_unit = "?"`, "stands above the names"}, nil)
	r, _ = lookAt(t, map[string]string{"a.csv": strings.Replace(table, " em cêntimos", "", 1)})
	says(t, "nothing above the names", string(r.Draft("")), nil, []string{"amount_unit"})
	_, draft := look(t, "id;time;amount", varied("TNNN;2004-03-DD 10:00:00;SUM"))
	says(t, "one sum of a few hundredths", draft, []string{`amount_unit = "?"`}, nil)
}

// One list of times under many names: whose they are, and what they are of.
func TestWhichTime(t *testing.T) {
	guises(t, []guise{
		{"when it was answered", "IP;Requested time;Customer number;Answered on", "198.18.0.HHH;2004-03-DD 10:00:00;KNNN;2004-05-DD 10:00:00", []string{`kind = "answers"`}, []string{"start =", "columns.start"}},
		{"when it was answered, in Portuguese", "IP solicitado;Data e hora solicitada;Número de cliente;Data da resposta", "198.18.0.HHH;2004-03-DD 10:00:00;KNNN;2004-05-DD 10:00:00", []string{`kind = "answers"`}, []string{"start =", "columns.start"}},
		{"a beginning behind the moment", "IP;Requested time;Customer number;From zubrak", "198.18.0.HHH;2004-03-DD 10:00:00;KNNN;2004-05-DD 10:00:00", []string{`start = "?"`}, nil},
		{"an end before the beginning", "IP;Start;End;Customer", "198.18.0.HHH;2004-03-DD 10:00:00;2004-02-DD 10:00:00;KNNN", []string{`end = "?"`, "lies on the wrong side"}, nil},
		{"a moment within each period", "IP;Moment;Début;Fin;Numéro client", "198.18.0.HHH;2004-03-DD 10:30:00;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{"asked_time"}, []string{`kind = "assignments"`}},
		{"a connection is no end", "IP;Date de connexion;Début;Fin;Numéro client", "198.18.0.HHH;2004-03-DD 10:30:00;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`kind = "?"`, "answers"}, []string{`end = "Date de connexion"`}},
		{"a beginning and a moment", "IP-cím;Kezdete;Zubrak időpont;Előfizető", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`kind = "?"`}, nil},
		{"an end in Hungarian", "IP-cím;Kezdete;Záró időpont;Előfizető", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`kind = "assignments"`, `end = "Záró időpont"`}, nil},
		{"a user at a moment", "Zeitpunkt;IP;Benutzername", "2004-03-DD 10:00:00;198.18.0.HHH;roseNNN", []string{`kind = "?"`, "access"}, []string{`kind = "answers"`}},
		{"who signed up", "account;registered;phone;signup_ip", "roseNNN;2004-03-DD 10:00:00;+3900000NNN;198.18.0.HHH", []string{`kind = "members"`}, nil},
		{"who signed up, and until when", "Login;Registered;Expiry;Last login IP", "roseNNN;2004-03-DD 10:00:00;2004-04-DD 10:00:00;198.18.0.HHH", nil, []string{`kind = "assignments"`}},
		{"when it was changed last", "usuario;fecha de registro;email;última actualización", "roseNNN;2004-03-DD 10:00:00;rNNN@post.example;2004-04-DD 10:00:00", nil, []string{`last_time = "última`}},
		{"the last of what", "kullanıcı;kayıt tarihi;email;son zubrak", "roseNNN;2004-03-DD 10:00:00;rNNN@post.example;2004-04-DD 10:00:00", nil, []string{`last_time = "son`}},
		{"who signed up, and what they have left", "USERNAME;REG_DATE;CTRY;AMT;NR", "roseNNN;2004-03-DD 10:00:00;DE;5.00;ROW", []string{`kind = "?"`, "members"}, nil},
		{"who signed up, and was seen", "Account;Joined;Last seen;Name;Phone;Customer IP", "roseNNN;2004-03-DD;2004-05-DD;Rosa Berg;+3900000NNN;198.18.0.HHH", nil, []string{`kind = "assignments"`}},
		{"an answer about who was born when", "kunden_ip;anmeldezeit;kundennummer;geb_am;beantwortet_am;name", "198.18.0.HHH;2004-03-DD 10:00:00;KNNN;1964-05-DD;2004-06-DD 10:00:00;{Rosa Berg|Anna Lind}", []string{`kind = "?"`, "answers"}, nil},
		{"a beginning in two columns", "IP;Start;Hour;End;Time;Subscriber number", "198.18.0.HHH;2004-03-DD;10:00:00;2004-03-DD;11:00:00;KNNN", []string{`kind = "assignments"`}, nil},
		{"a moment in words is no account", "SUBSCR_NO;FULLNAME;LOGIN_TS;IP_ADDR;STREET;BIRTH_DT;PUBLIC_PORT;ZIP", "KNNN;{Rosa Berg|Anna Lind};DD. {mai|jun} 2004 16:21:09;198.18.0.HHH;Via NNN;1964-05-DD;PPPP;10NNN", nil, []string{`account = "LOGIN_TS"`}},
		{"where a device lives", "IP;Start;End;Customer;Адрес", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;MAC", nil, []string{`street = "Адрес"`}},
	})
	_, draft := lookLines(t, "a.jsonl", fill(`{"ip":"198.18.0.HHH","time":"2004-03-DD 10:00:00 +0100","customer id":"KNNN","street":"Gartenweg NNN"}`))
	says(t, "lines about customers", draft, []string{`kind = "?"`, "Lines of JSON are read as a log alone"}, nil)
	_, draft = lookLines(t, "a.jsonl", fill(`{"ip":"198.18.0.HHH","time":"2004-03-DD 10:00:00 +0100","customer id":"KNNN","street":"a","status":200}`))
	says(t, "lines of a log", draft, []string{`kind = "access"`}, nil)
}
