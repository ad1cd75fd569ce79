package attribution_test

import (
	"slices"
	"testing"

	"comity/internal/analysis/attribution"
)

// Runs made with one version of the table must be comparable for ever: a change
// needs a new TableVersion, and its digest here.
func TestTableKeepsItsVersion(t *testing.T) {
	want := map[string]string{"25": "a0a4ef307dd34bd020bbf82c572c3b8ab3b6feb67c7fdf29d74137d59be89948"}
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
