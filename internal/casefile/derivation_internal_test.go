package casefile

import (
	"testing"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// A table of a site stands behind the site's accounts, however its description writes the site.
func TestExhibitsOfASiteStandBehindItsAccounts(t *testing.T) {
	account := comity.Selector{Type: comity.SelectorAccount, Value: comity.Account("rose.example", "anna")}
	for site, want := range map[string]bool{"rose.example": true, "www.Rose.example": true, "": true, "moss.example": false} {
		if got := restable(comity.Digest{}, record.Members, site).Shapes(account); got != want {
			t.Errorf("%q: %v", site, got)
		}
	}
}
