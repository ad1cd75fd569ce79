package attribution_test

import (
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
)

// Runs made with one version of the table must be comparable for ever: a change
// needs a new TableVersion, and its digest here.
func TestTableKeepsItsVersion(t *testing.T) {
	want := map[string]string{"33": "8197500a11ff28aec7387ee0c0cde25b5f13764e67d0cccd758a2225f25fd38b"}
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
