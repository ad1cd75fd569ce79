package intake_test

import "testing"

// What is understood of a table is not taken in silence where what is not understood may be it as well.
func TestNotUnderstood(t *testing.T) {
	guises(t, []guise{
		{"a time that no list names", "Transaction ID;Invoice date;Zubrak;Amount", "TXNNN;2004-03-DD 10:00:00;2004-03-DD 18:00:00;29.90", []string{`time = "?"`, "[Invoice date | Zubrak]"}, nil},
		{"one more beside several", "Transaction ID;Invoice date;Order date;Zubrak;Amount", "TXNNN;2004-03-DD 10:00:00;2004-03-DD 11:00:00;2004-03-DD 18:00:00;29.90", []string{`time = "?"`, "[Invoice date | Order date | Zubrak]"}, nil},
		{"a day and its time of day", "Transaction ID;Invoice date;Zubrak;Brazuk;Amount", "TXNNN;2004-03-DD 10:00:00;2004-03-DD;18:00:00;29.90", []string{`time = "?"`, "[Invoice date | Zubrak + Brazuk]"}, nil},
		{"years apart", "Transaction ID;Invoice date;Zubrak;Amount", "TXNNN;2004-03-DD 10:00:00;1999-03-DD 10:00:00;29.90", []string{`time = "Invoice date"`}, []string{"columns.time"}},
		{"a second apart", "Transaction ID;Invoice date;Zubrak;Amount", "TXNNN;2004-03-DD 10:00:00;2004-03-DD 10:00:01;29.90", []string{`time = "Invoice date"`}, []string{"columns.time"}},
		{"the end of a word", "IP-Adresse;Zubrakbeginn;Ende;Kundennummer", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`start = "Zubrakbeginn"`, `end = "Ende"`}, nil},
		{"the end of a word beside another time", "Belegnummer;Rechnungsdatum;Zubrakdatum;Betrag", "TXNNN;DD.03.2004 10:00;DD.04.2004 10:00;29,90", []string{`time = "?"`, "[Rechnungsdatum | Zubrakdatum]"}, nil},
		{"when the contract began", "IP;Contract start;Start;End;Customer number", "198.18.0.HHH;1999-03-DD 10:00:00;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`start = "Start"`}, []string{"columns.start"}},
		{"nothing but when the contract began", "IP-Adresse;Vertragsbeginn;Kundennummer;Name", "198.18.0.HHH;1999-03-DD 10:00:00;KNNN;{Rosa Berg|Anna Lind}", nil, []string{`start = "Vertragsbeginn"`}},
		{"a moment outside of the period", "IP;Auskunft am;Beginn;Ende;Kundennummer", "198.18.0.HHH;2004-06-DD 10:00:00;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`asked_time = "?"`, `end = "Ende"`}, nil},
		{"a card on a list of which one word is understood", "Card number;Holder;Date of birth;Zubrak date", "CARD;Rosa Berg;1964-05-DD;2004-03-DD", []string{`reported = "?"`, "[Zubrak date]"}, nil},
		{"the first port of a block", "IP;First port;Block size;Start;End;Customer number", "198.18.0.9;PPPP;512;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`port_from = "First port"`, `port_to = "?"`, "about that port alone"}, nil},
		{"both ports of a block", "IP;First port;Last port;Start;End;Customer number", "198.18.0.9;PPPP;QQQQ;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN", []string{`port_to = "Last port"`}, []string{"? columns"}},
		{"years of Taiwan", "Transaction ID;Date;Amount", "TXNNN;93/03/DD 18:00:00;29.90", []string{`date_order = "?"`, "would be 1993 to 1993"}, nil},
		{"years of Thailand", "Transaction ID;Date;Amount", "TXNNN;DD/03/47 18:00:00;29.90", []string{`date_order = "?"`, "of another calendar"}, nil},
		{"years of two digits", "Transaction ID;Date;Amount", "TXNNN;DD/03/04 18:00:00;29.90", nil, []string{"another calendar"}},
		{"what was bought is no half of a name", "Transaction ID;Date;Customer;Product name;Amount", "TXNNN;2004-03-DD 10:00:00;{Rosa Berg|Anna Lind};{Garden Seeds|Train Set};29.90", nil, []string{`["Customer`}},
		{"who approved it is no number", "Zubrak;Authorisation code;Date;Amount", "TXNNN;A1NNN;2004-03-DD 10:00:00;29.90", []string{`id = "?"`}, nil},
		{"a payment's number beside an order's", "Zubrak transaction ID;Order ID;Date;Amount", "TXNNN;OR1NNN;2004-03-DD 10:00:00;29.90", []string{`id = "?"`, "[Order ID | Zubrak transaction ID]"}, nil},
		{"the state's number of a person is no account", "Transaction ID;Date;Amount;CPF;E-mail", "TXNNN;2004-03-DD 10:00:00;29.90;000.NNN.000-00;rNNN@post.example", nil, []string{`account = "CPF"`}},
		{"states of the USA are no results", "Transaction ID;Date;Amount;State", "TXNNN;2004-03-DD 10:00:00;29.90;{TX|CA}", nil, []string{"values.result"}},
	})
}

// Who served the customer, whom the money went to and when somebody became a customer are not taken for the customer's.
func TestNotTheCustomers(t *testing.T) {
	guises(t, []guise{
		{"an address of which one word is understood", "Transaction ID;Date;Amount;Email;Zubrak IP", "TXNNN;2004-03-DD 10:00:00;29.90;rNNN@post.example;198.18.0.HHH", []string{`ip = "?"`, "part of the name"}, nil},
		{"a handful of addresses", "Transaction ID;Date;Amount;Email;IP", "TXNNN;2004-03-DD 10:00:00;29.90;rNNN@post.example;{198.18.0.7|198.18.0.8}", []string{`ip = "?"`, "no more than 2 addresses in 60 rows"}, nil},
		{"who approved it", "Transaction ID;Date;Amount;Email;Approved by", "TXNNN;2004-03-DD 10:00:00;29.90;rNNN@post.example;{rose|fern}", nil, []string{`result = "Approved by"`, "values.result"}},
		{"who reported it lives nowhere", "Card number;Holder;Date reported;Reported by", "CARD;Rosa Berg;2004-03-DD;{Anna Lind|Olga Vale}", []string{`reported = "Date reported"`}, []string{`town = "Reported by"`}},
		{"a town in Danish", "IP;Start;Slut;Kundenr;Kundens by", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;Odense", []string{`town = "Kundens by"`}, nil},
		{"whom the money went to", "Transaction ID;Date;Amount;Zubrak;To name", "TXNNN;2004-03-DD 10:00:00;29.90;{Rosa Berg|Anna Lind};{Olga Vale|Jan Moor}", nil, []string{`name = "To name"`}},
		{"a Portuguese of", "Número de transação;Data;Valor;Nome do portador", "TXNNN;2004-03-DD 10:00:00;29,90;{Rosa Berg|Anna Lind}", []string{`name = "Nome do portador"`}, []string{"columns.name"}},
		{"an answer about a customer of old", "Requested IP;Requested time;Customer number;Customer since", "198.18.0.HHH;2004-03-DD 10:00:00;KNNN;1999-03-DD 10:00:00", []string{`start = "?"`, "months before the moment"}, nil},
		{"a moment that was asked about, beside a beginning", "Zubrak IP;Requested time;Port;Customer number;Customer since;Closed until", "198.18.0.HHH;2004-03-DD 10:00:00;PPPP;KNNN;1999-03-DD 10:00:00;", nil, []string{`kind = "assignments"`}},
		{"where a customer gets letters is not how they are numbered", "IP;Start;End;Customer email;Zubrak customer ID", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;rNNN@post.example;KNNN", []string{`email = "Customer email"`}, []string{`subscriber = "Customer email"`}},
		{"one day of which nobody can tell day and month", "IP richiesto;Istante richiesto;Codice cliente;Data attivazione", "198.18.0.HHH;DD/03/2004 10:00;KNNN;01/03/2001 00:00", []string{`start = "?"`}, nil},
		{"when a contract was made is no question", "IP-adress;Starttid;Sluttid;Kundnummer;Avtalsdatum", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;KNNN;2001-03-DD 10:00:00", []string{`kind = "assignments"`}, []string{"asked_time"}},
		{"a sum of which one word is understood", "Transaction ID;Date;Purchase amount;Zubrak amount;Email", "TXNNN;2004-03-DD 10:00:00;29.90;9.90;rNNN@post.example", []string{`amount = "?"`, "[Purchase amount | Zubrak amount]"}, nil},
		{"a small sum of which one word is understood", "Transaction ID;Date;Purchase amount;Zubrak amount;Email", "TXNNN;2004-03-DD 10:00:00;29.90;1.90;rNNN@post.example", []string{`amount = "Purchase amount"`}, nil},
	})
}
