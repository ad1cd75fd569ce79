package duplicate_test

import (
	"testing"

	"comity/internal/analysis/duplicate"
)

// An entry of another account is another entry, whatever the accounts are called. Whether a name
// of the bank's own is the account of an IBAN nobody can tell.
func TestRowsOfAccounts(t *testing.T) {
	const (
		iban  = "DE02120300000000202051"
		other = "DE02500105170137075030"
		dutch = "NL91ABNA0417164300"
	)
	for _, c := range []struct {
		what string
		of   []string
		want string // + new, = again, ? possible
	}{
		{"one account", []string{iban, iban}, "+="},
		{"two", []string{iban, other}, "++"},
		{"none stated", []string{iban, "", ""}, "+=="},
		{"stated later", []string{"", iban, other}, "+=+"},
		{"blanks, capitals, currency", []string{iban, "de02 1203 0000 0000 2020 51", iban + "EUR", iban + " EUR"}, "+==="},
		{"number behind the bank's", []string{iban, "12030000/202051", "12030000/0000202051EUR"}, "+=="},
		{"number of another bank", []string{iban, "50010517/202051"}, "++"},
		{"another number", []string{iban, "12030000/202052", "137075"}, "+++"},
		{"number before the key", []string{"FR1420041010050500013M02606", "20041/01005/0500013M026"}, "+?"},
		{"number of another account", []string{"12030000/202051", "12030000/202052"}, "++"},
		{"number, at a bank that is not said", []string{"12030000/202051", "202051", "120300000000202051"}, "+=="},
		{"number first, then two IBANs", []string{"12030000/202051", iban, other}, "+=+"},
		{"number of the country's own", []string{dutch, "0417164300", "417164300EUR", "ABNANL2A/0417164300"}, "+==="},
		{"few digits that chance repeats", []string{iban, "51"}, "+?"},
		{"few digits behind zeros", []string{"DE80120300000000000051", "51"}, "+="},
		{"name of the bank's own", []string{iban, "merchant-1"}, "+?"},
		{"name and number", []string{"202051", "merchant-1"}, "+?"},
		{"two names", []string{"merchant-1", "merchant-2", "Merchant 1"}, "++="},
		{"wrong check digits are no IBAN", []string{iban, "DE03120300000000202051"}, "+?"},
	} {
		var rows duplicate.Rows
		got := ""
		for n, own := range c.of {
			k := rows.Key()
			k.Text("1")
			k.Own(own)
			_, v := rows.Judge(duplicate.Origin{Source: n})
			got += string("+=?"[v])
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// One source that names two accounts names two.
func TestAccountsOfOneSource(t *testing.T) {
	var rows duplicate.Rows
	for _, own := range []string{"DE02120300000000202051", "merchant-1"} {
		k := rows.Key()
		k.Text("1")
		k.Own(own)
		if _, v := rows.Judge(duplicate.Origin{Source: 7}); v != duplicate.New {
			t.Errorf("%s: %d", own, v)
		}
	}
}
