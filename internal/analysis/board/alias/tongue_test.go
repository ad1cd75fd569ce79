package alias

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
)

// TestTongues holds that names do not look like one person for writing one language: sentences of many people, a few names
// for each language, beside more of one language.
func TestTongues(t *testing.T) {
	files, _ := filepath.Glob("../../../../../shared/data/forum/lingua-sentences/*.txt")
	if len(files) == 0 {
		t.Skip("the licensed sentences are not here")
	}
	slices.Sort(files)
	a := &archive.Archive{}
	for n, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(raw), "\n")
		names := 4
		if strings.HasPrefix(filepath.Base(file), "en") {
			names = 20
		}
		for i := range names {
			name := int32(len(a.Names))
			a.Names = append(a.Names, archive.Name{Key: fmt.Sprintf("%03d-%03d", n, i)})
			for p := 0; p < 30 && p*names+i < len(lines); p++ {
				a.Names[name].Posts = append(a.Names[name].Posts, int32(len(a.Messages)))
				a.Messages = append(a.Messages, archive.Message{At: comity.Instant(len(a.Messages)*7919%100_000) * comity.Minute, Author: name,
					Thread: archive.None, Parent: archive.None, Text: lines[p*names+i]})
			}
		}
	}
	all, err := Rank(t.Context(), a, 2, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Score >= 500 {
			t.Errorf("%s and %s are said to be one person with %d", a.Names[c.A].Key, a.Names[c.B].Key, c.Score)
		}
	}
}
