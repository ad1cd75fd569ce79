package intake_test

import (
	"fmt"
	"testing"
)

// TestReferencesOfPayments: where every payment has a reference to itself, that is its number,
// though another column is called a reference too; and a column called by a currency holds amounts.
func TestReferencesOfPayments(t *testing.T) {
	rows := "Ref;Date;Kind;Shop;User;E-Mail;Name on card;Card;EUR;IP;Port;Outcome;Original\n"
	for i := range 40 {
		again := ""
		if i > 30 {
			again = fmt.Sprintf("Z-%d", 1000+i-20)
		}
		rows += fmt.Sprintf("Z-%d;2004-01-%02d 10:%02d:00;sale;trains.example;rose%d;rose%d@mail.example;Anna Rossi;%s;24.95;198.18.0.%d;%d;ok;%s\n",
			1000+i, 1+i%28, i, i, i, []string{"4000001234560008", "4111111111111111"}[i%2], i+1, 2000+i, again)
	}
	r, _ := lookAt(t, map[string]string{"second.csv": rows})
	f := only(t, r)
	for key, want := range map[string]string{"id": "Ref", "ref": "Original", "amount": "EUR"} {
		if f.Kind != "payments" || len(f.Columns[key]) != 1 || f.Columns[key][0] != want {
			t.Errorf("%s: %s is %v, not %s", f.Kind, key, f.Columns[key], want)
		}
	}
}
