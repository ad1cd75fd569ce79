package attribution

import (
	"strings"
	"testing"
)

// What an argument says leads back to its row, whatever its figures are.
func TestFindIsWhatWasSaid(t *testing.T) {
	for i, row := range table {
		if strings.Contains(row.Name, "/") {
			continue
		}
		for _, n := range []int32{0, 7, 1 << 20} {
			a := Argument{Weight: row.Weight, row: rowID(i), figures: [2]int32{n, n}}
			text := string(a.AppendText(nil))
			got, ok := Find(text, row.Weight)
			if !ok || texts[rowOf(got.Name)] != texts[i] || got.Weight != row.Weight {
				t.Errorf("%q is taken for %q, not %q", text, got.Name, row.Name)
			}
			if _, ok := Find(text, row.Weight+1); ok {
				t.Errorf("%q is found under another weight", text)
			}
		}
	}
}
