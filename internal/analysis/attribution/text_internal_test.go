package attribution

import (
	"strings"
	"testing"
)

func TestTextsArePlain(t *testing.T) {
	for row, text := range texts {
		if text == "" && !strings.HasSuffix(table[row].Name, "/prior") {
			t.Errorf("row %s has no text", table[row].Name)
		}
		for _, c := range text {
			if c < ' ' || c > '~' || strings.ContainsRune(`"\<>&`, c) {
				t.Errorf("row %s: %q in its text", table[row].Name, c)
			}
		}
	}
}
