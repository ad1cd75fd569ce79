package intake_test

import (
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
