package language_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/language"
)

func TestShares(t *testing.T) {
	for _, c := range []struct {
		name  string
		texts []string
		want  []language.Share
	}{
		{"nothing", nil, nil},
		{"too little", []string{"ok"}, nil},
		{"one", []string{strings.Repeat("Le rose si potano a marzo, quando la linfa comincia a salire. ", 4)}, []language.Share{{Language: "it", Permille: 1000}}},
		{"pooled", strings.Split("Die Rosen schneidet man im März|wenn der Saft steigt|und nicht früher|sonst friert alles ab|das weiß hier jeder im Garten", "|"), []language.Share{{Language: "de", Permille: 1000}}},
	} {
		if diff := cmp.Diff(c.want, language.Shares(c.texts)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestSentences judges three licensed sentences at a time, as if one author had written them.
func TestSentences(t *testing.T) {
	files, _ := filepath.Glob("../../../../../shared/data/forum/lingua-sentences/*.txt")
	if len(files) == 0 {
		t.Skip("the licensed sentences are not here")
	}
	right, all := 0, 0
	for _, name := range files {
		want := strings.TrimSuffix(filepath.Base(name), ".txt")
		if want == "sk" {
			continue // the library does not know Slovak
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewScanner(f)
		var texts []string
		wrong := 0
		for in.Scan() {
			texts = append(texts, in.Text())
			if len(texts) < 3 {
				continue
			}
			got := language.Shares(texts)
			texts = texts[:0]
			all++
			if len(got) > 0 && got[0].Language == want {
				right++
			} else {
				wrong++
			}
			if all%40 == 0 {
				break
			}
		}
		_ = f.Close()
		t.Logf("%s: %d wrong", want, wrong)
	}
	t.Logf("%d of %d", right, all)
	if 100*right < 97*all {
		t.Errorf("%d of %d right, at least 97 %%", right, all)
	}
}
