package attribution_test

import (
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
)

// Runs made with one version of the table must be comparable for ever: a change
// needs a new TableVersion, and its digest here.
func TestTableKeepsItsVersion(t *testing.T) {
	want := map[string]string{"19": "e1de98ae040ffb53921c05ea2f704d5a8f0e5be7737519f4383ba21c72170f26"}
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
