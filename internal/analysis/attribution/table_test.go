package attribution_test

import (
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
)

// Runs made with one version of the table must be comparable for ever: a change
// needs a new TableVersion, and its digest here.
func TestTableKeepsItsVersion(t *testing.T) {
	want := map[string]string{"3": "20ab2dc78a49fbc70f548043a683f55acdce4d1872b31db48d340a0d1da454ab"}
	if got := attribution.TableDigest().String(); got != want[attribution.TableVersion] {
		t.Errorf("version %s: digest %s, want %q", attribution.TableVersion, got, want[attribution.TableVersion])
	}
}

func TestTableNamesEachRowOnce(t *testing.T) {
	var names []string
	for _, r := range attribution.Table() {
		if r.Name == "" || r.Reason == "" || r.Weight == 0 || slices.Contains(names, r.Name) {
			t.Errorf("row %+v", r)
		}
		names = append(names, r.Name)
	}
}
