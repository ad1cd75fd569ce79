package score

import (
	"testing"
	"testing/fstest"
)

func TestMaterial(t *testing.T) {
	truth := fstest.MapFS{hashesFile: {Data: []byte(`{"rows":[{"path":"a","offset":1,"known":["X"]},{"path":"b","offset":2,"known":[]}],"known":[{"owner":"X"},{"owner":"Y"}]}
{"rows":[{"path":"a","offset":9,"known":[]}],"known":[]}
`)}}
	for name, c := range map[string]struct {
		said []Verdict
		want float64
	}{
		"nothing said":           {nil, 0},
		"as the truth":           {[]Verdict{{"a", 1, []string{"X"}}, {"b", 2, nil}, {"a", 9, nil}}, 1},
		"led there by a row":     {[]Verdict{{"a", 1, []string{"X", "Y"}}, {"b", 2, []string{"X"}}, {"a", 9, nil}}, 1},
		"known and said new":     {[]Verdict{{"a", 1, nil}, {"b", 2, nil}, {"a", 9, nil}}, 0.6667},
		"new and said known":     {[]Verdict{{"a", 1, []string{"X"}}, {"b", 2, nil}, {"a", 9, []string{"X"}}}, 0.6667},
		"a set without the file": {[]Verdict{{"a", 1, []string{"X", "Z"}}, {"b", 2, nil}, {"a", 9, nil}}, 0.6667},
	} {
		m, err := material(truth, c.said)
		if err != nil || m.Rows != 3 || m.Agree < c.want-1e-4 || m.Agree > c.want+1e-4 {
			t.Errorf("%s: %+v %v", name, m, err)
		}
	}
}
