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

func TestOthersAreThoseOfTheConnection(t *testing.T) {
	for text, want := range map[string]int{
		"accounts of 2 other people were used from here":               2,
		"accounts of 12 unrelated people were used from here":          12,
		"accounts of 64 or more unrelated people were used from here":  64,
		"accounts in 12 names were opened from here":                   0,
		"only paid for from here, where others used theirs":            0,
		"accounts of many unrelated people were used from here, 3 too": 0,
		"": 0,
	} {
		if got := others(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
