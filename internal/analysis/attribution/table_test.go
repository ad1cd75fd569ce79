package attribution_test

import (
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
)

// Runs made with one version of the table must be comparable for ever: a change
// needs a new TableVersion, and its digest here.
func TestTableKeepsItsVersion(t *testing.T) {
	want := map[string]string{"19": "ceebe686eabcf39da4429e133899872e02b1b631c24eb1eb3355491e5e286b97"}
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
