package intake_test

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Sums of payment services and of hosts' panels: what was paid, what was paid back, and what no
// customer paid.
func TestServicesOfPayment(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"in and out", "ID,Client Name,Date,Amount In,Fees,Amount Out,Transaction ID", "NNN,Rosa Berg,2004-03-DD 10:00,{0.00|29.90},0.90,{29.90|0.00},TXNNNN", []string{`credit = "Amount In"`, `debit = "Amount Out"`}, []string{"amount ="}},
		{"in and out in Dutch", "Datum;Kenmerk;Bedrag uit;Bedrag in", "DD-03-2004;KNNN;{29,90|};{|29,90}", []string{`credit = "Bedrag in"`, `debit = "Bedrag uit"`}, []string{"amount ="}},
		{"a second column that no pair names", "id;time;Amount;Amount given back", "TNNN;2004-03-DD 10:00:00;{0.00|29.90};{29.90|0.00}", []string{`amount = "?"`, "20 rows hold no sum in", "[Amount | Amount given back]"}, nil},
		{"a fee beside each sum", "id;time;Amount;Cost", "TNNN;2004-03-DD 10:00:00;{19.90|29.90};0.90", []string{`amount = "Amount"`}, nil},
		{"a balance beside two sides", "Datum;Beleg;Gutschrift in CHF;Lastschrift in CHF;Saldo in CHF", "DD.03.2004;BNNN;{|29.90};{29.90|};1029.90", []string{`credit = "Gutschrift in CHF"`, `debit = "Lastschrift in CHF"`}, []string{"amount ="}},
		{"all rows are payouts", "id,Type,Amount,Currency,Created", "po_NNN,payout,900.10,chf,2004-03-DD 10:00", []string{`kind = "?"`, "[document | payments]", "what no customer paid", `no payment of a customer's`}, nil},
		{"numbers of payouts", "Payout ID,Amount,Currency,Created", "po_NNN,900.10,chf,2004-03-DD 10:00", []string{`kind = "?"`, `"Payout ID" speaks of what no customer paid`}, nil},
		{"some rows are fees", "id,Type,Amount,Currency,Created", "tNNN,{Fee|Sale},9.10,chf,2004-03-DD 10:00", []string{`"Fee" = "?"`, "leave these rows out in a copy"}, []string{`kind = "?"`}},
		{"invoices that were paid", "Rechnungsnummer;Bezahlt am;Betrag;Kunde", "RNNN;DD.03.2004 10:00:00;29,90;Rosa Berg", []string{`id = "Rechnungsnummer"`, `time = "Bezahlt am"`}, []string{`kind = "?"`}},
		{"a number that no word names", "Zubrak;Zeitpunkt;Betrag;Kunde", "XNNN;DD.03.2004 10:00:00;29,90;Rosa Berg", []string{"number the rows in a copy, and seal both [Zubrak]"}, nil},
		{"paid, or only begun", "id;Created;Paid at;Amount", "TNNN;2004-03-DD 10:00:00;{|2004-03-DD 10:02:00};29.90", []string{`time = "?"`, "Created", "Paid at"}, nil},
		{"paid, or begun under a name that no list has", "id;Zubrak;Paid at;Amount", "TNNN;2004-03-DD 10:00:00;{|2004-03-DD 10:02:00};29.90", []string{`time = "?"`, `20 of 60 rows have nothing in "Paid at"`, "[Paid at | Zubrak]"}, nil},
		{"refunds and what they take back", "Refund ID;Payment ID;Created;Amount", "reNNN;piNNN;2004-03-DD 10:00:00;29.90", []string{`ref = "?"`, "the rows take payments back", "[Payment ID]"}, []string{"account ="}},
		{"disputes and what they take back", "Dispute ID,Charge ID,Dispute Created,Dispute Amount", "dpNNN,chNNN,2004-03-DD 10:00:00,29.90", []string{`ref = "?"`, `id = "Dispute ID"`, "[Charge ID]"}, nil},
		{"whole sums of any ending", "id;time;Amount;Currency", "TNNN;2004-03-DD 10:00:00;27HHH;INR", []string{`amount_unit = "?"`}, nil},
		{"whole sums of a currency without hundredths", "id;time;Amount;Currency", "TNNN;2004-03-DD 10:00:00;27HHH;JPY", nil, []string{"amount_unit"}},
		{"a time that is called after the booking", "Transaction No;Posted Transactions Date;Money Out;Money In", "TXNNN;DD/03/2004;{29.90|};{|29.90}", []string{"no column was found for time, and payments need it [Posted Transactions Date]"}, nil},
		{"a currency in the names", "Datum;Beleg;Gutschrift in CHF;Lastschrift in CHF", "DD.03.2004;BNNN;{|29.90};{29.90|}", []string{`"Gutschrift in CHF" speaks of "CHF", and no column holds the currency`}, nil},
		{"a currency in the cells", "id;time;Amount", "TNNN;2004-03-DD 10:00:00;29.90 €", []string{`"Amount" speaks of "€"`}, nil},
		{"a currency in a column", "id;time;Amount (EUR);Currency", "TNNN;2004-03-DD 10:00:00;29.90;EUR", nil, []string{"speaks of"}},
		{"results with our words beside", "id;time;amount;Autorisierung", "TNNN;2004-03-DD 10:00:00;29.90;{abgelehnt|genehmigt}", []string{`values = { result = { "abgelehnt" = "declined", "genehmigt" = "approved" } }`}, nil},
	} {
		_, draft := look(t, c.header, sided(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
	flagged := fill("CARD;Rosa Berg;FLAG;DD.03.2004")
	_, draft := look(t, "Kartennummer;Karteninhaber;Gestohlen gemeldet;Sperrdatum", func(i int) string {
		return strings.NewReplacer("CARD", luhn("9901000000"+[]string{"17", "29", "31"}[i%3]+"7"), "FLAG", []string{"ja", "nein"}[i%2]).Replace(flagged(i))
	})
	says(t, "whether at all, and a day", draft, []string{`reported = "?"`, "[Sperrdatum | Gestohlen gemeldet]", `values = { reported = { "ja" = "yes", "nein" = "no" } }`}, nil)
	_, draft = lookLines(t, "userlogins.log", fill("[DD-Mar-2004 10:00:00 +0100]: <a1b2NNN> Successful login for rose@mail.example (ID: 7) from 198.18.0.HHH in session 0011aaNNN"))
	says(t, "a webmail", draft, []string{"Roundcube", "who logged in"}, nil)
}

// A log that goes on in another form is no log of one form whose other lines are damage.
func TestLogsOfTwoForms(t *testing.T) {
	clf := fill(`198.18.0.HHH - rose [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12`)
	one := func(other func(int) string) string {
		_, draft := lookLines(t, "access.log", func(i int) string {
			if i%3 == 2 {
				return other(i)
			}
			return clf(i)
		})
		return draft
	}
	says(t, "two forms", one(fill(`{"ip":"198.18.0.HHH","n":NNN}`)), []string{`kind = "?"`, "lines are not of this format", "[access | document]"}, nil)
	says(t, "one form", one(clf), []string{`kind = "access"`}, nil)
}

// Tables in languages and forms of time of which only the most usual words are known.
func TestFurtherLanguages(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"Serbian", "Број трансакције;Датум и време;Износ;Валута;Купац;Е-пошта;ИП адреса", "RSNNN;DD.03.2004. 10:00;1.029,90;RSD;Милош;kupac@posta.example;198.18.0.HHH", []string{`kind = "payments"`, `id = "Број трансакције"`, `ip = "ИП адреса"`, `email = "Е-пошта"`}, []string{`kind = "?"`}},
		{"Slovak", "IP adresa;Začiatok;Koniec;Číslo zákazníka;Telefón", "198.18.0.HHH;DD/03/2004 10:00:00;DD/03/2004 11:00:00;SKNNN;+4219000NNN0", []string{`kind = "assignments"`, `start = "Začiatok"`, `subscriber = "Číslo zákazníka"`}, []string{`kind = "?"`}},
		{"Lithuanian", "IP adresas;Pradžia;Pabaiga;Abonento numeris;Miestas", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;LNNN;Kaunas", []string{`kind = "assignments"`, `end = "Pabaiga"`, `town = "Miestas"`}, nil},
		{"Latvian", "IP adrese;Sākums;Beigas;Līguma numurs", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;LNNN", []string{`kind = "assignments"`, `subscriber = "Līguma numurs"`}, nil},
		{"Estonian", "Tehingu number;Kuupäev;Summa;E-post", "EENNN;DD.03.2004 10:00:00;29,90;rose@post.example", []string{`kind = "payments"`, `id = "Tehingu number"`, `email = "E-post"`}, nil},
		{"Czech questions", "IP adresa;Zdrojový port;Datum a čas dotazu;Číslo účastníka", "198.18.0.HHH;PPPP;DD.03.2004 10:00:00;UNNN", []string{`kind = "answers"`, `asked_port = "Zdrojový port"`, `asked_time = "Datum a čas dotazu"`}, nil},
		{"a moment in words under a name that no list has", "IP address;Zubrak;Customer number", "198.18.0.HHH;DD.3.2004 klo 14.05.09;KNNN", []string{"[2.1.2006 klo 15.4.5]", `asked_time = "?"`}, []string{"not recognised"}},
		{"a month in words under a name that no list has", "IP address;Zubrak;Customer number", "198.18.0.HHH;2004 m. sausio DD d. 14:05;KNNN", []string{`asked_time = "?"`, "one layout reads them [2006 m. January 02 d. 15:04]"}, []string{"not recognised"}},
		{"days of one digit and of two, in words", "IP address;Query time;Customer number", "198.18.0.HHH;{21 de enero|3 de abril} de 2004 14:05:DD;KNNN", []string{"one layout reads them [2 de January de 2006 15:04:05]"}, nil},
		{"cells that are empty", "ip;start;end;subscriber", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;{|KNNN}", []string{`subscriber = "?"`, `20 of 60 rows have nothing in "subscriber"`}, []string{"merged"}},
		{"sums and currencies under names that no list has", "IP address;Date;User;Zubrak;Brukaz", "198.18.0.HHH;2004-03-DD 10:00:00;rose;29.90;EUR", []string{"| payments]", "There are sums as well"}, nil},
		{"what another kind needs besides", "IP address;Zubrak;Ende;Kundennummer", "198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;KNNN", []string{`# and what it needs besides: start [Zubrak]`}, nil},
		{"nothing counted of what had not ended", "username,acctstarttime,acctstoptime,acctsessiontime,framedipaddress", "uNNN,2004-03-DD 10:00:00,{|2004-03-DD 11:00:00},{0|3600},198.18.0.HHH", []string{`"acctsessiontime" is not mapped: where no end stands it is 0`}, []string{"duration ="}},
		{"what was counted so far", "username,acctstarttime,acctstoptime,acctsessiontime,framedipaddress", "uNNN,2004-03-DD 10:00:00,{|2004-03-DD 11:00:00},{1800|3600},198.18.0.HHH", []string{`duration = "acctsessiontime"`}, nil},
	} {
		_, draft := look(t, c.header, sided(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
}

// What is locked or of another program is called so.
func TestLockedWorkbooks(t *testing.T) {
	var ods strings.Builder
	z := zip.NewWriter(&ods)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err == nil {
		_, err = io.WriteString(w, "application/vnd.oasis.opendocument.spreadsheet")
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	r, _ := lookAt(t, map[string]string{
		"a.xlsx": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00",
		"b.ods":  ods.String(),
	})
	says(t, "locked, and OpenDocument", string(r.Draft("")), []string{"locked with a password", "a workbook of OpenDocument (ODS), which is not read"}, []string{"an old office file"})
}

// Numbers that a spreadsheet took the zeros off are another payment's for whoever compares them.
func TestZerosInFront(t *testing.T) {
	rows := func(form, sum string) string {
		text := "Transaction ID;Date;Amount\n"
		for i := range 20 {
			text += fmt.Sprintf(form+";2004-03-%02d 10:00:00;"+sum+"\n", 4711+i, 1+i)
		}
		return text
	}
	r, _ := lookAt(t, map[string]string{"a.csv": rows("%08d", "29.90"), "b.csv": rows("%d", "29.90"), "c.csv": rows("7%d", "29.90"), "d.csv": rows("%d", "9.90")})
	draft := string(r.Draft(""))
	says(t, "zeros", draft, []string{`20 numbers of "Transaction ID" are those of "a.csv" without the zeros in front`}, []string{"those of \"b.csv\""})
	if n := strings.Count(draft, `id = "?"`); n != 1 {
		t.Errorf("%d questions about numbers, want 1:\n%s", n, draft)
	}
}

// What lies behind or inside a longer text is Italian as well.
func TestTextsWithinTextsInItalian(t *testing.T) {
	for _, c := range [][2]string{
		{"Zubrak;Karten", "1,07824E+12;rose"}, {"Zubrak;Audit", `rose;{"a":"NNN"}`},
		{"id;Zubrak;Paid at;Amount", "TNNN;2004-03-DD 10:00:00;{|2004-03-DD 10:02:00};27HHH"}, {"IP address;Date;User;Zubrak;Brukaz", "198.18.0.HHH;2004-03-DD 10:00:00;rose;29.90;EUR"},
		{"id,Type,Amount,Currency,Created", "po_NNN,payout,900.10,chf,2004-03-DD 10:00"}, {"Refund ID;Payment ID;Created;Amount", "reNNN;piNNN;2004-03-DD 10:00:00;29.90"},
		{"id;time;Amount;Amount given back", "TNNN;2004-03-DD 10:00:00;{0.00|29.90};{29.90|0.00}"}, {"IP address;Zubrak;Ende;Kundennummer", "198.18.0.HHH;DD.03.2004 10:00:00;DD.03.2004 11:00:00;KNNN"},
	} {
		r, _ := look(t, c[0], sided(c[1]))
		inItalian(t, c[0], r)
	}
}
