package run

import (
	"encoding/json"
	"testing"
)

// What is written by hand of the company is what encoding/json would write of it, and
// nothing where nobody was seen.
func TestCompanyIsEncoded(t *testing.T) {
	for _, company := range []Company{{}, {Guests: 1}, {Payers: 12}, {Guests: 3, Payers: 1}, {Days: 7}, {Guests: 1, Days: 2}, {Guests: 2, Payers: 3, Days: 4}, {Firm: true}, {Payers: 1, Firm: true}, {Nameless: true}} {
		want, err := json.Marshal(struct {
			Before  int     `json:"before"`
			Company Company `json:"company,omitzero"`
		}{0, company})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(appendCompany([]byte(`{"before":0`), company)) + "}"; got != string(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
