package intake_test

import (
	"strings"
	"testing"
)

// The number of a line numbers the customer where nothing else does; the card in a telephone is no
// telephone; a sort of customer is neither a customer nor a sort of payment.
func TestLinesCardsAndSorts(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"a line by its Italian name", "IP;Inizio;Fine;Utenza telefonica;Intestatario", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;39347000NNN;Rosa Verdi",
			[]string{`kind = "assignments"`, `subscriber = "Utenza telefonica"`, `name = "Intestatario"`}, []string{"# ? columns"}},
		{"a line beside the customer", "IP;Inizio;Fine;Codice cliente;Utenza telefonica;Intestatario utenza", "198.18.0.HHH;2004-03-DD 10:00:00;2004-03-DD 11:00:00;CNNN;39347000NNN;Rosa Verdi",
			[]string{`subscriber = "Codice cliente"`, `phone = "Utenza telefonica"`, `name = "Intestatario utenza"`}, []string{"# ? columns"}},
		{"the card in a telephone, and the telephone", "IP,Start,End,Customer,Customer Type,IMSI,IMEI", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,CNNN,SORT,22201000000NNN,35000000000NNN",
			[]string{`subscriber = "Customer"`, `device = "IMEI"`, "# not mapped: Customer Type, IMSI"}, []string{"# ? columns"}},
		{"such a card alone is offered for the customer", "IP,Start,End,MSISDN,ICCID,Account Type", "198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 11:00:00,39347000NNN,8939010000000000NNN,SORT",
			[]string{`phone = "MSISDN"`, "need it [MSISDN | ICCID]", "# not mapped: Account Type"}, []string{"device ="}},
		{"a sort of customer who pays", "Transaction ID,Date,Amount,Currency,Customer Type,Customer Name,Card Number,Status", "TNNN,2004-03-DD 10:00:00,29.95,EUR,SORT,Rosa Verdi,411111******1NNN,approved",
			[]string{`kind = "payments"`, `name = "Customer Name"`, "# not mapped: Customer Type"}, []string{"type ="}},
		{"the same in Italian", "Transaction ID;Data;Importo;Valuta;Tipo cliente;Nominativo;Numero carta;Esito", "TNNN;2004-03-DD 10:00:00;29,95;EUR;SORT;Rosa Verdi;411111******1NNN;approvata",
			[]string{`name = "Nominativo"`, "# not mapped: Tipo cliente"}, []string{"type ="}},
	} {
		row := fill(c.row)
		_, draft := look(t, c.header, func(i int) string { return strings.ReplaceAll(row(i), "SORT", []string{"prepaid", "postpaid"}[i%2]) })
		says(t, c.name, draft, c.want, c.not)
	}
}
