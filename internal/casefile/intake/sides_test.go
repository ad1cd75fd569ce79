package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sided fills a row with what is in braces: {out|in}, the first in every third row.
func sided(row string) func(int) string {
	return func(i int) string {
		parts := strings.FieldsFunc(row, func(r rune) bool { return r == '{' || r == '}' })
		for n, p := range parts {
			if out, in, ok := strings.Cut(p, "|"); ok {
				parts[n] = out
				if i%3 != 0 {
					parts[n] = in
				}
			}
		}
		return fill(strings.Join(parts, ""))(i)
	}
}

// Which way the money went is stated where names and values make it plain, and else asked.
func TestWhichWay(t *testing.T) {
	for _, c := range []struct {
		name, header, row string
		want, not         []string
	}{
		{"two columns", "Data;Causale;Dare;Avere;CRO", "DD/03/2004;Abbonamento;{29,90|};{|1.029,90};CNNN", []string{`credit = "Avere"`, `debit = "Dare"`, `decimal = ","`, "let them change places"}, []string{"amount =", `debit = "?"`}},
		{"nothing, a dash and zero", "Date;Ref;Paid out;Paid in", "2004-03-DD;RNNN;{29.90|-};{0.00|29.90}", []string{`credit = "Paid in"`, `debit = "Paid out"`, `debit = { "-" = "" }`}, nil},
		{"a minus that says it again", "Buchung;Beleg;Soll;Haben", "DD.03.2004;BNNN;{-29,90|};{|29,90}", []string{`credit = "Haben"`, `debit = "Soll"`}, nil},
		{"two letters", "Datum;Volgnr;Naam;Af;Bij", "DD-03-2004;NNN;Rose Moss;{29,90|};{|29,90}", []string{`credit = "Bij"`, `debit = "Af"`}, nil},
		{"both filled at times", "Date;Ref;Debit;Credit", "2004-03-DD;RNNN;{29.90|};{10.00|29.90}", []string{`credit = "?"`, `debit = "?"`, "hold a sum in both columns"}, nil},
		{"both filled always are no sides", "Date;Ref;Amount;Debit Account;Credit Account", "2004-03-DD;RNNN;29.90;1800;8400", nil, []string{"debit =", "credit ="}},
		{"credits below zero", "Date;Ref;Debit;Credit", "2004-03-DD;RNNN;{29.90|};{|-29.90}", []string{`debit = "?"`, "below zero; such rows are rejected"}, nil},
		{"a signed sum beside them", "Date;Ref;Amount;Debit;Credit", "2004-03-DD;RNNN;{-29.90|29.90};{29.90|};{|29.90}", []string{`amount = "Amount"`}, []string{"debit =", "credit ="}},
		{"a bare sum beside them", "Date;Ref;Amount;Debit;Credit", "2004-03-DD;RNNN;29.90;{29.90|};{|29.90}", []string{`credit = "Credit"`, `debit = "Debit"`}, []string{"amount ="}},
		{"another sum beside them", "Date;Ref;Original Amount;Debit;Credit", "2004-03-DD;RNNN;25.10;{29.90|};{|29.90}", []string{`amount = "?"`, "[Original Amount]", "stand other sums"}, nil},
		{"gross and net, in two columns each", "Date;Ref;Gross Currency;Gross Debit (GC);Gross Credit (GC);Net Currency;Net Debit (NC);Net Credit (NC)", "2004-03-DD;RNNN;GBP;{29.90|};{|29.90};EUR;{38.10|};{|38.10}",
			[]string{`credit = "Gross Credit (GC)"`, `debit = "Gross Debit (GC)"`, `currency = "Gross Currency"`}, []string{"amount ="}},
		{"books of one's own", "Betrag;S/H;Konto;Gegenkonto;Datum;Beleg", "29,90;{S|H};1800;10NNN;DD.03.2004;BNNN", []string{`"S" = "?"`, `"H" = "?"`, "accounts of a ledger", `sign = "S/H"`}, nil},
		{"an account of who pays", "Date;Ref;Debit;Credit", "2004-03-DD;RNNN;{|29.90};{900.00|}", []string{`credit = "?"`, `debit = "?"`, "[Debit | Credit]", "of who pays"}, nil},
		{"a word beside the sum", "Datum;Beleg;Betrag;Soll/Haben-Kennzeichen", "DD.03.2004;BNNN;29,90;{S|H}", []string{`amount = "Betrag"`, `sign = "Soll/Haben-Kennzeichen"`, `sign = { "H" = "credit", "S" = "debit" }`}, []string{`"H" = "?"`}},
		{"our own words", "Date;Ref;Amount;Debit/Credit", "2004-03-DD;RNNN;29.90;{Debit|Credit}", []string{`sign = "Debit/Credit"`}, []string{"sign = {"}},
		{"our words with accents are other words", "Date;Référence;Montant;Sens", "DD/03/2004;RNNN;29,90;{Débit|Crédit}", []string{`sign = { "Crédit" = "credit", "Débit" = "debit" }`}, nil},
		{"words that are alike in nothing else", "Dato;Arkivref;Ut fra konto;Inn på konto", "DD.03.2004;RNNN;{29,90|};{|29,90}", []string{`credit = "Inn på konto"`, `debit = "Ut fra konto"`}, nil},
		{"marks", "Data;Numero operazione;Segno;Importo", "DD/03/2004;NNN;{-|+};29,90", []string{`sign = "Segno"`, `sign = { "+" = "credit", "-" = "debit" }`}, nil},
		{"a mark and nothing", "Data;Numero operazione;Segno;Importo", "DD/03/2004;NNN;{-|};29,90", []string{`sign = "Segno"`, `sign = { "" = "?", "-" = "debit" }`, "bear no word for a side"}, nil},
		{"letters that another one explains", "Fecha;Referencia;Cargo/Abono;Importe", "DD/03/2004;RNNN;{C|A};29,90", []string{`sign = { "A" = "credit", "C" = "debit" }`}, nil},
		{"letters that the name explains", "Fecha;Referencia;Cargo/Abono;Importe", "DD/03/2004;RNNN;A;29,90", []string{`sign = { "A" = "credit" }`}, nil},
		{"a letter that nothing explains", "Fecha;Referencia;Sentido;Importe", "DD/03/2004;RNNN;C;29,90", []string{`sign = { "C" = "?" }`}, nil},
		{"a name that says nothing", "Datum;Beleg;Betrag;Art", "DD.03.2004;BNNN;29,90;{S|H}", []string{`sign = "?"`, "# ? columns.sign", "[Art]"}, []string{`type = "Art"`}},
		{"no name", "Datum;Beleg;Betrag;", "DD.03.2004;BNNN;29,90;{S|H}", []string{`sign = "?"`, "[ ]"}, nil},
		{"sums that deny it", "Date;Ref;Amount;D/C", "2004-03-DD;RNNN;{29.90|-29.90};{D|C}", []string{`sign = "?"`, "denies the signs"}, nil},
		{"in the cell", "Date,Ref,Amount", `2004-03-DD,RNNN,"1,029.90 {DR|CR}"`, []string{`amount = "Amount"`, `sign = "Amount"`, `sign = { "CR" = "credit", "DR" = "debit" }`, `decimal = "."`}, nil},
		{"in the cell, beside a currency", "Data;Documento;Valor", "DD/03/2004;NNN;R$ 29,90 {D|C}", []string{`amount = "Valor"`, `sign = "Valor"`}, nil},
		{"in some cells", "Date,Ref,Amount", "2004-03-DD,RNNN,29.90{ CR|}", []string{`sign = { "" = "?", "CR" = "credit" }`}, nil},
		{"sorts of cards are no sides", "Date;Ref;Card Number;Card Type;Amount", "2004-03-DD;RNNN;431289******1NNN;{Debit|Credit};29.90", []string{`amount = "Amount"`}, []string{"sign ="}},
		{"net sums that are larger", "Date;Ref;Gross;Net", "2004-03-DD;RNNN;29.90;{28.10|31.10}", []string{`amount = "?"`, "[Gross | Net]"}, nil},
		{"net of a sum that is called no more than one", "Date;Ref;Amount;Fee;Net Amount", "2004-03-DD;RNNN;29.90;1.10;28.80", []string{`amount = "Amount"`}, nil},
		{"the account of a statement", "Date;Ref;Account Number;Debit;Credit", "2004-03-DD;RNNN;12345678;{29.90|};{|29.90}", []string{`account = "?"`}, nil},
	} {
		_, draft := look(t, c.header, sided(c.row))
		says(t, c.name, draft, c.want, c.not)
	}
}

// What the draft says of the sides is what the preview reads, card numbers and all.
func TestSidesAreShown(t *testing.T) {
	text := "Datum;Beleg;Soll;Haben\n"
	for i := range 60 {
		text += fmt.Sprintf("%02d.03.2004;B%d;%s\n", 13+i%10, i, []string{";29,90", "-0,50;", "-19,90;", ";19,90"}[min(i, 3)])
	}
	text += "22.03.2004;;-1,00;2,00\n22.03.2004;Summe;;\n"
	r, shown := drafted(t, map[string][]byte{"a.csv": []byte(text)})
	var got []string
	for _, row := range shown[0].Rows {
		for _, f := range row {
			if f.Key == "amount" || f.Key == "type" {
				got = append(got, f.Value)
			}
		}
	}
	if diff := cmp.Diff([]string{"sale", "29.90", "refund", "-0.50", "refund", "-19.90"}, got); diff != "" {
		t.Errorf("%s%+v\n%s", diff, shown, r.Draft(""))
	}
	reasons := fmt.Sprint(shown[0].Rejects)
	if !strings.Contains(reasons, "both debit and credit") || !strings.Contains(reasons, "neither debit nor credit") {
		t.Error(reasons)
	}
}
